#include "quant/rolling_chaos.h"

#include <algorithm>
#include <cmath>

#include "quant/fn.h"
#include "quant/stats.h"

namespace tu::quant {

bool LastValues::add(double x) {
  if (!known(x)) {
    values_.clear();
    begin_ = 0;
    return false;
  }
  if (values_.size() == 2 * window_) {
    values_.erase(values_.begin(), values_.end() - static_cast<std::ptrdiff_t>(window_ - 1));
    begin_ = 0;
  }
  values_.push_back(x);
  if (values_.size() - begin_ > window_) ++begin_;
  return values_.size() - begin_ == window_;
}

RollingLyapunov::RollingLyapunov(int window, LyapunovParams p) : params_(p), last_(window) {
  reach_ = static_cast<std::size_t>((p.m - 1) * p.tau);
  const std::size_t beyond = reach_ + static_cast<std::size_t>(p.kmax);
  references_ = static_cast<std::size_t>(window) > beyond ? static_cast<std::size_t>(window) - beyond : 0;
  points_.resize(std::max<std::size_t>(references_, 1));
}

// Values are numbered from the beginning of the series; the window holds the last ones.
double RollingLyapunov::distance(std::size_t i, std::size_t j) const {
  const std::span<const double> x = last_.values();
  const std::size_t origin = count_ - x.size();
  double sum = 0.0;
  for (std::size_t d = 0; d <= reach_; d += static_cast<std::size_t>(params_.tau)) {
    const double gap = x[i - origin + d] - x[j - origin + d];
    sum += gap * gap;
  }
  return std::sqrt(sum);
}

// Finds the nearest neighbour of i among all references: the oldest of equals.
void RollingLyapunov::look(std::size_t i) {
  Point& p = point(i);
  p.distance = infinite;
  const std::size_t end = first_ + references_;
  for (std::size_t j = first_; j < end; ++j) {
    if ((i > j ? i - j : j - i) <= static_cast<std::size_t>(params_.theiler)) continue;
    const double d = distance(i, j);
    if (d > 0.0 && d < p.distance) {
      p.distance = d;
      p.nearest = j;
    }
  }
  follow(i);
}

void RollingLyapunov::follow(std::size_t i) {
  Point& p = point(i);
  p.spread.assign(static_cast<std::size_t>(params_.kmax) + 1, absent);
  if (p.distance == infinite) return;
  for (std::size_t k = 0; k < p.spread.size(); ++k) {
    const double d = distance(i + k, p.nearest + k);
    if (d > 0.0) p.spread[k] = fn::log(d);
  }
}

double RollingLyapunov::add(double x) {
  const bool full = last_.add(x);
  if (!known(x)) {
    count_ = 0;
    return absent;
  }
  ++count_;
  if (!full || references_ < 2) return absent;
  const std::size_t oldest = count_ - last_.window();
  if (count_ == last_.window()) {
    first_ = 0;
    for (std::size_t i = 0; i < references_; ++i) look(i);
    return fit();
  }
  const std::size_t gone = first_, newest = oldest + references_ - 1;
  first_ = oldest;
  look(newest);
  for (std::size_t i = first_; i < newest; ++i) {
    Point& p = point(i);
    if (p.distance < infinite && p.nearest == gone) {
      look(i);
    } else if (newest - i > static_cast<std::size_t>(params_.theiler)) {
      const double d = distance(i, newest);
      if (d > 0.0 && d < p.distance) {
        p.distance = d;
        p.nearest = newest;
        follow(i);
      }
    }
  }
  return fit();
}

double RollingLyapunov::fit() const {
  std::vector<double> times, divergence;
  for (std::size_t k = 0; k <= static_cast<std::size_t>(params_.kmax); ++k) {
    double sum = 0.0;
    int terms = 0;
    for (std::size_t i = first_; i < first_ + references_; ++i) {
      const double d = point(i).spread[k];
      if (!known(d)) continue;
      sum += d;
      ++terms;
    }
    if (terms == 0) return absent;
    times.push_back(static_cast<double>(k) * params_.dt);
    divergence.push_back(sum / terms);
  }
  return fit_line(times, divergence).slope;
}

RollingHurst::RollingHurst(int window) : last_(window) {
  for (int s = 4; s <= window / 2; s *= 2) scales_.push_back(s);
}

double RollingHurst::add(double x) {
  return last_.add(x) ? hurst_dfa(last_.values(), scales_).hurst : absent;
}

}  // namespace tu::quant
