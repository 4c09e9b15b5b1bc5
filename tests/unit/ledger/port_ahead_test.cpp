// A session on paper that comes faster than its own time: what settle sees.
#include "helpers.h"
#include "ledger/port.h"

namespace tu::ledger {
using namespace test;

namespace {

std::unique_ptr<LedgerPort> port(const TempDir& dir, const std::string& stage) {
  PortOptions o;
  o.ledger = dir.file("l.db");
  o.stage = stage;
  must(Journal::open(o.ledger, Access::make));
  return must(LedgerPort::open(std::move(o)));
}
void session(LedgerPort& p, const Event& line) {
  must(p.session(line));
}
void write(LedgerPort& p, TsUs ts, const Event& row) {
  must(p.begin(ts));
  must(p.write(row));
  must(p.commit());
}

}  // namespace

TEST_CASE("on paper settle sees a row when its instant has come, although the stages before it are ahead") {
  TempDir dir;
  Events ev;
  {
    auto j = must(Journal::open(dir.file("l.db"), Access::make));
    must(j->begin());
    must(j->append(draft_of({"", 0, 9, 0}, ev.deposit(1'000'000, "10000"))));
    must(j->commit());
  }
  auto gate = port(dir, "risk-gate"), order = port(dir, "place-order"), settle = port(dir, "settle");
  const auto line = [&](const char* id) -> const Event& { return ev.session(id, R"(["x:1"])", "paper"); };
  session(*gate, line("s1")), session(*order, line("s1"));
  write(*gate, 10, ev.order(10, "a"));
  write(*gate, 30, ev.order(30, "b"));
  write(*order, 20, ev.fill(20, "a", "a/1"));
  session(*settle, line("s1"));  // its line comes last
  const Decimal all = Decimal::from_integer(10000);
  const auto cash = [&](TsUs ts) { return must(settle->view(ts))->cash(intern("USD")); };
  const auto sees = [&](TsUs ts, const char* id) { return must(settle->view(ts))->order(id) != nullptr; };
  CHECK(cash(1) == all);
  CHECK_FALSE(sees(1, "a"));
  write(*settle, 5,
        ev(R"({"type":"day","ts":5,"date":"1970-01-01","currency":"USD","equity":10000,"units":10000,)"
           R"("unit_value":1,"peak":1,"exposure":0,"marks":{}})"));
  CHECK(sees(10, "a"));
  CHECK(cash(19) == all);
  CHECK(cash(20) < all);
  CHECK_FALSE(sees(20, "b"));
  CHECK(must(order->view(20))->order("b") != nullptr);  // for whom money is checked sees all

  SECTION(
      "a settle that takes up the run sees what rests on each other at once, and only news when it comes") {
    settle = port(dir, "settle");
    session(*settle, line("s1"));
    write(*gate, 40, ev.order(40, "c"));
    CHECK(sees(5, "b"));
    CHECK_FALSE(sees(5, "c"));
    CHECK(sees(40, "c"));
  }
  SECTION("another session shows all of the one before") {
    session(*settle, line("s2"));
    CHECK(sees(5, "b"));
  }
}

}  // namespace tu::ledger
