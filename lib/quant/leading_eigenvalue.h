// The largest eigenvalue of a symmetric matrix that changes a little from time to time, with a bound that
// proves it.
//
// Lanczos steps start from the vector of the time before. The answer is a Rayleigh quotient, so never above
// the eigenvalue beyond rounding, and `bound` says how far below it can be. It is proved in one of two ways:
// by the gap to all other eigenvalues, which the sum of squares limits (Kato and Temple), or, where one
// factor does not dominate, by the pivots of (value + bound) I - M, all positive (Sylvester). Deterministic:
// only + - * / and sqrt in a fixed order. Threads: none.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace tu::quant {

class SymmetricMap {
 public:
  virtual ~SymmetricMap() = default;
  virtual std::size_t size() const = 0;
  virtual void apply(const double* x, double* y) const = 0;  // y = M x
  virtual double at(std::size_t row, std::size_t column) const = 0;
  virtual double sum_of_squares() const = 0;  // of all entries
};

struct Eigenvalue {
  double value = 0.0;
  double bound = 0.0;  // 0 <= largest eigenvalue - value <= bound
  int products = 0;    // matrix times vector, as many as it took
  bool proved = false;
};

class LeadingEigenvalue {
 public:
  static constexpr double tolerance = 1e-10;

  // The answer to `map`; remembers the vector for the next time.
  Eigenvalue of(const SymmetricMap& map);
  void forget() { vector_.clear(); }
  std::span<const double> vector() const { return vector_; }

 private:
  void prepare(std::size_t n);
  void shake(std::size_t n, unsigned round);
  double others(double value) const;
  bool enough(double value, double residual_squares) const;
  Eigenvalue ascend(const SymmetricMap& map);
  void extend(const SymmetricMap& map, double value, double residual);
  double* basis(std::size_t k) { return basis_.data() + k * stride_; }

  std::size_t stride_ = 0;
  std::vector<double> vector_;  // of length 1
  std::vector<double> basis_, image_;
  std::vector<double> diagonal_, below_, small_;
  double squares_ = 0.0, limit_ = 0.0;
  int products_ = 0;
};

// All pivots of shift I - M are positive: no eigenvalue of M reaches the shift.
bool all_below(const SymmetricMap& map, double shift);

}  // namespace tu::quant
