#include "quant/regime.h"

#include <cmath>

namespace tu::quant {

std::string_view name_of(RegimeLabel label) {
  switch (label) {
    case RegimeLabel::downtrend:
      return "DOWNTREND";
    case RegimeLabel::uptrend:
      return "UPTREND";
    case RegimeLabel::volatile_:
      return "VOLATILE";
    case RegimeLabel::ranging:
      return "RANGING";
    case RegimeLabel::unknown:
      break;
  }
  return "UNKNOWN";
}

std::vector<std::string_view> label_names() {
  using L = RegimeLabel;
  return {name_of(L::downtrend), name_of(L::uptrend), name_of(L::volatile_), name_of(L::ranging)};
}

RegimeParams RegimeParams::scaled_to(double bar_seconds) const {
  RegimeParams scaled = *this;
  const double factor = std::sqrt(bar_seconds / 3600.0);
  scaled.atr_hi *= factor;
  scaled.bw_hi *= factor;
  return scaled;
}

RegimeClassifier::RegimeClassifier(const RegimeParams& params)
    : params_(params),
      fast_(params.fast),
      slow_(params.slow),
      atr_(params.atr_n),
      bands_(params.bb_n, params.bb_k) {}

RegimeLabel RegimeClassifier::add(double high, double low, double close) {
  const Bands bands = bands_.add(close);
  // The middle of the bands is the same average, when it is of as many bars.
  fast_now_ = params_.fast == params_.bb_n ? bands.mid : fast_.add(close);
  slow_now_ = slow_.add(close);
  atr_now_ = atr_.add(high, low, close);
  const bool usable = good_bar(high, low, close) && close > 0.0;
  good_ = !usable ? 0 : good_ < params_.slow ? good_ + 1 : good_;
  if (good_ < params_.slow || !known(bands.mid)) return RegimeLabel::unknown;
  return regime_of(params_, close, fast_now_, slow_now_, atr_now_, bands.bandwidth());
}

}  // namespace tu::quant
