#include "base/text.h"
#include "rig.h"
#include "stages/all.h"
#include "stages/opinions.h"
#include "stages/rule.h"
#include "stages/sources.h"

using namespace tu;
using namespace tu::stages::testing;
using Options = std::vector<std::pair<std::string, std::string>>;

namespace {

constexpr TsUs minute = us_per_min;

std::string candle(TsUs ts, double close, const std::string& notes = "", const std::string& tf = "1m",
                   DurUs length = minute, const std::string& symbol = "BTC-USD") {
  const std::string c = text::of_real(close);
  return R"({"type":"candle","ts":)" + std::to_string(ts) + R"(,"venue":"v","symbol":")" + symbol +
         R"(","tf":")" + tf + R"(","start":)" + std::to_string(ts - length) + R"(,"open":)" + c +
         R"(,"high":)" + c + R"(,"low":)" + c + R"(,"close":)" + c + R"(,"volume":1)" + notes + "}";
}
std::string x(double v) {
  return R"(,"x":)" + text::of_real(v);
}

// Decides on x > 1 to buy and x < -1 to sell, one candle a call.
struct Decider {
  explicit Decider(Options more = {}, bool with_ledger = true)
      : rig(stages::signal_agg(), options(std::move(more)), {with_ledger ? &ledger : nullptr, nullptr}) {
    if (with_ledger) ledger.deposit("10000");
  }
  static Options options(Options more) {
    if (std::none_of(more.begin(), more.end(), [](auto& o) { return o.first == "--sources"; })) {
      more.emplace_back("--buy", "x > 1");
      more.emplace_back("--sell", "x < -1");
    }
    more.emplace_back("--strategy", "s");
    return more;
  }
  // What was said: "open buy", "close sell", "decline cooldown", "".
  std::string at(double v, const std::string& more = "") {
    ts += minute;
    rig.line(candle(ts, 100, x(v) + more));
    rig.line(R"({"type":"sync","ts":0,"seq":)" + std::to_string(++seq) + "}");
    std::string s;
    for (const auto& l : rig.lines) {
      if (value_of(l, "type") == "proposal") s += value_of(l, "intent") + " " + value_of(l, "side"), last = l;
      if (value_of(l, "type") == "decline")
        s += "decline " + value_of(l, "reason").substr(0, value_of(l, "reason").find(':'));
    }
    rig.lines.clear();
    return s;
  }
  void hold(const std::string& side, const std::string& symbol = "BTC-USD") {
    ledger.hold({"1", "100", side, symbol});
  }
  FakeLedger ledger;
  Rig rig;
  std::string last;
  TsUs ts = us_per_day;
  int seq = 0;
};

}  // namespace

TEST_CASE("it proposes on the edge, not while the condition stays") {
  Decider d;
  CHECK(d.at(0).empty());
  CHECK(d.at(2) == "open buy");
  CHECK(value_of(d.last, "id") == "s/BTC-USD@" + std::to_string(d.ts) + "#1");
  CHECK(value_of(d.last, "signals") == R"([{"source":"rule","side":"buy","confidence":1,"weight":1}])");
  CHECK(value_of(d.last, "cause") == R"(["v/BTC-USD/candle:1m@)" + std::to_string(d.ts) + R"("])");
  CHECK(value_of(d.last, "asof") == "1");
  CHECK(d.at(2).empty());
  CHECK(d.at(0).empty());
  CHECK(d.at(2) == "open buy");
}

TEST_CASE("the level trigger asks whenever it is flat and nothing is under way") {
  Decider d(Options{{"--trigger", "level"}});
  CHECK(d.at(2) == "open buy");
  CHECK(d.at(2) == "open buy");
  d.hold("buy");
  CHECK(d.at(2).empty());
}

TEST_CASE("--positions counts those in other symbols and open orders; without it they do not block",
          "[signal-agg]") {
  Decider alone(Options{{"--positions", "1"}});
  CHECK(alone.at(0) == "");
  CHECK(alone.at(2) == "open buy");
  Decider one(Options{{"--positions", "1"}});
  one.hold("buy", "ETH-USD");
  CHECK(one.at(2) == "decline positions");
  Decider two(Options{{"--positions", "2"}});
  two.hold("buy", "ETH-USD");
  CHECK(two.at(2) == "open buy");
  Decider any;
  any.hold("buy", "ETH-USD");
  CHECK(any.at(2) == "open buy");
}

TEST_CASE("of one instant no more are proposed than --positions allows", "[signal-agg]") {
  Decider d(Options{{"--positions", "1"}});
  d.rig.line(candle(d.ts + minute, 100, x(2), "1m", minute, "ETH-USD"));
  CHECK(d.at(2) == "open buydecline positions");
  CHECK(value_of(d.last, "symbol") == "BTC-USD");
}

TEST_CASE("a position blocks another entry and says so once; --pyramid adds that many times") {
  Decider d;
  d.hold("buy");
  CHECK(d.at(2) == "decline position");
  CHECK(d.at(2).empty());
  Decider p(Options{{"--pyramid", "1"}});
  p.hold("buy");
  CHECK(p.at(2) == "add buy");
  CHECK(p.at(0).empty());
  p.hold("buy");
  CHECK(p.at(2) == "decline position");
}

TEST_CASE("the opposite condition closes what is held, at any candle, and never opens a short unasked") {
  Decider d;
  CHECK(d.at(-2).empty());
  d.hold("buy");
  CHECK(d.at(-2) == "close sell");
  CHECK(value_of(d.last, "qty") == "1");
  CHECK(value_of(d.last, "reduce_only") == "true");
  CHECK(value_of(d.last, "exit_rule") == "opposite");
  CHECK(d.at(-2) == "close sell");  // nothing came of it: asked again
}

TEST_CASE("one exit at a time: an order under way, or an exit proposed before in the instant, is enough") {
  Decider d;
  d.hold("buy");
  d.rig.line(
      R"({"type":"proposal","ts":)" + std::to_string(d.ts + minute) +
      R"(,"venue":"v","symbol":"BTC-USD","id":"x","strategy":"s","intent":"close","side":"sell","confidence":1,"qty":1})");
  CHECK(d.at(-2).find("close sellclose") == std::string::npos);
  d.ledger.row(
      R"({"type":"order","ts":5,"venue":"v","symbol":"BTC-USD","id":"x","strategy":"s","side":"sell","qty":1,)"
      R"("kind":"market","tif":"GTC","intent":"close","reduce_only":true})");
  CHECK(d.at(-2).empty());
}

TEST_CASE("shorts need --short and a perpetual") {
  Decider d(Options{{"--short", "true"}});
  CHECK(d.at(-2).empty());
  Rig rig(stages::signal_agg(), {{"--short", "true"}, {"--sell", "x < -1"}});
  rig.line(candle(minute, 100, x(-2), "1m", minute, "BTC-USDT-PERP"));
  rig.end();
  const auto p = rig.take("proposal");
  REQUIRE(p.size() == 1);
  CHECK(value_of(p[0], "intent") + value_of(p[0], "side") == "opensell");
}

TEST_CASE("after an exit or a refusal it cools down, to the microsecond") {
  Decider d;
  const TsUs exit = d.ts + minute;
  d.ledger.row(R"({"type":"reject","ts":)" + std::to_string(exit) +
               R"(,"venue":"v","symbol":"BTC-USD","id":"old","strategy":"s","rules":[],"reason":"r"})");
  CHECK(d.at(0).empty());
  d.ts = exit + 30 * minute - minute - 1;
  CHECK(d.at(2) == "decline cooldown");
  CHECK(d.at(0).empty());
  CHECK(d.at(2) == "open buy");
}

TEST_CASE("an open order blocks, and DOWNTREND blocks buying but no sale") {
  Decider d;
  CHECK(d.at(2, R"(,"regime":"DOWNTREND")") == "decline downtrend");
  CHECK(d.at(2, R"(,"regime":"RANGING")").empty());  // the edge is spent
  CHECK(d.at(0, R"(,"regime":"DOWNTREND")").empty());
  d.hold("buy");
  CHECK(d.at(-2, R"(,"regime":"DOWNTREND")") == "close sell");
  Decider a(Options{{"--downtrend", "allow"}});
  CHECK(a.at(2, R"(,"regime":"DOWNTREND")") == "open buy");
  Decider o;
  o.ledger.row(
      R"({"type":"order","ts":5,"venue":"v","symbol":"BTC-USD","id":"o","strategy":"s","side":"buy","qty":1,)"
      R"("kind":"limit","limit":90,"tif":"GTC","intent":"open"})");
  CHECK(o.at(2) == "decline order");
}

TEST_CASE("while warming it learns and decides nothing") {
  Decider d;
  d.rig.line(R"({"type":"session","ts":0,"id":"i","mode":"replay","source":"s","pace":"max","warm_until":)" +
             std::to_string(d.ts + minute) + "}");
  CHECK(d.at(2).empty());
  CHECK(d.at(2) == "open buy");
}

TEST_CASE("a session that is fed once needs --every, and the slot makes the id") {
  Decider d;
  const std::string once = R"({"type":"session","ts":0,"id":"i","mode":"paper","source":"s","pace":"once"})";
  d.rig.line(once);
  CHECK(d.rig.out().stopped());
  Decider e(Options{{"--every", "1d"}});
  e.rig.line(once);
  CHECK(e.at(2) == "open buy");
  CHECK(value_of(e.last, "id") == "s/BTC-USD@" + std::to_string(us_per_day) + "#1");
}

TEST_CASE("anyone's signals are heard with their own weight until they are stale") {
  const Options none{{"--sources", "[source.model]\nweight = 1\nfresh = \"1m\""}, {"--threshold", "0.5"}};
  Decider d(none);
  const auto signal = [&](TsUs ts, const std::string& side, const std::string& confidence) {
    d.rig.line(R"({"type":"signal","ts":)" + std::to_string(ts) +
               R"(,"symbol":"BTC-USD","source":"model","side":")" + side + R"(","confidence":)" + confidence +
               "}");
  };
  signal(d.ts + minute, "buy", "0.5");
  CHECK(d.at(0) == "open buy");
  CHECK(value_of(d.last, "confidence") == "0.5");
  CHECK(d.at(0).empty());  // a minute old: fresh still
  CHECK(d.at(0).empty());  // stale: the condition is false
  signal(d.ts + minute, "buy", "0.49");
  CHECK(d.at(0).empty());
  signal(d.ts + minute, "buy", "0.9");
  CHECK(d.at(0) == "open buy");
  Rig guest(stages::signal_agg(), {{"--threshold", "0.5"}, {"--coverage", "0"}});
  guest.line(
      R"({"type":"signal","ts":60000000,"symbol":"BTC-USD","source":"new","side":"buy","confidence":1,"weight":1})");
  guest.line(candle(minute, 100));
  guest.end();
  CHECK(guest.take("proposal").size() == 1);
}

TEST_CASE("too little coverage is declined on its edge") {
  Decider d(
      Options{{"--sources", "[source.a]\nweight = 1\n[source.b]\nweight = 1.3"}, {"--threshold", "0.5"}});
  d.rig.line(R"({"type":"signal","ts":)" + std::to_string(d.ts + minute) +
             R"(,"symbol":"BTC-USD","source":"a","side":"buy","confidence":1})");
  CHECK(d.at(0) == "decline coverage");
  CHECK(d.at(0).empty());
}

TEST_CASE("markets are decided in order of their names") {
  Rig rig(stages::signal_agg(), {{"--buy", "always"}});
  for (const char* s : {"Z-USD", "A-USD"}) rig.line(candle(minute, 100, "", "1m", minute, s));
  rig.end();
  const auto p = rig.take("proposal");
  REQUIRE(p.size() == 2);
  CHECK(value_of(p[0], "symbol") == "A-USD");
}

TEST_CASE("a rule reads keys, numbers and words, and waits for what is absent") {
  const auto holds = [](const std::string& rule, const std::string& notes) {
    Rig rig(stages::signal_agg(), {{"--buy", rule}});
    rig.line(candle(minute, 100, notes));
    rig.end();
    return !rig.take("proposal").empty();
  };
  CHECK(holds("close >= 100 and volume == 1", ""));
  CHECK(holds("regime == UPTREND", R"(,"regime":"UPTREND")"));
  CHECK_FALSE(holds("regime != UPTREND", R"(,"regime":"UPTREND")"));
  CHECK(holds("a<b and b<3", R"(,"a":1,"b":2)"));
  CHECK_FALSE(holds("a < b", R"(,"a":1)"));
  CHECK(holds("always", ""));
  for (const char* bad : {"", "a <", "a < b and", "a < b or c < d", "a ~ b", "UP < 3", "1a < 2", "and"}) {
    INFO(bad);
    CHECK_FALSE(stages::Rule::parse(bad));
  }
}

TEST_CASE("a file of sources is read with its mistakes named") {
  const auto error = [](const std::string& toml) {
    auto r = stages::parse_sources(toml, "s.toml", "1m");
    return r ? std::string("fine") : r.error().message;
  };
  CHECK(error("[source.rsi]\nweight = 0.1\nbelow = 20") == "fine");
  CHECK(error("[source.rsi]\nbelow = 20").find("has no weight") != std::string::npos);
  CHECK(error("[source.rsi]\nweight = -1").find("s.toml:2") != std::string::npos);
  CHECK(error("[source.rsi]\nweight = 1\nbelwo = 2").find("belwo") != std::string::npos);
  CHECK(error("[source.a]\nweight = 1\nbuy = \"x >\"").find("s.toml:3") != std::string::npos);
  CHECK(error("[sources.a]\nweight = 1").find("\"sources\" is not known") != std::string::npos);
  CHECK(error("[source.a]\nweight = 0").find("no source has a weight") != std::string::npos);
}

TEST_CASE("the history that is needed is that of the slowest source, in bars that are decided on") {
  const auto bars = [](const std::string& on, const std::string& sources) {
    const StageSpec& spec = stages::signal_agg();
    auto o = spec.make_options();
    for (const OptionSpec& row : spec.options) {
      if (row.name == "--on") REQUIRE(row.set(o.get(), on).ok());
      if (row.name != "--sources" || sources.empty()) continue;
      REQUIRE(row.set(o.get(), "s.toml").ok());
      row.set_content(o.get(), sources);
    }
    return spec.warm_bars(o.get());
  };
  CHECK(bars("1m", "") == 50 * 60);
  CHECK(bars("1h", "") == 50);
  CHECK(bars("1m", "[source.rsi]\nweight = 1\ntf = \"5m\"") == 75);
  CHECK(bars("1m", "[source.model]\nweight = 1") == 0);
}

TEST_CASE("levels of the sources are strict and confidence grows beyond them") {
  using namespace stages;
  CHECK(opinion_on_level(35, 35, 65, 35, 35).side == 0);
  CHECK(opinion_on_level(65, 35, 65, 35, 35).side == 0);
  const auto low = opinion_on_level(17.5, 35, 65, 35, 35);
  CHECK(low.side == +1);
  CHECK(low.confidence == Approx(0.75));
  CHECK(opinion_on_level(75.000000000001, 25, 75, 25, 25).side == 0);  // equal but for rounding
  CHECK(opinion_on_level(101, 35, 65, 35, 35).side == 0);              // out of its range
  CHECK(opinion_on_move(0.005, 0.005, 0.025).side == 0);
  CHECK(opinion_on_move(0.008000000000000007, 0.008, 0.012).side == 0);
  CHECK(opinion_on_move(-0.03, 0.005, 0.025).side == -1);
  CHECK(opinion_on_move(-0.03, 0.005, 0.025).confidence == Approx(1.0));
}

TEST_CASE("the uptick needs a dip, a low that lies back, and two rising closes") {
  std::vector<double> w(15, 100.0);
  w[9] = 99, w[10] = 98.5, w[11] = 98.6, w[12] = 98.7, w[13] = 98.8, w[14] = 98.9;
  const auto o = stages::opinion_on_uptick(w);
  CHECK(o.side == +1);
  CHECK(o.confidence == Approx(1.0));
  auto flat = w;
  flat[13] = flat[14];
  CHECK(stages::opinion_on_uptick(flat).side == 0);
  std::vector<double> early(15, 100.0);
  early[13] = 98, early[14] = 99;
  CHECK(stages::opinion_on_uptick(early).side == 0);
  CHECK(stages::opinion_on_uptick({w.begin() + 1, w.end()}).side == 0);
}
