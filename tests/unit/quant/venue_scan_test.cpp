#include "quant/venue_scan.h"

#include <algorithm>
#include <catch2/catch.hpp>

#include "base/random.h"
#include "quant/stats.h"

using namespace tu;
using namespace tu::quant;

namespace {

void same_as_plain(const std::vector<double>& p) {
  const VenueScan s = scan_venues(p);
  REQUIRE(s.median == median(p));
  REQUIRE(s.low == *std::min_element(p.begin(), p.end()));
  REQUIRE(s.high == *std::max_element(p.begin(), p.end()));
  REQUIRE(s.lowest == std::min_element(p.begin(), p.end()) - p.begin());
  REQUIRE(s.highest == std::max_element(p.begin(), p.end()) - p.begin());
}

}  // namespace

TEST_CASE("the network of five answers as sorting does, for every order and every tie") {
  for (int code = 0; code < 3125; ++code) {  // five values of five: all orders, all ties
    std::vector<double> p;
    for (int rest = code, i = 0; i < 5; ++i, rest /= 5) p.push_back(100 + rest % 5);
    same_as_plain(p);
  }
}

TEST_CASE("any other number of venues is answered alike") {
  for (std::uint64_t n = 1; n <= 40; ++n)
    for (std::uint64_t turn = 0; turn < 20; ++turn) {
      std::vector<double> p;
      for (std::uint64_t i = 0; i < n; ++i)
        p.push_back(static_cast<double>(1 + random_bits(n, turn, i) % 50));
      same_as_plain(p);
    }
  CHECK_FALSE(known(scan_venues({}).median));
}
