#include "quant/rolling_coherence.h"

#include <algorithm>
#include <cmath>

#include "quant/correlation.h"
#include "quant/fn.h"

namespace tu::quant {
namespace {

// What lies beyond the proof is no figure: it would only tell at which bar the program was started.
double to_grid(double x) {
  constexpr double steps = 1e10;
  return std::nearbyint(x * steps) / steps;
}

constexpr std::int64_t turn_bars = 4;  // so often one asset of one window is summed anew

std::size_t longest(const std::vector<int>& windows) {
  return static_cast<std::size_t>(*std::max_element(windows.begin(), windows.end()));
}

}  // namespace

RollingCoherence::RollingCoherence(std::vector<int> windows, bool all)
    : windows_(std::move(windows)), all_(all), history_(longest(windows_) + 1) {
  for (const int w : windows_) covariance_.emplace_back(static_cast<std::size_t>(w));
  solver_.resize(windows_.size());
  figures_.resize(windows_.size());
  in_.resize(windows_.size());
  velocities_.resize(windows_.size());
}

std::size_t RollingCoherence::add_asset() {
  const std::size_t n = prices_.size() + 1;
  history_.grow(n);
  for (SlidingCovariance& c : covariance_) c.grow(n);
  for (auto& in : in_) in.resize(n, 0);
  prices_.push_back(absent);
  returns_.push_back(0.0);
  first_.push_back(-1);
  return n - 1;
}

void RollingCoherence::add(std::span<const double> prices, std::span<const char> takes_part) {
  for (std::size_t i = 0; i < prices_.size(); ++i) {
    returns_[i] = 0.0;
    if (!known_positive(prices[i])) continue;
    if (first_[i] < 0)
      first_[i] = bars_;
    else
      returns_[i] = prices[i] == prices_[i] ? 0.0 : fn::log(prices[i] / prices_[i]);
    prices_[i] = prices[i];
  }
  history_.push(returns_.data());
  for (std::size_t w = 0; w < windows_.size(); ++w) look(w, takes_part);
  if (bars_ % turn_bars == 0 && !prices_.empty()) {
    covariance_[turn_ % windows_.size()].sum_anew(history_, turn_ / windows_.size() % prices_.size());
    ++turn_;
  }
  ++bars_;
}

void RollingCoherence::look(std::size_t w, std::span<const char> takes_part) {
  bool same = true, whole = true;
  for (std::size_t i = 0; i < prices_.size(); ++i) {
    const bool filled = first_[i] >= 0 && bars_ - first_[i] >= windows_[w];
    const char in = takes_part[i] != 0 && filled;
    same = same && in == in_[w][i];
    whole = whole && (in || !takes_part[i]);
    in_[w][i] = in;
  }
  covariance_[w].add(history_, in_[w]);
  Figures& f = figures_[w];
  const double before = f.lambda;
  f.lambda = f.velocity = absent;
  f.members = covariance_[w].members();
  if (f.members > 0 && (whole || !all_)) {
    f.lambda = solve(w, f);
    if (same) f.velocity = to_grid(f.lambda - before);
  }
  note_velocity(w);
}

double RollingCoherence::solve(std::size_t w, Figures& f) {
  const SlidingCovariance& c = covariance_[w];
  f.bound = 0.0;
  if (c.moving() < 2) return 1.0;
  const Eigenvalue e = solver_[w].of(c);
  effort_.products += e.products;
  effort_.unproved += !e.proved;
  f.bound = e.bound + c.moving() * c.error();
  return to_grid(std::max(1.0, e.value));
}

void RollingCoherence::note_velocity(std::size_t w) {
  Figures& f = figures_[w];
  Velocities& last = velocities_[w];
  f.instability = absent;
  if (!known(f.velocity)) {
    last.count = 0;
    return;
  }
  const auto window = static_cast<std::size_t>(windows_[w]);
  last.values.resize(window);
  last.values[last.count++ % window] = f.velocity;
  if (last.count < window) return;
  double squares = 0.0;
  for (const double v : last.values) squares += v * v;
  f.instability = to_grid(std::sqrt(squares / static_cast<double>(window)));
}

double RollingCoherence::divergence() const {
  if (figures_.size() < 2) return absent;
  const double d = figures_.front().velocity - figures_.back().velocity;
  return known(d) ? to_grid(d) : absent;
}

RollingCoherence::Effort RollingCoherence::effort() const {
  Effort e = effort_;
  for (const SlidingCovariance& c : covariance_) e.summed_anew += c.summed_anew();
  return e;
}

double RollingCoherence::lambda_from_scratch(std::size_t w) const {
  const auto window = static_cast<std::size_t>(windows_[w]);
  Matrix prices;
  for (std::size_t i = 0; i < prices_.size(); ++i) {
    if (!in_[w][i]) continue;
    std::vector<double>& p = prices.emplace_back(1, 1.0);
    for (std::size_t t = window; t-- > 0;) p.push_back(p.back() * fn::exp(history_.row(t)[i]));
  }
  if (prices.empty()) return absent;
  return correlate(prices).eigenvalues.front();
}

}  // namespace tu::quant
