// arbspeed: nanoseconds a look across five venues, on prices that change with every look. Prints two numbers,
// each the best of nine turns: the network of comparators, and the insertion sort with a search for both ends
// that it replaces. Both answer median, lowest, highest and where those are.
#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <vector>

#include "base/random.h"
#include "quant/venue_scan.h"

namespace {

using namespace tu::quant;
using Set = std::array<double, 5>;
constexpr std::size_t sets = 65536;

VenueScan by_insertion(const double* p) {
  double sorted[5];
  VenueScan s;
  s.lowest = s.highest = 0;
  for (int i = 0; i < 5; ++i) {
    int j = i;
    for (; j > 0 && sorted[j - 1] > p[i]; --j) sorted[j] = sorted[j - 1];
    sorted[j] = p[i];
    if (p[i] < p[s.lowest]) s.lowest = i;
    if (p[i] > p[s.highest]) s.highest = i;
  }
  s.low = sorted[0], s.median = sorted[2], s.high = sorted[4];
  return s;
}

double sink = 0;

template <class Scan>
double best_ns(const std::vector<Set>& all, Scan scan) {
  double best = 1e18;
  for (int turn = 0; turn < 9; ++turn) {
    double sum = 0;
    const auto begin = std::chrono::steady_clock::now();
    for (const Set& p : all) {
      const VenueScan s = scan(p.data());
      sum += s.median + (s.high - s.low) + s.lowest - s.highest;
    }
    const double ns =
        std::chrono::duration<double, std::nano>(std::chrono::steady_clock::now() - begin).count();
    best = std::min(best, ns / static_cast<double>(all.size()));
    sink += sum;
  }
  return best;
}

}  // namespace

int main() {
  std::vector<Set> all(sets);
  for (std::size_t i = 0; i < sets; ++i)
    for (std::size_t j = 0; j < 5; ++j) all[i][j] = 60000 * (1 + 0.002 * (tu::random_unit(1, j, i) - 0.5));
  for (const Set& p : all) {  // they must agree before they are timed
    const VenueScan a = scan_of_five(p.data()), b = by_insertion(p.data());
    if (a.low != b.low || a.median != b.median || a.high != b.high || a.lowest != b.lowest ||
        a.highest != b.highest)
      return EXIT_FAILURE;
  }
  const double network = best_ns(all, [](const double* p) { return scan_of_five(p); });
  const double insertion = best_ns(all, by_insertion);
  std::printf("%.3f %.3f\n", network, insertion);
  return sink == 0.5 ? EXIT_FAILURE : EXIT_SUCCESS;
}
