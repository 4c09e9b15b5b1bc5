// When a divergence becomes a signal, and what stops it.
#include "rig.h"
#include "stages/all.h"

using namespace tu;
using namespace tu::stages::testing;

namespace {

constexpr std::int64_t minute = 60'000'000;

std::string stamp(int bar) {
  return std::to_string((bar + 1) * minute);
}

std::string candle(const std::string& symbol, int bar, double close, const std::string& more = "") {
  const std::string p = std::to_string(close);
  return "{\"type\":\"candle\",\"ts\":" + stamp(bar) + ",\"venue\":\"v\",\"symbol\":\"" + symbol +
         "\",\"tf\":\"1m\",\"start\":" + std::to_string(bar * minute) + ",\"open\":" + p + ",\"high\":" + p +
         ",\"low\":" + p + ",\"close\":" + p + ",\"volume\":1" + more + "}";
}
std::string eigen(int bar, double vel_div) {
  return "{\"type\":\"eigen\",\"ts\":" + stamp(bar) +
         ",\"tf\":\"1m\",\"members\":2,\"vel_div\":" + std::to_string(vel_div) + "}";
}
std::string chosen(int bar, const std::string& symbol, const std::string& action,
                   const std::string& direction = "short") {
  return "{\"type\":\"rank\",\"ts\":" + stamp(bar) + ",\"venue\":\"v\",\"symbol\":\"" + symbol +
         "\",\"score\":1,\"action\":\"" + action + "\",\"position\":1,\"for\":\"" + direction + "\"}";
}

// `bars` bars of A-X and B-X with these steps, then the divergence and the choice.
std::string say(std::vector<std::pair<std::string, std::string>> options, double vel_div, double step,
                const std::string& more = "", const std::string& action = "short") {
  options.emplace_back("--lookback", "0");
  Rig rig(stages::divergence(), options);
  for (int t = 0; t < 10; ++t) {
    rig.line(candle("A-X", t, 100 + step * t, more));
    rig.line(candle("B-X", t, 100 - t));
  }
  rig.line(eigen(9, vel_div));
  rig.line(chosen(9, "A-X", action, vel_div < 0 ? "short" : "long"));
  rig.end();
  const auto lines = rig.take("signal");
  REQUIRE(lines.size() <= 1);
  return lines.empty() ? rig.stage().summary() : lines[0];
}

}  // namespace

TEST_CASE("a divergence beyond the threshold sells the chosen asset, surer the further it is",
          "[divergence]") {
  const std::string s = say({}, -0.035, -0.1);
  CHECK(value_of(s, "symbol") == "A-X");
  CHECK(value_of(s, "side") == "sell");
  CHECK(value_of(s, "source") == "divergence");
  CHECK(std::stod(value_of(s, "confidence")) == Approx(0.70));
  CHECK(value_of(s, "extreme") == "false");
  CHECK(value_of(s, "ttl") == "1");
  CHECK(value_of(s, "cause") == "[\"//eigen@600000000\"]");
  CHECK(std::stod(value_of(say({}, -0.05, -0.1), "confidence")) == Approx(0.90));
  CHECK(value_of(say({}, -0.05, -0.1), "extreme") == "true");
  CHECK(say({}, -0.02, -0.1) == "divergence: 1 bars, 0 signals, 0 dropped");
}

TEST_CASE("a move of the asset against the signal forbids it; no move does not", "[divergence]") {
  CHECK(say({}, -0.03, +0.1) == "divergence: 1 bars, 0 signals, 1 dropped (contradicted 1)");
  CHECK(value_of(say({}, -0.03, 0.0), "side") == "sell");
  CHECK(value_of(say({{"--confirm-on", "none"}}, -0.03, +0.1), "side") == "sell");
}

TEST_CASE("the move of another symbol can be what confirms", "[divergence]") {
  CHECK(value_of(say({{"--confirm-on", "B-X"}}, -0.03, +0.1), "side") == "sell");
  CHECK(say({{"--confirm-on", "B-X"}, {"--direction", "long"}}, 0.02, +0.1, "", "long") ==
        "divergence: 1 bars, 0 signals, 1 dropped (contradicted 1)");
}

TEST_CASE("a symbol whose candles stopped confirms nothing with its old closes", "[divergence]") {
  // B-X falls, and its last candle closes so many bars before the divergence.
  const auto say_after = [](int silent_bars, std::vector<std::pair<std::string, std::string>> options) {
    options.emplace_back("--lookback", "0");
    Rig rig(stages::divergence(), options);
    for (int t = 0; t < 10; ++t) rig.line(candle("B-X", t, 100 - t));
    for (int t = 0; t < 10 + silent_bars; ++t) rig.line(candle("A-X", t, 100));
    rig.line(eigen(9 + silent_bars, -0.03));
    rig.line(chosen(9 + silent_bars, "A-X", "short"));
    rig.end();
    return rig.take("signal").empty() ? rig.stage().summary() : "signal";
  };
  CHECK(say_after(2, {{"--confirm-on", "B-X"}}) == "signal");
  CHECK(say_after(3, {{"--confirm-on", "B-X"}}) ==
        "divergence: 1 bars, 0 signals, 1 dropped (no price to confirm 1)");
  CHECK(say_after(2, {{"--pick", "B-X"}, {"--confirm-on", "none"}}) == "signal");
  CHECK(say_after(3, {{"--pick", "B-X"}, {"--confirm-on", "none"}}) ==
        "divergence: 1 bars, 0 signals, 1 dropped (asset without a price 1)");
}

TEST_CASE("a move across a hole in the candles confirms nothing: enough must have come since",
          "[divergence]") {
  const auto signals_after = [](int bars) {
    Rig rig(stages::divergence(), {{"--lookback", "0"}, {"--confirm-bars", "3"}});
    for (int t = 0; t < 10; ++t) rig.line(candle("A-X", t, 100 + t));
    const int last = 99 + bars;
    for (int t = 100; t <= last; ++t) rig.line(candle("A-X", t, 90 - t % 10));
    rig.line(eigen(last, -0.03));
    rig.line(chosen(last, "A-X", "short"));
    rig.end();
    return rig.take("signal").size();
  };
  CHECK(signals_after(1) == 0);
  CHECK(signals_after(3) == 0);
  CHECK(signals_after(4) == 1);
}

TEST_CASE("longs are the mirror image, and only where asked for", "[divergence]") {
  CHECK(say({}, 0.03, 0.1, "", "long") == "divergence: 1 bars, 0 signals, 0 dropped");
  for (const std::string direction : {"long", "both"}) {
    const std::string s = say({{"--direction", direction}}, 0.025, 0.1, "", "long");
    CHECK(value_of(s, "side") == "buy");
    CHECK(std::stod(value_of(s, "confidence")) == Approx(0.70));
  }
}

TEST_CASE("a book that leans the same way raises the confidence, against it dampens or forbids",
          "[divergence]") {
  const auto book = [](double imbalance, double persistence) {
    return ",\"book_imbalance_ma\":" + std::to_string(imbalance) +
           ",\"book_persistence\":" + std::to_string(persistence);
  };
  CHECK(std::stod(value_of(say({}, -0.035, 0, book(-0.2, 0.5)), "confidence")) == Approx(0.70 * 1.05));
  CHECK(std::stod(value_of(say({}, -0.035, 0, book(0.12, 0.5)), "confidence")) ==
        Approx(0.70 * (1 - 0.4 * 0.12 * 0.5)));
  CHECK(say({}, -0.035, 0, book(0.2, 0.7)) == "divergence: 1 bars, 0 signals, 1 dropped (book against 1)");
  CHECK(std::stod(value_of(say({{"--book", "ignore"}}, -0.035, 0, book(0.2, 0.7)), "confidence")) ==
        Approx(0.70));
  CHECK(say({{"--book", "need"}}, -0.035, 0) == "divergence: 1 bars, 0 signals, 1 dropped (no book 1)");
}

TEST_CASE("without an asset that passes there is no signal, and no other asset instead", "[divergence]") {
  Rig rig(stages::divergence(), {{"--lookback", "0"}});
  rig.line(candle("A-X", 0, 100));
  rig.line(eigen(0, -0.03));
  rig.line("{\"type\":\"rank\",\"ts\":" + stamp(0) +
           ",\"symbol\":\"A-X\",\"score\":0,\"action\":\"none\",\"position\":0,\"for\":\"short\"}");
  rig.line(eigen(1, -0.03));
  rig.end();
  CHECK(rig.take("signal").empty());
  CHECK(rig.stage().summary() ==
        "divergence: 2 bars, 0 signals, 2 dropped (no asset passes 1, no ranking 1)");
}

TEST_CASE("--pick names one asset for good", "[divergence]") {
  CHECK(value_of(say({{"--pick", "B-X"}}, -0.03, +0.1), "symbol") == "B-X");
}

TEST_CASE("while warming, before the lookback and early in a day nothing is said", "[divergence]") {
  const auto signals = [](std::vector<std::pair<std::string, std::string>> options,
                          const std::string& session) {
    Rig rig(stages::divergence(), options);
    if (!session.empty()) rig.line(session);
    for (int t = 0; t < 20; ++t) {
      rig.line(candle("A-X", t, 100 - t));
      rig.line(eigen(t, -0.03));
      rig.line(chosen(t, "A-X", "short"));
    }
    rig.end();
    return rig.take("signal").size();
  };
  CHECK(signals({{"--lookback", "0"}}, "") == 20);
  CHECK(signals({{"--lookback", "5"}}, "") == 16);
  CHECK(signals({{"--lookback", "0"}, {"--day-bars", "5"}}, "") == 15);
  CHECK(
      signals(
          {{"--lookback", "0"}},
          "{\"type\":\"session\",\"ts\":0,\"id\":\"s\",\"mode\":\"paper\",\"source\":\"x\",\"pace\":\"max\","
          "\"warm_until\":600000000}") == 10);
}

TEST_CASE("the divergence can come from recorded metrics", "[divergence]") {
  Rig rig(stages::divergence(), {{"--lookback", "0"}, {"--metric", "vel_div"}, {"--pick", "A-X"}});
  rig.line(candle("A-X", 0, 100));
  rig.line("{\"type\":\"metric\",\"ts\":" + stamp(0) + ",\"name\":\"vel_div\",\"value\":-0.04}");
  rig.line(eigen(1, -0.04));
  rig.end();
  CHECK(rig.take("signal").size() == 1);
}

TEST_CASE("thresholds that contradict each other are refused", "[divergence]") {
  CHECK(Rig(stages::divergence(), {{"--extreme", "-0.01"}}).error ==
        "--extreme is -0.01, expected less than --threshold -0.02, and both below 0");
  CHECK(Rig(stages::divergence(), {{"--long-extreme", "0.01"}}).error ==
        "--long-extreme is 0.01, expected more than --long-threshold 0.01, and both above 0");
}

TEST_CASE("without a price that could contradict there is no signal", "[divergence]") {
  CHECK(say({{"--on", "5m"}}, -0.03, -0.1) ==
        "divergence: 1 bars, 0 signals, 1 dropped (no price to confirm 1); no candle of 5m came, only of 1m");
  CHECK(say({{"--confirm-on", "ZZ"}}, -0.03, -0.1) ==
        "divergence: 1 bars, 0 signals, 1 dropped (no price to confirm 1); no candle of ZZ of 1m came");
  CHECK(value_of(say({{"--on", "5m"}, {"--confirm-on", "none"}}, -0.03, -0.1), "side") == "sell");
}

TEST_CASE("that eigen never told a divergence is told at the end", "[divergence]") {
  Rig rig(stages::divergence(), {{"--lookback", "0"}});
  rig.line("{\"type\":\"eigen\",\"ts\":" + stamp(0) + ",\"tf\":\"1m\",\"members\":2}");
  rig.end();
  CHECK(rig.stage().summary() ==
        "divergence: 1 bars, 0 signals, 0 dropped; no bar had a vel_div: eigen tells it once the longest of "
        "two "
        "or more --windows is full");
}
