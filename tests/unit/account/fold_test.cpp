#include "account/lots.h"
#include "rows_helper.h"

using namespace tu;
using namespace tu::account;

namespace {
const Atom s = intern("s"), v = intern("v"), btc = intern("BTC-USD"), perp = intern("BTC-USDT-PERP");
const Atom usd = intern("USD"), usdt = intern("USDT");
}  // namespace

TEST_CASE("copies of an account share what is over, and each goes its own way") {
  Rows j;
  Account a;
  fold(a, j.deposit(0, "1000", "USD"));
  fold(a, j.order(10, "o1", "BTC-USD", "buy", "2"));
  fold(a, j.fill(20, "o1", 1, "BTC-USD", "buy", "1", "100"));
  const Account before = a;
  Account other = a;
  CHECK(other.order("o1") == a.order("o1"));  // the same object
  fold(a, j.fill(30, "o1", 2, "BTC-USD", "buy", "1", "100"));
  fold(other, j.update(30, "o1", "cancelled", "1"));
  fold(other, j.order(40, "o2", "BTC-USD", "sell", "1"));
  fold(other, j.fill(50, "o2", 1, "BTC-USD", "sell", "1", "110"));
  CHECK(a.order("o1")->phase == OrderPhase::filled);
  CHECK(a.position(s, v, btc)->qty == dec("2"));
  CHECK_FALSE(a.order("o2"));
  CHECK(other.order("o1")->phase == OrderPhase::cancelled);
  CHECK_FALSE(other.position(s, v, btc));
  CHECK(other.unbooked().size() == 1);
  CHECK(before.order("o1")->phase == OrderPhase::partial);
  CHECK(before.position(s, v, btc)->qty == dec("1"));
  CHECK(before.cash(usd) == dec("900"));
}

TEST_CASE("a spot purchase moves price x quantity and the fee out of cash and makes a position") {
  Account a;
  Rows j;
  fold(a, j.deposit(0, "1000", "USD"));
  fold(a, j.reserve(j.order(10, "o1", "BTC-USD", "buy", "2"), "205", "USD"));
  CHECK(a.free_cash(usd) == dec("795"));
  fold(a, j.fill(20, "o1", 1, "BTC-USD", "buy", "0.5", "100", "0.3"));
  CHECK(a.cash(usd) == dec("949.7"));
  CHECK(a.reserved(usd) == dec("153.75"));
  CHECK(a.order("o1")->phase == OrderPhase::partial);
  fold(a, j.fill(30, "o1", 2, "BTC-USD", "buy", "1.5", "102", "0.9"));
  fold(a, j.update(30, "o1", "filled", "2"));
  CHECK(a.cash(usd) == dec("795.8"));
  CHECK(a.reserved(usd).is_zero());
  CHECK(a.ordered_orders().empty());
  const Position* p = a.position(s, v, btc);
  REQUIRE(p);
  CHECK(p->qty == dec("2"));
  CHECK(p->average() == dec("101.5"));
  CHECK(p->opened == 20);
  CHECK(a.volume_since(0, v) == dec("203"));
}

TEST_CASE("lots are closed first in first out and the exit order waits until its pnl row books it") {
  Account a;
  Rows j;
  fold(a, j.deposit(0, "1000", "USD"));
  fold(a, j.order(1, "a", "BTC-USD", "buy", "1"));
  fold(a, j.fill(2, "a", 1, "BTC-USD", "buy", "1", "100", "1"));
  fold(a, j.order(3, "b", "BTC-USD", "buy", "1"));
  fold(a, j.fill(4, "b", 1, "BTC-USD", "buy", "1", "110", "1.1"));
  fold(a, j.order(5, "x", "BTC-USD", "sell", "1.5"));
  fold(a, j.fill(6, "x", 1, "BTC-USD", "sell", "1", "120", "1.2"));
  CHECK(a.unbooked().empty());  // neither flat nor final
  fold(a, j.fill(7, "x", 2, "BTC-USD", "sell", "0.5", "130", "0.65"));
  REQUIRE(a.unbooked().size() == 1);
  const Closing c = a.unbooked()[0]->closing;
  CHECK(c.qty == dec("1.5"));
  CHECK(c.entry_value == dec("155"));
  CHECK(c.exit_value == dec("185"));
  CHECK(c.fees == dec("3.4"));  // 1 + half of 1.1 + 1.2 + 0.65
  CHECK(c.opened == 2);
  CHECK(a.position(s, v, btc)->qty == dec("0.5"));
  CHECK(a.position(s, v, btc)->entry_fees() == dec("0.55"));
  fold(a, j.pnl(7, "x", "26.6"));
  CHECK(a.unbooked().empty());
  CHECK(a.strategy(s)->streak == 1);
  CHECK(a.strategy(s)->trips.size() == 1);
  CHECK(a.strategy(s)->last_exit_of.at(btc) == 7);
}

TEST_CASE("a perpetual short holds initial margin for its life and pays its profit when it closes") {
  Account a;
  Rows j;
  fold(a, j.deposit(0, "1000", "USDT"));
  fold(a, j.order(1, "o", "BTC-USDT-PERP", "sell", "2"));
  Event& f = j.fill(2, "o", 1, "BTC-USDT-PERP", "sell", "2", "100", "0.1", "USDT");
  f.set(Field{Type::fill, "margin"}, dec("10"));
  fold(a, f);
  CHECK(a.cash(usdt) == dec("999.9"));
  CHECK(a.reserved(usdt) == dec("10"));
  CHECK(a.position(s, v, perp)->qty == dec("-2"));
  fold(a, j.charge(3, "BTC-USDT-PERP", "-0.4"));
  fold(a, j.order(4, "x", "BTC-USDT-PERP", "buy", "1.5"));
  fold(a, j.fill(5, "x", 1, "BTC-USDT-PERP", "buy", "1.5", "90", "0.2", "USDT"));
  CHECK(a.cash(usdt) == dec("1015.1"));  // 999.9 + 0.4 + 15 - 0.2
  CHECK(a.reserved(usdt) == dec("2.5"));
  CHECK(a.unbooked()[0]->closing.qty == dec("-1.5"));
  CHECK(a.unbooked()[0]->closing.gross() == dec("15"));
  CHECK(a.unbooked()[0]->closing.funding == dec("-0.3"));
}

TEST_CASE("one fill can close a perpetual position and open the opposite one") {
  Account a;
  Rows j;
  fold(a, j.deposit(0, "1000", "USDT"));
  fold(a, j.order(1, "o", "BTC-USDT-PERP", "buy", "1"));
  fold(a, j.fill(2, "o", 1, "BTC-USDT-PERP", "buy", "1", "100", "0", "USDT"));
  fold(a, j.order(3, "x", "BTC-USDT-PERP", "sell", "3"));
  fold(a, j.fill(4, "x", 1, "BTC-USDT-PERP", "sell", "3", "110", "0.3", "USDT"));
  CHECK(a.position(s, v, perp)->qty == dec("-2"));
  CHECK(a.position(s, v, perp)->average() == dec("110"));
  CHECK(a.cash(usdt) == dec("1009.7"));
  CHECK(a.order("x")->closing.fees + a.position(s, v, perp)->entry_fees() == dec("0.3"));
}

TEST_CASE("funding of an instant in which the position was closed is borne by the exit that waits") {
  Account a;
  Rows j;
  fold(a, j.deposit(0, "1000", "USDT"));
  fold(a, j.order(1, "o", "BTC-USDT-PERP", "buy", "1"));
  fold(a, j.fill(2, "o", 1, "BTC-USDT-PERP", "buy", "1", "100", "0", "USDT"));
  fold(a, j.order(3, "x", "BTC-USDT-PERP", "sell", "1"));
  fold(a, j.fill(4, "x", 1, "BTC-USDT-PERP", "sell", "1", "100", "0", "USDT"));
  fold(a, j.charge(4, "BTC-USDT-PERP", "0.5"));
  CHECK(a.cash(usdt) == dec("999.5"));
  CHECK(a.unbooked()[0]->closing.net() == dec("-0.5"));
}

TEST_CASE("impossible rows are errors and leave the account as it was") {
  Account a;
  Rows j;
  fold(a, j.deposit(0, "1000", "USD"));
  fold(a, j.order(1, "o", "BTC-USD", "buy", "1"));
  CHECK_FALSE(a.fold(j.order(2, "o", "BTC-USD", "buy", "1")).ok());
  CHECK_FALSE(a.fold(j.fill(2, "nobody", 1, "BTC-USD", "buy", "1", "1")).ok());
  CHECK_FALSE(a.fold(j.fill(2, "o", 1, "BTC-USD", "buy", "1.1", "1")).ok());
  CHECK_FALSE(a.fold(j.fill(2, "o", 1, "BTC-USD", "sell", "1", "1")).ok());
  CHECK_FALSE(a.fold(j.update(2, "o", "resting")).ok());
  CHECK_FALSE(a.fold(j.update(2, "o", "partial", "1.5")).ok());
  CHECK_FALSE(a.fold(j.deposit(2, "-1001", "USD")).ok());
  fold(a, j.order(3, "x", "BTC-USD", "sell", "1"));
  Status st = a.fold(j.fill(4, "x", 1, "BTC-USD", "sell", "1", "100"));
  REQUIRE_FALSE(st.ok());
  CHECK(st.error().status == Exit::internal);
  CHECK(a.cash(usd) == dec("1000"));
  fold(a, j.update(5, "o", "cancelled"));
  CHECK_FALSE(a.fold(j.update(6, "o", "open")).ok());
  CHECK(a.asof() == 4);
}

TEST_CASE("a final update gives back what was reserved") {
  Account a;
  Rows j;
  fold(a, j.deposit(0, "1000", "USD"));
  fold(a, j.reserve(j.order(1, "o", "BTC-USD", "buy", "1"), "101", "USD"));
  CHECK(a.has_open_order(s, v, btc));
  fold(a, j.update(2, "o", "expired"));
  CHECK(a.reserved(usd).is_zero());
  CHECK_FALSE(a.has_open_order(s, v, btc));
  CHECK(a.approved_or_refused("o"));
}

TEST_CASE("what stays reserved after a third has filled is the exact rest") {
  CHECK(share(dec("127.602"), dec("1"), dec("3")).str() == "42.534");
  CHECK((dec("127.602") - share(dec("127.602"), dec("1"), dec("3"))).str() == "85.068");
  CHECK(share(dec("1"), dec("1"), dec("3")).str() == "0.333333333333333333");
  // Where the product has too many decimals, or is too large, the ratio is taken first.
  CHECK(share(dec("0.000000000000000003"), dec("0.1"), dec("0.3")).str() == "0.000000000000000001");
  CHECK(share(dec("100000000000000000"), dec("100000000000000000"), dec("200000000000000000")).str() ==
        "50000000000000000");
}

TEST_CASE("a daily halt ends at the next day row, a lasting one only by resume") {
  Account a;
  Rows j;
  fold(a, j.halt(10, "entries", "daily_loss", true));
  fold(a, j.halt(11, "flat", "drawdown", false));
  fold(a, j.halt(12, "flat", "drawdown", false));
  CHECK(a.halts().size() == 2);
  fold(a, j.day(us_per_day, "1970-01-02", "1000", "1000", "1"));
  REQUIRE(a.halts().size() == 1);
  CHECK(a.halts()[0].rule == "drawdown");
  fold(a, j.make(Type::resume, us_per_day + 1));
  CHECK(a.halts().empty());
}

TEST_CASE("how often a rule has halted is counted for the day, or until a new peak") {
  Account a;
  Rows j;
  fold(a, j.day(1, "1970-01-01", "1000", "1000", "1"));
  fold(a, j.halt(10, "entries", "daily_loss", true));
  fold(a, j.halt(11, "entries", "drawdown", false));
  fold(a, j.halt(11, "flat", "drawdown", false));  // it stands already
  CHECK(a.times_halted("daily_loss") == 1);
  CHECK(a.times_halted("drawdown") == 1);
  CHECK(a.times_halted("floor") == 0);
  fold(a, j.make(Type::resume, 12));
  fold(a, j.halt(13, "entries", "drawdown", false));
  CHECK(a.times_halted("drawdown") == 2);
  fold(a, j.day(us_per_day, "1970-01-02", "900", "1000", "0.9"));
  CHECK(a.times_halted("daily_loss") == 0);
  CHECK(a.times_halted("drawdown") == 2);
  fold(a, j.day(2 * us_per_day, "1970-01-03", "1000", "1000", "1"));  // the old peak is no new one
  CHECK(a.times_halted("drawdown") == 2);
  fold(a, j.halt(3 * us_per_day, "entries", "daily_loss", true));
  fold(a, j.day(3 * us_per_day, "1970-01-04", "1001", "1000", "1.001"));
  CHECK(a.times_halted("drawdown") == 0);
  CHECK(a.times_halted("daily_loss") == 1);  // it began in the instant of the day row
}

TEST_CASE("rows of another account change nothing, rows without an account count for all") {
  Account a("second");
  Rows j;
  fold(a, j.deposit(0, "1000", "USD"));
  CHECK(a.empty());
  CHECK(a.asof() == 1);
  Event& e = j.make(Type::mode, 0);
  e.set_text(Field{Type::mode, "mode"}, "paper");
  fold(a, e);
  CHECK(a.mode() == "paper");
}

TEST_CASE("break-even trips neither extend nor end a streak") {
  Account a;
  Rows j;
  for (const char* net : {"1", "2", "0", "3"}) fold(a, j.pnl(1, "", net));
  CHECK(a.strategy(s)->streak == 3);
  for (const char* net : {"-1", "0", "-1"}) fold(a, j.pnl(2, "", net));
  CHECK(a.strategy(s)->streak == -2);
}

TEST_CASE("what is in the account already is recognised") {
  Account a;
  Rows j;
  fold(a, j.deposit(0, "1000", "USD"));
  Event& o = j.order(1, "o", "BTC-USD", "buy", "1");
  CHECK_FALSE(a.knows(o));
  fold(a, o);
  CHECK(a.knows(o));
  Event& f = j.fill(2, "o", 1, "BTC-USD", "buy", "0.5", "100");
  Event& u = j.update(2, "o", "partial", "0.5");
  CHECK_FALSE(a.knows(f));
  CHECK_FALSE(a.knows(u));
  fold(a, f);
  fold(a, u);
  CHECK(a.knows(f));
  CHECK(a.knows(u));
  CHECK_FALSE(a.knows(j.fill(3, "o", 2, "BTC-USD", "buy", "0.5", "100")));
}

TEST_CASE("old orders are forgotten after their day, open ones never") {
  Account a;
  Rows j;
  fold(a, j.deposit(0, "1000", "USD"));
  fold(a, j.order(1, "done", "BTC-USD", "buy", "1"));
  fold(a, j.update(2, "done", "cancelled"));
  fold(a, j.order(3, "open", "BTC-USD", "buy", "1"));
  fold(a, j.deposit(3 * us_per_day, "1", "USD"));
  CHECK_FALSE(a.order("done"));
  CHECK(a.approved_or_refused("done"));
  CHECK(a.order("open"));
  CHECK(a.entries_since(0) == 0);
}

TEST_CASE("an outcome's resolution pays every position in it") {
  Account a;
  Rows j;
  fold(a, j.deposit(0, "100", "USDC"));
  fold(a, j.order(1, "o", "RAIN:YES", "buy", "10"));
  fold(a, j.fill(2, "o", 1, "RAIN:YES", "buy", "10", "0.4", "0", "USDC"));
  Event& e = j.make(Type::resolution, 3, "v", "RAIN:YES");
  e.set(Field{Type::resolution, "price"}, dec("1"));
  fold(a, e);
  CHECK(a.cash(intern("USDC")) == dec("106"));
  CHECK(a.flat());
  REQUIRE(a.unbooked().size() == 1);
  CHECK(a.unbooked()[0]->closing.net() == dec("6"));
}

TEST_CASE("a copy stays small: of many final orders the newest are kept, and those whose trip waits") {
  Account a;
  Rows j;
  fold(a, j.deposit(0, "100000", "USD"));
  fold(a, j.order(1, "in", "BTC-USD", "buy", "2"));
  fold(a, j.fill(2, "in", 1, "BTC-USD", "buy", "2", "100"));
  fold(a, j.order(3, "out", "BTC-USD", "sell", "1"));
  fold(a, j.fill(4, "out", 1, "BTC-USD", "sell", "1", "110"));
  for (int n = 0; n < 400; ++n) {
    std::string id = "o" + std::to_string(n);
    fold(a, j.order(5 + n, id, "BTC-USD", "buy", "1"));
    fold(a, j.update(5 + n, id, "cancelled"));
  }
  CHECK_FALSE(a.order("in"));
  CHECK_FALSE(a.order("o200"));
  CHECK(a.order("o399"));
  CHECK(a.approved_or_refused("in"));
  CHECK_FALSE(a.approved_or_refused("never"));
  CHECK_FALSE(a.fold(j.order(500, "in", "BTC-USD", "buy", "1")).ok());
  REQUIRE(a.unbooked().size() == 1);
  CHECK(a.unbooked()[0]->id == "out");
  fold(a, j.pnl(501, "out", "10"));
  CHECK(a.unbooked().empty());
}

TEST_CASE("a group is remembered while something of it works, is held, or waits to be booked") {
  Account a;
  Rows j;
  const auto leg = [&](TsUs ts, std::string_view id, std::string_view symbol) -> Event& {
    Event& e = j.order(ts, id, symbol, "buy", "2");
    e.set_text(Field{Type::order, "group"}, "g");
    e.set_integer(Field{Type::order, "legs"}, 2);
    e.set_text(Field{Type::order, "intent"}, "open");
    return e;
  };
  fold(a, j.deposit(0, "1000", "USD"));
  fold(a, leg(1, "a", "BTC-USD"));
  fold(a, leg(1, "b", "ETH-USD"));
  const Group& g = a.groups().at("g");
  CHECK(g.working == 2);
  CHECK(g.on_break == "unwind");
  fold(a, j.fill(2, "a", 1, "BTC-USD", "buy", "2", "100"));
  CHECK_FALSE(g.broken);
  fold(a, j.fill(2, "b", 1, "ETH-USD", "buy", "1", "10"));
  Event& end = j.update(3, "b", "cancelled", "1");
  fold(a, end);
  CHECK(g.broken);  // half of it ended unfilled
  CHECK(g.working == 0);
  fold(a, j.order(4, "x", "BTC-USD", "sell", "2"));
  fold(a, j.fill(5, "x", 1, "BTC-USD", "sell", "2", "101"));
  CHECK(a.unbooked().empty());  // it waits in the group
  CHECK_FALSE(g.over());
  fold(a, j.order(6, "y", "ETH-USD", "sell", "1"));
  fold(a, j.fill(7, "y", 1, "ETH-USD", "sell", "1", "11"));
  CHECK(g.over());
  CHECK(g.legs[0].closing.gross() == dec("2"));
  CHECK(g.legs[1].closing.gross() == dec("1"));
  Event& row = j.pnl(8, "g/y", "3");
  row.set_text(Field{Type::pnl, "group"}, "g");
  fold(a, row);
  CHECK(a.groups().empty());
}

TEST_CASE("a group of which nothing was filled is forgotten when its last order is over") {
  Account a;
  Rows j;
  fold(a, j.deposit(0, "1000", "USD"));
  for (const char* id : {"a", "b"}) {
    Event& e = j.order(1, id, "BTC-USD", "buy", "1");
    e.set_text(Field{Type::order, "group"}, "g");
    fold(a, e);
  }
  fold(a, j.update(2, "a", "expired"));
  CHECK(a.groups().size() == 1);
  fold(a, j.update(3, "b", "rejected"));
  CHECK(a.groups().empty());
}

TEST_CASE("the figure that an entry's size rested on goes with it to its round trip") {
  Account a;
  Rows j;
  fold(a, j.deposit(0, "1000", "USD"));
  Event& in = j.order(1, "a", "BTC-USD", "buy", "1");
  in.set(Field{Type::order, "value"}, -0.04);
  fold(a, in);
  fold(a, j.fill(2, "a", 1, "BTC-USD", "buy", "1", "100"));
  fold(a, j.order(3, "x", "BTC-USD", "sell", "1"));
  fold(a, j.fill(4, "x", 1, "BTC-USD", "sell", "1", "120"));
  REQUIRE(a.unbooked().size() == 1);
  CHECK(a.unbooked()[0]->closing.value == -0.04);
  Event& booked = j.pnl(4, "x", "20");
  booked.set(Field{Type::pnl, "value"}, -0.04);
  fold(a, booked);
  CHECK(a.strategy(s)->trips.back().entry_value == -0.04);
  CHECK(a.trips_since_day() == 1);
}

TEST_CASE("the newest factor, envelope and posture are known by the options they follow from") {
  Account a;
  Rows j;
  for (const TsUs ts : {10, 20}) {
    Event& e = j.make(Type::envelope, ts);
    e.set(Field{Type::envelope, "p_cat"}, ts / 100.0);
    e.set(Field{Type::envelope, "score"}, 0.5);
    e.set_text(Field{Type::envelope, "status"}, "OK");
    e.set_text(Field{Type::envelope, "rules"}, "r");
    fold(a, e);
  }
  Event& other = j.make(Type::posture, 30);
  other.set(Field{Type::posture, "rm"}, 0.4);
  other.set_text(Field{Type::posture, "posture"}, "HIBERNATE");
  other.set_text(Field{Type::posture, "account"}, "b");
  fold(a, other);
  REQUIRE(a.envelope("r"));
  CHECK(a.envelope("r")->p_cat == 0.2);
  CHECK(a.envelope("r")->ts == 20);
  CHECK_FALSE(a.envelope("q"));
  CHECK_FALSE(a.posture(""));  // of another account
}
