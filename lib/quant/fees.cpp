#include "quant/fees.h"

namespace tu::quant {

FeeStanding fee_standing(double volume_30d, std::span<const FeeStep> schedule) {
  if (schedule.empty()) return {};
  const double volume = known_positive(volume_30d) ? volume_30d : 0.0;
  std::size_t at = 0;
  while (at + 1 < schedule.size() && volume >= schedule[at + 1].from) ++at;
  return {&schedule[at], at + 1 < schedule.size() ? schedule[at + 1].from - volume : absent};
}

RoundTrip round_trip(double spacing, double fee_in, double fee_out) {
  RoundTrip trip;
  trip.net_simple = spacing - fee_in - fee_out;
  trip.net_exact = (1.0 + spacing) * (1.0 - fee_out) - (1.0 + fee_in);
  trip.breakeven_simple = fee_in + fee_out;
  trip.breakeven_exact = (fee_in + fee_out) / (1.0 - fee_out);
  trip.profitable = above(trip.net_exact, 0.0);
  return trip;
}

}  // namespace tu::quant
