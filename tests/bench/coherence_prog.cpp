// coherence ASSETS BARS [FACTOR]: microseconds a bar of the coherence of a basket over 50, 150, 300 and 750
// bars, without and with the ranking of its assets, and the most memory used, in MiB. A factor of the market,
// FACTOR times as strong as each asset's own moves (1), moves all; a weak one has to be proved by pivots. The
// first 800 bars fill the windows and are not counted; times are the processor's.
#include <sys/resource.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <vector>

#include "quant/impulse_lanes.h"
#include "quant/rolling_coherence.h"

namespace {

using namespace tu::quant;

double now_us() {
  timespec t{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return static_cast<double>(t.tv_sec) * 1e6 + static_cast<double>(t.tv_nsec) * 1e-3;
}

// Sum of four uniform numbers, about normal.
double noise(std::uint64_t& state) {
  double sum = 0.0;
  for (int i = 0; i < 4; ++i) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    sum += static_cast<double>(state >> 11) * 0x1p-53 - 0.5;
  }
  return sum;
}

struct Ranking {
  ImpulseBasket basket{50, true};
  double add(const std::vector<double>& bar) {
    double best = -1e300;
    for (std::size_t i = 0; i < bar.size(); ++i) basket.add(i, bar[i], true);
    basket.look();
    for (std::size_t i = 0; i < bar.size(); ++i)
      if (basket.full(i))
        best = std::max(best, rank_verdict(basket.of(i), absent, -1, Inverse::drop).profile.ars);
    return best;
  }
};

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3 || argc > 4) return 64;
  const double factor = argc > 3 ? std::atof(argv[3]) : 1.0;
  const auto assets = static_cast<std::size_t>(std::atoi(argv[1]));
  const int bars = std::atoi(argv[2]), warm = 800;
  RollingCoherence coherence({50, 150, 300, 750}, false);
  for (std::size_t i = 0; i < assets; ++i) coherence.add_asset();
  const std::vector<char> in(assets, 1);
  Ranking ranking;
  ranking.basket.grow(assets);
  std::vector<double> prices(assets, 100.0);
  std::uint64_t state = 42;
  double plain = 0.0, ranked = 0.0, sink = 0.0;
  for (int t = 0; t < warm + bars; ++t) {
    const double market = noise(state);
    for (double& p : prices) p *= 1.0 + 1e-3 * (factor * market + noise(state));
    const double begin = now_us();
    coherence.add(prices, in);
    const double middle = now_us();
    sink += ranking.add(prices);
    const double end = now_us();
    if (t < warm) continue;
    plain += middle - begin;
    ranked += end - begin;
  }
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  std::printf("%.3f %.3f %.2f %d\n", plain / bars, ranked / bars,
              static_cast<double>(used.ru_maxrss) / 1024.0, sink == 12345.0);
  return coherence.effort().unproved == 0 ? 0 : 1;
}
