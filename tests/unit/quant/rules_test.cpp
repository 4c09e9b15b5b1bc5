// Universe, triggers, proposals by rules, risk checks, conviction, trade metrics.
#include <catch2/catch.hpp>
#include <vector>

#include "quant/conviction.h"
#include "quant/risk_checks.h"
#include "quant/rule_proposals.h"
#include "quant/trade_metrics.h"
#include "quant/triggers.h"
#include "quant/universe.h"
#include "walk.h"

using namespace tu::quant;

using Reasons = std::vector<std::string_view>;

TEST_CASE("tier 1 is always in; what is missing keeps the others out") {
  CHECK(universe_reasons({"A", 1, absent, absent, absent, absent}, 0).empty());
  CHECK(universe_reasons({"A", 2, absent, absent, absent, absent}, 0) ==
        Reasons{"volume", "spread", "depth"});
  CHECK(universe_reasons({"A", 3, 6e6, 0.5, 2e4, absent}, 0) == Reasons{"event"});
  CHECK(universe_reasons({"A", 3, 6e6, 0.5, 2e4, 28.0}, 100).empty());
  CHECK(universe_reasons({"A", 3, 6e6, 0.5, 2e4, 101.0}, 100) == Reasons{"event"});
}

TEST_CASE("a burst of volume is measured against the bars before it") {
  std::vector<double> price(30, 100.0), volume(30, 10.0);
  volume.back() = 16.0;
  const auto found = find_triggers({price, price, price, volume});
  REQUIRE(found.size() == 1);
  CHECK(found[0].kind == TriggerKind::volume_spike);
  CHECK(found[0].value == Approx(1.6));
  volume.back() = 15.0;
  CHECK(find_triggers({price, price, price, volume}).empty());
}

TEST_CASE("a breakout needs a close above every high of the week before") {
  std::vector<double> price(170, 100.0), volume(170, 10.0);
  price.back() = 101.0;
  const auto found = find_triggers({price, price, price, volume});
  REQUIRE(found.size() == 1);
  CHECK(found[0].kind == TriggerKind::breakout);
  price[2] = 101.0;
  CHECK(find_triggers({price, price, price, volume}).empty());
}

TEST_CASE("a turn is seen while its low is young") {
  std::vector<double> price(30, 100.0), volume(30, 10.0);
  price[26] = 95.0;
  price[27] = price[28] = 95.5;
  price[29] = 97.2;
  auto kinds = [&] {
    std::vector<TriggerKind> k;
    for (const Trigger& t : find_triggers({price, price, price, volume})) k.push_back(t.kind);
    return k;
  };
  const std::vector<TriggerKind> turn = {TriggerKind::reversal};
  CHECK(kinds() == turn);
  price[28] = 97.5;  // the last close does not rise
  CHECK(kinds().empty());
}

TEST_CASE("nothing fires on a bad last close or without bars") {
  CHECK(find_triggers({}).empty());
  std::vector<double> price(200, 100.0), volume(200, 10.0);
  volume.back() = 100.0;
  price.back() = absent;
  CHECK(find_triggers({price, price, price, volume}).empty());
}

TEST_CASE("the surest trigger is proposed, ties go to the breakout, falling momentum is never bought") {
  const std::vector<Trigger> both = {{TriggerKind::volume_spike, 0.7, 2}, {TriggerKind::breakout, 0.7, 0.01}};
  CHECK(propose_by_rules(1, true, both)->reason == TriggerKind::breakout);
  CHECK(propose_by_rules(2, true, both)->size_pct == 3.0);
  const std::vector<Trigger> spike = {{TriggerKind::volume_spike, 0.9, 2}};
  CHECK_FALSE(propose_by_rules(1, false, spike));
  CHECK_FALSE(propose_by_rules(1, true, std::vector<Trigger>{{TriggerKind::momentum_down, 1.0, -0.1}}));
}

TEST_CASE("an approval counts at once against the limits of the next") {
  RiskState state;
  state.daily_pnl_pct = 0.0;
  state.drawdown_pct = 0.0;
  state.trades_today = 9;
  const std::vector<SizedProposal> two = {{"A", 3.0}, {"B", 3.0}};
  const auto verdicts = check_risk(two, state);
  CHECK(verdicts[0].empty());
  CHECK(verdicts[1] == Reasons{"trade_frequency"});
}

TEST_CASE("what is not known is a violation") {
  const std::vector<SizedProposal> one = {{"A", absent}};
  CHECK(check_risk(one, RiskState{})[0] == Reasons{"daily_stop", "max_drawdown", "position_size"});
}

TEST_CASE("approved sizes respect every limit, whatever is proposed") {
  for (std::uint64_t round = 0; round < 300; ++round) {
    RiskState state;
    state.daily_pnl_pct = state.drawdown_pct = 0.0;
    std::vector<SizedProposal> proposals;
    for (std::uint64_t i = 0; i < 20; ++i) {
      const std::string symbol(1, static_cast<char>('A' + walk_bits(round * 100 + i) % 5));
      state.clusters[symbol] = symbol < "C" ? "x" : "y";
      proposals.push_back({symbol, 6.0 * walk_noise(round * 100 + 50 + i)});
    }
    const RiskLimits limits{2.0, 10.0, 10, 5.0, 8.0};
    const auto verdicts = check_risk(proposals, state, limits);
    std::map<std::string, double> held, clusters;
    int trades = 0;
    for (std::size_t i = 0; i < proposals.size(); ++i) {
      if (!verdicts[i].empty()) continue;
      ++trades;
      held[proposals[i].symbol] += proposals[i].size_pct;
      clusters[state.clusters[proposals[i].symbol]] += proposals[i].size_pct;
    }
    REQUIRE(trades <= 10);
    for (const auto& [symbol, size] : held) REQUIRE(size <= 5.0 + 1e-9);
    for (const auto& [name, size] : clusters) REQUIRE(size <= 8.0 + 1e-9);
  }
}

TEST_CASE("a reviewer shifts the conviction by 0.15 at most, and what is missing is not approved") {
  CHECK(review_conviction({0.5, 0.5}).conviction == Approx(0.65));
  CHECK(review_conviction({0.45, 0.15}).approve);
  CHECK_FALSE(review_conviction({absent, 0.1}).approve);
  CHECK(review_conviction({0.9, 0.0, true, 61.0, -31.0, true}).vetoes ==
        Reasons{"fundamental", "illiquid", "overextended"});
}

TEST_CASE("metrics: without a loss the profit factor is infinite, without trades there is none") {
  CHECK(trade_metrics(std::vector<double>{1, 2}, 100).profit_factor == infinite);
  CHECK(trade_metrics(std::vector<double>{1, 2}, 100).pass);
  CHECK_FALSE(known(trade_metrics({}, 100).profit_factor));
  CHECK_FALSE(trade_metrics({}, 100).pass);
  const TradeMetrics m = trade_metrics(std::vector<double>{-1, -2, 0, -1, 5}, 100);
  CHECK(m.max_consecutive_losses == 2);
  CHECK(m.max_drawdown == Approx(0.04));
  CHECK(m.net == 1.0);
}
