#include "quant/signals.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "quant/lean.h"
#include "quant/stats.h"

namespace tu::quant {
namespace {

Signal signal_of(double lean) {
  return {lean > 0.0 ? Side::buy : lean < 0.0 ? Side::sell : Side::none, std::fabs(lean)};
}

Signal with_the_move(double x, double level, double span) {
  return signal_of(lean_with(x, level, span));
}

Signal against_extremes(double x, double low, double high, double span) {
  return signal_of(lean_against(x, {low, high, span, span}));
}

bool all_positive(std::span<const double> x) {
  return std::all_of(x.begin(), x.end(), [](double v) { return known_positive(v); });
}

}  // namespace

std::string_view name_of(Side side) {
  if (side == Side::buy) return "BUY";
  return side == Side::sell ? "SELL" : "NONE";
}

Signal rsi_signal(double rsi) {
  return against_extremes(rsi, 35.0, 65.0, 35.0);
}
Signal fear_greed_signal(double index) {
  return against_extremes(index, 25.0, 75.0, 25.0);
}

Signal momentum_signal(std::span<const double> closes) {
  if (closes.size() < 5 || !all_positive(closes.last(5))) return {};
  return with_the_move(closes.back() / closes[closes.size() - 5] - 1.0, 0.005, 0.025);
}

Signal book_signal(double imbalance) {
  if (!(std::fabs(imbalance) <= 1.0)) return {};
  return with_the_move(imbalance, 0.15, 0.35);
}

ArbitrageSignal arbitrage_signal(double price, std::span<const double> others) {
  std::vector<double> valid;
  for (const double p : others) {
    if (known_positive(p)) valid.push_back(p);
  }
  if (!known_positive(price) || valid.size() < 2) return {};
  const double deviation = price / median(valid) - 1.0;
  return {with_the_move(-deviation, 0.008, 0.012), deviation};
}

Signal uptick_signal(std::span<const double> closes, const UptickParams& params) {
  const auto n = static_cast<std::size_t>(std::max(params.window, 0));
  if (n < 3 || closes.size() < n || !all_positive(closes.last(n))) return {};
  const auto w = closes.last(n);
  std::size_t low = 0;
  for (std::size_t i = 1; i < n; ++i) {
    if (w[i] <= w[low]) low = i;
  }
  if (low == 0 || low > n - 3) return {};
  const double before = *std::max_element(w.begin(), w.begin() + static_cast<std::ptrdiff_t>(low));
  const double dip = 1.0 - w[low] / before;
  const double bounce = w[n - 1] / w[low] - 1.0;
  const bool rising = w[n - 1] > w[n - 2] && w[n - 2] > w[n - 3];
  if (!rising || !at_least(dip, params.min_dip) || !at_least(bounce, params.min_bounce)) return {};
  return {Side::buy, 0.6 + 0.4 * clamp(dip / 0.01, 0.0, 1.0)};
}

}  // namespace tu::quant
