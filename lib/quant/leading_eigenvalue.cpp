#include "quant/leading_eigenvalue.h"

#include <algorithm>
#include <cmath>

#include "quant/pair.h"

namespace tu::quant {
namespace {

constexpr std::size_t steps_max = 12;  // Lanczos vectors before it starts anew from the best of them
constexpr int rounds_max = 200;
constexpr double aim = LeadingEigenvalue::tolerance / 16;  // by the estimate; the proof has the rest

// Sums of products in four lanes: the order of the additions is fixed, whatever the processor.
double dot(const double* a, const double* b, std::size_t n) {
  Pair even{0.0, 0.0}, odd{0.0, 0.0};
  std::size_t i = 0;
  for (; i + 4 <= n; i += 4) {
    even += load(a + i) * load(b + i);
    odd += load(a + i + 2) * load(b + i + 2);
  }
  even += odd;
  double sum = even[0] + even[1];
  for (; i < n; ++i) sum += a[i] * b[i];
  return sum;
}

void add_scaled(double* y, const double* x, double by, std::size_t n) {
  std::size_t i = 0;
  for (; i + 2 <= n; i += 2) store(y + i, load(y + i) + Pair{by, by} * load(x + i));
  for (; i < n; ++i) y[i] += by * x[i];
}

void scale(double* x, double by, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) x[i] *= by;
}

// The largest eigenvalue of a tridiagonal matrix whose rows but the last have `before` as theirs. Newton's
// steps on the determinant, from above, where they only ever fall: the start is the larger eigenvalue of
// [before, b; b, d], b and d being the last row's.
double largest_of(std::span<const double> diagonal, std::span<const double> below, double before) {
  const double last = diagonal.back(), b = below.back(), half = 0.5 * (before - last);
  double x = 0.5 * (before + last) + std::sqrt(half * half + b * b);
  for (int i = 0; i < 60; ++i) {
    double pivot = x - diagonal[0], slope = 1.0, sum = slope / pivot;
    for (std::size_t k = 1; k < diagonal.size() && pivot > 0.0; ++k) {
      const double ratio = below[k - 1] / pivot;
      slope = 1.0 + ratio * ratio * slope;
      pivot = x - diagonal[k] - below[k - 1] * ratio;
      sum += slope / pivot;
    }
    if (!(pivot > 0.0)) break;  // there, but for rounding
    const double next = x - 1.0 / sum;
    if (!(next < x)) break;
    const bool near = x - next <= 1e-15 * x;
    x = next;
    if (near) break;
  }
  return x;
}

// Its vector, from the last component backwards (the components grow that way, so errors do not), of length
// 1.
void tridiagonal_vector(std::span<const double> diagonal, std::span<const double> below, double value,
                        std::vector<double>& out) {
  const std::size_t m = diagonal.size();
  out.assign(m, 0.0);
  out[m - 1] = 1.0;
  for (std::size_t k = m - 1; k > 0; --k) {
    const double next = k + 1 < m ? below[k] * out[k + 1] : 0.0;
    out[k - 1] = ((value - diagonal[k]) * out[k] - next) / below[k - 1];
    if (std::fabs(out[k - 1]) > 1e100) scale(out.data(), 1e-100, m);
  }
  scale(out.data(), 1.0 / std::sqrt(dot(out.data(), out.data(), m)), m);
}

}  // namespace

// Row by row of the upper triangle of M = L D L': what a pivot's row leaves of those below it. The updates of
// a row are independent of each other, which a row of sums would not be.
bool all_below(const SymmetricMap& map, double shift) {
  const std::size_t n = map.size();
  std::vector<double> rows(n * n);
  for (std::size_t i = 0; i < n; ++i) {
    double* row = rows.data() + i * n;
    row[i] = shift - map.at(i, i);
    for (std::size_t j = i + 1; j < n; ++j) row[j] = -map.at(i, j);
  }
  for (std::size_t k = 0; k < n; ++k) {
    const double* pivot = rows.data() + k * n;
    if (!(pivot[k] > 0.0)) return false;
    const double inverse = 1.0 / pivot[k];
    for (std::size_t i = k + 1; i < n; ++i)
      add_scaled(rows.data() + i * n + i, pivot + i, -(pivot[i] * inverse), n - i);
  }
  return true;
}

void LeadingEigenvalue::prepare(std::size_t n) {
  if (vector_.size() == n) return;
  stride_ = n;
  const std::size_t known = vector_.size();
  vector_.resize(n);
  const double fresh = 1.0 / std::sqrt(static_cast<double>(n));
  for (std::size_t i = known; i < n; ++i) vector_[i] = fresh;
  basis_.resize((steps_max + 1) * n);
  image_.resize(n);
}

// The vector missed something: mix in one that is like no other, made of the round's number.
void LeadingEigenvalue::shake(std::size_t n, unsigned round) {
  std::uint64_t state = 0x9e3779b97f4a7c15u * (round + 1);
  for (std::size_t i = 0; i < n; ++i) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    vector_[i] += static_cast<double>(static_cast<std::int64_t>(state >> 12)) * 0x1p-52 - 0.5;
  }
}

// What all other eigenvalues are below: the root of what the squares leave beside the largest one, which is
// not under `value`. Some slack covers the rounding of the sum.
double LeadingEigenvalue::others(double value) const {
  return std::sqrt(std::max(0.0, squares_ - value * value) + 1e-10 * squares_);
}

bool LeadingEigenvalue::enough(double value, double residual_squares) const {
  const double gap = value - others(value);
  return residual_squares <= (gap > 0.0 ? aim * gap : limit_ * limit_);
}

// Builds the Krylov space of vector_ (basis 0), whose first product is image_; puts the best vector of it
// into vector_.
void LeadingEigenvalue::extend(const SymmetricMap& map, double value, double residual) {
  const std::size_t n = map.size();
  diagonal_.assign(1, value);
  below_.clear();
  std::copy(vector_.begin(), vector_.end(), basis(0));
  double* next = basis(1);
  for (std::size_t i = 0; i < n; ++i) next[i] = image_[i] - value * vector_[i];
  std::size_t m = 1;
  while (m < std::min(steps_max, n) && residual > 1e-14 * value) {
    scale(next, 1.0 / residual, n);
    below_.push_back(residual);
    map.apply(basis(m), image_.data());
    ++products_;
    diagonal_.push_back(dot(basis(m), image_.data(), n));
    ++m;
    value = largest_of(diagonal_, below_, value);
    tridiagonal_vector(diagonal_, below_, value, small_);
    next = basis(m);
    std::copy(image_.begin(), image_.end(), next);
    for (int pass = 0; pass < 2; ++pass)  // twice is enough
      for (std::size_t k = 0; k < m; ++k) add_scaled(next, basis(k), -dot(basis(k), next, n), n);
    residual = std::sqrt(dot(next, next, n));
    const double left = residual * small_[m - 1];
    if (enough(value, left * left)) break;
  }
  if (m == 1) return;
  std::fill(vector_.begin(), vector_.end(), 0.0);
  for (std::size_t k = 0; k < m; ++k) add_scaled(vector_.data(), basis(k), small_[k], n);
}

// Runs until the residual is small enough for the gap to the others; where they are not known to be below,
// until it is under limit_.
Eigenvalue LeadingEigenvalue::ascend(const SymmetricMap& map) {
  const std::size_t n = map.size();
  Eigenvalue out;
  for (int round = 0; round < rounds_max; ++round) {
    scale(vector_.data(), 1.0 / std::sqrt(dot(vector_.data(), vector_.data(), n)), n);
    map.apply(vector_.data(), image_.data());
    ++products_;
    out.value = dot(vector_.data(), image_.data(), n);
    double residual_squares = 0.0;
    for (std::size_t i = 0; i < n; ++i) {
      const double off = image_[i] - out.value * vector_[i];
      residual_squares += off * off;
    }
    const double gap = out.value - others(out.value);
    out.bound = gap > 0.0 ? residual_squares / gap : std::sqrt(residual_squares);
    out.proved = gap > 0.0 && out.bound <= tolerance;
    if (out.proved || enough(out.value, residual_squares)) break;
    extend(map, out.value, std::sqrt(residual_squares));
  }
  return out;
}

Eigenvalue LeadingEigenvalue::of(const SymmetricMap& map) {
  const std::size_t n = map.size();
  products_ = 0;
  prepare(n);
  squares_ = map.sum_of_squares();
  Eigenvalue out;
  for (unsigned round = 0; round < 8; ++round) {
    // First near enough for most matrices, then as near as it gets; then from elsewhere.
    limit_ = round == 0 ? 1e-6 : round == 1 ? 1e-8 : 1e-11;
    if (round >= 2 || !(dot(vector_.data(), vector_.data(), n) > 1e-12)) shake(n, round);
    out = ascend(map);
    if (!out.proved && all_below(map, out.value + tolerance)) {
      out.bound = tolerance;
      out.proved = true;
    }
    if (out.proved) break;
  }
  out.products = products_;
  return out;
}

}  // namespace tu::quant
