// Binary contracts: estimates, pricing, entry, sizing, settlement, allocation, arbitrage.
#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

#include "quant/contract_arbitrage.h"
#include "quant/contract_entry.h"
#include "quant/contract_settlement.h"
#include "quant/contract_sizing.h"
#include "quant/digital_option.h"
#include "quant/fn.h"
#include "quant/spot_estimates.h"
#include "quant/stake_allocator.h"
#include "walk.h"

using namespace tu::quant;

namespace {

EntryQuotes good_quotes() {
  return {Outcome::up, 0.48, 0.50, 0.49, 0.51, 0.02, 120, false, true, 200, 300, 400};
}

}  // namespace

TEST_CASE("a stale price and one from the future do not count") {
  const std::vector<TimedPrice> feeds = {
      {100, 7500}, {101, 7501}, {103, 10000}, {500, 10001}, {absent, 9999}};
  const MedianPrice m = median_price(feeds, 10000);
  CHECK(m.fresh == 2);
  CHECK(m.price == 102.0);
  CHECK_FALSE(known(median_price({}, 0).price));
}

TEST_CASE("volatility needs twelve prices and time between them") {
  std::vector<TimedPrice> samples;
  for (int i = 0; i < 11; ++i) samples.push_back({100.0 + i % 2, i * 1000});
  CHECK_FALSE(known(annual_vol(samples, 11000).raw));
  samples.push_back({100.0, 11000});
  const VolEstimate v = annual_vol(samples, 11000);
  CHECK(v.raw > 2.0);
  CHECK(v.vol == 2.0);
  for (TimedPrice& s : samples) s.ts_ms = 5;
  CHECK_FALSE(known(annual_vol(samples, 11000).raw));
}

TEST_CASE("yes and no of a digital option add up to the discount") {
  for (std::uint64_t i = 0; i < 2000; ++i) {
    const double t = 400.0 * walk_noise(4 * i + 2);
    const DigitalPrice p =
        price_digital(90.0 + 20.0 * walk_noise(4 * i), 100.0, 2.0 * walk_noise(4 * i + 1), t);
    REQUIRE(p.yes + p.no == Approx(fn::exp(-0.045 * t / 31'536'000.0)).epsilon(1e-14));
    REQUIRE(p.yes >= 0.0);
    REQUIRE(p.no >= 0.0);
  }
}

TEST_CASE("without time left the strike itself is a no") {
  CHECK(price_digital(100, 100, 0.5, 0).yes == 0.0);
  CHECK(price_digital(100.01, 100, 0.5, 0).yes == 1.0);
  CHECK_FALSE(known(price_digital(0, 100, 0.5, 10).yes));
  CHECK_FALSE(known(price_digital(100, 100, -0.1, 10).yes));
}

TEST_CASE("the edge is taken over the ask, net of costs, and never from a missing side") {
  const ContractEdge both = contract_edge(0.63, 0.37, 0.5, 0.5);
  CHECK(both.side == Outcome::up);
  CHECK(both.net_up == Approx(0.2582));
  CHECK(contract_edge(0.63, 0.37, absent, 0.5).side == Outcome::down);
  CHECK(contract_edge(0.63, 0.37, 0.0, absent).side == Outcome::none);
}

TEST_CASE("every failed entry check is named, and what is missing fails") {
  CHECK(failed_entry_checks(good_quotes()).empty());
  EntryQuotes q = good_quotes();
  q.seconds_left = 12;
  q.enabled = false;
  q.spot_age_ms = 2500;
  CHECK(failed_entry_checks(q) == std::vector<std::string_view>{"time", "enabled", "spot_fresh"});
  CHECK(failed_entry_checks(EntryQuotes{}).size() == 8);
  q = good_quotes();
  q.yes_bid = 0.42;  // the spread is 0.08 to the last decimal
  q.no_bid = 0.51;
  q.no_ask = 0.57;
  CHECK(failed_entry_checks(q).empty());
}

TEST_CASE("the smallest limit sizes a contract and is named; too little is nothing") {
  ContractBudget b;
  b.bankroll = b.equity = b.cash = 1000;
  CHECK(contract_size(0.63, 0.5, b).binding == "base");
  CHECK(contract_size(0.63, 0.5, b).size == Approx(17.0));
  CHECK(contract_size(0.49, 0.5, b).binding == "kelly");
  b.open_strategy = 345;
  CHECK(contract_size(0.63, 0.5, b).binding == "minimum");
  CHECK(contract_size(0.63, 0.5, b).size == 0.0);
  b = {};
  CHECK(contract_size(0.63, 0.5, b).size == 0.0);
}

TEST_CASE("a contract settles by the sample nearest to expiry, else the median, else waits and gives up") {
  const std::vector<TimedPrice> samples = {{1.0, 99000}, {2.0, 101000}};
  CHECK(settlement_price(samples, 100000, 99999).status == "OPEN");
  CHECK(settlement_price(samples, 100000, 100000).price == 1.0);  // a tie goes to the earlier
  CHECK(settlement_price({}, 100000, 100000, 5.0).source == "median");
  CHECK(settlement_price({}, 100000, 111999).status == "WAIT");
  CHECK(settlement_price({}, 100000, 112000).status == "UNRESOLVED");
  CHECK_FALSE(settle_contract(Outcome::up, 0.5, 100, 60000, 60000).win);
  CHECK(settle_contract(Outcome::down, 0.5, 100, 60000, 60000).pnl == Approx(99.82));
}

TEST_CASE("the allocator stays within its bounds and a losing run trips the breaker") {
  StakeAllocator a;
  CHECK(a.phase() == "empty");
  CHECK(a.multiplier() == 1.0);
  for (std::uint64_t i = 0; i < 500; ++i) {
    a.add(walk_noise(i) < 0.5 ? 1.0 : -1.0018);
    REQUIRE(a.multiplier() >= (a.count() < 30 ? 0.80 : 0.25));
    REQUIRE(a.multiplier() <= (a.count() < 30 ? 1.20 : 1.65));
  }
  a.add(absent);
  CHECK(a.count() == 500);
  for (int i = 0; i < 20; ++i) a.add(-1.0);
  CHECK(a.breaker());
  CHECK(a.multiplier() == 0.25);
}

TEST_CASE("a pair is bought only below what it pays, within sizes and budget") {
  CHECK(pair_arbitrage({0.48, 100}, {0.49, 80}, 1000).shares == 80.0);
  CHECK(pair_arbitrage({0.48, 100}, {0.49, 80}, 9.70194).shares == Approx(10.0));
  CHECK_FALSE(pair_arbitrage({0.5, 100}, {0.5, 100}, 1000).trade);
  CHECK_FALSE(known(pair_arbitrage({1.0, 100}, {0.5, 100}, 1000).net));
}

TEST_CASE("a sweep stops where the next pair no longer pays and never spends more than the budget") {
  const std::vector<Level> yes = {{0.50, 10}, {0.55, 10}}, no = {{0.40, 15}, {0.60, 10}};
  const PairSweep all = sweep_pairs(yes, no, 1000);
  CHECK(all.shares == 15.0);
  CHECK(sweep_pairs(yes, no, 5).outlay == Approx(5.0));
  CHECK(sweep_pairs({}, no, 5).shares == 0.0);
}

TEST_CASE("an implication priced the wrong way round is found, an unknown event skipped") {
  const std::map<std::string, ContractQuote> quotes = {{"a", {0.5, 0.52}}, {"b", {0.38, 0.40}}};
  const std::vector<EventConstraint> constraints = {{ConstraintType::implies, {"a", "b"}},
                                                    {ConstraintType::exclusive, {"a", "x"}}};
  const auto found = constraint_arbitrage(quotes, constraints);
  REQUIRE(found.size() == 1);
  CHECK(found[0].kind == "implication");
  CHECK(found[0].gross == Approx(0.10));
}
