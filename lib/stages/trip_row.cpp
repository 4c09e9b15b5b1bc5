// The row of a round trip.
#include "stages/json_text.h"
#include "stages/settle_rows.h"

namespace tu::stages {
namespace {

using account::Closing;

// Amounts in one currency, and what could not be brought into it.
class Sums {
 public:
  Sums(Atom currency, const account::Marks& marks, TsUs now)
      : currency_(currency), marks_(marks), now_(now) {}

  // Nothing when there is no rate. The rate is noted once it is used.
  std::optional<Decimal> rate(Atom from) {
    if (from == currency_) return Decimal::from_integer(1);
    const auto r = marks_.rate(from, currency_, now_);
    const auto exact = r ? Decimal::from_real(*r) : std::nullopt;
    if (exact) rates_[std::string(name_of(from)) + "-" + std::string(name_of(currency_))] = *exact;
    return exact;
  }
  void leave_out(Atom currency, Decimal result) { left_out_[std::string(name_of(currency))] += result; }
  std::string rates() const { return object(rates_); }
  std::string left_out() const { return object(left_out_); }

 private:
  static std::string object(const std::map<std::string, Decimal>& by_name) {
    if (by_name.empty()) return {};
    JsonText j;
    j.open('{');
    for (const auto& [name, amount] : by_name) j.key(name).decimal(amount);
    return j.close('}').text();
  }
  Atom currency_;
  const account::Marks& marks_;
  TsUs now_;
  std::map<std::string, Decimal> rates_, left_out_;
};

struct Figures {
  Decimal entry, exit, gross, fees, funding, slippage, against, with;  // entry and exit are prices
  void add(const Figures& f, Decimal rate) {
    gross += f.gross * rate;
    fees += f.fees * rate;
    funding += f.funding * rate;
    slippage += f.slippage * rate;
    against += f.against * rate;
    with += f.with * rate;
  }
};

Decimal price(double x) {
  return Decimal::from_real(x).value_or(Decimal{});
}

// In the leg's own quote currency, fees in third currencies left out.
Figures figures(const RoundTrip::Leg& leg) {
  const Closing& c = leg.closing;
  const Decimal qty = c.qty.abs();
  Figures f{c.entry_value / qty, c.exit_value / qty, c.gross(), c.fees, c.funding, c.slippage, {}, {}};
  // Excursions from the average entry, the fills' own prices included.
  Decimal low = min(f.entry, f.exit), high = max(f.entry, f.exit);
  if (leg.range) {
    low = min(low, price(leg.range->low));
    high = max(high, price(leg.range->high));
  }
  const bool was_short = c.qty.negative();
  f.against = (was_short ? f.entry - high : low - f.entry) * qty;
  f.with = (was_short ? f.entry - low : high - f.entry) * qty;
  return f;
}

std::string legs_json(const RoundTrip& trip) {
  JsonText j;
  j.open('[');
  for (const RoundTrip::Leg& leg : trip.legs) {
    const Figures f = figures(leg);
    j.open('{').key("venue").string(name_of(leg.venue)).key("symbol").string(name_of(leg.symbol));
    j.key("qty").decimal(leg.closing.qty).key("entry").decimal(f.entry).key("exit").decimal(f.exit);
    j.key("gross").decimal(f.gross).key("fees").decimal(f.fees).key("funding").decimal(f.funding).close('}');
  }
  return j.close(']').text();
}

// The sum over the legs, each brought into the first one's currency.
Figures total(const RoundTrip& trip, Sums& sums) {
  Figures all = figures(trip.legs.front());
  for (const RoundTrip::Leg& leg : trip.legs) {
    const Figures f = figures(leg);
    const auto rate = sums.rate(leg.quote);
    if (!rate)
      sums.leave_out(leg.quote, f.gross - f.fees - f.funding);
    else if (&leg != &trip.legs.front())
      all.add(f, *rate);
    for (const auto& [currency, fee] : leg.closing.other_fees) {
      const auto of_fee = sums.rate(currency);
      if (of_fee)
        all.fees += fee * *of_fee;
      else
        sums.leave_out(currency, -fee);
    }
  }
  return all;
}

RoundTrip trip_of_exit(const account::OrderState& exit) {
  RoundTrip trip;
  trip.id = exit.id;
  trip.exit_rule = exit.exit_rule;
  trip.strategy = exit.strategy;
  trip.legs.push_back({exit.venue, exit.symbol, exit.closing});
  for (int n = 1; n <= exit.fills; ++n) trip.fills.push_back(exit.id + "/" + std::to_string(n));
  return trip;
}

RoundTrip trip_of_group(const std::string& name, const account::Group& g) {
  RoundTrip trip;
  const account::Group::Leg* last = nullptr;
  for (const account::Group::Leg& leg : g.legs) {
    if (leg.closing.qty.is_zero()) continue;
    if (!last || leg.closing.closed >= last->closing.closed) last = &leg;
    trip.legs.push_back({leg.venue, leg.symbol, leg.closing});
    trip.fills.insert(trip.fills.end(), leg.fills.begin(), leg.fills.end());
  }
  trip.id = name + "/" + last->exit;
  trip.group = name;
  trip.exit_rule = last->exit_rule;
  trip.strategy = last->strategy;
  return trip;
}

}  // namespace

std::vector<RoundTrip> round_trips(const account::Account& a, const Excursions& excursions) {
  std::vector<RoundTrip> trips;
  for (const account::OrderState* exit : a.unbooked()) trips.push_back(trip_of_exit(*exit));
  for (const auto& [name, group] : a.groups())
    if (group.over() && group.waits()) trips.push_back(trip_of_group(name, group));
  for (RoundTrip& trip : trips)
    for (RoundTrip::Leg& leg : trip.legs) {
      leg.range = excursions.range({trip.strategy, leg.venue, leg.symbol});
      leg.quote = a.quote_of(leg.venue, leg.symbol);
    }
  return trips;
}

Event& pnl_row(const RoundTrip& trip, TsUs ts, const account::Marks& marks, std::string_view account,
               Out& out) {
  const RoundTrip::Leg& first = trip.legs.front();
  Sums sums(first.quote, marks, ts);
  const Figures f = total(trip, sums);
  TsUs opened = first.closing.opened;
  for (const RoundTrip::Leg& leg : trip.legs) opened = std::min(opened, leg.closing.opened);
  Event& e = out.make(Type::pnl, ts, first.venue, first.symbol);
  const auto text = [&](Field field, const std::string& value) {
    if (!value.empty()) e.set_text(field, out.keep(value));
  };
  e.set_text(Field{Type::pnl, "strategy"}, name_of(trip.strategy));
  e.set(Field{Type::pnl, "qty"}, first.closing.qty);
  e.set(Field{Type::pnl, "gross"}, f.gross);
  e.set(Field{Type::pnl, "fees"}, f.fees);
  e.set(Field{Type::pnl, "funding"}, f.funding);
  e.set(Field{Type::pnl, "net"}, f.gross - f.fees - f.funding);
  e.set(Field{Type::pnl, "entry"}, f.entry);
  e.set(Field{Type::pnl, "exit"}, f.exit);
  e.set_integer(Field{Type::pnl, "opened"}, opened);
  text(Field{Type::pnl, "exit_rule"}, trip.exit_rule.empty() ? "signal" : trip.exit_rule);
  e.set(Field{Type::pnl, "mae"}, f.against);
  e.set(Field{Type::pnl, "mfe"}, f.with);
  text(Field{Type::pnl, "id"}, trip.id);
  e.set(Field{Type::pnl, "slippage"}, f.slippage);
  text(Field{Type::pnl, "signals"}, first.closing.signals);
  if (first.closing.value == first.closing.value) e.set(Field{Type::pnl, "value"}, first.closing.value);
  if (account != "main") text(Field{Type::pnl, "account"}, std::string(account));
  text(Field{Type::pnl, "group"}, trip.group);
  if (!trip.group.empty()) text(Field{Type::pnl, "legs"}, legs_json(trip));
  text(Field{Type::pnl, "rates"}, sums.rates());
  text(Field{Type::pnl, "unconverted"}, sums.left_out());
  text(Field{Type::pnl, "cause"}, json_names(trip.fills));
  return e;
}

}  // namespace tu::stages
