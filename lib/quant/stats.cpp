#include "quant/stats.h"

#include <algorithm>
#include <cmath>

namespace tu::quant {
namespace {

double squares_about(std::span<const double> x, double centre) {
  double sum = 0.0;
  for (const double v : x) sum += (v - centre) * (v - centre);
  return sum;
}

}  // namespace

std::vector<double> only_known(std::span<const double> x) {
  std::vector<double> kept;
  kept.reserve(x.size());
  for (const double v : x) {
    if (known(v)) kept.push_back(v);
  }
  return kept;
}

bool all_known(std::span<const double> x) {
  return std::all_of(x.begin(), x.end(), [](double v) { return known(v); });
}

bool constant(std::span<const double> x) {
  return std::all_of(x.begin(), x.end(), [&](double v) { return v == x.front(); });
}

// Summed as differences from the first value, so that a common offset costs no digits.
double mean(std::span<const double> x) {
  if (x.empty()) return absent;
  double sum = 0.0;
  for (const double v : x) sum += v - x.front();
  return x.front() + sum / static_cast<double>(x.size());
}

double population_deviation(std::span<const double> x) {
  if (x.empty()) return absent;
  if (constant(x)) return 0.0;
  return std::sqrt(squares_about(x, mean(x)) / static_cast<double>(x.size()));
}

double sample_deviation(std::span<const double> x) {
  if (x.size() < 2) return absent;
  if (constant(x)) return 0.0;
  return std::sqrt(squares_about(x, mean(x)) / static_cast<double>(x.size() - 1));
}

double quantile_sorted(std::span<const double> sorted, double q) {
  if (sorted.empty() || !known(q)) return absent;
  const double last = static_cast<double>(sorted.size() - 1);
  const double h = clamp(last * q, 0.0, last);
  double k = std::floor(h);
  if (h - k > 1.0 - 1e-12) k += 1.0;  // a hair below an order statistic is that statistic
  const auto at = static_cast<std::size_t>(k);
  const double next = at + 1 < sorted.size() ? sorted[at + 1] : sorted[at];
  const double part = h > k ? h - k : 0.0;
  return sorted[at] + part * (next - sorted[at]);
}

double quantile(std::span<const double> x, double q) {
  std::vector<double> sorted(x.begin(), x.end());
  std::sort(sorted.begin(), sorted.end());
  return quantile_sorted(sorted, q);
}

double median(std::span<const double> x) {
  if (x.empty()) return absent;
  std::vector<double> sorted(x.begin(), x.end());
  std::sort(sorted.begin(), sorted.end());
  const std::size_t half = sorted.size() / 2;
  return sorted.size() % 2 ? sorted[half] : 0.5 * (sorted[half - 1] + sorted[half]);
}

Line fit_line(std::span<const double> x, std::span<const double> y) {
  const std::size_t n = std::min(x.size(), y.size());
  x = x.first(n);
  y = y.first(n);
  if (n < 2 || constant(x)) return {};
  const double mx = mean(x), my = mean(y);
  double xx = 0.0, xy = 0.0, yy = 0.0;
  for (std::size_t i = 0; i < n; ++i) {
    xx += (x[i] - mx) * (x[i] - mx);
    xy += (x[i] - mx) * (y[i] - my);
    yy += (y[i] - my) * (y[i] - my);
  }
  Line line;
  line.slope = xy / xx;
  line.intercept = my - line.slope * mx;
  double errors = 0.0;
  for (std::size_t i = 0; i < n; ++i) {
    const double off = (y[i] - my) - line.slope * (x[i] - mx);
    errors += off * off;
  }
  if (!constant(y)) line.r2 = 1.0 - errors / yy;
  if (n > 2) line.slope_se = std::sqrt(errors / static_cast<double>(n - 2) / xx);
  return line;
}

}  // namespace tu::quant
