#include "account/account.h"

#include <algorithm>
#include <array>

#include "base/random.h"
#include "base/text.h"

namespace tu::account {
namespace {

constexpr std::array<std::string_view, 9> phases{"approved",  "sent",     "open",    "partial", "filled",
                                                 "cancelled", "rejected", "expired", "unknown"};

int compare_names(Atom a, Atom b) {
  return a == b ? 0 : name_of(a).compare(name_of(b));
}

Decimal look_up(const std::map<Atom, Decimal>& m, Atom key) {
  auto it = m.find(key);
  return it == m.end() ? Decimal{} : it->second;
}

bool before(const std::pair<TsUs, Atom>& entry, TsUs ts) {
  return entry.first < ts;
}

}  // namespace

std::optional<OrderPhase> phase_from(std::string_view name) {
  for (std::size_t i = 0; i < phases.size(); ++i)
    if (phases[i] == name) return static_cast<OrderPhase>(i);
  return std::nullopt;
}
std::string_view phase_name(OrderPhase p) {
  return phases[static_cast<std::size_t>(p)];
}

int Account::ByNames::compare(const Position& p, const Key& key) {
  const auto& [strategy, venue, symbol] = key;
  if (const int c = compare_names(p.strategy, strategy)) return c;
  if (const int c = compare_names(p.venue, venue)) return c;
  return compare_names(p.symbol, symbol);
}

Decimal Account::cash(Atom currency) const {
  return look_up(cash_, currency);
}
Decimal Account::reserved(Atom currency) const {
  return look_up(reserved_, currency);
}

std::vector<Atom> Account::ordered_currencies() const {
  std::vector<Atom> list;
  for (const auto& [currency, amount] : cash_) list.push_back(currency);
  std::sort(list.begin(), list.end(), [](Atom a, Atom b) { return name_of(a) < name_of(b); });
  return list;
}

Decimal Account::flows_since(TsUs ts, Atom currency) const {
  Decimal sum;
  for (const Flow& f : flows_)
    if (f.ts >= ts && f.currency == currency) sum += f.amount;
  return sum;
}

Atom Account::only_currency() const {
  Atom only = Atom::none;
  for (const Flow& f : flows_) {
    if (only != Atom::none && only != f.currency) return Atom::none;
    only = f.currency;
  }
  return only;
}

const Position* Account::position(Atom strategy, Atom venue, Atom symbol) const {
  return positions_.find({strategy, venue, symbol});
}

Decimal Account::held(Atom venue, Atom symbol) const {
  Decimal sum;
  for (const Position& p : positions_)
    if (p.venue == venue && p.symbol == symbol) sum += p.qty;
  return sum;
}

std::vector<const Position*> Account::ordered_positions() const {
  std::vector<const Position*> list;
  list.reserve(positions_.size());
  for (const Position& p : positions_) list.push_back(&p);
  return list;
}

Market Account::market(Atom venue, Atom symbol) const {
  if (auto it = instruments_.find({venue, symbol}); it != instruments_.end()) return it->second.market;
  const auto& i = instrument_from_symbol(symbol);
  return i ? i->market : Market::spot;
}

Atom Account::quote_of(Atom venue, Atom symbol) const {
  auto it = instruments_.find({venue, symbol});
  const auto& named = instrument_from_symbol(symbol);
  if (it == instruments_.end() && !named) return Atom::none;
  const Instrument& i = it != instruments_.end() ? it->second : *named;
  return i.market == Market::perp ? i.settle : i.quote;
}

int Account::times_halted(std::string_view rule) const {
  const auto times = [&](const auto& by_rule) {
    const auto it = by_rule.find(rule);
    return it == by_rule.end() ? 0 : it->second;
  };
  return times(halted_today_) + times(halted_since_peak_);
}

const OrderState* Account::order(std::string_view id) const {
  return orders_.find(id);
}

std::optional<Decimal> OrderState::worth() const {
  const Decimal price = limit.sign() > 0 ? max(limit_worst, limit) : limit_worst;
  if (price.is_zero()) return std::nullopt;
  return Decimal::checked_mul(price, qty);
}

Decimal Account::out(Atom venue) const {
  return look_up(out_, venue);
}

bool Account::has_open_order(Atom strategy, Atom venue, Atom symbol) const {
  return std::any_of(working_.begin(), working_.end(), [&](const OrderState* o) {
    return o->strategy == strategy && o->venue == venue && o->symbol == symbol;
  });
}

Decimal Account::closing_qty(Atom strategy, Atom venue, Atom symbol) const {
  Decimal sum;
  for (const OrderState* o : working_) {
    if (o->venue != venue || o->symbol != symbol || (strategy != Atom::none && o->strategy != strategy))
      continue;
    const Position* p = position(o->strategy, venue, symbol);
    if (!p || p->qty.negative() != o->buy) continue;
    // Until the venue has the order that replaces it, both work, but only one of them will close.
    const auto next = std::find_if(working_.begin(), working_.end(),
                                   [&](const OrderState* x) { return x->replaces == o->id; });
    sum += next == working_.end() ? o->left() : max(o->left() - (*next)->left(), Decimal{});
  }
  return sum;
}

bool Account::approved_or_refused(std::string_view proposal_id) const {
  const std::uint64_t hash = stream_of(proposal_id);
  auto it = std::lower_bound(decided_.begin(), decided_.end(), hash,
                             [](const Decided& d, std::uint64_t h) { return d.hash < h; });
  return it != decided_.end() && it->hash == hash;
}

std::vector<const OrderState*> Account::unbooked() const {
  std::vector<const OrderState*> list;
  for (const std::string& id : closing_) {
    const OrderState& o = *orders_.find(id);
    if (is_final(o.phase) || !position(o.strategy, o.venue, o.symbol)) list.push_back(&o);
  }
  std::sort(list.begin(), list.end(), [](const OrderState* a, const OrderState* b) {
    return std::tie(a->closing.closed, a->id) < std::tie(b->closing.closed, b->id);
  });
  return list;
}

const StrategyState* Account::strategy(Atom name) const {
  auto it = strategies_.find(name);
  return it == strategies_.end() ? nullptr : &it->second;
}

int Account::entries_since(TsUs ts) const {
  return static_cast<int>(entries_.end() - std::lower_bound(entries_.begin(), entries_.end(), ts, before));
}
int Account::entries_since(TsUs ts, Atom strategy) const {
  return static_cast<int>(std::count_if(std::lower_bound(entries_.begin(), entries_.end(), ts, before),
                                        entries_.end(), [&](const auto& e) { return e.second == strategy; }));
}

int Account::exits_since(TsUs ts) const {
  return static_cast<int>(exits_.end() - std::lower_bound(exits_.begin(), exits_.end(), ts));
}

Decimal Account::volume_since(TsUs ts, Atom venue) const {
  Decimal sum;
  for (auto it = volume_.lower_bound({day_start(ts), Atom::none}); it != volume_.end(); ++it)
    if (it->first.second == venue) sum += it->second;
  return sum;
}

const DayRow* Account::today() const {
  return day_ ? &*day_ : nullptr;
}

bool Account::knows(const Event& row) const {
  constexpr Field order_id{Type::order, "id"}, reject_id{Type::reject, "id"}, fill_order{Type::fill, "id"};
  constexpr Field fill_id{Type::fill, "fill_id"}, update_id{Type::order_update, "id"},
      state{Type::order_update, "state"};
  constexpr Field filled{Type::order_update, "filled"}, attempt{Type::order_update, "attempt"};
  if (row.type == Type::order) return approved_or_refused(row.text(order_id));
  if (row.type == Type::reject) return approved_or_refused(row.text(reject_id));
  if (row.type == Type::fill) {
    const OrderState* o = order(row.text(fill_order));
    std::string_view id = row.text(fill_id);
    auto number = text::to_integer(id.substr(id.rfind('/') + 1));
    return o && number && *number <= o->fills;
  }
  if (row.type == Type::order_update) {
    const OrderState* o = order(row.text(update_id));
    auto phase = phase_from(row.text(state));
    if (o && row.has(attempt) && row.integer(attempt) != o->attempt && !is_final(o->phase))
      return row.integer(attempt) < o->attempt;
    return o && phase && (is_final(o->phase) || *phase <= o->phase) && o->filled >= row.decimal(filled);
  }
  return false;
}

}  // namespace tu::account
