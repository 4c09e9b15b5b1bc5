// What sets of indicators share that take a run of bars at once: in parts of some bars, by fours.
#pragma once

#include <algorithm>
#include <cstddef>

#include "quant/four.h"

namespace tu::quant {

inline constexpr std::size_t run_bars = 32;

// run(at, n) for n bars from `at` on, one(at) for a single one: as long as the set is not `ready` for runs,
// and at the end.
template <class Ready, class Run, class One>
void in_runs(std::size_t bars, Ready ready, Run run, One one) {
  std::size_t at = 0;
  for (; at < bars && !ready(); ++at) one(at);
  for (std::size_t n = 0; bars - at >= 4; at += n) {
    n = std::min((bars - at) / 4 * 4, run_bars);
    run(at, n);
  }
  for (; at < bars; ++at) one(at);
}

#if defined(__x86_64__)
// The sums that means are divided from, of the fast window and of the slow one. Where all values are the
// anchor the mean is the anchor, and no quotient.
class RunMeans {
 public:
  void note(std::size_t i, Pair sums) { sums_[i] = sums; }
  [[gnu::noinline]] void note_exact(std::size_t i, PairBits exact, Pair anchors) {
    if (!any_exact_) std::fill_n(exact_, run_bars, Pair{});
    any_exact_ = true;
    exact_[i] = reinterpret_cast<Pair>(exact);
    sums_[i] = where(exact, anchors) + where(~exact, sums_[i]);
  }
  QUANT_FOUR Lanes means(std::size_t at, Pair counts) const {
    const Lanes sums = lanes(sums_ + at);
    Lanes means{sums.first / four_of(counts[0]), sums.second / four_of(counts[1])};
    if (any_exact_) [[unlikely]] {
      const Lanes exact = lanes(exact_ + at);
      means.first = either(reinterpret_cast<FourBits>(exact.first), sums.first, means.first);
      means.second = either(reinterpret_cast<FourBits>(exact.second), sums.second, means.second);
    }
    return means;
  }

 private:
  Pair sums_[run_bars];
  Pair exact_[run_bars];  // masks; only written when there are any
  bool any_exact_ = false;
};
#endif

}  // namespace tu::quant
