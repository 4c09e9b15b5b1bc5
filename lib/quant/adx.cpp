#include "quant/adx.h"

namespace tu::quant {

Direction Adx::warm_up(double plus, double minus, double range) {
  sum_up(index_ < n_ ? 1.0 : keep_, plus, minus, range);
  if (index_ < n_) return {};
  if (moved()) adx_ += dx();
  if (index_ < 2 * n_ - 1) return result(absent);
  adx_ /= n_;
  return result(adx_);
}

}  // namespace tu::quant
