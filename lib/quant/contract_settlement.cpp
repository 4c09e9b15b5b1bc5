#include "quant/contract_settlement.h"

namespace tu::quant {

SettlementPrice settlement_price(std::span<const TimedPrice> samples, std::int64_t expiry_ms,
                                 std::int64_t now_ms, double median_now) {
  if (now_ms < expiry_ms) return {"OPEN", absent, ""};
  const TimedPrice* best = nullptr;
  const auto distance = [&](const TimedPrice& s) {
    return s.ts_ms > expiry_ms ? s.ts_ms - expiry_ms : expiry_ms - s.ts_ms;
  };
  for (const TimedPrice& s : samples) {
    if (!known_positive(s.price) || distance(s) > 5000) continue;
    const bool nearer = !best || distance(s) < distance(*best);
    const bool earlier = best && distance(s) == distance(*best) && s.ts_ms < best->ts_ms;
    if (nearer || earlier) best = &s;
  }
  if (best) return {"SETTLED", best->price, "history"};
  if (known_positive(median_now)) return {"SETTLED", median_now, "median"};
  return {now_ms - expiry_ms < 12'000 ? "WAIT" : "UNRESOLVED", absent, ""};
}

ContractResult settle_contract(Outcome side, double entry_price, double notional, double start_spot,
                               double end_spot, double fee_bps, double slip_bps) {
  ContractResult out;
  const bool up = end_spot > start_spot;
  out.win = side == Outcome::up ? up : side == Outcome::down && !up;
  out.gross = out.win ? 1.0 / entry_price - 1.0 : -1.0;
  out.net = out.gross - (fee_bps + slip_bps) / 1e4;
  out.pnl = notional * out.net;
  return out;
}

}  // namespace tu::quant
