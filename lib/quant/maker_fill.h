// MakerFill: how often an order that joins the back of the best price is filled within a time.
//
// One order a side is imagined at a time. It is filled when a trade goes through its price, or when more has
// been traded at its price than stood before it; else it ends unfilled when the time is over, and the next
// one begins. The figure is the mean over the last outcomes, newer ones weighing more. Threads: none.
#pragma once

#include <cstdint>

#include "quant/order_book.h"

namespace tu::quant {

class MakerFill {
 public:
  MakerFill(std::int64_t horizon, int memory = 100) : horizon_(horizon), share_(1.0 / memory) {}

  // A trade: `sold` when the aggressor sold, so that bids are filled.
  void trade(double price, double size, bool sold) {
    Order& o = sold ? bid_ : ask_;
    if (!o.open) return;
    const bool through = sold ? price < o.price : price > o.price;
    if (price == o.price) o.ahead -= size;
    if (through || o.ahead < 0.0) end(o, 1.0);
  }
  // The best prices at a time; times rise.
  void quote(const Top& top, std::int64_t ts) {
    at(bid_, top.bid, ts);
    at(ask_, top.ask, ts);
  }
  void forget_orders() { bid_.open = ask_.open = false; }  // nothing is known of what happens to them
  double probability() const { return outcomes_ >= 10 ? mean_ : absent; }

 private:
  struct Order {
    bool open = false;
    double price = 0.0, ahead = 0.0;
    std::int64_t until = 0;
  };
  void at(Order& o, Level best, std::int64_t ts) {
    if (o.open && ts >= o.until) end(o, 0.0);
    if (o.open) return;
    o = {true, best.price, best.size, ts + horizon_};
  }
  void end(Order& o, double outcome) {
    o.open = false;
    ++outcomes_;
    const double share = 1.0 / outcomes_ > share_ ? 1.0 / outcomes_ : share_;
    mean_ += share * (outcome - mean_);
  }
  std::int64_t horizon_;
  double share_;
  Order bid_, ask_;
  int outcomes_ = 0;
  double mean_ = 0.0;
};

}  // namespace tu::quant
