// Properties of money: random orders on random markets, thousands of runs. What must hold of each, to the
// last decimal.
#include <algorithm>
#include <map>

#include "account/valuation.h"
#include "base/random.h"
#include "paper_helper.h"

using namespace tu;
using namespace tu::account;

namespace {

class Dice {
 public:
  explicit Dice(std::uint64_t seed) : seed_(seed) {}
  double unit() { return random_unit(seed_, 7, n_++); }
  int below(int n) { return static_cast<int>(unit() * n); }
  bool chance(double p) { return unit() < p; }
  // A price on the tick of 0.01, a quantity on the lot of 0.001.
  double price(double around, double spread) {
    return std::max(0.01, std::floor(around * (1 + spread * (unit() - 0.5)) * 100) / 100);
  }
  std::string qty() { return (Decimal::from_integer(1 + below(4000)) / Decimal::from_integer(1000)).str(); }

 private:
  std::uint64_t seed_, n_ = 0;
};

struct Order {
  TsUs approved;
  Decimal qty, limit, filled;
  bool buy, reduces;
};

// One run: a market of one kind, two strategies, and what is expected of the books, kept apart from them.
class Run {
 public:
  Run(std::uint64_t seed, bool perp, int feed)
      : dice_(seed),
        k_("1", perp ? "USDT" : "USD", "100000"),
        perp_(perp),
        feed_(feed),
        symbol_(perp ? "BTC-USDT-PERP" : "BTC-USD"),
        currency_(intern(perp ? "USDT" : "USD")) {
    deposits_ = dec("100000");
    rules_.currency = currency_;
  }

  std::string go() {
    for (minute_ = 1; minute_ <= 40 && broken_.empty(); ++minute_) {
      market();
      deposit();
      decide();
      books();
    }
    return broken_;
  }

 private:
  void must(bool holds, const std::string& what) {
    if (!holds && broken_.empty()) broken_ = "minute " + std::to_string(minute_) + ": " + what;
  }
  TsUs now() const { return minute_ * us_per_min; }

  void market() {
    std::vector<Event*> events;
    open_ = dice_.price(close_, 0.02);
    close_ = dice_.price(open_, 0.04);
    high_ = std::max({open_, close_, dice_.price(open_, 0.06)});
    low_ = std::min({open_, close_, dice_.price(open_, 0.06)});
    volume_ = dice_.chance(0.1) ? 0 : std::floor(dice_.unit() * 40'000) / 1000;
    if (feed_ == 1) events.push_back(&k_.rows.quote(now(), symbol_, low_, high_, volume_, volume_ / 2));
    if (feed_ == 2) events.push_back(&k_.rows.trade(now(), symbol_, close_, volume_));
    events.push_back(k_.bar(minute_, open_, high_, low_, close_, volume_, symbol_));
    for (Event* e : events) marks_.observe(*e);
    if (perp_ && dice_.chance(0.1)) funding();
    before_ = positions();
    k_.step(now(), events);
    check_reports();
    book_trips();
  }

  std::map<Atom, Decimal> positions() const {
    std::map<Atom, Decimal> held;
    for (const Position* p : k_.account.ordered_positions()) held[p->strategy] = p->qty;
    return held;
  }

  void funding() {
    for (const Position* p : k_.account.ordered_positions()) {
      Decimal amount =
          (Decimal::from_integer(dice_.below(2000) - 1000) / Decimal::from_integer(1000)) * p->qty;
      Event& e = k_.rows.charge(now(), symbol_, amount.str());
      e.set_text(Field{Type::charge, "strategy"}, name_of(p->strategy));
      fold(k_.account, e);
      charged_ += amount;
    }
  }

  void check_reports() {
    Decimal taken;
    std::map<Atom, Decimal> entry_price;
    std::map<Atom, Decimal> held = before_;
    for (const PaperReport& r : k_.reports) {
      if (r.kind == PaperReport::Kind::liquidation)
        orders_[r.order.id] = {now() - us_per_min, r.order.qty, {}, {}, r.order.buy, true};
      if (r.kind != PaperReport::Kind::fill) continue;
      Order& o = orders_.at(r.order.id);
      bool liquidated = r.order.exit_rule == "liquidation";
      o.filled += r.qty;
      must(o.filled <= o.qty, r.order.id + " filled more than its quantity");
      must(o.approved < now(), r.order.id + " filled in its own instant");
      must(feed_ || liquidated || now() - us_per_min >= o.approved + 250 * us_per_ms,
           r.order.id + " filled before it was live");
      must(o.limit.is_zero() || (o.buy ? r.price <= o.limit : r.price >= o.limit),
           r.order.id + " filled beyond its limit");
      must(!r.maker || (o.buy ? r.price > money_of(low_) : r.price < money_of(high_)),
           r.order.id + " was not traded through");
      if (!liquidated) taken += r.qty;
      Decimal& h = held[r.order.strategy];
      Decimal was = h;
      h = o.buy ? h + r.qty : h - r.qty;
      if (o.reduces)
        must(h.abs() < was.abs() && (h.is_zero() || h.sign() == was.sign()), r.order.id + " reduced nothing");
      bool opens = was.is_zero() || was.negative() != o.buy;
      if (opens)
        entry_price[r.order.strategy] = r.price;
      else if (auto e = entry_price.find(r.order.strategy); e != entry_price.end() && feed_ == 0)
        must(o.buy ? r.price >= e->second : r.price <= e->second,
             r.order.id + " left at a profit in the candle of its entry");
      fees_ += r.fee;
      slippage_ += r.slippage;
    }
    if (feed_ == 0)
      must(taken <= money_of(volume_) * (dec("1") / dec("10")), "more than a tenth of the candle was taken");
  }

  static Decimal money_of(double x) { return *Decimal::from_real(x); }

  void book_trips() {
    if (dice_.chance(0.3)) return;  // settle may be late
    for (const OrderState* o : k_.account.unbooked()) {
      const Closing c = o->closing;
      gross_ += c.gross();
      trip_fees_ += c.fees;
      trip_funding_ += c.funding;
      trip_slippage_ += c.slippage;
      fold(k_.account, k_.rows.pnl(now(), o->id, c.net().str()));
    }
  }

  void deposit() {
    if (!dice_.chance(0.1)) return;
    Valuation was = value(k_.account, k_.venues, marks_, now(), rules_);
    if (k_.account.today() == nullptr && dice_.chance(0.5) && was.units.sign() > 0)
      fold(k_.account,
           k_.rows.day(now(), "2025-05-04", was.equity.str(), was.units.str(), was.unit_value.str()));
    if (!k_.account.today()) return;
    was = value(k_.account, k_.venues, marks_, now(), rules_);
    Decimal amount = dec(dice_.qty()) * Decimal::from_integer(1000);
    if (dice_.chance(0.4) && k_.account.free_cash(currency_) > amount) amount = -amount;
    fold(k_.account, k_.rows.deposit(now(), amount.str(), name_of(currency_)));
    deposits_ += amount;
    Valuation is = value(k_.account, k_.venues, marks_, now(), rules_);
    must(is.drawdown == was.drawdown && is.unit_value == was.unit_value && is.day_pnl == was.day_pnl,
         "a deposit of " + amount.str() + " moved the drawdown");
  }

  void decide() {
    for (int n = dice_.below(4); n > 0; --n) {
      std::string strategy = dice_.chance(0.5) ? "s" : "t",
                  id = strategy + "#" + std::to_string(++orders_made_);
      const Position* p = k_.account.position(intern(strategy), intern("v"), intern(symbol_));
      bool leaves = p && dice_.chance(0.6), buy = leaves ? p->qty.negative() : !perp_ || dice_.chance(0.5);
      static const char* kinds[] = {"market", "limit", "stop", "stop_limit"};
      static const char* tifs[] = {"GTC", "GTC", "IOC", "FOK"};
      int kind = dice_.below(4);
      Event& e = k_.rows.order(now(), id, symbol_, buy ? "buy" : "sell", dice_.qty(), kinds[kind], strategy);
      e.set_text(Field{Type::order, "tif"}, tifs[dice_.below(4)]);
      Order o{now(), e.decimal(Field{Type::order, "qty"}), {}, {}, buy, leaves};
      if (kind & 1) {
        o.limit = money_of(dice_.price(close_, 0.03));
        e.set(Field{Type::order, "limit"}, o.limit);
      }
      if (kind & 2) e.set(Field{Type::order, "stop"}, money_of(dice_.price(close_, 0.03)));
      if (leaves)
        e.set_flag(Field{Type::order, "reduce_only"}, true);
      else
        k_.rows.reserve(e, dice_.qty(), name_of(currency_));
      if (dice_.chance(0.2)) e.set_flag(Field{Type::order, "post_only"}, true);
      if (dice_.chance(0.2))
        e.set_integer(Field{Type::order, "expires"}, now() + 1 + dice_.below(300) * us_per_s);
      std::string other = strategy + "#" + std::to_string(std::max(1, orders_made_ - 1 - dice_.below(3)));
      if (dice_.chance(0.15))
        e.set_text(Field{Type::order, "oco"}, k_.rows.keep(other));
      else if (dice_.chance(0.1))
        e.set_text(Field{Type::order, "replaces"}, k_.rows.keep(other));
      orders_[id] = o;
      k_.send(e);
      if (dice_.chance(0.1)) k_.paper->cancel(other, now(), "test");
    }
  }

  void books() {
    Decimal lots, lot_fees, lot_slippage, lot_funding, margin;
    for (const Position* p : k_.account.ordered_positions()) {
      if (!perp_) {
        must(p->qty.sign() > 0, "a spot position is short");
        lots += p->value();
      }
      Decimal sum;
      for (const Lot& l : p->lots) sum += l.qty, lot_slippage += l.slippage;
      must(sum == p->qty.abs(), "the lots are not the position");
      lot_fees += p->entry_fees();
      lot_funding += p->funding;
      margin += p->margin();
    }
    Decimal waiting, waiting_fees, waiting_funding, waiting_slippage, reserved = margin;
    for (const auto& [id, order] : orders_)
      if (const OrderState* o = k_.account.order(id)) {
        waiting += o->closing.gross();
        waiting_fees += o->closing.fees;
        waiting_funding += o->closing.funding;
        waiting_slippage += o->closing.slippage;
        reserved += o->reserved;
        must(!o->reserved.negative() && (!is_final(o->phase) || o->reserved.is_zero()),
             id + " holds back what it may not");
      }
    must(k_.account.cash(currency_) + lots == deposits_ + gross_ + waiting - fees_ - charged_,
         "cash " + k_.account.cash(currency_).str() + " and lots " + lots.str() + " are not what went in");
    must(trip_fees_ + waiting_fees + lot_fees == fees_, "fees were lost");
    must(trip_slippage_ + waiting_slippage + lot_slippage == slippage_, "slippage was lost");
    must(trip_funding_ + waiting_funding + lot_funding == charged_, "funding was lost");
    must(k_.account.reserved(currency_) == reserved,
         "reserved " + k_.account.reserved(currency_).str() + " is not " + reserved.str());
  }

  Dice dice_;
  PaperMarket k_;
  bool perp_;
  int feed_;
  std::string symbol_;
  Atom currency_;
  Marks marks_;
  ValuationRules rules_;
  std::map<std::string, Order> orders_;
  std::map<Atom, Decimal> before_;
  int minute_ = 0, orders_made_ = 0;
  double open_ = 100, high_ = 100, low_ = 100, close_ = 100, volume_ = 0;
  Decimal deposits_, fees_, charged_, slippage_, gross_, trip_fees_, trip_funding_, trip_slippage_;
  std::string broken_;
};

void try_all(bool perp, int feed) {
  for (std::uint64_t seed = 0; seed < 500; ++seed) {
    std::string broken = Run(seed, perp, feed).go();
    INFO("seed " << seed);
    REQUIRE(broken == "");
  }
}

}  // namespace

TEST_CASE("on spot candles nothing is made or lost, and no order does what it may not") {
  try_all(false, 0);
}
TEST_CASE("on perpetual candles nothing is made or lost, and no order does what it may not") {
  try_all(true, 0);
}
TEST_CASE("on spot quotes nothing is made or lost, and no order does what it may not") {
  try_all(false, 1);
}
TEST_CASE("on perpetual quotes nothing is made or lost, and no order does what it may not") {
  try_all(true, 1);
}
TEST_CASE("on spot trades nothing is made or lost, and no order does what it may not") {
  try_all(false, 2);
}
TEST_CASE("on perpetual trades nothing is made or lost, and no order does what it may not") {
  try_all(true, 2);
}
