// Route: where an order costs least. The all-in price of a quantity at one venue is what its displayed depth
// gives, level by level, the taker fee of the tier in force, and a fixed cost (gas). Pure: doubles, because
// nothing of it is ever booked.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "account/instrument.h"
#include "quant/order_book.h"

namespace tu::account {

// What is displayed at a venue now: a book, or only the best level.
struct Displayed {
  const quant::OrderBook* book = nullptr;  // usable, or null
  double bid = 0, bid_size = 0, ask = 0, ask_size = 0;
};

struct RouteCost {
  double filled = 0;  // of the quantity; less when not enough is displayed
  double price = 0;   // average of what is filled, without costs
  double fee = 0;     // in quote
  double all_in = 0;  // a unit of base, fee and gas included: what a buyer pays, what a seller gets
};
// Nothing when nothing is displayed on that side.
std::optional<RouteCost> route_cost(const Displayed& d, bool buy, double qty, double taker, double gas);

struct Candidate {
  std::string venue;
  RouteCost cost;
};
// The best place in the list: who can fill all before who cannot, then the better all-in price, then the
// name.
std::optional<std::size_t> best_route(const std::vector<Candidate>& all, bool buy, double qty);

}  // namespace tu::account
