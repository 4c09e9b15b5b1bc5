// Rows of the account: money, days, halts, policies; and what is forgotten.
#include "account/fold.h"

#include "account/valuation.h"

namespace tu::account {
namespace {

constexpr DurUs keep_orders = us_per_day, keep_decided = 8 * us_per_day, keep_entries = 2 * us_per_day;
constexpr DurUs keep_volume = 31 * us_per_day;
constexpr std::size_t keep_trips = 100;

}  // namespace

std::string_view account_of(const Event& row) {
  int slot = find_slot(row.type, "account");
  if (slot < 0 || !(row.present >> slot & 1)) return "main";
  return {row.slots[slot].text.data, row.slots[slot].text.size};
}

Status Account::fold(const Event& row) {
  bool for_all = find_slot(row.type, "account") < 0;  // modes, policies, instruments, promotions, resolutions
  if (for_all || account_of(row) == name_)
    if (Status st = Fold(*this, row).apply(); !st) return st;
  ++rows_;
  return {};
}

Status Fold::apply() {
  if (day_start(e_.ts) > a_.pruned_) prune();
  switch (e_.type) {
    case Type::deposit:
      return deposit();
    case Type::order:
      return approval();
    case Type::reject:
      return refusal();
    case Type::order_update:
      return update();
    case Type::fill:
      return fill();
    case Type::charge:
      return charge();
    case Type::pnl:
      return pnl();
    case Type::day:
      return day();
    case Type::account:
      return valuation();
    case Type::halt:
      return halt();
    case Type::policy:
      return policy();
    case Type::resolution:
      return resolution();
    case Type::factor:
      factor();
      return {};
    case Type::envelope:
      envelope();
      return {};
    case Type::posture:
      posture();
      return {};
    case Type::resume:
      a_.halts_.clear();
      return {};
    case Type::mode:
      a_.mode_ = e_.text(Field{Type::mode, "mode"});
      return {};
    case Type::instrument:
      instrument();
      return {};
    case Type::promotion:
      a_.strategies_[intern(e_.text(Field{Type::promotion, "strategy"}))].stage =
          e_.text(Field{Type::promotion, "stage"});
      return {};
    default:
      return {};
  }
}

Status Fold::deposit() {
  constexpr Field currency{Type::deposit, "currency"}, amount{Type::deposit, "amount"};
  Atom c = intern(e_.text(currency));
  Decimal x = e_.decimal(amount);
  if (x.negative() && a_.free_cash(c) + x < Decimal{})
    return impossible("withdrawal of " + (-x).str() + " " + std::string(name_of(c)) + " from " +
                      a_.free_cash(c).str() + " free");
  a_.cash_[c] += x;
  a_.flows_.push_back({e_.ts, c, x});
  a_.flows_since_day_[c] += x;
  a_.flows_since_base_[c] += x;
  return {};
}

Status Fold::charge() {
  constexpr Field strategy{Type::charge, "strategy"}, amount{Type::charge, "amount"},
      currency{Type::charge, "currency"};
  Atom s = intern(e_.text(strategy));
  a_.cash_[intern(e_.text(currency))] -= e_.decimal(amount);
  if (Position* p = a_.positions_.edit({s, e_.venue, e_.symbol})) {
    p->funding += e_.decimal(amount);
    return {};
  }
  // The position was closed in this very instant: the exit that waits to be booked bears it.
  for (auto id = a_.closing_.rbegin(); id != a_.closing_.rend(); ++id) {
    const OrderState& o = *a_.orders_.find(*id);
    if (o.strategy != s || o.venue != e_.venue || o.symbol != e_.symbol) continue;
    find(*id)->closing.funding += e_.decimal(amount);
    return {};
  }
  for (auto& [name, group] : a_.groups_)
    for (Group::Leg& leg : group.legs)
      if (leg.strategy == s && leg.venue == e_.venue && leg.symbol == e_.symbol &&
          !leg.closing.qty.is_zero()) {
        leg.closing.funding += e_.decimal(amount);
        return {};
      }
  return {};
}

void Fold::drop_if_booked(OrderState& o) {
  o.closing = {};
  drop(a_.closing_, o.id);
}

Status Fold::pnl() {
  constexpr Field id{Type::pnl, "id"}, strategy{Type::pnl, "strategy"}, net{Type::pnl, "net"},
      qty{Type::pnl, "qty"};
  constexpr Field entry{Type::pnl, "entry"}, value{Type::pnl, "value"}, group{Type::pnl, "group"};
  StrategyState& s = a_.strategies_[intern(e_.text(strategy))];
  Decimal n = e_.decimal(net);
  s.trips.push_back(
      {e_.ts, n, e_.decimal(qty).abs() * e_.decimal(entry), e_.has(value) ? e_.real(value) : quant::absent});
  if (s.trips.size() > keep_trips) s.trips.pop_front();
  if (n.sign() > 0) s.streak = std::max(s.streak, 0) + 1;
  if (n.sign() < 0) s.streak = std::min(s.streak, 0) - 1;
  ++a_.trips_since_day_;
  s.last_exit = std::max(s.last_exit, e_.ts);
  TsUs& of = s.last_exit_of[e_.symbol];
  of = std::max(of, e_.ts);
  if (e_.has(group) && e_.text(id).starts_with(std::string(e_.text(group)) + "/"))
    booked_group(e_.text(group));
  else if (OrderState* o = find(e_.text(id)))
    drop_if_booked(*o);
  return {};
}

void Fold::set_unit_base(Decimal units, Decimal unit_value, Decimal peak) {
  a_.unit_base_ = UnitBase{e_.ts, units, unit_value};
  a_.flows_since_base_.clear();
  raise_peak(max(peak, unit_value));
}

void Fold::raise_peak(Decimal unit_value) {
  if (unit_value <= a_.peak_unit_value_) return;
  a_.peak_unit_value_ = unit_value;
  a_.halted_since_peak_.clear();
}

Status Fold::day() {
  constexpr Field date{Type::day, "date"}, equity{Type::day, "equity"}, units{Type::day, "units"};
  constexpr Field unit_value{Type::day, "unit_value"}, peak{Type::day, "peak"};
  if (a_.day_ && e_.text(date) <= a_.day_->date)
    return impossible("day " + quoted(e_.text(date)) + " is not after " + quoted(a_.day_->date));
  set_unit_base(e_.decimal(units), e_.decimal(unit_value), e_.decimal(peak));
  a_.day_ =
      DayRow{std::string(e_.text(date)), e_.ts, e_.decimal(equity), e_.decimal(units), e_.decimal(unit_value),
             a_.peak_unit_value_};
  a_.flows_since_day_.clear();
  a_.trips_since_day_ = 0;
  a_.halts_.erase(std::remove_if(a_.halts_.begin(), a_.halts_.end(),
                                 [&](const Halt& h) { return h.until_day && h.since < e_.ts; }),
                  a_.halts_.end());
  a_.halted_today_.clear();
  for (const Halt& h : a_.halts_)
    if (h.until_day) a_.halted_today_[h.rule] = 1;  // it began in this very instant
  return {};
}

Status Fold::valuation() {
  constexpr Field units{Type::account, "units"}, unit_value{Type::account, "unit_value"};
  if (e_.has(units) && e_.has(unit_value))
    set_unit_base(e_.decimal(units), e_.decimal(unit_value), Decimal{});
  return {};
}

Status Fold::halt() {
  constexpr Field kind{Type::halt, "kind"}, reason{Type::halt, "reason"}, rule{Type::halt, "rule"};
  constexpr Field until_day{Type::halt, "until_day"}, marks{Type::halt, "marks"};
  raise_peak(peak_of(e_.text(marks)));  // before the halt is counted: those before it are over
  std::string_view k = e_.text(kind);
  if (k != "entries" && k != "flat" && k != "all")
    return impossible("kind " + quoted(k) + " is not entries, flat or all");
  for (const Halt& h : a_.halts_)
    if (h.kind == k && h.rule == e_.text(rule) && h.until_day == e_.flag(until_day)) return {};
  const bool stands =
      std::any_of(a_.halts_.begin(), a_.halts_.end(), [&](const Halt& h) { return h.rule == e_.text(rule); });
  if (!stands) ++(e_.flag(until_day) ? a_.halted_today_ : a_.halted_since_peak_)[std::string(e_.text(rule))];
  a_.halts_.push_back(
      {std::string(k), std::string(e_.text(rule)), std::string(e_.text(reason)), e_.flag(until_day), e_.ts});
  return {};
}

Status Fold::policy() {
  constexpr Field body{Type::policy, "body"}, name{Type::policy, "name"};
  // One floor policy a name; a new text replaces it, an empty one takes it away.
  auto it = std::find(a_.policy_names_.begin(), a_.policy_names_.end(), e_.text(name));
  if (it != a_.policy_names_.end()) {
    a_.policies_.erase(a_.policies_.begin() + (it - a_.policy_names_.begin()));
    a_.policy_names_.erase(it);
  }
  if (e_.text(body).empty()) return {};
  a_.policies_.emplace_back(e_.text(body));
  a_.policy_names_.emplace_back(e_.text(name));
  return {};
}

void Fold::instrument() {
  if (auto i = instrument_from_event(e_)) a_.instruments_[{e_.venue, e_.symbol}] = *i;
}

// Once a UTC day of row time: what is too old to matter is forgotten, so memory does not grow with the
// journal.
void Fold::prune() {
  TsUs now = a_.pruned_ = day_start(e_.ts);
  std::erase_if(a_.finished_, [&](const std::string& id) {
    const OrderState* o = a_.orders_.find(id);
    if (o && (!o->closing.qty.is_zero() || o->updated >= now - keep_orders)) return false;
    a_.orders_.erase(id);
    return true;
  });
  std::erase_if(a_.decided_, [&](const Account::Decided& d) { return d.ts < now - keep_decided; });
  while (!a_.entries_.empty() && a_.entries_.front().first < now - keep_entries) a_.entries_.pop_front();
  while (!a_.exits_.empty() && a_.exits_.front() < now - keep_entries) a_.exits_.pop_front();
  while (!a_.volume_.empty() && a_.volume_.begin()->first.first < now - keep_volume)
    a_.volume_.erase(a_.volume_.begin());
  // A position that lost is held until its own resolution comes, and stays worth nothing.
  a_.resolved_.forget_before(now - keep_volume, [&](Atom venue, Atom symbol) {
    for (const Position& p : a_.positions_)
      if ((venue == Atom::none || venue == p.venue) && of_one_market(symbol, p.symbol)) return true;
    return false;
  });
}

}  // namespace tu::account
