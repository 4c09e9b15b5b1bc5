// When a bar of a basket closes, who is in it, and what is told of the rest.
#include "quant/number.h"
#include "rig.h"
#include "stages/all.h"

using namespace tu;
using namespace tu::stages::testing;

namespace {

constexpr std::int64_t minute = 60'000'000;

std::string candle(const std::string& symbol, std::int64_t ts, double close, const std::string& venue = "v") {
  const std::string p = std::to_string(close);
  return "{\"type\":\"candle\",\"ts\":" + std::to_string(ts) + ",\"venue\":\"" + venue + "\",\"symbol\":\"" +
         symbol + "\",\"tf\":\"1m\",\"start\":" + std::to_string(ts - minute) + ",\"open\":" + p +
         ",\"high\":" + p + ",\"low\":" + p + ",\"close\":" + p + ",\"volume\":1}";
}
std::string beat(std::int64_t ts) {
  return "{\"type\":\"beat\",\"ts\":" + std::to_string(ts) + "}";
}

double price(int asset, int bar) {
  return 100 + (bar * (asset + 3) % 7) + asset * bar % 5;
}

// Bars [from, to) of the assets named.
void feed(Rig& rig, const std::vector<std::string>& symbols, int from, int to) {
  for (int t = from; t < to; ++t)
    for (std::size_t i = 0; i < symbols.size(); ++i)
      rig.line(candle(symbols[i], (t + 1) * minute, price(static_cast<int>(i), t)));
}

const std::vector<std::string> three{"A-B", "C-D", "E-F"};

}  // namespace

TEST_CASE("a bar is written at the end of its instant, before what comes later", "[eigen]") {
  Rig rig(stages::eigen(), {{"--windows", "3,5"}});
  feed(rig, three, 0, 4);
  rig.lines.clear();
  rig.line(beat(4 * minute + 1));
  REQUIRE(rig.lines.size() == 2);
  CHECK(value_of(rig.lines[0], "type") == "eigen");
  CHECK(value_of(rig.lines[0], "ts") == std::to_string(4 * minute));
  CHECK(value_of(rig.lines[0], "members") == "3");
  CHECK_FALSE(value_of(rig.lines[0], "lambda_3").empty());
  CHECK(value_of(rig.lines[0], "vel_div").empty());
  CHECK(value_of(rig.lines[1], "type") == "beat");
}

TEST_CASE("vel_div is known once the longest window has two eigenvalues", "[eigen]") {
  Rig rig(stages::eigen(), {{"--windows", "3,5"}});
  feed(rig, three, 0, 8);
  rig.end();
  const auto lines = rig.take("eigen");
  REQUIRE(lines.size() == 5);
  CHECK(value_of(lines[2], "vel_div").empty());
  for (std::size_t i = 3; i < 5; ++i) {
    const double v3 = std::stod(value_of(lines[i], "velocity_3")),
                 v5 = std::stod(value_of(lines[i], "velocity_5"));
    CHECK(std::stod(value_of(lines[i], "vel_div")) == Approx(v3 - v5).margin(1e-9));
  }
}

TEST_CASE("a symbol that misses a bar is told, keeps its price, and is out after --lost bars", "[eigen]") {
  Rig rig(stages::eigen(), {{"--windows", "3"}, {"--lost", "3"}});
  feed(rig, three, 0, 6);
  feed(rig, {"A-B", "C-D"}, 6, 10);
  rig.end();
  const auto lines = rig.take("eigen");
  REQUIRE(lines.size() == 7);
  CHECK(value_of(lines[2], "missing").empty());
  CHECK(value_of(lines[3], "missing") == "1");
  CHECK(value_of(lines[4], "members") == "3");
  CHECK(value_of(lines[5], "members") == "2");
  CHECK(value_of(lines[5], "missing").empty());
  CHECK(value_of(lines[5], "velocity_3").empty());
  CHECK_FALSE(value_of(lines[6], "velocity_3").empty());
  CHECK(rig.stage().summary() == "eigen: 3 assets, 10 bars; bars missing: E-F 4");
}

TEST_CASE("with a grace the bar waits for the late one, and says which bar it is", "[eigen]") {
  Rig rig(stages::eigen(), {{"--windows", "3"}, {"--grace", "5s"}});
  feed(rig, three, 0, 4);
  rig.line(beat(4 * minute + 1'000'000));
  rig.take("");
  feed(rig, {"A-B", "C-D"}, 4, 5);
  rig.line(beat(5 * minute + 2'000'000));
  CHECK(rig.take("eigen").empty());
  rig.line(candle("E-F", 5 * minute, 101));
  rig.line(beat(5 * minute + 3'000'000));
  const auto lines = rig.take("eigen");
  REQUIRE(lines.size() == 1);
  CHECK(value_of(lines[0], "ts") == std::to_string(5 * minute + 2'000'000));
  CHECK(value_of(lines[0], "asof") == std::to_string(5 * minute));
  CHECK(value_of(lines[0], "missing").empty());
  feed(rig, {"A-B", "C-D"}, 5, 6);
  rig.line(beat(6 * minute + 5'000'000));
  rig.line(beat(6 * minute + 6'000'000));
  CHECK(value_of(rig.take("eigen").at(0), "missing") == "1");
}

TEST_CASE("a price that comes after its bar closed is counted and serves the next bar", "[eigen]") {
  const auto last = [](bool late) {
    Rig rig(stages::eigen(), {{"--windows", "3"}});
    feed(rig, three, 0, 4);
    feed(rig, {"A-B", "C-D"}, 4, 5);
    rig.line(beat(5 * minute + 1));
    if (late) rig.line(candle("E-F", 5 * minute, 104));
    feed(rig, three, 5, 7);
    rig.end();
    return std::pair{rig.take("eigen").back(), rig.stage().summary()};
  };
  const auto on_time = last(false), late = last(true);
  CHECK(value_of(on_time.first, "lambda_3") != value_of(late.first, "lambda_3"));
  CHECK(late.second == "eigen: 3 assets, 7 bars; bars missing: E-F 1; late: E-F 1");
}

TEST_CASE("a universe event takes a member out and brings it back", "[eigen]") {
  Rig rig(stages::eigen(), {{"--windows", "3"}});
  feed(rig, three, 0, 5);
  rig.line("{\"type\":\"universe\",\"ts\":300000001,\"symbol\":\"C-D\",\"tier\":1,\"member\":false}");
  feed(rig, three, 5, 7);
  rig.line("{\"type\":\"universe\",\"ts\":420000001,\"symbol\":\"C-D\",\"tier\":1,\"member\":true}");
  feed(rig, three, 7, 8);
  rig.end();
  const auto lines = rig.take("eigen");
  REQUIRE(lines.size() == 5);
  CHECK(value_of(lines[1], "members") == "3");
  CHECK(value_of(lines[2], "members") == "2");
  CHECK(value_of(lines[4], "members") == "3");
}

TEST_CASE("named assets are waited for with --complete, and told when they never came", "[eigen]") {
  Rig rig(stages::eigen(), {{"--windows", "3"}, {"--basket", "A-B,C-D,X-Y"}, {"--complete", "true"}});
  feed(rig, three, 0, 30);
  rig.end();
  CHECK(rig.take("eigen").empty());
  CHECK(rig.stage().summary() == "eigen: 3 assets, 30 bars; never came: X-Y 30");
}

TEST_CASE("a symbol of two venues counts once", "[eigen]") {
  Rig rig(stages::eigen(), {{"--windows", "3"}});
  for (int t = 0; t < 5; ++t) {
    feed(rig, three, t, t + 1);
    rig.line(candle("A-B", (t + 1) * minute, 500 + t, "w"));
  }
  rig.end();
  CHECK(value_of(rig.take("eigen").back(), "members") == "3");
  CHECK(rig.stage().summary() == "eigen: 3 assets, 5 bars; also on other venues, not counted: A-B 1");
}

TEST_CASE("many bits without the port that has them are refused, not left out", "[eigen]") {
  Rig rig(stages::eigen(), {{"--windows", "3"}, {"--precision", "512"}});
  rig.line(
      "{\"type\":\"session\",\"ts\":0,\"id\":\"s\",\"mode\":\"replay\",\"source\":\"x\",\"pace\":\"max\"}");
  CHECK(rig.out().stopped());
  CHECK(rig.out().error().message ==
        "--precision 512 is computed by the tool eigen alone: run it as a process");
}

TEST_CASE("windows that are no ever longer list are refused", "[eigen]") {
  CHECK(Rig(stages::eigen(), {{"--windows", "50,50"}}).error ==
        "--windows has 50 after 50, expected ever longer windows");
  CHECK(Rig(stages::eigen(), {{"--windows", "1"}}).error ==
        "--windows has 1, expected bars from 2 to 100000");
}
