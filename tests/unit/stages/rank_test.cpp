// Which asset is chosen, what drops the others, and that the price level of an asset does not matter.
#include <cmath>

#include "quant/impulse_response.h"
#include "rig.h"
#include "stages/all.h"

using namespace tu;
using namespace tu::stages::testing;

namespace {

constexpr std::int64_t minute = 60'000'000;

std::string candle(const std::string& symbol, std::int64_t ts, double close, const std::string& more = "") {
  char p[32];
  std::snprintf(p, sizeof p, "%.10g", close);
  return "{\"type\":\"candle\",\"ts\":" + std::to_string(ts) + ",\"venue\":\"v\",\"symbol\":\"" + symbol +
         "\",\"tf\":\"1m\",\"start\":" + std::to_string(ts - minute) + ",\"open\":" + p + ",\"high\":" + p +
         ",\"low\":" + p + ",\"close\":" + p + ",\"volume\":1" + more + "}";
}

// Falls, by steps of a share, with a rise each `every` bars.
double falling(double level, int bar, int every) {
  double p = level;
  for (int t = 1; t <= bar; ++t) p *= t % every == 0 ? 1.0005 : 0.999;
  return p;
}

struct Asset {
  std::string symbol;
  double level;
  int every;
};

void feed(Rig& rig, const std::vector<Asset>& assets, int from, int to, const std::string& more = "") {
  for (int t = from; t < to; ++t)
    for (const Asset& a : assets)
      rig.line(candle(a.symbol, (t + 1) * minute, falling(a.level, t, a.every), more));
}

}  // namespace

TEST_CASE("the asset that falls more steadily is the better short, whatever it costs", "[rank]") {
  for (const double dear : {0.2, 90000.0}) {
    Rig rig(stages::rank(), {{"--window", "20"}});
    feed(rig, {{"CHEAP-X", 1.0, 3}, {"STEADY-X", dear, 7}}, 0, 20);
    rig.end();
    const auto lines = rig.take("rank");
    REQUIRE(lines.size() == 1);
    CHECK(value_of(lines[0], "symbol") == "STEADY-X");
    CHECK(value_of(lines[0], "action") == "short");
    CHECK(value_of(lines[0], "position") == "1");
    CHECK(value_of(lines[0], "passing") == "2");
    CHECK(rig.stage().summary() ==
          "rank: 2 assets, 20 bars; chosen 1, none 19; dropped by history 38; depth of books not known: not "
          "judged");
  }
}

TEST_CASE("with raw prices the dear asset loses by its price alone, as the source has it", "[rank]") {
  Rig rig(stages::rank(), {{"--window", "20"}, {"--returns", "raw"}});
  feed(rig, {{"CHEAP-X", 0.2, 3}, {"STEADY-X", 90000.0, 7}}, 0, 20);
  rig.end();
  const auto line = rig.take("rank").back();
  CHECK(value_of(line, "symbol") == "CHEAP-X");
  CHECK(value_of(line, "dropped") == "{\"noise\":1}");
}

TEST_CASE("scores of the source at three price levels: -81,955, -90.6 and +0.46", "[rank]") {
  // One return for all: the score of raw prices follows the square of the price.
  std::vector<double> shape{1.0};
  for (int i = 1; i < 50; ++i) shape.push_back(shape.back() * (1.0 + (i % 2 ? 2.6e-4 : -2.6e-4)));
  const auto score = [&](double level, bool relative) {
    std::vector<double> p;
    for (const double s : shape) p.push_back(s * level);
    return quant::impulse_profiles(p, relative ? 1.0 / p.front() : 1.0).up.ars;
  };
  CHECK(score(90000, false) < -80000);
  CHECK(score(3000, false) < -80);
  CHECK(score(0.2, false) > 0.1);
  CHECK(score(90000, true) == Approx(score(0.2, true)).epsilon(1e-6));
}

TEST_CASE("an asset that rises is dropped by direction, taken the other way, or not looked at that way",
          "[rank]") {
  const auto last = [](const std::string& inverse) {
    Rig rig(stages::rank(), {{"--window", "20"}, {"--direction", "long"}, {"--inverse", inverse}});
    feed(rig, {{"A-X", 10.0, 7}}, 0, 20);
    rig.end();
    return rig.take("rank").back();
  };
  CHECK(value_of(last("drop"), "action") == "none");
  CHECK(value_of(last("drop"), "dropped") == "{\"direction\":1}");
  CHECK(value_of(last("take"), "action") == "short");
  CHECK(value_of(last("take"), "for") == "long");
  CHECK(value_of(last("ignore"), "action") == "none");
  CHECK(value_of(last("ignore"), "dropped") == "{\"latency\":1}");
}

TEST_CASE("every asset is either passed or dropped by one reason", "[rank]") {
  Rig rig(stages::rank(), {{"--window", "20"}, {"--direction", "both"}, {"--top", "9"}, {"--latency", "2"}});
  std::vector<Asset> assets;
  for (int i = 2; i < 12; ++i) assets.push_back({"S" + std::to_string(i) + "-X", i * 7.0, i});
  feed(rig, assets, 0, 40);
  rig.end();
  std::size_t seen = 0;
  for (const std::string& line : rig.take("rank")) {
    if (value_of(line, "passing").empty()) continue;
    int sum = std::stoi(value_of(line, "passing"));
    const std::string dropped = value_of(line, "dropped");
    for (std::size_t at = 0; (at = dropped.find(':', at)) != dropped.npos;)
      sum += std::stoi(dropped.substr(++at));
    CHECK(sum == 10);
    ++seen;
  }
  CHECK(seen == 42);  // bars with a full window, for both directions
}

TEST_CASE("a thin book drops an asset, a deep one lifts its score, an unknown one is told", "[rank]") {
  const auto last = [](const std::string& more) {
    Rig rig(stages::rank(), {{"--window", "20"}});
    feed(rig, {{"A-X", 10.0, 7}}, 0, 20, more);
    rig.end();
    return std::pair{rig.take("rank").back(), rig.stage().summary()};
  };
  const auto unknown = last(""), deep = last(",\"book_depth_quality\":1.6"),
             thin = last(",\"book_depth_quality\":0.1");
  CHECK(value_of(thin.first, "dropped") == "{\"depth\":1}");
  CHECK(std::stod(value_of(deep.first, "score")) ==
        Approx(1.1 * std::stod(value_of(unknown.first, "score"))));
  CHECK(value_of(deep.first, "depth") == "1.6");
  CHECK(unknown.second.find("depth of books not known") != std::string::npos);
  CHECK(deep.second.find("depth of books") == std::string::npos);
}

TEST_CASE("an asset without a price of this bar is not ranked on it", "[rank]") {
  Rig rig(stages::rank(), {{"--window", "5"}});
  feed(rig, {{"A-X", 10.0, 7}, {"B-X", 5.0, 4}}, 0, 8);
  feed(rig, {{"B-X", 5.0, 4}}, 8, 9);
  rig.end();
  const auto line = rig.take("rank").back();
  CHECK(value_of(line, "symbol") == "B-X");
  CHECK(value_of(line, "dropped") == "{\"history\":1}");
}
