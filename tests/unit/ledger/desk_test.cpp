#include "ledger/desk.h"

#include "helpers.h"
#include "ledger/show.h"
#include "ledger/verify.h"
#include "ledger/why.h"

namespace tu::ledger {
using namespace test;

namespace {
constexpr TsUs now = 1'700'000'000'000'000;

std::unique_ptr<Journal> fresh(const TempDir& dir) {
  return must(Journal::open(dir.file("l.db"), Access::make));
}

void put(Journal& j, const Place& p, const Event& e) {
  must(j.begin());
  must(j.append(draft_of(p, e)));
  must(j.commit());
}

// An order that was approved, sent and filled, as a session of this kind.
std::unique_ptr<Journal> traded(const TempDir& dir, Events& ev, Kind kind = Kind::replay) {
  auto j = fresh(dir);
  must(j->fix_kind(kind));
  must(Desk{*j, 0, "main"}.deposit(Decimal::from_integer(10000), "USD", ""));
  const std::string mode(kind_name(kind));
  put(*j, {"r", 10, 1, 0},
      ev(R"({"type":"run","ts":10,"session":"r","writer":"risk-gate","via":[],"mode":")" + mode + "\"}"));
  put(*j, {"r", 10, 1, 1}, ev.order(10, "a"));
  put(*j, {"r", 10, 2, 0}, ev.update(10, "a", "sent"));
  put(*j, {"r", 20, 2, 0}, ev.fill(20, "a", "a/1"));
  put(*j, {"r", 20, 2, 1}, ev.update(20, "a", "filled", "1"));
  return j;
}
}  // namespace

TEST_CASE("money put in before the first run stands at instant 0, so a replay of any data starts with it") {
  TempDir dir;
  auto j = fresh(dir);
  Report r = must(Desk{*j, now, "main"}.deposit(*Decimal::parse("0.1"), "USD", "start"));
  CHECK(r.json ==
        "{\"type\":\"deposit\",\"ts\":0,\"currency\":\"USD\",\"amount\":0.1,\"reason\":\"start\"}\n");
}

TEST_CASE("on a paper ledger a row stands at the clock, but never before the newest row") {
  TempDir dir;
  Events ev;
  auto j = traded(dir, ev, Kind::paper);
  must(Desk{*j, now, "main"}.deposit(Decimal::from_integer(1), "USD", ""));
  must(Desk{*j, now - 5, "main"}.deposit(Decimal::from_integer(1), "USD", ""));  // the clock was set back
  CHECK(must(j->db().integer("SELECT max(instant) FROM journal")) == now);
  CHECK(must(j->db().integer("SELECT count(*) FROM journal WHERE instant = 1700000000000000")) == 2);
  CHECK(must(verify(*j)).holds());
}

TEST_CASE("what is not free cannot be withdrawn") {
  TempDir dir;
  auto j = fresh(dir);
  Desk d{*j, now, "main"};
  must(d.deposit(Decimal::from_integer(10), "USD", ""));
  Result<Report> r = d.withdraw(*Decimal::parse("10.01"), "USD", "");
  REQUIRE_FALSE(r);
  CHECK(r.error().status == Exit::no);
  CHECK(must(j->newest()) == 1);
  must(d.withdraw(Decimal::from_integer(10), "USD", ""));
  CHECK_FALSE(d.deposit(Decimal::from_integer(-1), "USD", ""));
}

TEST_CASE("accounts of one ledger are kept apart") {
  TempDir dir;
  auto j = fresh(dir);
  must(Desk{*j, now, "main"}.deposit(Decimal::from_integer(10), "USD", ""));
  must(Desk{*j, now, "arb"}.deposit(Decimal::from_integer(3), "USD", ""));
  CHECK(must(fold_all(*j, "main")).cash(intern("USD")) == Decimal::from_integer(10));
  CHECK(must(fold_all(*j, "arb")).cash(intern("USD")) == Decimal::from_integer(3));
}

TEST_CASE("mode live wants its word, and fixes the kind") {
  TempDir dir;
  auto j = fresh(dir);
  Desk d{*j, now, "main"};
  Result<Report> r = d.mode("live", false);
  REQUIRE_FALSE(r);
  CHECK(r.error().status == Exit::refused);
  must(d.mode("live", true));
  must(d.mode("paper", false));  // send nothing for a while
  CHECK(must(j->kind()) == Kind::live);
  CHECK(must(fold_all(*j, "main")).mode() == "paper");
  CHECK_FALSE(d.mode("replay", false));
}

TEST_CASE("a halt stands until resume, and resume without one is a no") {
  TempDir dir;
  auto j = fresh(dir);
  Desk d{*j, now, "main"};
  CHECK_FALSE(d.resume("nothing"));
  must(d.halt("flat", "test"));
  REQUIRE(must(fold_all(*j, "main")).halts().size() == 1);
  CHECK_FALSE(d.halt("sideways", "test"));
  must(d.resume("done"));
  CHECK(must(fold_all(*j, "main")).halts().empty());
}

TEST_CASE("floor policies are kept by name, replaced and dropped") {
  TempDir dir;
  auto j = fresh(dir);
  Desk d{*j, now, "main"};
  const std::string one = "max_trade = \"1%\"\n", two = "max_trade = \"2%\"\n", cap = "max_asset = \"9%\"\n";
  must(d.policy("a", one, "a.toml"));
  must(d.policy("a", two, "a.toml"));
  must(d.policy("house", cap, "house.toml"));
  CHECK(must(fold_all(*j, "main")).floor_policies() == std::vector<std::string>{two, cap});
  CHECK(must(fold_all(*j, "main")).floor_policy_names() == std::vector<std::string>{"a", "house"});
  must(d.drop_policy("a"));
  CHECK(must(policies(*j)).text.find("max_trade") == std::string::npos);
  CHECK(must(policies(*j)).text.starts_with("# house ("));
  CHECK(must(policies(*j)).json.starts_with("{\"type\":\"policy\",\"ts\":"));
}

TEST_CASE("a floor policy that does not stand cannot be dropped, and nothing is journalled for it") {
  TempDir dir;
  auto j = fresh(dir);
  Desk d{*j, now, "main"};
  CHECK(d.drop_policy("house").error().message == "no floor policy house stands; none does");
  must(d.policy("house", "max_trade = \"1%\"", "house.toml"));
  const std::int64_t rows = must(j->newest());
  CHECK(d.drop_policy("hous").error().message == "no floor policy hous stands; did you mean house?");
  CHECK(d.drop_policy("x").error().message == "no floor policy x stands; those that do: house");
  CHECK(d.drop_policy("x").error().status == Exit::no);
  CHECK(must(j->newest()) == rows);
}

TEST_CASE("what no gate could read does not become a floor policy") {
  TempDir dir;
  auto j = fresh(dir);
  Desk d{*j, now, "main"};
  const auto refused = [&](const char* toml) {
    const Result<Report> r = d.policy("p", toml, "p.toml");
    return r ? std::string("accepted") : r.error().message;
  };
  CHECK(refused("\ndayly_loss = \"2%\"") ==
        "p.toml:2: \"dayly_loss\" is no rule; did you mean \"daily_loss\"?");
  CHECK(refused("max_trade = \"abc\"") ==
        "p.toml:1: max_trade is \"abc\", expected a rate above 0, such as 5%");
  CHECK(refused("") == "p.toml: has no rule, expected such as max_trade = \"5%\"");
  CHECK(refused("name = \"p\"") == refused(""));
  CHECK(must(j->newest()) == 0);
}

TEST_CASE("a currency in small letters is refused with its name, one that has some is not") {
  TempDir dir;
  auto j = fresh(dir);
  Desk d{*j, now, "main"};
  const Decimal one = Decimal::from_integer(1);
  CHECK(d.deposit(one, "usd", "").error().message ==
        "currency \"usd\": expected its name as in symbols; did you mean USD?");
  CHECK_FALSE(d.deposit(one, "Usdt", ""));
  CHECK_FALSE(d.deposit(one, "", ""));
  for (const char* name : {"USD", "USDT0", "kPEPE", "feUSD", "S"}) must(d.deposit(one, name, ""));
}

TEST_CASE("a strategy is promoted to a stage that there is") {
  TempDir dir;
  auto j = fresh(dir);
  Desk d{*j, now, "main"};
  for (const char* stage : {"COLD", "WARM", "HOT", "KILLED"}) must(d.promote("s", stage, "test"));
  CHECK(d.promote("s", "hot", "test").error().message == "stage hot: expected COLD, WARM, HOT or KILLED");
}

TEST_CASE("promoting a name that the ledger has not heard of is told, with the one that was meant") {
  TempDir dir;
  auto j = fresh(dir);
  Events ev;
  must(j->begin());
  must(j->append(
      draft_of({"", 5, 9, 1}, ev(R"({"type":"order","ts":5,"venue":"x","symbol":"BTC-USD","id":"a",)"
                                 R"("strategy":"carry","side":"buy","qty":1,"kind":"market",)"
                                 R"("tif":"IOC","intent":"open"})"))));
  must(j->commit());
  Desk d{*j, now, "main"};
  const auto aside = [&](const char* name, const char* stage) {
    const Report r = must(d.promote(name, stage, "test"));
    CHECK(r.text == std::string("strategy ") + name + " is " + stage + "\n");
    return r.aside;
  };
  CHECK(aside("carry", "HOT").empty());
  CHECK(aside("cary", "KILLED") ==
        "no strategy cary has proposed anything on this ledger, did you mean carry?");
  CHECK(aside("dolphin", "HOT") == "no strategy dolphin has proposed anything on this ledger");
  CHECK(aside("dolphin", "KILLED").empty());
  CHECK(aside("dolfin", "KILLED").ends_with("did you mean dolphin?"));
  CHECK(d.promote("", "HOT", "test").error().status == Exit::usage);
}

TEST_CASE("verify holds for a ledger that was traded on") {
  TempDir dir;
  Events ev;
  auto j = traded(dir, ev);
  const Verdict v = must(verify(*j));
  CHECK(v.problems == std::vector<std::string>{});
  CHECK(v.head == must(j->head()));
  CHECK(v.rows == 6);
}

TEST_CASE("a resolution ends positions of its venue, or of all, in the view as in the fold") {
  for (const auto& [venue, left] : {std::pair(R"("venue":"y",)", 1), {R"("venue":"x",)", 0}, {"", 0}}) {
    TempDir dir;
    Events ev;
    auto j = traded(dir, ev);
    const std::string what = R"("symbol":"BTC-USD","outcome":"YES","price":1,"source":"t","rule":"t"})";
    put(*j, {"r", 30, 3, 0}, ev(R"({"type":"resolution","ts":30,)" + std::string(venue) + what));
    CHECK(must(verify(*j)).problems == std::vector<std::string>{});
    CHECK(must(j->db().integer("SELECT count(*) FROM positions")) == left);
  }
}

TEST_CASE("verify finds a changed amount, a changed place, a missing row and a derived column that lies") {
  const std::pair<const char*, const char*> cases[] = {
      {"UPDATE journal SET body = replace(body, '10000', '90000') WHERE seq = 1", "row 1: the chain breaks"},
      {"UPDATE journal SET instant = 11 WHERE seq = 3", "row 3: the chain breaks"},
      {"DELETE FROM journal WHERE seq = 6", ""},
      {"DELETE FROM journal WHERE seq = 5", "rows are missing"},
      {"UPDATE journal SET strategy = 'other' WHERE seq = 3", "strategy is other, expected s"},
      {"UPDATE journal SET id = 'fill b/1' WHERE seq = 5", "expected fill a/1"},
      {"UPDATE journal SET body = ' ' || body WHERE seq = 2", "not the canonical line"},
      {"UPDATE journal SET body = '{' WHERE seq = 2", "row 2 cannot be read"}};
  for (const auto& [change, found] : cases) {
    TempDir dir;
    Events ev;
    auto j = traded(dir, ev);
    const std::string head = must(j->head());
    must(j->db().run("DROP TRIGGER journal_keeps; DROP TRIGGER journal_stays"));
    must(j->db().run(change));
    const Verdict v = must(verify(*j));
    INFO(change);
    if (!*found) {  // a cut end is only seen against a head kept elsewhere
      CHECK(v.head != head);
      continue;
    }
    std::string all;
    for (const std::string& p : v.problems) all += p + "\n";
    INFO(all);
    CHECK(all.find(found) != std::string::npos);
  }
}

TEST_CASE("the head of a strategy is the chain over its own rows") {
  TempDir one, two;
  Events ev;
  auto a = traded(one, ev), b = traded(two, ev);
  put(*b, {"r", 30, 1, 0},
      ev(R"({"type":"order","ts":30,"venue":"x","symbol":"BTC-USD","id":"z","strategy":"t",)"
         R"("side":"buy","qty":1,"kind":"market","tif":"IOC"})"));
  CHECK(must(head(*a, "s")).text == must(head(*b, "s")).text);
  CHECK(must(head(*a, "")).text != must(head(*b, "")).text);
  CHECK(must(head(*b, "t")).text != must(head(*b, "s")).text);
}

TEST_CASE("lists show orders with their state, fills and positions, exact to the last digit") {
  TempDir dir;
  Events ev;
  auto j = traded(dir, ev);
  CHECK(must(orders(*j, {})).text.find("filled       1") != std::string::npos);
  CHECK(must(orders(*j, {})).json.find("\"state\":\"filled\",\"filled\":1}") != std::string::npos);
  CHECK(must(fills(*j, {})).json.find("\"fill_id\":\"a/1\"") != std::string::npos);
  CHECK(must(fills(*j, {"", "nobody", 0})).json.empty());
  CHECK(must(positions(*j, "main", {})).json ==
        "{\"account\":\"main\",\"strategy\":\"s\",\"venue\":\"x\",\"symbol\":\"BTC-USD\",\"qty\":1,"
        "\"average\":50,"
        "\"opened\":20,\"fees\":0.1,\"funding\":0}\n");
  CHECK(must(show(*j, "main")).text.find("cash      9949.9 USD") != std::string::npos);
  CHECK(must(pnl(*j, {})).json.empty());
  CHECK(must(refusals(*j, {})).json.empty());
  CHECK(must(days(*j, {})).json.empty());
}

TEST_CASE("orders reads fills too: one that fills have completed is filled, whatever its last update says") {
  TempDir dir;
  Events ev;
  auto j = fresh(dir);
  put(*j, {"r", 10, 1, 0}, ev.order(10, "a", "0.3"));
  put(*j, {"r", 11, 2, 0}, ev.update(11, "a", "open"));
  put(*j, {"r", 12, 2, 0}, ev.fill(12, "a", "a/1", "0.1"));
  CHECK(must(orders(*j, {})).json.find(R"("state":"partial","filled":0.1})") != std::string::npos);
  put(*j, {"r", 13, 2, 0}, ev.fill(13, "a", "a/2", "0.2"));
  CHECK(must(orders(*j, {})).json.find(R"("state":"filled","filled":0.3})") != std::string::npos);
}

TEST_CASE("why tells an order's decision, updates and fills, also by fill or row, and says no of nothing") {
  TempDir dir;
  Events ev;
  auto j = traded(dir, ev);
  const Report r = must(why(*j, "a"));
  CHECK(r.text.find("approved: open buy 1 BTC-USD on x, market, IOC") != std::string::npos);
  CHECK(r.text.find("sent") != std::string::npos);
  CHECK(r.text.find("fill a/1: buy 1 at 50, fee 0.1 USD (taker)") != std::string::npos);
  CHECK(must(why(*j, "a/1")).text == r.text);
  CHECK(must(why(*j, "#4")).text == r.text);
  Result<Report> none = why(*j, "b");
  REQUIRE_FALSE(none);
  CHECK(none.error().status == Exit::no);
}

TEST_CASE("JSON reads as words") {
  using V = std::vector<std::string>;
  CHECK(in_words(R"([{"source":"rsi","confidence":0.8},{"source":"a \"b\""}])") ==
        V{"source rsi, confidence 0.8", "source a \"b\""});
  CHECK(in_words(R"({"x":1,"y":{"z":[1,2]}})") == V{R"(x 1, y {"z":[1,2]})"});
  CHECK(in_words(R"(["a","b"])") == V{"a", "b"});
  CHECK(in_words("[]") == V{});
}

TEST_CASE("columns are as wide as their code points") {
  Table t({{"name"}, {"n", true}});
  t.row({"Zürich", "1"}, "{}");
  t.row({"Rome", "10"}, "{}");
  CHECK(t.text() == "name     n\nZürich   1\nRome    10\n");
}

}  // namespace tu::ledger
