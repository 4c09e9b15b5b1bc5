#include "size_rig.h"

using namespace tu;
using namespace tu::stages::testing;

namespace {

const char* const venue_toml = R"(
[v]
source = "test"
[[v.fees]]
since = "1970-01-01"
source = "test"
tiers = [{ from = "0", maker = "10bps", taker = "20bps" }]
[v.instruments."*-USD"]
tick = "0.5"
lot = "0.01"
min_notional = "5"
)";

const SizeRig::Market market{venue_toml};

struct Sizer : SizeRig {
  explicit Sizer(Options o) : SizeRig(market, std::move(o)) {}
  std::string size(const std::string& more = "", const std::string& intent = "open",
                   const std::string& side = "buy") {
    ts += us_per_min;
    price("100.2");
    return propose({side, intent, more});
  }
  void trips(int wins, const std::string& won, int losses, const std::string& lost, TsUs at = 5) {
    for (int i = 0; i < wins + losses; ++i) trip("1", i < wins ? won : lost, at);
  }
  void hold(const std::string& qty) { ledger.hold({qty, "100.2"}); }
};

}  // namespace

TEST_CASE("a fixed fraction of the equity, down to the lot, with its inputs and the cap that bound") {
  Sizer s(Options{{"--fraction", "5%"}});
  const auto p = s.size();
  CHECK(value_of(p, "qty") == "4.99");  // 500 / 100.2 = 4.9900199...
  CHECK(value_of(p, "kind") == "market");
  CHECK(value_of(p, "size_method") == "fixed");
  CHECK(value_of(p, "size_equity") == "10000");
  CHECK(value_of(p, "size_fraction") == "0.05");
  CHECK(value_of(p, "size_cap") == "fraction");
}

TEST_CASE("the smallest cap binds and is named") {
  CHECK(value_of(Sizer(Options{{"--fraction", "50%"}, {"--cap", "20%"}}).size(), "size_cap") == "cap");
  CHECK(value_of(Sizer(Options{{"--max-notional", "10"}}).size(), "size_cap") == "max_notional");
  CHECK(value_of(Sizer(Options{{"--max-notional", "10"}}).size(), "qty") == "0.09");
  Sizer all(Options{{"--fraction", "100%"}, {"--cap", "100%"}});
  const auto p = all.size();
  CHECK(value_of(p, "size_cap") == "cash");
  CHECK(value_of(p, "qty") == "97.64");  // 10000 / (1.02 x 1.002) / 100.2
}

TEST_CASE("a proposal's own fraction or notional is heard under the caps") {
  Sizer s(Options{});
  CHECK(value_of(s.size(R"(,"fraction":0.01)"), "qty") == "0.99");
  CHECK(value_of(s.size(R"(,"notional":50)"), "qty") == "0.49");
  CHECK(value_of(s.size(R"(,"notional":50000)"), "size_cap") == "cap");
  CHECK(value_of(s.size(R"(,"qty":3.333)"), "qty") == "3.333");
}

TEST_CASE("what is less than a lot is not sized and says so") {
  const auto p = Sizer(Options{{"--max-notional", "1"}}).size();
  CHECK(value_of(p, "qty") == "");
  CHECK(value_of(p, "size_refused") == "below_lot");
}

TEST_CASE("Kelly is cold under twenty trips, then the lower bound of its own record, never the confidence") {
  Sizer s(Options{{"--method", "kelly"}});
  CHECK(value_of(s.size(), "size_fraction") == "0.005");
  s.trips(15, "2", 4, "-1");
  CHECK(value_of(s.size(), "size_fraction") == "0.005");
  s.trips(0, "2", 1, "-1");
  const auto p = s.size();
  // 15 of 20 won: the one-sided 80% bound is 0.6609; (0.6609 x 2 - 0.3391 x 1) / 2 = 0.4914; a quarter of it.
  CHECK(value_of(p, "size_trips") == "20");
  CHECK(text::to_real(value_of(p, "size_p")).value() == Approx(0.6609).margin(0.002));
  CHECK(text::to_real(value_of(p, "size_fraction")).value() == Approx(0.1228).margin(0.002));
}

TEST_CASE("no edge is no trade, save one small probe a week") {
  Sizer s(Options{{"--method", "kelly"}, {"--probe", "7d"}});
  s.trips(5, "1", 20, "-1", us_per_day * 30);
  const auto p = s.size();
  CHECK(value_of(p, "size_refused") == "kelly");
  CHECK(value_of(p, "qty") == "");
  s.ts = us_per_day * 37 - us_per_min - 1;
  CHECK(value_of(s.size(), "size_refused") == "kelly");
  s.ts = us_per_day * 37 - us_per_min;
  CHECK(value_of(s.size(), "size_probe") == "true");
  CHECK(value_of(s.size(), "size_refused") == "kelly");
}

TEST_CASE("a buy of an outcome is sized at its ask, at which it will be made") {
  SizeRig s({.venue_toml = venue_toml, .symbol = "RAIN:YES"}, Options{});
  s.tell(
      "instrument",
      R"("kind":"outcome","base":"RAIN","quote":"USD","settle":"USD","tick":0.01,"lot":1,"min_notional":1)");
  s.tell("quote", R"("bid":0.4,"ask":0.45,"bid_size":9,"ask_size":9)");
  CHECK(value_of(s.propose({.more = R"(,"notional":90)"}), "qty") == "200");
}

TEST_CASE("a losing streak makes it smaller, a winning one larger") {
  Sizer s(Options{{"--streak", "true"}});
  s.trips(0, "1", 2, "-1");
  CHECK(value_of(s.size(), "size_fraction") == "0.025");
  s.trips(2, "1", 0, "-1");
  CHECK(value_of(s.size(), "size_fraction") == "0.055");
}

TEST_CASE("volatility sizes against the annual figure of the last candle") {
  Sizer s(Options{{"--method", "volatility"}, {"--vol-target", "0.05"}});
  CHECK(value_of(s.size(), "size_refused") ==
        "no volatility_20 on its candles: `indicators --volatility 20` in front of size writes it");
  s.tell("candle", R"("tf":"1m","start":0,"open":1,)"
                   R"("high":100.2,"low":1,"close":100.2,"volume":1,"volatility_20":0.5)");
  CHECK(value_of(s.size(), "size_fraction") == "0.1");
}

TEST_CASE("the volatility is read from another key, if that is asked for") {
  Sizer s(Options{{"--method", "volatility"}, {"--vol-target", "0.05"}, {"--vol-key", "mine"}});
  const auto candle = [&](const std::string& notes) {
    s.tell("candle", R"("tf":"1m","start":0,"open":1,)"
                     R"("high":100.2,"low":1,"close":100.2,"volume":1,)" +
                         notes);
  };
  candle(R"("volatility_20":0.5)");
  CHECK(value_of(s.size(), "size_refused") == "no mine on its candles");
  candle(R"("volatility_20":0.5,"mine":0)");
  CHECK(value_of(s.size(), "size_refused") == "mine is 0");
  candle(R"("mine":0.25)");
  CHECK(value_of(s.size(), "size_fraction") == "0.2");
}

TEST_CASE("candles of more timeframes than one do not change a size by volatility") {
  const auto candle = [](Sizer& s, const std::string& tf, const std::string& notes) {
    s.tell("candle", R"("tf":")" + tf +
                         R"(","start":0,"open":1,"high":100.2,"low":1,"close":100.2,"volume":1)" + notes);
  };
  Sizer s(Options{{"--method", "volatility"}, {"--vol-target", "0.05"}});
  candle(s, "1h", R"(,"volatility_20":0.25)");
  CHECK(value_of(s.size(), "size_fraction") == "0.2");
  candle(s, "1m", "");
  CHECK(value_of(s.size(), "size_refused").starts_with("no volatility_20"));  // the finest is not known yet
  candle(s, "1m", R"(,"volatility_20":0.5)");
  candle(s, "1h", R"(,"volatility_20":0.25)");
  candle(s, "1000t", R"(,"volatility_20":0.25)");
  CHECK(value_of(s.size(), "size_fraction") == "0.1");

  Sizer hourly(Options{{"--method", "volatility"}, {"--vol-target", "0.05"}, {"--vol-tf", "1h"}});
  candle(hourly, "1m", R"(,"volatility_20":0.5)");
  CHECK(value_of(hourly.size(), "size_refused").starts_with("no volatility_20 on its candles of 1h: "));
  candle(hourly, "1h", R"(,"volatility_20":0.25)");
  CHECK(value_of(hourly.size(), "size_fraction") == "0.2");
}

TEST_CASE("tiers come from the universe; while there is none the smallest counts") {
  Sizer s(Options{{"--method", "tiers"}});
  CHECK(value_of(s.size(), "size_fraction") == "0.01");
  for (const auto& [tier, fraction] : {std::pair("1", "0.05"), {"2", "0.03"}, {"3", "0.01"}}) {
    s.say("universe", R"("symbol":"BTC-USD","member":true,"tier":)" + std::string(tier));
    CHECK(value_of(s.size(), "size_fraction") == fraction);
  }
}

TEST_CASE("tiers open nothing in what the newest universe event leaves out, and say why") {
  const std::string end = std::to_string(us_per_day * 30);
  const std::pair<std::string, std::string> cases[] = {
      {R"("symbol":"BTC-USD","tier":2,"member":false)", "no_member: the newest universe event says so"},
      {R"("symbol":"BTC-USD","tier":2,"member":true,"until":)" + end,
       "no_member: its membership ended at 1970-01-31T00:00:00Z"},
      {R"("symbol":"BTC-USD","tier":4,"member":true)", "no_tier: its tier is 4, expected 1, 2 or 3"},
      {R"("symbol":"BTC-USD","tier":0,"member":true)", "no_tier: its tier is 0, expected 1, 2 or 3"},
      {R"("symbol":"ETH-USD","tier":1,"member":true)", "no_member: no universe event names it"}};
  for (const auto& [said, why] : cases) {
    INFO(said);
    Sizer s(Options{{"--method", "tiers"}});
    s.say("universe", said);
    for (const auto* more : {"", R"(,"fraction":0.02)", R"(,"notional":100)"}) {
      const auto p = s.size(more);
      CHECK(value_of(p, "qty") == "");
      CHECK(value_of(p, "size_refused") == why);
    }
    CHECK(value_of(s.size("", "target"), "size_refused") == why);
    CHECK(value_of(s.size(R"(,"qty":1)"), "qty") == "1");
    s.hold("3");
    CHECK(value_of(s.size("", "close", "sell"), "qty") == "3");
    CHECK(value_of(s.size(R"(,"qty":1)", "reduce", "sell"), "qty") == "1");
    CHECK(value_of(s.size(R"(,"notional":100)", "target"), "intent") == "reduce");
    s.say("universe",
          R"("symbol":"BTC-USD","tier":1,"member":true,"until":)" + std::to_string(s.ts + 2 * us_per_min));
    CHECK(value_of(s.size(), "size_fraction") == "0.05");
    CHECK(value_of(s.size(), "size_refused").starts_with("no_member: its membership ended at"));
  }
  Sizer fixed(Options{});
  fixed.say("universe", R"("symbol":"BTC-USD","tier":2,"member":false)");
  CHECK(value_of(fixed.size(), "size_fraction") == "0.05");
}

TEST_CASE("closing keeps its quantity, or takes all that is held") {
  Sizer s(Options{});
  CHECK(value_of(s.size(R"(,"reduce_only":true)", "close", "sell"), "size_refused") == "nothing_held");
  s.hold("3");
  CHECK(value_of(s.size("", "close", "sell"), "qty") == "3");
  CHECK(value_of(s.size(R"(,"qty":1.2345)", "reduce", "sell"), "qty") == "1.2345");
  CHECK(value_of(s.size(R"(,"qty":1)", "reduce", "sell"), "kind") == "market");
}

TEST_CASE("a maker's limit is to the tick away from profit, post-only, and expires") {
  Sizer s(Options{{"--style", "maker"}, {"--offset", "10bps"}, {"--expires", "5m"}});
  const auto p = s.size();
  CHECK(value_of(p, "limit") == "100.5");  // 100.2 x 0.999 = 100.0998, up to the tick of 0.5
  CHECK(value_of(p, "kind") == "limit");
  CHECK(value_of(p, "post_only") == "true");
  CHECK(value_of(p, "tif") == "GTD");
  CHECK(value_of(p, "expires") == std::to_string(s.ts + 5 * us_per_min));
  s.tell("quote", R"("bid":99,"bid_size":1,"ask":101,"ask_size":1)");
  CHECK(value_of(s.size(), "limit") == "99");  // its own side of the book: 99 x 0.999 = 98.901
  CHECK(value_of(s.size(R"(,"kind":"market")"), "limit") == "");
}

TEST_CASE("a target becomes the difference to what is held and under way; within the band nothing") {
  Sizer s(Options{{"--band", "10%"}});
  auto step = s.size(R"(,"qty":5)", "target");
  CHECK(value_of(step, "intent") == "open");
  CHECK(value_of(step, "qty") == "5");
  CHECK(value_of(step, "id") == "p" + std::to_string(s.ts) + "/step");
  s.hold("4.5");
  const auto target = s.size(R"(,"qty":5)", "target");  // alone, and the gate is told that it was seen
  CHECK(value_of(target, "intent") == "target");
  CHECK(value_of(target, "size_step") == "none");
  step = s.size(R"(,"qty":6)", "target");
  CHECK(value_of(step, "intent") == "add");
  CHECK(value_of(step, "qty") == "1.5");
  step = s.size(R"(,"qty":1)", "target");
  CHECK(value_of(step, "intent") == "reduce");
  CHECK(value_of(step, "side") == "sell");
  CHECK(value_of(step, "qty") == "3.5");
  CHECK(value_of(step, "reduce_only") == "true");
  step = s.size(R"(,"qty":-2)", "target");
  CHECK(value_of(step, "intent") == "close");
  CHECK(value_of(step, "qty") == "4.5");
}

TEST_CASE("without a ledger the equity is what the option says") {
  Rig rig(stages::size(), Sizer::with(market, Options{{"--equity", "1002"}, {"--fraction", "10%"}}));
  rig.line(
      R"({"type":"proposal","ts":1,"venue":"v","symbol":"BTC-USD","id":"p","strategy":"s","intent":"open","side":"buy",)"
      R"("confidence":1,"priced_on":100})");
  CHECK(value_of(rig.take("proposal").at(0), "qty") == "1");
}
