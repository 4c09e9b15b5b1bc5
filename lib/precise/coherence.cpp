#include "precise/coherence.h"

#include <limits>

namespace tu::precise {

void Coherence::start(int bits, const std::vector<int>& windows) {
  bits_ = bits;
  set_bits(bits);
  for (const int w : windows) windows_[static_cast<std::size_t>(w)];
}

void Coherence::grow(std::size_t assets) {
  prices_.resize(assets, 0.0);
  for (auto& bar : returns_) bar.resize(assets);
  for (auto& [length, w] : windows_) {
    w.sum.resize(assets);
    w.products.resize(assets);
    for (std::size_t i = 0; i < assets; ++i) w.products[i].resize(i + 1);
  }
}

void Coherence::correct(std::size_t asset, double price) {
  if (asset >= prices_.size()) grow(asset + 1);
  prices_[asset] = price;
}

void Coherence::shift(Window& w, const std::vector<Real>& returns, int sign) {
  for (std::size_t i = 0; i < returns.size(); ++i) {
    const Real mine = sign > 0 ? returns[i] : returns[i].negative();
    w.sum[i] += mine;
    for (std::size_t j = 0; j <= i; ++j) w.products[i][j].add_product(mine, returns[j]);
  }
}

void Coherence::add(const std::vector<double>& prices) {
  if (prices.size() > prices_.size()) grow(prices.size());
  std::vector<Real> returns(prices.size());
  for (std::size_t i = 0; i < prices.size(); ++i) {
    if (!(prices[i] > 0.0)) continue;
    if (prices_[i] > 0.0) returns[i] = (Real(prices[i]) / Real(prices_[i])).logarithm();
    prices_[i] = prices[i];
  }
  returns_.push_back(std::move(returns));
  for (auto& [length, w] : windows_) {
    shift(w, returns_.back(), +1);
    if (returns_.size() > length) shift(w, returns_[returns_.size() - 1 - length], -1);
  }
  if (returns_.size() > windows_.rbegin()->first) returns_.pop_front();
  ++bars_;
}

stages::CoherencePort::Figures Coherence::of(std::size_t window, const std::vector<char>& counted) {
  Window& w = windows_[window];
  const Real lambda = lambda_of(w, window, counted);
  Figures f{lambda.to_double(), std::numeric_limits<double>::quiet_NaN()};
  if (w.bar == bars_ - 1 && w.counted == counted) f.velocity = (lambda - w.lambda).to_double();
  w.lambda = lambda;
  w.counted = counted;
  w.bar = bars_;
  return f;
}

// An asset whose returns do not vary correlates with none: it is left out, and gives an eigenvalue of 1.
Real Coherence::lambda_of(const Window& w, std::size_t window, const std::vector<char>& counted) const {
  const Real length(static_cast<double>(window));
  std::vector<std::size_t> moving;
  std::vector<Real> scale;
  for (std::size_t i = 0; i < w.sum.size(); ++i) {
    if (!counted[i]) continue;
    const Real centred = w.products[i][i] - w.sum[i] * w.sum[i] / length;
    if (!(w.products[i][i].scaled(-bits_ / 2) < centred)) continue;
    moving.push_back(i);
    scale.push_back(Real(1.0) / centred.root());
  }
  if (moving.size() < 2) return 1.0;
  Square m(moving.size());
  for (std::size_t a = 0; a < moving.size(); ++a) {
    for (std::size_t b = 0; b <= a; ++b) {
      const std::size_t i = moving[a], j = moving[b];
      m[a].push_back((w.products[i][j] - w.sum[i] * w.sum[j] / length) * scale[a] * scale[b]);
    }
  }
  const Real largest = largest_eigenvalue(std::move(m), bits_);
  return largest < Real(1.0) ? Real(1.0) : largest;
}

}  // namespace tu::precise
