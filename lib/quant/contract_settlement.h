// Settling a binary contract on paper: which price ends it, and what it made.
//
// A market's own rule and source go first; this is the fallback when it names none: the sample nearest to
// expiry, else the median of the venues, else wait, and after 12 s nobody knows. Times are milliseconds.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "quant/contract_entry.h"
#include "quant/spot_estimates.h"

namespace tu::quant {

struct SettlementPrice {
  std::string_view
      status;  // OPEN, SETTLED, WAIT, UNRESOLVED (release the reservation, book nothing, raise an alarm)
  double price = absent;
  std::string_view source;  // history (within 5 s of expiry, ties earlier), median; empty when there is none
};
SettlementPrice settlement_price(std::span<const TimedPrice> samples, std::int64_t expiry_ms,
                                 std::int64_t now_ms, double median_now = absent);

struct ContractResult {
  bool win = false;
  double gross = 0.0;  // of the stake: 1/entry - 1, or -1
  double net = 0.0;    // less the costs, charged once
  double pnl = 0.0;
};
// Up wins only above the start; a tie is down.
ContractResult settle_contract(Outcome side, double entry_price, double notional, double start_spot,
                               double end_spot, double fee_bps = 10.0, double slip_bps = 8.0);

}  // namespace tu::quant
