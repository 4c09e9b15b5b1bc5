#include "stages/shared_figures.h"

namespace tu::stages {
namespace {

// The first length of the first list that has one.
int first_of(std::initializer_list<const std::vector<int>*> lists, int otherwise) {
  for (const auto* list : lists)
    if (!list->empty()) return list->front();
  return otherwise;
}

}  // namespace

SharedFigures::SharedFigures(const IndicatorChoice& c) {
  params_.bars = first_of({&c.volume_ratio, &c.vwap_window, &c.sma}, params_.bars);
  if (c.bb.size() >= 2) {
    params_.bars = static_cast<int>(c.bb[0]);
    params_.width = c.bb[1];
  }
  for (const int n : c.sma)
    if (n != params_.bars) {
      params_.slow = n;
      break;
    }
  if (!c.ema.empty()) params_.ema_fast = c.ema[0];
  if (c.ema.size() > 1) params_.ema_slow = c.ema[1];
  params_.wilder = first_of({&c.adx, &c.rsi, &c.atr}, params_.wilder);

  const auto count = [&](const std::vector<int>& list, auto has) {
    for (const int n : list) count_ += has(n) ? 1 : 0;
  };
  count(c.sma, [&](int n) { return sma(n) != nullptr; });
  count(c.ema, [&](int n) { return ema(n) != nullptr; });
  count(c.rsi, [&](int n) { return rsi(n) != nullptr; });
  count(c.atr, [&](int n) { return atr(n) != nullptr; });
  count(c.vwap_window, [&](int n) { return vwap(n) != nullptr; });
  count(c.volume_ratio, [&](int n) { return volume_ratio(n) != nullptr; });
  count(c.adx, [&](int n) { return adx(n); });
  for (std::size_t i = 0; i + 1 < c.bb.size(); i += 2) count_ += bands(c.bb[i], c.bb[i + 1]) ? 1 : 0;
}

}  // namespace tu::stages
