#include "quant/sliding_covariance.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "quant/pair.h"

namespace tu::quant {
namespace {

constexpr double half_ulp = std::numeric_limits<double>::epsilon() / 2.0;

Pair both(double x) {
  return Pair{x, x};
}

// The square array of rows of `from` doubles becomes one of rows of `to`.
void widen(std::vector<double>& rows, std::size_t count, std::size_t from, std::size_t to) {
  std::vector<double> wide(count * to, 0.0);
  if (from > 0) {
    for (std::size_t r = 0; r * from < rows.size() && r < count; ++r)
      std::copy_n(rows.begin() + static_cast<std::ptrdiff_t>(r * from), from,
                  wide.begin() + static_cast<std::ptrdiff_t>(r * to));
  }
  rows = std::move(wide);
}

std::size_t stride_for(std::size_t assets) {
  return (assets + 3) / 4 * 4;
}

}  // namespace

void ReturnHistory::grow(std::size_t assets) {
  const std::size_t stride = stride_for(assets);
  if (stride != stride_) widen(rows_, bars_, stride_, stride);
  stride_ = stride;
  assets_ = assets;
  unchanged_.resize(assets, static_cast<std::int64_t>(bars_));
}

const double* ReturnHistory::row(std::size_t ago) const {
  return rows_.data() + (newest_ + bars_ - ago) % bars_ * stride_;
}

void ReturnHistory::push(const double* returns) {
  const double* before = row(0);
  for (std::size_t i = 0; i < assets_; ++i) unchanged_[i] = returns[i] == before[i] ? unchanged_[i] + 1 : 1;
  newest_ = (newest_ + 1) % bars_;
  std::copy_n(returns, assets_, rows_.data() + newest_ * stride_);
}

void SlidingCovariance::grow(std::size_t assets) {
  const std::size_t stride = stride_for(assets);
  if (stride != stride_) widen(sums_, stride, stride_, stride);
  stride_ = stride;
  assets_ = assets;
  for (auto* v : {&own_, &sum_, &pivot_, &scale_, &peak_, &enter_, &leave_, &share_, &scaled_})
    v->resize(stride, 0.0);
  age_.resize(assets, 0);
}

void SlidingCovariance::add(const ReturnHistory& history, const std::vector<char>& in) {
  take(history.row(0), history.row(window_));
  settle(history, in);
}

// The sums of each asset alone.
void SlidingCovariance::take(const double* entering, const double* leaving) {
  for (std::size_t i = 0; i < assets_; ++i) {
    const double a = entering[i] - pivot_[i], b = leaving[i] - pivot_[i];
    enter_[i] = a;
    leave_[i] = b;
    sum_[i] = (sum_[i] + a) - b;
    const double with = own_[i] + a * a;
    own_[i] = with - b * b;
    peak_[i] = std::max(peak_[i], with);
    ++age_[i];
  }
}

// Relative to the centred sum of squares. Each bar since the sums were made anew adds two products and two
// sums, none above the peak; making them anew cost a sum over the window.
double SlidingCovariance::error_of(std::size_t i) const {
  const double centred = own_[i] - sum_[i] * sum_[i] / static_cast<double>(window_);
  const double roundings = 6.0 * static_cast<double>(age_[i]) + static_cast<double>(window_);
  const double error = half_ulp * roundings * peak_[i];
  return centred > error ? error / centred : 1.0;
}

void SlidingCovariance::settle(const ReturnHistory& history, const std::vector<char>& in) {
  const double over = 1.0 / static_cast<double>(window_);
  std::vector<std::size_t> anew;
  members_ = moving_ = 0;
  error_ = 0.0;
  for (std::size_t i = 0; i < assets_; ++i) {
    members_ += in[i] != 0;
    const bool moves = in[i] != 0 && history.unchanged(i) < static_cast<std::int64_t>(window_);
    moving_ += moves;
    if (moves && error_of(i) > error_limit) anew.push_back(i);
    const double centred = own_[i] - sum_[i] * sum_[i] * over;
    scale_[i] = moves && centred > 0.0 ? 1.0 / std::sqrt(centred) : 0.0;
    share_[i] = sum_[i] * over;
  }
  pass_pairs();
  const bool forced = !anew.empty();
  for (const std::size_t i : anew) sum_anew(history, i);
  for (const std::size_t i : anew) {
    const double centred = own_[i] - sum_[i] * sum_[i] * over;
    scale_[i] = centred > 0.0 ? 1.0 / std::sqrt(centred) : 0.0;
  }
  for (std::size_t i = 0; i < assets_; ++i)
    if (scale_[i] > 0.0) error_ = std::max(error_, error_of(i));
  if (!forced) return;
  std::fill(enter_.begin(), enter_.end(), 0.0);
  std::fill(leave_.begin(), leave_.end(), 0.0);
  for (std::size_t i = 0; i < assets_; ++i) share_[i] = sum_[i] * over;
  pass_pairs();
}

// What enters and leaves each pair's sum, and the squares of all correlations on the way.
void SlidingCovariance::pass_pairs() {
  double squares = 0.0;
  const double *enter = enter_.data(), *leave = leave_.data(), *sum = sum_.data(), *scale = scale_.data();
  for (std::size_t i = 0; i < assets_; ++i) {
    double* pairs = row(i);
    const double a = enter[i], b = leave[i], share = share_[i];
    Pair even = both(0.0);
    std::size_t j = 0;
    for (; j + 2 <= i; j += 2) {
      const Pair s = (load(pairs + j) + both(a) * load(enter + j)) - both(b) * load(leave + j);
      store(pairs + j, s);
      const Pair c = (s - both(share) * load(sum + j)) * load(scale + j);
      even += c * c;
    }
    double rest = even[0] + even[1];
    for (; j < i; ++j) {
      pairs[j] = (pairs[j] + a * enter[j]) - b * leave[j];
      const double c = (pairs[j] - share * sum[j]) * scale[j];
      rest += c * c;
    }
    squares += 2.0 * rest * scale[i] * scale[i];
  }
  squares_ = squares + static_cast<double>(moving_);
}

void SlidingCovariance::sum_anew(const ReturnHistory& history, std::size_t asset) {
  double first = history.row(0)[asset], total = 0.0;
  for (std::size_t t = 0; t < window_; ++t) total += history.row(t)[asset] - first;
  pivot_[asset] = first + total / static_cast<double>(window_);
  std::vector<double> sums(stride_, 0.0);
  sum_[asset] = 0.0;
  const double* pivot = pivot_.data();
  for (std::size_t t = 0; t < window_; ++t) {
    const double* r = history.row(t);
    const double mine = r[asset] - pivot[asset];
    sum_[asset] += mine;
    for (std::size_t j = 0; j < stride_; j += 2)
      store(sums.data() + j, load(sums.data() + j) + both(mine) * (load(r + j) - load(pivot + j)));
  }
  for (std::size_t j = 0; j < asset; ++j) row(asset)[j] = sums[j];
  for (std::size_t j = asset + 1; j < assets_; ++j) row(j)[asset] = sums[j];
  own_[asset] = peak_[asset] = sums[asset];
  age_[asset] = 0;
  ++summed_anew_;
}

// y = D (S - s s' / window) D x, two rows of the triangle at a time.
void SlidingCovariance::apply(const double* x, double* y) const {
  double* u = scaled_.data();
  double along = 0.0;
  for (std::size_t i = 0; i < assets_; ++i) {
    u[i] = scale_[i] * x[i];
    along += sum_[i] * u[i];
    y[i] = own_[i] * u[i];
  }
  along /= static_cast<double>(window_);
  std::size_t i = 0;
  for (; i + 2 <= assets_; i += 2) {
    const double *first = row(i), *second = row(i + 1);
    const Pair u0 = both(u[i]), u1 = both(u[i + 1]);
    Pair sum0 = both(0.0), sum1 = both(0.0);
    for (std::size_t j = 0; j < i; j += 2) {
      const Pair a = load(first + j), b = load(second + j), v = load(u + j);
      sum0 += a * v;
      sum1 += b * v;
      store(y + j, (load(y + j) + a * u0) + b * u1);
    }
    const double between = second[i];
    y[i] += (sum0[0] + sum0[1]) + between * u[i + 1];
    y[i + 1] += (sum1[0] + sum1[1]) + between * u[i];
  }
  if (i < assets_) {
    const double* last = row(i);
    double sum = 0.0;
    for (std::size_t j = 0; j < i; ++j) {
      sum += last[j] * u[j];
      y[j] += last[j] * u[i];
    }
    y[i] += sum;
  }
  for (i = 0; i < assets_; ++i) y[i] = scale_[i] * (y[i] - sum_[i] * along);
}

double SlidingCovariance::at(std::size_t i, std::size_t j) const {
  if (i == j) return scale_[i] > 0.0 ? 1.0 : 0.0;
  const double pairs = i > j ? row(i)[j] : row(j)[i];
  return (pairs - sum_[i] * sum_[j] / static_cast<double>(window_)) * scale_[i] * scale_[j];
}

}  // namespace tu::quant
