// Covariances of many assets' returns over the last bars, kept up to date bar by bar, and the correlation
// matrix that they make.
//
// A bar costs one pass over the pairs. Sums are of returns less a pivot an asset (its mean when it was last
// summed anew), so that nothing is lost where the returns have a drift. Errors of rounding are counted, and
// an asset is summed anew as soon as they could exceed `error_limit` of its variance, and otherwise in turn:
// no correlation is ever further than that from the one worked out from scratch, and by Weyl no eigenvalue
// further than error_limit times the number of assets. Threads: none.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "quant/leading_eigenvalue.h"

namespace tu::quant {

// The last `bars` returns of each asset, one row a bar.
class ReturnHistory {
 public:
  explicit ReturnHistory(std::size_t bars) : bars_(bars) {}
  std::size_t assets() const { return assets_; }
  std::size_t stride() const { return stride_; }
  std::size_t bars() const { return bars_; }
  void grow(std::size_t assets);  // the new ones have returned 0 until now
  void push(const double* returns);
  const double* row(std::size_t ago) const;  // 0: the newest
  // For how many bars the return has been the same.
  std::int64_t unchanged(std::size_t asset) const { return unchanged_[asset]; }

 private:
  std::size_t bars_, assets_ = 0, stride_ = 0, newest_ = 0;
  std::vector<double> rows_;
  std::vector<std::int64_t> unchanged_;
};

class SlidingCovariance final : public SymmetricMap {
 public:
  static constexpr double error_limit = 1e-11;

  explicit SlidingCovariance(std::size_t window) : window_(window) {}
  std::size_t window() const { return window_; }
  void grow(std::size_t assets);
  // The history has a new row: it enters, the one `window` before it leaves. Assets that are not `in` are
  // left out of the correlation matrix (their sums are kept).
  void add(const ReturnHistory& history, const std::vector<char>& in);
  void sum_anew(const ReturnHistory& history, std::size_t asset);

  // The correlation matrix of the assets that are in and move. The others have only zeros here.
  std::size_t size() const override { return assets_; }
  void apply(const double* x, double* y) const override;
  double at(std::size_t row, std::size_t column) const override;
  double sum_of_squares() const override { return squares_; }
  int members() const { return members_; }  // in, those that do not move too
  int moving() const { return moving_; }
  // How far a correlation can be off by rounding.
  double error() const { return error_; }
  std::int64_t summed_anew() const { return summed_anew_; }

 private:
  double* row(std::size_t i) { return sums_.data() + i * stride_; }
  const double* row(std::size_t i) const { return sums_.data() + i * stride_; }
  void take(const double* entering, const double* leaving);
  void settle(const ReturnHistory& history, const std::vector<char>& in);
  double error_of(std::size_t asset) const;
  void pass_pairs();

  std::size_t window_, assets_ = 0, stride_ = 0;
  std::vector<double> sums_;           // of products, lower triangle; the diagonal is in own_
  std::vector<double> own_, sum_;      // sums of squares, and of returns
  std::vector<double> pivot_, scale_;  // scale: 1 / root of the centred sum of squares; 0 for those left out
  std::vector<double> peak_;           // largest own_ since it was summed anew
  std::vector<std::int64_t> age_;      // bars since then
  std::vector<double> enter_, leave_, share_;
  mutable std::vector<double> scaled_;
  int members_ = 0, moving_ = 0;
  double squares_ = 0.0, error_ = 0.0;
  std::int64_t summed_anew_ = 0;
};

}  // namespace tu::quant
