#include "study/report.h"

#include "../account/rows_helper.h"

using namespace tu;
using namespace tu::study;

namespace {

using Counts = std::vector<std::pair<std::string, std::int64_t>>;

struct Run {
  account::Rows rows;
  Observer seen{account::Venues(), "main"};

  Run() { seen.row(rows.deposit(0, "1000", "USD")); }
  void decline(const char* reason) {
    Event& e = rows.make(Type::decline, 2, "v", "BTC-USD");
    e.set_text(Field{Type::decline, "reason"}, reason);
    seen.event(e);
  }
  void session(TsUs ts, TsUs warm_until) {
    Event& e = rows.make(Type::session, ts);
    e.set_integer(Field{Type::session, "warm_until"}, warm_until);
    seen.event(e);
  }
  void candle(TsUs ts, double close, const char* symbol = "BTC-USD") {
    seen.event(rows.candle(ts - us_per_min, ts, symbol, close, close, close, close));
    seen.instant_end(ts);
  }
  void order(TsUs ts, const char* id, const char* side) {
    seen.row(rows.order(ts, id, "BTC-USD", side, "1"));
  }
  void fill(TsUs ts, const char* id, const char* side, const char* price) {
    order(ts, id, side);
    seen.row(rows.fill(ts, id, 1, "BTC-USD", side, "1", price));
  }
  Report report() {
    seen.finish();
    return make_report(seen, {});
  }
};

bool has_step(const Report& r, const std::string& name) {
  for (const Report::Step& step : r.funnel)
    if (step.name == name) return true;
  return false;
}

}  // namespace

TEST_CASE("the funnel has a step for signals only where some passed: opinions of signal-agg are none") {
  Run silent;
  CHECK_FALSE(has_step(silent.report(), "signals"));
  CHECK(has_step(silent.report(), "proposed"));
  Run told;
  told.seen.event(told.rows.make(Type::signal, 2, "v", "BTC-USD"));
  CHECK(has_step(told.report(), "signals"));
}

TEST_CASE("declines are counted by what declined, not by the figures behind it") {
  Run run;
  run.decline("cooldown: cooling down until 2025-05-09T09:44:00Z");
  run.decline("cooldown: cooling down until 2025-05-09T15:10:00Z");
  run.decline("position: a position is held");
  run.decline("not today");
  CHECK(run.report().declines == Counts{{"cooldown", 2}, {"not today", 1}, {"position", 1}});
}

namespace {
constexpr TsUs day = us_per_day;
}

TEST_CASE("time is measured from where trading may begin: the warm-up is nobody's result") {
  Run run;
  run.session(8 * day, 10 * day);
  run.candle(8 * day + 1, 50);  // a holder of the history would have doubled his money
  run.candle(10 * day, 100);
  run.candle(10 * day + us_per_hour, 110);
  const Report r = run.report();
  CHECK(r.from == 10 * day);
  CHECK(r.warm == 2 * day);
  CHECK(r.days == 1);
  CHECK(r.buy_hold == Approx(100));
  REQUIRE(r.months.size() == 1);
  CHECK(r.funnel.front().count == 2);
  CHECK(r.paths.front().price.front().ts == 10 * day);
  CHECK(r.curve.front().ts == 10 * day);
}

TEST_CASE(
    "what is held costs the price that was known when trading could begin, not the open of a bar before") {
  Run run;
  run.seen.event(run.rows.candle(9 * day, 10 * day, "BTC-USD", 50, 100, 50, 100));
  run.seen.instant_end(10 * day);
  run.candle(11 * day, 110);
  CHECK(run.report().buy_hold == Approx(100));
}

TEST_CASE("an instant at midnight belongs to the day that it ends, except the first one, which begins one") {
  Run run;
  for (TsUs at : {10 * day, 10 * day + us_per_hour, 11 * day}) run.candle(at, 100);
  Report r = run.report();
  CHECK(r.days == 1);
  REQUIRE(r.worst_day);
  CHECK(date_text(r.worst_day->day) == date_text(10 * day));
  Run longer;
  for (TsUs at : {10 * day, 11 * day, 11 * day + 1, 12 * day, 12 * day + 1}) longer.candle(at, 100);
  CHECK(longer.report().days == 3);
}

TEST_CASE("a round trip that ends with the month at midnight is one of that month") {
  Run run;
  const TsUs february = from_civil(2025, 2, 1);
  run.candle(february - us_per_hour, 100);
  Event& e = run.rows.pnl(february, "a", "1");
  run.seen.row(e);
  run.candle(february, 100);
  const Report r = run.report();
  REQUIRE(r.months.size() == 1);
  CHECK(r.months.front().month == "2025-01");
  CHECK(r.months.front().trips == 1);
}

TEST_CASE("funding that is not in the data is no funding of 0") {
  Run run;
  run.candle(day, 100, "BTC-USDT-PERP");
  run.candle(day + 1, 100, "ETH-USDT-PERP");
  run.candle(day + 2, 100, "BTC-USD");
  run.seen.event(run.rows.make(Type::funding, day + 2, "v", "ETH-USDT-PERP"));
  const Report r = run.report();
  CHECK(r.perpetuals);
  CHECK(r.no_funding == std::vector<std::string>{"BTC-USDT-PERP"});
  CHECK(report_text(r).find("no rates in the data") != std::string::npos);
  Run spot;
  spot.candle(day, 100);
  CHECK(report_text(spot.report()).find("  funding  ") == std::string::npos);
}

TEST_CASE("the verdict speaks of what is still open") {
  Run run;
  run.candle(day, 100);
  CHECK(run.report().verdict.starts_with("The strategy made no trade"));
  run.fill(day + 1, "a", "buy", "100");
  run.candle(day + us_per_hour, 130);
  const std::string verdict = run.report().verdict;
  CHECK(verdict.find("earned 30 USD") != std::string::npos);
  CHECK(verdict.find("One position is still open at the end, at the last price with a gain of 30 USD") !=
        std::string::npos);
  CHECK(verdict.find("closed no round trip") != std::string::npos);
}

TEST_CASE("the steps of the funnel come in order, each out of the one before") {
  Run run;
  std::string names;
  for (const Report::Step& step : run.report().funnel) names += step.name + " ";
  CHECK(names == "bars seen proposed approved fills round trips ");
}
