#include <cmath>

#include "base/text.h"
#include "rig.h"
#include "stages/all.h"

using namespace tu;
using namespace tu::stages::testing;
using Options = std::vector<std::pair<std::string, std::string>>;

namespace {

constexpr TsUs minute = us_per_min;
constexpr TsUs start = us_per_day;

// A stream of one-minute candles with whatever the case adds.
struct Watched {
  explicit Watched(Options o) : rig(stages::posture(), std::move(o), {&ledger, nullptr}) {
    ledger.deposit("10000");
  }
  static std::string n(TsUs t) { return std::to_string(t); }
  void candle() {
    ts += minute;
    rig.line(R"({"type":"candle","ts":)" + n(ts) + R"(,"venue":"v","symbol":"BTC-USD","tf":"1m","start":)" +
             n(ts - minute) + R"(,"open":1,"high":1,"low":1,"close":1,"volume":1})");
  }
  void metric(const std::string& name, double value) {
    rig.line(R"({"type":"metric","ts":)" + n(ts) + R"(,"venue":"v","symbol":"BTC-USD","name":")" + name +
             R"(","value":)" + text::of_real(value) + "}");
  }
  void envelope(const std::string& status) {
    rig.line(R"({"type":"envelope","ts":)" + n(ts) + R"(,"p_cat":0,"score":1,"status":")" + status + "\"}");
  }
  void healthy() {
    candle();
    metric("book_depth_quality", 1.4);
    metric("book_fill_prob", 0.62);
    metric("dvol", 50);
  }
  // The last posture said up to the end of this instant, "" for none.
  std::string said() {
    rig.line(R"({"type":"sync","ts":0,"seq":)" + std::to_string(++seq) + "}");
    const auto p = rig.take("posture");
    last = p.empty() ? "" : p.back();
    return p.empty() ? "" : value_of(last, "posture");
  }
  double rm() const { return std::stod(value_of(last, "rm")); }
  FakeLedger ledger;
  Rig rig;
  std::string last;
  TsUs ts = start;
  int seq = 0;
};

}  // namespace

TEST_CASE("a healthy system reaches APEX with every sensor there") {
  Watched w({});
  w.healthy();
  w.envelope("OK");
  CHECK(w.said() == "APEX");
  CHECK(w.rm() == Approx(0.9734).margin(1e-4));
  CHECK(value_of(w.last, "factors").find("\"book\":1,") != std::string::npos);
}

TEST_CASE("a sensor that was never read counts as the worst, from the first reading on") {
  for (const std::string missing : {"model", "book", "volatility", "infrastructure"}) {
    std::string others;
    for (const std::string s : {"model", "book", "volatility", "infrastructure"})
      if (s != missing) others += (others.empty() ? "" : ",") + s;
    Watched w(Options{{"--without", others}});
    if (missing == "infrastructure")
      w.rig.line(R"({"type":"beat","ts":)" + std::to_string(start) + "}");
    else
      w.candle();
    INFO(missing);
    CHECK(w.said() != "APEX");
  }
}

TEST_CASE("without a ledger the drawdown is unknown, unless it is said not to be there") {
  Rig blind(stages::posture(), {{"--without", "model,book,volatility"}});
  Rig told(stages::posture(), {{"--without", "model,book,volatility,capital"}});
  for (Rig* rig : {&blind, &told}) {
    rig->line(
        R"({"type":"candle","ts":60000000,"venue":"v","symbol":"A-B","tf":"1m","start":0,"open":1,"high":1,"low":1,"close":1,"volume":1})");
    rig->line(R"({"type":"sync","ts":0,"seq":1})");
  }
  CHECK(value_of(blind.take("posture").at(0), "posture") == "HIBERNATE");
  CHECK(value_of(told.take("posture").at(0), "posture") == "APEX");
  REQUIRE(blind.out().complaints().size() == 1);
}

TEST_CASE("each cause pulls the posture down within one bar") {
  const auto settled = [](Watched& w) {
    for (int i = 0; i < 3; ++i) {
      w.healthy();
      if (i == 0) w.envelope("OK");
      REQUIRE(w.said() == "APEX");
    }
  };
  SECTION("the envelope turns red") {
    Watched w({});
    settled(w);
    w.healthy();
    w.envelope("RED");
    w.said();
    w.healthy();
    CHECK(w.said() == "HIBERNATE");
  }
  SECTION("implied volatility jumps") {
    Watched w({});
    settled(w);
    w.healthy();
    w.metric("dvol", 55);
    w.said();
    w.healthy();
    CHECK(w.said() == "HIBERNATE");
  }
  SECTION("the book thins out") {
    Watched w({});
    settled(w);
    for (int i = 0; i < 2; ++i) {
      w.candle();
      w.metric("book_depth_quality", 0.5);
      w.metric("book_fill_prob", 0.62);
      w.metric("dvol", 50);
      w.said();
    }
    CHECK(value_of(w.last, "posture") == "TURTLE");
  }
  SECTION("the data stop: at the first beat after two bars") {
    Watched w({});
    settled(w);
    w.ts += 2 * minute + 1;
    w.rig.line(R"({"type":"beat","ts":)" + std::to_string(w.ts) + "}");
    CHECK(w.said() == "HIBERNATE");
    CHECK(w.rm() == 0.0);
  }
  SECTION("the data are said to be stale, between two bars") {
    Watched w(Options{{"--every", "5m"}});
    w.healthy();
    w.envelope("OK");
    REQUIRE(w.said() == "APEX");
    w.rig.line(R"({"type":"stale","ts":)" + std::to_string(w.ts + 1) +
               R"(,"venue":"v","symbol":"BTC-USD","since":1,"reason":"silent"})");
    CHECK(w.said() == "HIBERNATE");
  }
}

TEST_CASE("what was lost comes back by two percent of the gap a minute at most, the word after five bars") {
  Watched w({});
  w.healthy();
  w.envelope("RED");
  CHECK(w.said() == "HIBERNATE");
  const double low = w.rm();
  double before = low;
  int bars = 0;
  for (; value_of(w.last, "posture") == "HIBERNATE" && bars < 500; ++bars) {
    w.healthy();
    if (bars == 0) w.envelope("OK");
    w.said();
    CHECK(w.rm() - before <= 0.02 * (0.9735 - before) + 1e-9);
    before = w.rm();
  }
  CHECK(bars >= 5);
  CHECK(value_of(w.last, "posture") == "TURTLE");
  CHECK(w.rm() >= 0.5);
}

TEST_CASE("before any reading the end says that none was taken, and claims no posture") {
  Watched w(Options{});
  CHECK(w.rig.stage().summary().find("posture: no reading was taken; what the ledger holds stands") == 0);
  w.healthy();
  w.said();
  CHECK(w.rig.stage().summary().find("posture: 1 readings, now ") == 0);
  Rig alone(stages::posture());
  CHECK(alone.stage().summary().find("posture: no reading was taken; none stands") == 0);
}

TEST_CASE("readings are taken at the step and not at every event") {
  Watched w({{"--every", "5m"}, {"--without", "model,book,volatility,capital"}});
  int said = 0;
  for (int i = 0; i < 20; ++i) {
    w.candle();
    said += w.said() != "";
  }
  CHECK(said == 5);  // the first, and one for each step begun
}

TEST_CASE("a restart is no way out of a low posture: it recovers from what the ledger has") {
  Watched w({});
  w.healthy();
  w.envelope("RED");
  CHECK(w.said() == "HIBERNATE");
  const double low = w.rm();
  REQUIRE(w.ledger.rows.size() == 1);

  Rig again(stages::posture(), {}, {&w.ledger, nullptr});
  w.ts += minute;
  again.line(R"({"type":"candle","ts":)" + Watched::n(w.ts) +
             R"(,"venue":"v","symbol":"BTC-USD","tf":"1m","start":)" + Watched::n(w.ts - minute) +
             R"(,"open":1,"high":1,"low":1,"close":1,"volume":1})");
  for (const char* m :
       {R"("book_depth_quality","value":1.4)", R"("book_fill_prob","value":0.62)", R"("dvol","value":50)"})
    again.line(R"({"type":"metric","ts":)" + Watched::n(w.ts) + R"(,"venue":"v","symbol":"BTC-USD","name":)" +
               m + "}");
  again.line(R"({"type":"envelope","ts":)" + Watched::n(w.ts) + R"(,"p_cat":0,"score":1,"status":"OK"})");
  again.end();
  const std::string said = again.take("posture").at(0);
  CHECK(value_of(said, "posture") == "HIBERNATE");
  CHECK(std::stod(value_of(said, "rm")) == Approx(low + 0.02 * (0.9734 - low)).margin(1e-3));
}

TEST_CASE(
    "the number is journalled when it has moved, the word when it is another, and not at each reading") {
  Watched w({});
  for (int i = 0; i < 30; ++i) {
    w.healthy();
    if (i == 0) w.envelope("OK");
    w.said();
  }
  CHECK(w.ledger.rows.size() == 1);
  w.healthy(), w.envelope("ORANGE"), w.said();
  CHECK(w.ledger.rows.size() == 2);  // the number
  w.healthy(), w.said();
  CHECK(w.ledger.rows.size() == 3);  // the word
  CHECK(value_of(w.ledger.rows.back(), "posture") == "HIBERNATE");
}

TEST_CASE(
    "an envelope for the day keeps a healthy system at APEX until the day is over, and fades from six hours "
    "later") {
  Watched w(Options{{"--without", "book,volatility"}});
  w.candle();
  w.rig.line(R"({"type":"envelope","ts":)" + Watched::n(w.ts) +
             R"(,"p_cat":0,"score":1,"status":"OK","until":)" + Watched::n(start + us_per_day) + "}");
  while (w.ts < start + us_per_day + 6 * us_per_hour) {
    w.candle();
    REQUIRE(w.said() == "APEX");
  }
  for (int i = 0; i < 60; ++i) w.candle(), w.said();
  CHECK(value_of(w.last, "posture") == "TURTLE");
}

TEST_CASE("without an end the model's age is that of its answer, not of its being said again") {
  Watched w(Options{{"--without", "book,volatility,capital"}});
  w.ts = start + 12 * us_per_hour;
  w.candle();
  w.rig.line(R"({"type":"envelope","ts":)" + Watched::n(w.ts) +
             R"(,"p_cat":0,"score":1,"status":"OK","asof":)" + Watched::n(start) + "}");
  CHECK(w.said() == "HIBERNATE");
  CHECK(w.rm() == Approx(0.9734 * std::exp(-(12.0 + 1 / 60.0 - 6) / 3)).margin(1e-4));
}
