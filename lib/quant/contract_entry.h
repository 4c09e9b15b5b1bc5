// Entering a binary contract: the edge over the ask net of costs, and the checks that all must hold.
//
// Prices and probabilities are in [0, 1], costs in basis points of the stake, ages in milliseconds.
#pragma once

#include <string_view>
#include <vector>

#include "quant/number.h"

namespace tu::quant {

enum class Outcome { none, up, down };
std::string_view name_of(Outcome outcome);  // "NONE", "UP", "DOWN"

struct ContractEdge {
  double net_up = absent;
  double net_down = absent;
  Outcome side =
      Outcome::none;  // of the larger edge, ties up; a side without fair value or ask is never chosen
};
// fair/ask - 1 - costs: always the ask, never the middle.
ContractEdge contract_edge(double fair_yes, double fair_no, double ask_yes, double ask_no,
                           double fee_bps = 10.0, double slip_bps = 8.0);

struct EntryQuotes {
  Outcome side = Outcome::none;
  double yes_bid = absent, yes_ask = absent, no_bid = absent, no_ask = absent;
  double net_edge = absent;
  double seconds_left = absent;
  bool has_position = false;
  bool enabled = false;
  double yes_age_ms = absent, no_age_ms = absent, spot_age_ms = absent;
};
// The checks that failed, of parity, price_band, spread, edge, time, no_position, enabled, book_fresh,
// spot_fresh in this order. None: enter. What is missing fails.
std::vector<std::string_view> failed_entry_checks(const EntryQuotes& quotes, double min_edge = 0.004);

}  // namespace tu::quant
