#include "quant/chaos.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "quant/fn.h"
#include "quant/stats.h"

namespace tu::quant {
namespace {

// Points of the embedding x_i, x_(i+tau), ...
struct Embedding {
  std::span<const double> x;
  std::size_t m, tau;
  double distance(std::size_t i, std::size_t j) const {
    double sum = 0.0;
    for (std::size_t d = 0; d < m; ++d) {
      const double gap = x[i + d * tau] - x[j + d * tau];
      sum += gap * gap;
    }
    return std::sqrt(sum);
  }
};

struct Pair {
  std::size_t i, j;
};

std::optional<std::size_t> nearest(const Embedding& points, std::size_t i, std::size_t count,
                                   std::size_t theiler) {
  std::optional<std::size_t> best;
  double best_distance = infinite;
  for (std::size_t j = 0; j < count; ++j) {
    if ((i > j ? i - j : j - i) <= theiler) continue;
    const double d = points.distance(i, j);
    if (d > 0.0 && d < best_distance) {
      best_distance = d;
      best = j;
    }
  }
  return best;
}

// Mean log distance of the pairs k steps on; NaN if all have met.
double divergence_after(const Embedding& points, const std::vector<Pair>& pairs, std::size_t k) {
  double sum = 0.0;
  int terms = 0;
  for (const Pair& p : pairs) {
    const double d = points.distance(p.i + k, p.j + k);
    if (!(d > 0.0)) continue;
    sum += fn::log(d);
    ++terms;
  }
  return terms > 0 ? sum / terms : absent;
}

// Squared residuals of a straight line through y over 0..n-1.
double detrended_squares(std::span<const double> y) {
  const auto n = static_cast<double>(y.size());
  const double centre = 0.5 * (n - 1.0), level = mean(y);
  double tt = 0.0, ty = 0.0;
  for (std::size_t t = 0; t < y.size(); ++t) {
    const double dt = static_cast<double>(t) - centre;
    tt += dt * dt;
    ty += dt * (y[t] - level);
  }
  const double slope = ty / tt;
  double sum = 0.0;
  for (std::size_t t = 0; t < y.size(); ++t) {
    const double off = (y[t] - level) - slope * (static_cast<double>(t) - centre);
    sum += off * off;
  }
  return sum;
}

double fluctuation_at(const std::vector<double>& profile, std::size_t scale) {
  const std::size_t windows = profile.size() / scale;
  double sum = 0.0;
  for (std::size_t w = 0; w < windows; ++w)
    sum += detrended_squares(std::span(profile).subspan(w * scale, scale));
  return std::sqrt(sum / static_cast<double>(windows * scale));
}

double curve_length(std::span<const double> x, std::size_t k) {
  const auto n = static_cast<double>(x.size());
  double total = 0.0;
  for (std::size_t m = 0; m < k; ++m) {
    const std::size_t q = (x.size() - 1 - m) / k;
    double path = 0.0;
    for (std::size_t i = 1; i <= q; ++i) path += std::fabs(x[m + i * k] - x[m + (i - 1) * k]);
    const double step = static_cast<double>(k);
    total += path * (n - 1.0) / (static_cast<double>(q) * step) / step;
  }
  return total / static_cast<double>(k);
}

}  // namespace

Lyapunov lyapunov_rosenstein(std::span<const double> x, const LyapunovParams& p) {
  Lyapunov out;
  if (p.m < 1 || p.tau < 1 || p.theiler < 0 || p.kmax < 1 || !all_known(x)) return out;
  const auto reach = static_cast<std::ptrdiff_t>(p.m - 1) * p.tau;
  const std::ptrdiff_t references = static_cast<std::ptrdiff_t>(x.size()) - reach - p.kmax;
  if (references < 2) return out;
  const Embedding points{x, static_cast<std::size_t>(p.m), static_cast<std::size_t>(p.tau)};
  const auto count = static_cast<std::size_t>(references);
  std::vector<Pair> pairs;
  for (std::size_t i = 0; i < count; ++i) {
    if (const auto j = nearest(points, i, count, static_cast<std::size_t>(p.theiler)))
      pairs.push_back({i, *j});
  }
  if (pairs.empty()) return out;
  std::vector<double> times, divergence;
  for (int k = 0; k <= p.kmax; ++k) {
    times.push_back(k * p.dt);
    divergence.push_back(divergence_after(points, pairs, static_cast<std::size_t>(k)));
    if (!known(divergence.back())) return out;
  }
  out.lambda = fit_line(times, divergence).slope;
  out.divergence = std::move(divergence);
  return out;
}

HurstFit hurst_dfa(std::span<const double> increments, std::span<const int> scales) {
  HurstFit out;
  if (increments.empty() || constant(increments) || !all_known(increments)) return out;
  for (const int s : scales) {
    if (s < 4 || static_cast<std::size_t>(s) > increments.size()) return out;
  }
  const double level = mean(increments);
  std::vector<double> profile;
  double sum = 0.0;
  for (const double v : increments) profile.push_back(sum += v - level);
  std::vector<double> log_scale, log_fluctuation;
  for (const int s : scales) {
    out.fluctuation.push_back(fluctuation_at(profile, static_cast<std::size_t>(s)));
    log_scale.push_back(fn::log(s));
    log_fluctuation.push_back(fn::log(out.fluctuation.back()));
  }
  if (scales.size() >= 2 && all_known(log_fluctuation))
    out.hurst = fit_line(log_scale, log_fluctuation).slope;
  return out;
}

FractalFit higuchi_dimension(std::span<const double> x, int kmax) {
  FractalFit out;
  if (kmax < 2 || x.size() < 2 * static_cast<std::size_t>(kmax) || !all_known(x)) return out;
  std::vector<double> log_step, log_length;
  for (int k = 1; k <= kmax; ++k) {
    out.lengths.push_back(curve_length(x, static_cast<std::size_t>(k)));
    log_step.push_back(-fn::log(k));
    log_length.push_back(fn::log(out.lengths.back()));
  }
  if (all_known(log_length)) out.dimension = fit_line(log_step, log_length).slope;
  return out;
}

}  // namespace tu::quant
