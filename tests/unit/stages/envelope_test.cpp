#include "base/text.h"
#include "rig.h"
#include "stages/all.h"

using namespace tu;
using namespace tu::stages::testing;
using Options = std::vector<std::pair<std::string, std::string>>;

namespace {

struct Daily {
  explicit Daily(Options o = {}) : rig(stages::envelope(), std::move(o), {&ledger, nullptr}) {
    ledger.deposit("10000");
  }
  void candle(TsUs ts, double close) {
    const std::string c = text::of_real(close);
    rig.line(R"({"type":"candle","ts":)" + std::to_string(ts) +
             R"(,"venue":"v","symbol":"A-B","tf":"1m","start":)" + std::to_string(ts - us_per_min) +
             R"(,"open":)" + c + R"(,"high":)" + c + R"(,"low":)" + c + R"(,"close":)" + c +
             R"(,"volume":1})");
  }
  void trips(int n, const std::string& net) {
    for (int i = 0; i < n; ++i)
      ledger.row(R"({"type":"pnl","ts":)" + std::to_string(i + 1) +
                 R"(,"venue":"v","symbol":"A-B","strategy":"s","id":"x)" + std::to_string(i) +
                 R"(","qty":1,"gross":0,"fees":0,"funding":0,"net":)" + net +
                 R"(,"entry":100,"exit":100,"opened":0,"exit_rule":"time","mae":0,"mfe":0})");
  }
  std::vector<std::string> said() {
    rig.end();
    return rig.take("envelope");
  }
  FakeLedger ledger;
  Rig rig;
};

}  // namespace

TEST_CASE("with too few trades and bars the answer is RED, asked again each hour until it is known") {
  Daily d({{"--bars", "150"}, {"--hold-bars", "60"}, {"--least", "50"}});
  for (int i = 1; i <= 60 * 4; ++i) d.candle(us_per_day + i * us_per_min, 100);
  const auto said = d.said();
  REQUIRE(said.size() == 3);
  CHECK(value_of(said[0], "status") == "RED");
  CHECK(value_of(said[0], "reason") == "too few trades and bars");
  CHECK(value_of(said[1], "status") == "RED");
  CHECK(value_of(said[2], "status") == "OK");
}

TEST_CASE("it answers once a day, at the day's first instant") {
  Daily d({{"--bars", "3"}, {"--hold-bars", "1"}, {"--least", "1"}});
  for (int i = 1; i <= 3; ++i) d.candle(us_per_day + i * us_per_min, 100);
  for (int day = 2; day <= 4; ++day)
    for (int i = 0; i < 5; ++i) d.candle(day * us_per_day + i * us_per_hour, 100);
  const auto said = d.said();
  REQUIRE(said.size() >= 3);
  for (std::size_t i = 1; i < said.size(); ++i) CHECK(std::stoll(value_of(said[i], "ts")) % us_per_day == 0);
  CHECK(value_of(said.back(), "until") == std::to_string(5 * us_per_day));
}

TEST_CASE("the strategy's own round trips count as well as the bars: the worse answer stands") {
  const Options o{{"--bars", "100"}, {"--hold-bars", "5"}, {"--least", "20"}, {"--strategy", "s"}};
  Daily good(o), bad(o);
  good.trips(30, "0.5");
  bad.trips(30, "-2");
  for (Daily* d : {&good, &bad})
    for (int i = 1; i <= 100; ++i) d->candle(us_per_day + i * us_per_hour, 100);
  CHECK(value_of(good.said().back(), "status") == "OK");
  CHECK(value_of(bad.said().back(), "status") == "RED");
}

TEST_CASE("started again within the day, the day's answer is found and said again, and not asked anew") {
  const Options o{{"--bars", "20"}, {"--hold-bars", "5"}, {"--least", "5"}};
  Daily d(o);
  for (int i = 1; i <= 60; ++i) d.candle(us_per_day + i * us_per_hour / 2, 100 + i % 7);
  const auto first = d.said();
  REQUIRE(d.ledger.rows.size() == 2);  // one for each day
  CHECK(value_of(d.ledger.rows.back(), "type") == "envelope");

  Rig again(stages::envelope(), o, {&d.ledger, nullptr});
  again.line(R"({"type":"beat","ts":)" + std::to_string(2 * us_per_day + 20 * us_per_hour) + "}");
  again.end();
  const auto said = again.take("envelope");
  REQUIRE(said.size() == 1);
  for (const char* key : {"p_cat", "score", "status", "until"})
    CHECK(value_of(said[0], key) == value_of(first.back(), key));
  CHECK(value_of(said[0], "asof") == value_of(first.back(), "ts"));
  CHECK(d.ledger.rows.size() == 2);

  Rig other(stages::envelope(), {{"--bars", "20"}, {"--hold-bars", "5"}, {"--least", "6"}},
            {&d.ledger, nullptr});
  other.line(R"({"type":"beat","ts":)" + std::to_string(2 * us_per_day + 20 * us_per_hour) + "}");
  other.end();
  CHECK(value_of(other.take("envelope").at(0), "status") == "RED");  // another question: without bars
}

TEST_CASE("an answer that knows nothing is not kept for the day") {
  Daily d;
  d.candle(us_per_day, 100);
  CHECK(value_of(d.said().at(0), "status") == "RED");
  CHECK(d.ledger.rows.empty());
}

TEST_CASE("the newest boost multiplies the leverage that is judged") {
  const Options o{
      {"--bars", "100"}, {"--hold-bars", "5"}, {"--least", "20"}, {"--strategy", "s"}, {"--cost", "0"}};
  double scores[2];
  for (int boosted = 0; boosted < 2; ++boosted) {
    Daily d(o);
    d.trips(30, "-0.1");
    if (boosted) d.rig.line(R"({"type":"factor","ts":1,"boost":1.5,"beta":0.2})");
    for (int i = 1; i <= 30; ++i) d.candle(us_per_day + i * us_per_hour, 100);
    scores[boosted] = std::stod(value_of(d.said().back(), "score"));
  }
  CHECK(scores[1] < scores[0]);
}
