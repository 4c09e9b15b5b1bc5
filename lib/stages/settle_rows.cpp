#include "stages/settle_rows.h"

#include "quant/number.h"
#include "stages/json_text.h"

namespace tu::stages {
namespace {

using account::Account;
using account::Position;

Decimal real_money(double x) {
  return Decimal::from_real(x).value_or(Decimal{});
}

std::string balances(const Account& a) {
  JsonText j;
  j.open('{');
  for (Atom c : a.ordered_currencies()) j.key(name_of(c)).decimal(a.cash(c));
  return j.close('}').text();
}

// By VENUE/SYMBOL, over all strategies.
std::string positions(const Account& a) {
  std::map<std::string, std::pair<Decimal, Decimal>> by_name;  // signed quantity and value
  for (const Position* p : a.ordered_positions()) {
    auto& [qty, value] = by_name[std::string(name_of(p->venue)) + "/" + std::string(name_of(p->symbol))];
    qty += p->qty;
    value += p->qty.negative() ? -p->value() : p->value();
  }
  JsonText j;
  j.open('{');
  for (const auto& [name, sums] : by_name) {
    j.key(name).open('{').key("qty").decimal(sums.first);
    if (!sums.first.is_zero()) j.key("average").decimal((sums.second / sums.first).abs());
    j.close('}');
  }
  return j.close('}').text();
}

}  // namespace

Event& funding_row(const Position& p, const Event& funding, Decimal mark, Atom currency, Decimal increment,
                   std::string_view account, Out& out) {
  constexpr Field rate{Type::funding, "rate"};
  Event& e = out.make(Type::charge, funding.ts, p.venue, p.symbol);
  e.set_text(Field{Type::charge, "kind"}, "funding");
  e.set_text(Field{Type::charge, "strategy"}, name_of(p.strategy));
  e.set(Field{Type::charge, "amount"}, ceil_to(p.qty * mark * real_money(funding.real(rate)), increment));
  e.set_text(Field{Type::charge, "currency"}, name_of(currency));
  e.set(Field{Type::charge, "qty"}, p.qty);
  e.set(Field{Type::charge, "rate"}, funding.real(rate));
  e.set(Field{Type::charge, "price"}, mark);
  if (account != "main") e.set_text(Field{Type::charge, "account"}, out.keep(account));
  e.set_text(Field{Type::charge, "cause"}, out.keep("[\"" + event_id(funding) + "\"]"));
  return e;
}

void DayNotes::observe(const Event& e) {
  constexpr Field of_boost{Type::factor, "boost"}, of_beta{Type::factor, "beta"},
      status{Type::envelope, "status"}, word{Type::posture, "posture"};
  if (e.type == Type::factor) boost = e.real(of_boost), beta = e.real(of_beta);
  if (e.type == Type::envelope) envelope = e.text(status);
  if (e.type == Type::posture) posture = e.text(word);
}

void DayNotes::follow(const DayNotes& next) {
  if (quant::known(next.boost)) boost = next.boost, beta = next.beta;
  if (!next.envelope.empty()) envelope = next.envelope;
  if (!next.posture.empty()) posture = next.posture;
}

Event& day_row(const Account& a, const account::Valuation& v, TsUs ts, Decimal peak, Atom currency,
               const DayNotes* ended, Out& out) {
  Event& e = out.make(Type::day, ts);
  e.set_text(Field{Type::day, "date"}, out.keep(date_text(ts)));
  e.set_text(Field{Type::day, "currency"}, name_of(currency));
  e.set(Field{Type::day, "equity"}, v.equity);
  e.set(Field{Type::day, "units"}, v.units);
  e.set(Field{Type::day, "unit_value"}, v.unit_value);
  e.set(Field{Type::day, "peak"}, peak);
  e.set(Field{Type::day, "exposure"}, v.exposure);
  if (ended) {
    e.set(Field{Type::day, "pnl"}, v.day_pnl);
    e.set_integer(Field{Type::day, "trips"}, a.trips_since_day());
    if (quant::known(ended->boost)) e.set(Field{Type::day, "boost"}, ended->boost);
    if (quant::known(ended->beta)) e.set(Field{Type::day, "beta"}, ended->beta);
    if (!ended->envelope.empty()) e.set_text(Field{Type::day, "envelope"}, out.keep(ended->envelope));
    if (!ended->posture.empty()) e.set_text(Field{Type::day, "posture"}, out.keep(ended->posture));
  }
  e.set_text(Field{Type::day, "marks"}, out.keep(v.marks));
  if (a.name() != "main") e.set_text(Field{Type::day, "account"}, out.keep(a.name()));
  return e;
}

Event& account_row(const Account& a, const account::Valuation& v, TsUs ts, Atom currency, bool with_units,
                   Out& out) {
  Event& e = out.make(Type::account, ts);
  e.set_text(Field{Type::account, "account"}, out.keep(a.name()));
  e.set_text(Field{Type::account, "currency"}, name_of(currency));
  e.set(Field{Type::account, "equity"}, v.equity);
  e.set(Field{Type::account, "cash"}, v.cash);
  e.set(Field{Type::account, "exposure"}, v.exposure);
  e.set(Field{Type::account, "reserved"}, max(v.reserved, Decimal{}));
  e.set(Field{Type::account, "peak"}, v.peak);
  e.set(Field{Type::account, "drawdown"}, v.drawdown);
  e.set(Field{Type::account, "day_pnl"}, v.day_pnl);
  e.set_text(Field{Type::account, "balances"}, out.keep(balances(a)));
  e.set_text(Field{Type::account, "positions"}, out.keep(positions(a)));
  if (v.stale) e.set_flag(Field{Type::account, "stale"}, true);
  if (!with_units) return e;
  e.set(Field{Type::account, "units"}, v.units);
  e.set(Field{Type::account, "unit_value"}, v.unit_value);
  return e;
}

}  // namespace tu::stages
