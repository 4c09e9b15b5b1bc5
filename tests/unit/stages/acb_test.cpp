#include "base/text.h"
#include "rig.h"
#include "stages/all.h"

using namespace tu;
using namespace tu::stages::testing;
using Options = std::vector<std::pair<std::string, std::string>>;

namespace {

constexpr TsUs day = us_per_day;

struct Breaker {
  explicit Breaker(Options o = {}, FakeLedger* ledger = nullptr)
      : rig(stages::acb(), std::move(o), {ledger, nullptr}) {}
  void metric(const std::string& name, double value) {
    rig.line(R"({"type":"metric","ts":)" + std::to_string(ts) + R"(,"name":")" + name + R"(","value":)" +
             text::of_real(value) + "}");
  }
  void funding(double rate, const std::string& symbol = "BTC-USDT-PERP") {
    rig.line(R"({"type":"funding","ts":)" + std::to_string(ts) + R"(,"venue":"v","symbol":")" + symbol +
             R"(","rate":)" + text::of_real(rate) + R"(,"settled":true,"interval":"8h"})");
  }
  void velocity(double v) {
    ts += us_per_min;
    rig.line(R"({"type":"eigen","ts":)" + std::to_string(ts) + R"(,"tf":"1m","members":4,"velocity_750":)" +
             text::of_real(v) + "}");
  }
  void beat() { rig.line(R"({"type":"beat","ts":)" + std::to_string(ts) + "}"); }
  // The last factor of this instant, "" for none.
  std::string said() {
    rig.line(R"({"type":"sync","ts":0,"seq":)" + std::to_string(++seq) + "}");
    const auto f = rig.take("factor");
    return f.empty() ? "" : f.back();
  }
  double boost() { return std::stod(value_of(said(), "boost")); }
  double beta() { return std::stod(value_of(said(), "beta")); }
  Rig rig;
  TsUs ts = day;
  int seq = 0;
};

}  // namespace

TEST_CASE("one, two and three signals boost by the logarithm; less than one does not") {
  Breaker b;
  b.funding(-0.00005);  // half a signal
  CHECK(b.boost() == 1.0);
  b.ts += 1;
  b.metric("dvol", 60);
  CHECK(b.boost() == Approx(1.3466).margin(1e-4));
  b.ts += day;
  b.funding(-0.0002), b.metric("dvol", 81);
  CHECK(b.boost() == Approx(1.5493).margin(1e-4));
  b.ts += day;
  b.funding(-0.0002), b.metric("dvol", 81), b.metric("taker_ratio", 0.7);
  CHECK(b.boost() == Approx(1.6931).margin(1e-4));
}

TEST_CASE("fear alone confirms nothing") {
  Breaker b;
  b.metric("fear_greed", 10);
  CHECK(b.boost() == 1.0);
  b.ts += 1;
  b.metric("taker_ratio", 0.85);
  CHECK(b.boost() == Approx(1.0 + 0.5 * 0.916290731874155));
}

TEST_CASE("the day's value is the median of its first readings; later ones change nothing") {
  Breaker b(Options{{"--scans", "3"}});
  for (const double v : {90.0, 50.0, 90.0}) b.metric("dvol", v), b.ts += 1;
  CHECK(b.boost() == Approx(1.3466).margin(1e-4));
  b.metric("dvol", 10);
  CHECK(b.said().empty());
}

TEST_CASE(
    "a day without a reading takes the one before until it is too old, noticed at the first instant after") {
  Breaker b;
  b.metric("dvol", 90);
  CHECK(b.boost() > 1.3);
  b.ts += 26 * us_per_hour;
  b.beat();
  CHECK(b.boost() > 1.3);  // a new day says it again
  b.ts += 1;
  b.beat();
  CHECK(b.boost() == 1.0);
}

TEST_CASE(
    "started again within the day, the breaker says the day's factor again and goes on from its readings") {
  FakeLedger ledger;
  Breaker whole;
  {
    Breaker b({}, &ledger);
    for (Breaker* x : {&b, &whole}) {
      x->metric("dvol", 60), x->ts += 1;  // half a signal
      x->funding(-0.0002);
      CHECK(x->boost() == Approx(1.4581).margin(1e-4));
    }
  }
  const std::size_t rows = ledger.rows.size();
  CHECK(rows >= 1);
  Breaker again({}, &ledger);
  again.ts = whole.ts = day + us_per_hour;
  again.beat();
  const std::string said = again.said();
  CHECK(value_of(said, "boost") == value_of(ledger.rows.back(), "boost"));
  CHECK(value_of(said, "asof") == value_of(ledger.rows.back(), "ts"));
  CHECK(ledger.rows.size() == rows);  // said again, not journalled again
  // The median is that of all of the day's readings, those before the restart included.
  for (Breaker* x : {&again, &whole}) x->ts += 1, x->metric("dvol", 30), x->ts += 1, x->metric("dvol", 30);
  CHECK(again.said() != "");
  CHECK(value_of(whole.said(), "boost") == value_of(ledger.rows.back(), "boost"));
}

TEST_CASE("the factor of another day, or of other options, is not said again") {
  FakeLedger ledger;
  Breaker first({}, &ledger);
  first.metric("dvol", 90);
  CHECK(first.boost() > 1.3);
  Breaker other({{"--dvol", "dvol_eth"}}, &ledger);
  other.ts = day + us_per_hour, other.beat();
  CHECK(other.boost() == 1.0);
  Breaker later({}, &ledger);
  later.ts = 2 * day + us_per_hour, later.beat();
  const std::string said = later.said();
  CHECK(value_of(said, "asof").empty());
  CHECK(std::stod(value_of(said, "boost")) > 1.3);  // the reading of the day before still stands in
}

TEST_CASE("while warming the breaker learns and says nothing") {
  FakeLedger ledger;
  Breaker b({}, &ledger);
  b.rig.line(R"({"type":"session","ts":0,"id":"x","mode":"paper","source":"t","pace":"max","warm_until":)" +
             std::to_string(day + 5) + "}");
  b.metric("dvol", 90);
  CHECK(b.said().empty());
  CHECK(ledger.rows.empty());
  b.ts += 10, b.beat();
  CHECK(b.boost() > 1.3);
  CHECK(ledger.rows.size() == 1);
}

TEST_CASE("only the named perpetual's funding counts") {
  Breaker b;
  b.funding(-0.01, "ETH-USDT-PERP");
  b.metric("other", 1);
  CHECK(b.boost() == 1.0);
}

TEST_CASE("the sensitivity compares a velocity with those before it, never with itself") {
  Breaker b;
  b.velocity(5);
  CHECK(b.beta() == 0.2);  // nothing came before
  b.velocity(4);
  CHECK(b.said().empty());  // under the only one
  b.velocity(5);
  CHECK(b.beta() == 0.8);
  b.ts += 1;
  b.metric("book_regime", 1);
  CHECK(b.beta() == 1.0);
}

TEST_CASE("the future does not move what was said before it") {
  const auto run = [](double later) {
    Breaker b;
    std::vector<std::string> said;
    for (int i = 0; i < 20; ++i) b.velocity(i % 5), said.push_back(b.said());
    b.velocity(later);
    return said;
  };
  CHECK(run(-100) == run(100));
}

TEST_CASE("a factor is said at each day's first instant even when nothing changed") {
  Breaker b;
  int said = 0;
  for (int i = 0; i < 72; ++i) {
    b.ts += us_per_hour;
    b.metric("other", i);
    said += !b.said().empty();
  }
  CHECK(said == 4);
}
