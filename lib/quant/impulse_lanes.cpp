#include "quant/impulse_lanes.h"

#include "quant/pair.h"

namespace tu::quant {
namespace {

constexpr std::size_t stride = ImpulseLanes::lanes;

// Two assets. Comparisons give -1 where they hold, so counts are taken away.
struct TwoAssets {
  Pair first, highest = pair_of(0.0), lowest = pair_of(0.0), sum = pair_of(0.0), squares = pair_of(0.0);
  PairBits rises{0, 0}, falls{0, 0}, constant{-1, -1}, up{1, 1}, down{1, 1};
};

Pair step(const double* at, Pair scale) {
  return scale * (load(at) - load(at - stride));
}

// What the sums need first: the runs, the counts and the mean.
void look(TwoAssets& a, const double* prices, std::size_t n, Pair scale) {
  Pair path = pair_of(0.0);
  a.first = step(prices + stride, scale);
  for (std::size_t i = 1; i < n; ++i) {
    const Pair s = step(prices + i * stride, scale);
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
void look_again(TwoAssets& a, const double* prices, std::size_t n, Pair scale) {
  const Pair mean = a.first + a.sum / pair_of(static_cast<double>(n - 1));
  const Pair high = pair_of(0.1) * a.highest, low = pair_of(0.1) * -a.lowest;
  PairBits waits_up{-1, -1}, waits_down{-1, -1};
  Pair path = pair_of(0.0);
  for (std::size_t i = 1; i < n; ++i) {
    const Pair s = step(prices + i * stride, scale), off = s - mean;
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

void ImpulseLanes::profiles(bool relative, ImpulsePair out[lanes]) {
  const double* prices = prices_.data();
  const auto scale = [&](std::size_t at) {
    return relative ? pair_of(1.0) / load(prices + at) : pair_of(1.0);
  };
  TwoAssets a, b;
  look(a, prices, window_, scale(0)), look(b, prices + 2, window_, scale(2));
  look_again(a, prices, window_, scale(0)), look_again(b, prices + 2, window_, scale(2));
  for (int lane = 0; lane < 2; ++lane) {
    out[lane] = profile(a, lane, window_);
    out[lane + 2] = profile(b, lane, window_);
  }
}

void ImpulseBasket::add(std::size_t asset, double price, bool looks) {
  Asset& a = assets_[asset];
  a.ring.resize(window_);
  a.ring[a.count++ % window_] = price;
  if (looks && full(asset)) lay(asset);
}

// The asset waits in a lane, with its prices in order; when all lanes are taken they are looked at.
void ImpulseBasket::lay(std::size_t asset) {
  const Asset& a = assets_[asset];
  const std::size_t begin = a.count % window_;
  for (std::size_t i = begin; i < window_; ++i) lanes_.price(waiting_, i - begin) = a.ring[i];
  for (std::size_t i = 0; i < begin; ++i) lanes_.price(waiting_, window_ - begin + i) = a.ring[i];
  in_lane_[waiting_++] = asset;
  if (waiting_ == ImpulseLanes::lanes) look();
}

void ImpulseBasket::look() {
  if (waiting_ == 0) return;
  ImpulsePair found[ImpulseLanes::lanes];
  lanes_.profiles(relative_, found);
  for (; waiting_ > 0; --waiting_) assets_[in_lane_[waiting_ - 1]].both = found[waiting_ - 1];
}

}  // namespace tu::quant
