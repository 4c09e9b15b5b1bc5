#include "quant/correlation.h"

#include <algorithm>
#include <cmath>

#include "quant/fn.h"
#include "quant/stats.h"

namespace tu::quant {
namespace {

// Deviations of the returns of bars (last - count, last] from their mean, scaled to length 1; all 0 if
// constant.
std::vector<double> unit_returns(std::span<const double> returns) {
  std::vector<double> out(returns.size(), 0.0);
  if (constant(returns)) return out;
  const double centre = mean(returns);
  double squares = 0.0;
  for (std::size_t i = 0; i < returns.size(); ++i) {
    out[i] = returns[i] - centre;
    squares += out[i] * out[i];
  }
  const double scale = squares > 0.0 ? 1.0 / std::sqrt(squares) : 0.0;
  for (double& v : out) v *= scale;
  return out;
}

Matrix correlation_of(const Matrix& returns, std::size_t from, std::size_t count) {
  const std::size_t n = returns.size();
  Matrix unit, out(n, std::vector<double>(n, 1.0));
  for (const auto& r : returns) unit.push_back(unit_returns(std::span(r).subspan(from, count)));
  for (std::size_t a = 0; a < n; ++a) {
    for (std::size_t b = 0; b < a; ++b) {
      double sum = 0.0;
      for (std::size_t i = 0; i < count; ++i) sum += unit[a][i] * unit[b][i];
      out[a][b] = out[b][a] = clamp(sum, -1.0, 1.0);
    }
  }
  return out;
}

Matrix log_returns(const Matrix& prices) {
  Matrix out;
  for (const auto& p : prices) {
    std::vector<double> r;
    for (std::size_t i = 1; i < p.size(); ++i) r.push_back(fn::log(p[i] / p[i - 1]));
    out.push_back(std::move(r));
  }
  return out;
}

// One rotation that makes m[p][q] vanish.
void rotate(Matrix& m, std::size_t p, std::size_t q) {
  const double off = m[p][q];
  if (off == 0.0) return;
  const double theta = (m[q][q] - m[p][p]) / (2.0 * off);
  const double t = (theta >= 0.0 ? 1.0 : -1.0) / (std::fabs(theta) + std::sqrt(theta * theta + 1.0));
  const double c = 1.0 / std::sqrt(t * t + 1.0), s = t * c;
  for (std::size_t k = 0; k < m.size(); ++k) {
    const double kp = m[k][p], kq = m[k][q];
    m[k][p] = c * kp - s * kq;
    m[k][q] = s * kp + c * kq;
  }
  for (std::size_t k = 0; k < m.size(); ++k) {
    const double pk = m[p][k], qk = m[q][k];
    m[p][k] = c * pk - s * qk;
    m[q][k] = s * pk + c * qk;
  }
}

double off_diagonal(const Matrix& m) {
  double sum = 0.0;
  for (std::size_t p = 0; p < m.size(); ++p) {
    for (std::size_t q = 0; q < p; ++q) sum += m[p][q] * m[p][q];
  }
  return sum;
}

}  // namespace

Matrix filled_forward(const Matrix& prices) {
  Matrix out = prices;
  for (auto& asset : out) {
    double last = absent;
    for (double& p : asset) {
      if (known_positive(p)) last = p;
      p = last;
    }
  }
  return out;
}

std::vector<double> symmetric_eigenvalues(Matrix m) {
  for (int sweep = 0; sweep < 60 && off_diagonal(m) > 1e-26; ++sweep) {
    for (std::size_t p = 0; p < m.size(); ++p) {
      for (std::size_t q = p + 1; q < m.size(); ++q) rotate(m, p, q);
    }
  }
  std::vector<double> values;
  for (std::size_t i = 0; i < m.size(); ++i) values.push_back(m[i][i]);
  std::sort(values.rbegin(), values.rend());
  return values;
}

Correlation correlate(const Matrix& prices) {
  const Matrix returns = log_returns(filled_forward(prices));
  Correlation out;
  out.matrix = correlation_of(returns, 0, returns.empty() ? 0 : returns[0].size());
  out.eigenvalues = symmetric_eigenvalues(out.matrix);
  return out;
}

Coherence coherence(const Matrix& prices, int window, std::size_t from, std::size_t to) {
  const Matrix filled = filled_forward(prices);
  const Matrix returns = log_returns(filled);
  const std::size_t bars = prices.empty() ? 0 : prices[0].size();
  const auto w = static_cast<std::size_t>(std::max(window, 1));
  Coherence out{std::vector<double>(bars, absent), std::vector<double>(bars, absent)};
  double before = absent;
  for (std::size_t t = std::max(w, from > 0 ? from - 1 : 0); t < std::min(to, bars); ++t) {
    const bool priced =
        std::all_of(filled.begin(), filled.end(), [&](const auto& p) { return known(p[t - w]); });
    const double now = priced ? symmetric_eigenvalues(correlation_of(returns, t - w, w)).front() : absent;
    if (t >= from) {
      out.lambda[t] = now;
      out.velocity[t] = now - before;
    }
    before = now;
  }
  return out;
}

}  // namespace tu::quant
