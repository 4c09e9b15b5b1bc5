#include "quant/impulse_lanes.h"

#include "quant/pair.h"

namespace tu::quant {
namespace {

// Two assets. Comparisons give -1 where they hold, so counts are taken away.
struct TwoAssets {
  const double *x, *y;
  Pair scale, first, highest = pair_of(0.0), lowest = pair_of(0.0), sum = pair_of(0.0),
                     squares = pair_of(0.0);
  PairBits rises{0, 0}, falls{0, 0}, constant{-1, -1}, up{1, 1}, down{1, 1};

  TwoAssets(const double* a, const double* b, bool relative)
      : x(a), y(b), scale(relative ? pair_of(1.0) / at(0) : pair_of(1.0)), first(scale * (at(1) - at(0))) {}
  Pair at(std::size_t i) const { return Pair{x[i], y[i]}; }
};

// What the sums need first: the runs, the counts and the mean.
void look(TwoAssets& a, std::size_t n) {
  Pair path = pair_of(0.0), before = a.at(0);
  for (std::size_t i = 1; i < n; ++i) {
    const Pair price = a.at(i), s = a.scale * (price - before);
    before = price;
    path += s;
    a.highest = larger(a.highest, path);
    a.lowest = smaller(a.lowest, path);
    a.rises -= s > pair_of(0.0);
    a.falls -= s < pair_of(0.0);
    a.sum += s - a.first;
    a.constant &= s == a.first;
  }
}

// And what needs them: the variance, and how many steps it took to a tenth of either run.
void look_again(TwoAssets& a, std::size_t n) {
  const Pair mean = a.first + a.sum / pair_of(static_cast<double>(n - 1));
  const Pair high = pair_of(0.1) * a.highest, low = pair_of(0.1) * -a.lowest;
  PairBits waits_up{-1, -1}, waits_down{-1, -1};
  Pair path = pair_of(0.0), before = a.at(0);
  for (std::size_t i = 1; i < n; ++i) {
    const Pair price = a.at(i), s = a.scale * (price - before), off = s - mean;
    before = price;
    a.squares += off * off;
    path += s;
    waits_up &= path < high;
    waits_down &= -path < low;
    a.up -= waits_up;
    a.down -= waits_down;
  }
}

ImpulsePair profile(const TwoAssets& a, int lane, std::size_t n) {
  ImpulsePair out;
  const auto steps = static_cast<double>(n - 1);
  out.up.mfe = out.down.mae = a.highest[lane];
  out.up.mae = out.down.mfe = -a.lowest[lane];
  out.up.noise = out.down.noise = a.constant[lane] != 0 ? 0.0 : a.squares[lane] / steps;
  if (a.highest[lane] > 0.0) out.up.latency = static_cast<int>(a.up[lane]);
  if (a.lowest[lane] < 0.0) out.down.latency = static_cast<int>(a.down[lane]);
  finish_profile(out.up, static_cast<int>(a.rises[lane]), steps);
  finish_profile(out.down, static_cast<int>(a.falls[lane]), steps);
  return out;
}

}  // namespace

void impulse_profiles_of_four(const double* const prices[impulse_lanes], std::size_t window, bool relative,
                              ImpulsePair out[impulse_lanes]) {
  for (std::size_t k = 0; k < impulse_lanes; k += 2) {
    TwoAssets two(prices[k], prices[k + 1], relative);
    look(two, window);
    look_again(two, window);
    out[k] = profile(two, 0, window);
    out[k + 1] = profile(two, 1, window);
  }
}

void ImpulseBasket::add(std::size_t asset, double price, bool looks) {
  Asset& a = assets_[asset];
  a.twice.resize(2 * window_);
  const std::size_t at = a.count++ % window_;
  a.twice[at] = a.twice[at + window_] = price;
  if (!looks || !full(asset)) return;
  waiting_[waits_++] = asset;
  if (waits_ == impulse_lanes) look();
}

void ImpulseBasket::look() {
  if (waits_ == 0) return;
  const double* prices[impulse_lanes];
  for (std::size_t k = 0; k < impulse_lanes; ++k) {
    const Asset& a = assets_[waiting_[k < waits_ ? k : 0]];
    prices[k] = a.twice.data() + a.count % window_;
  }
  ImpulsePair found[impulse_lanes];
  impulse_profiles_of_four(prices, window_, relative_, found);
  for (; waits_ > 0; --waits_) assets_[waiting_[waits_ - 1]].both = found[waits_ - 1];
}

}  // namespace tu::quant
