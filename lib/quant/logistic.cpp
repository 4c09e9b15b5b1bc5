#include "quant/logistic.h"

#include <algorithm>
#include <cmath>

#include "quant/fn.h"
#include "quant/number.h"

namespace tu::quant {
namespace {

double sigmoid(double z) {
  const double e = fn::exp(-std::fabs(z));
  return z >= 0.0 ? 1.0 / (1.0 + e) : e / (1.0 + e);
}

// ln(1 + e^z) without overflow.
double softplus(double z) {
  return std::max(z, 0.0) + fn::log1p(fn::exp(-std::fabs(z)));
}

double linear(std::span<const double> beta, std::span<const double> x) {
  double z = beta[0];
  for (std::size_t j = 0; j < x.size(); ++j) z += beta[j + 1] * x[j];
  return z;
}

double loss_of(std::span<const double> beta, const Rows& x, std::span<const double> y, double l2) {
  double loss = 0.0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double z = linear(beta, x[i]);
    loss += softplus(z) - y[i] * z;
  }
  for (std::size_t j = 1; j < beta.size(); ++j) loss += 0.5 * l2 * beta[j] * beta[j];
  return loss;
}

// Solves h s = g for a symmetric positive definite h (Cholesky, in place). False if h is not.
bool solve(Rows& h, std::vector<double>& g) {
  const std::size_t n = g.size();
  for (std::size_t j = 0; j < n; ++j) {
    for (std::size_t k = 0; k < j; ++k) h[j][j] -= h[j][k] * h[j][k];
    if (!(h[j][j] > 0.0)) return false;
    h[j][j] = std::sqrt(h[j][j]);
    for (std::size_t i = j + 1; i < n; ++i) {
      for (std::size_t k = 0; k < j; ++k) h[i][j] -= h[i][k] * h[j][k];
      h[i][j] /= h[j][j];
    }
  }
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t k = 0; k < i; ++k) g[i] -= h[i][k] * g[k];
    g[i] /= h[i][i];
  }
  for (std::size_t i = n; i-- > 0;) {
    for (std::size_t k = i + 1; k < n; ++k) g[i] -= h[k][i] * g[k];
    g[i] /= h[i][i];
  }
  return true;
}

// The Newton step at beta: inverse of the second derivatives times the first.
bool newton_step(std::span<const double> beta, const Rows& x, std::span<const double> y, double l2,
                 std::vector<double>& step) {
  const std::size_t n = beta.size();
  Rows curvature(n, std::vector<double>(n, 0.0));
  step.assign(n, 0.0);
  std::vector<double> row(n, 1.0);
  for (std::size_t i = 0; i < x.size(); ++i) {
    std::copy(x[i].begin(), x[i].end(), row.begin() + 1);
    const double p = sigmoid(linear(beta, x[i]));
    const double weight = p * (1.0 - p);
    for (std::size_t a = 0; a < n; ++a) {
      step[a] += (p - y[i]) * row[a];
      for (std::size_t b = 0; b <= a; ++b) curvature[a][b] += weight * row[a] * row[b];
    }
  }
  for (std::size_t j = 1; j < n; ++j) {
    step[j] += l2 * beta[j];
    curvature[j][j] += l2;
  }
  return solve(curvature, step);
}

bool usable(const Rows& x, std::span<const double> y, double l2) {
  if (x.empty() || x.size() != y.size() || !known_positive(l2)) return false;
  const bool same_length =
      std::all_of(x.begin(), x.end(), [&](const auto& r) { return r.size() == x[0].size(); });
  const bool one_class = std::all_of(y.begin(), y.end(), [&](double v) { return v == y[0]; });
  return same_length && !one_class;
}

}  // namespace

double LogisticModel::probability(std::span<const double> x) const {
  double z = intercept;
  for (std::size_t j = 0; j < std::min(x.size(), weights.size()); ++j) z += weights[j] * x[j];
  return sigmoid(z);
}

std::optional<LogisticModel> fit_logistic(const Rows& x, std::span<const double> y, double l2) {
  if (!usable(x, y, l2)) return std::nullopt;
  std::vector<double> beta(x[0].size() + 1, 0.0), step, tried(beta.size());
  double loss = loss_of(beta, x, y, l2);
  for (int round = 0; round < 200; ++round) {
    if (!newton_step(beta, x, y, l2, step)) return std::nullopt;
    double scale = 1.0, next = infinite;
    for (int halving = 0; halving < 60; ++halving, scale *= 0.5) {
      for (std::size_t j = 0; j < beta.size(); ++j) tried[j] = beta[j] - scale * step[j];
      next = loss_of(tried, x, y, l2);
      if (next <= loss) break;
    }
    double largest = 0.0;
    for (const double s : step) largest = std::max(largest, std::fabs(s) * scale);
    if (next > loss) break;  // rounding is all that is left to gain
    beta = tried;
    loss = next;
    if (largest < 1e-12) break;
  }
  return LogisticModel{beta[0], {beta.begin() + 1, beta.end()}, loss};
}

}  // namespace tu::quant
