#include "quant/composite.h"

#include <catch2/catch.hpp>
#include <vector>

using namespace tu::quant;

namespace {

SourceSignal buy(std::string_view source, double confidence) {
  return {source, {Side::buy, confidence}};
}
SourceSignal sell(std::string_view source, double confidence) {
  return {source, {Side::sell, confidence}};
}

}  // namespace

TEST_CASE("the weights of the eight sources add up to one") {
  double sum = 0.0;
  for (const SourceWeight& w : default_weights()) sum += w.weight;
  CHECK(sum == Approx(1.0).epsilon(1e-15));
}

TEST_CASE("averaging over confirming sources alone is passed by two, over all weights it is not") {
  const std::vector<SourceSignal> two = {buy("uptick", 0.8), buy("rsi", 0.6)};
  const Composite c = aggregate(two, false);
  CHECK(c.side == Side::buy);
  CHECK(c.confirming_only == Approx(0.7375));
  CHECK(c.over_all == Approx(0.236));
  CHECK(c.execute_confirming_only);
  CHECK_FALSE(c.execute_over_all);
}

TEST_CASE("a tie of sources is no side") {
  const Composite c = aggregate(std::vector<SourceSignal>{buy("uptick", 1.0), sell("rsi", 0.1)}, false);
  CHECK(c.side == Side::none);
  CHECK(c.confirming == 0);
  CHECK_FALSE(c.execute_confirming_only);
}

TEST_CASE("nothing is bought in a downtrend, but selling stays allowed") {
  CHECK_FALSE(aggregate(std::vector<SourceSignal>{buy("uptick", 0.9), buy("rsi", 0.9)}, true)
                  .execute_confirming_only);
  CHECK(
      aggregate(std::vector<SourceSignal>{sell("arb", 0.9), sell("rsi", 0.9)}, true).execute_confirming_only);
}

TEST_CASE("one source, however sure, does not execute") {
  CHECK_FALSE(aggregate(std::vector<SourceSignal>{buy("uptick", 0.99)}, false).execute_confirming_only);
}

TEST_CASE("unknown sources and confidences outside 0..1 are ignored") {
  const std::vector<SourceSignal> odd = {buy("mystery", 0.9), buy("rsi", 1.4), buy("arb", absent),
                                         sell("rsi", 0.7)};
  const Composite c = aggregate(odd, false);
  CHECK(c.buys == 0);
  CHECK(c.sells == 1);
}
