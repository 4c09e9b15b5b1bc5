#include "quant/impulse_lanes.h"

#include <catch2/catch.hpp>

#include "base/random.h"

using namespace tu;
using namespace tu::quant;

namespace {

void same(const ImpulseProfile& a, const ImpulseProfile& b) {
  CHECK(a.mfe == b.mfe);
  CHECK(a.mae == b.mae);
  CHECK(a.efficiency == b.efficiency);
  CHECK(a.alignment == b.alignment);
  CHECK(a.noise == b.noise);
  CHECK(a.latency == b.latency);
  CHECK(a.ars == b.ars);
}

}  // namespace

TEST_CASE(
    "four assets at once have the bits that each has alone: noise, trends, flat ones and those of equal "
    "steps") {
  for (const std::size_t window : {2u, 3u, 50u}) {
    for (std::uint64_t round = 0; round < 50; ++round) {
      std::vector<std::vector<double>> prices(4);
      for (std::size_t lane = 0; lane < 4; ++lane) {
        double p = 1000.0 / static_cast<double>(1 + lane * lane * 37);
        for (std::size_t i = 0; i < window; ++i) {
          const double noise = random_unit(7, round * 4 + lane, i) - 0.5;
          switch ((round + lane) % 5) {
            case 0:
              break;  // flat
            case 1:
              p += 0.25;
              break;
            case 2:
              p *= 0.999;
              break;
            default:
              p *= 1.0 + 0.01 * noise;
          }
          prices[lane].push_back(p);
        }
      }
      for (const bool relative : {true, false}) {
        const double* starts[impulse_lanes];
        for (std::size_t lane = 0; lane < 4; ++lane) starts[lane] = prices[lane].data();
        ImpulsePair found[impulse_lanes];
        impulse_profiles_of_four(starts, window, relative, found);
        for (std::size_t lane = 0; lane < 4; ++lane) {
          const ImpulsePair alone =
              impulse_profiles(prices[lane], relative ? 1.0 / prices[lane].front() : 1.0);
          same(found[lane].up, alone.up);
          same(found[lane].down, alone.down);
        }
      }
    }
  }
}

TEST_CASE("a basket answers as each asset does from its own newest prices, whoever missed bars") {
  constexpr std::size_t window = 20, assets = 7;
  ImpulseBasket basket(window, true);
  basket.grow(assets);
  std::vector<std::vector<double>> prices(assets);
  for (std::uint64_t bar = 0; bar < 200; ++bar) {
    std::vector<char> here(assets, 0);
    for (std::size_t i = 0; i < assets; ++i) {
      if (random_unit(3, i, bar) < 0.1) continue;  // it misses this bar
      const double p = (prices[i].empty() ? 10.0 : prices[i].back()) * (0.99 + 0.02 * random_unit(4, i, bar));
      prices[i].push_back(p);
      basket.add(i, p, i != 3);  // 3 is kept up to date and never looked at
      here[i] = i != 3;
    }
    basket.look();
    for (std::size_t i = 0; i < assets; ++i) {
      CHECK(basket.full(i) == (prices[i].size() >= window));
      if (!here[i] || !basket.full(i)) continue;
      const std::span<const double> last = std::span<const double>(prices[i]).last(window);
      same(basket.of(i).down, impulse_profiles(last, 1.0 / last.front()).down);
    }
  }
}
