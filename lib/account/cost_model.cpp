#include "account/cost_model.h"

#include <array>

#include "base/random.h"

namespace tu::account {

namespace {

constexpr Decimal percent(int n) {
  return Decimal::from_raw(static_cast<Decimal::Raw>(n) * 10'000'000'000'000'000);
}
constexpr Decimal basis_points(int n) {
  return Decimal::from_raw(static_cast<Decimal::Raw>(n) * 100'000'000'000'000);
}
const Decimal one = Decimal::from_integer(1);
const Decimal maker_entries = percent(62), maker_exits = percent(50), confirmed = percent(40);
const Decimal refund = basis_points(2), edge = basis_points(5);

bool stopped(const OrderState& o) {
  return o.kind == "stop" || o.exit_rule == "stop" || o.exit_rule == "vol_stop" ||
         o.exit_rule == "liquidation";
}

// One draw for each question and order, whenever it is asked.
bool chance(std::uint64_t seed, const OrderState& o, std::string_view question, Decimal probability) {
  return random_unit(seed, stream_of(question), stream_of(o.id)) < probability.to_real();
}

}  // namespace

Decimal CostModel::rate(const FeeTier& tier, const OrderState& o, bool maker) const {
  const Decimal plain = (maker ? tier.maker : tier.taker) * scale;
  if (kind == Kind::venue || maker || stopped(o)) return plain;
  const Decimal part = o.reduces() ? maker_exits : maker_entries;
  const Decimal blend = (tier.maker * part + tier.taker * (one - part)) * scale;
  if (kind != Kind::dice) return blend;
  Decimal gift;
  if (chance(seed, o, "refund", part)) gift += refund;
  if (o.reduces() && chance(seed, o, "edge", confirmed)) gift += edge;
  return blend - gift;
}

std::optional<Decimal> CostModel::worse_by(const OrderState& o) const {
  if (kind != Kind::reference) return std::nullopt;
  return o.reduces() ? basis_points(stopped(o) ? 5 : 2) : Decimal{};
}

std::string_view CostModel::name(std::string_view model) const {
  if (kind == Kind::venue) return model;
  static constexpr std::array<std::array<std::string_view, 4>, 3> names = {
      {{"candle-1", "candle-1+smart-placer", "candle-1+dice", "candle-1+reference"},
       {"quote-1", "quote-1+smart-placer", "quote-1+dice", "quote-1+reference"},
       {"book-1", "book-1+smart-placer", "book-1+dice", "book-1+reference"}}};
  for (const auto& row : names)
    if (row[0] == model) return row[static_cast<std::size_t>(kind)];
  return model;
}

std::optional<CostModel::Kind> cost_kind(std::string_view name) {
  if (name == "venue") return CostModel::Kind::venue;
  if (name == "smart-placer") return CostModel::Kind::smart_placer;
  if (name == "dice") return CostModel::Kind::dice;
  if (name == "reference") return CostModel::Kind::reference;
  return std::nullopt;
}

}  // namespace tu::account
