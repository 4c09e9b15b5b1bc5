#include "quant/order_flow.h"

namespace tu::quant {

double OrderFlow::add(double bid, double bid_size, double ask, double ask_size) {
  const bool good =
      known_positive(bid) && known_positive(ask) && good_volume(bid_size) && good_volume(ask_size);
  if (!good) {
    bid_ = ask_ = absent;
    return absent;
  }
  double flow = absent;
  if (known(bid_)) {
    flow = (bid >= bid_ ? bid_size : 0.0) - (bid <= bid_ ? bid_size_ : 0.0) - (ask <= ask_ ? ask_size : 0.0) +
           (ask >= ask_ ? ask_size_ : 0.0);
  }
  bid_ = bid;
  bid_size_ = bid_size;
  ask_ = ask;
  ask_size_ = ask_size;
  return flow;
}

std::vector<double> bucket_flow(std::span<const double> flow, int events) {
  std::vector<double> sums;
  if (events < 1 || flow.empty()) return sums;
  const auto size = static_cast<std::size_t>(events);
  for (std::size_t from = 1; from + size <= flow.size(); from += size) {
    double sum = 0.0;
    for (std::size_t i = from; i < from + size; ++i) sum += known(flow[i]) ? flow[i] : 0.0;
    sums.push_back(sum);
  }
  return sums;
}

}  // namespace tu::quant
