// CostModel: what a simulated fill pays besides its price.
//
//   venue         the maker's or the taker's fee, as it filled. Nothing is credited that no market event
//   gave. smart-placer  orders that took pay a blend of both fees, as if part of them had rested first: 62%
//   of entries
//                 and 50% of exits; stops pay the taker's. An assumption, and so named in every fill.
//   dice          the same, and the source's gifts by chance: 2 bps where the order would have rested, 5 bps
//   at
//                 40% of the round trips. For comparison with its figures, nothing else: drawn by counting
//                 from the seed and the order's id.
//   reference     fills as the source's loop over bars assumes them: entries at the market event's own price,
//   exits 2 bps
//                 worse and stops 5, no spread; the blended fees, of exits too on what the entry was worth.
//                 For proving that a pipeline decides as that loop does, trade for trade.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "account/account.h"
#include "account/instrument.h"

namespace tu::account {

struct CostModel {
  enum class Kind : std::uint8_t { venue, smart_placer, dice, reference } kind = Kind::venue;
  Decimal scale = Decimal::from_integer(1);  // of fees, half spread and slippage
  std::uint64_t seed = 0;

  // Of the notional; the dice's may be negative.
  Decimal rate(const FeeTier& tier, const OrderState& o, bool maker) const;
  // How much worse than the market event's price a taker fills, of that price; nothing: as the market event
  // and the venue say.
  std::optional<Decimal> worse_by(const OrderState& o) const;
  bool fees_on_entry() const { return kind == Kind::reference; }
  // The name of the fill model with what was assumed of its costs.
  std::string_view name(std::string_view model) const;
};

std::optional<CostModel::Kind> cost_kind(std::string_view name);

}  // namespace tu::account
