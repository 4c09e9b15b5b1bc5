#include "account/valuation.h"

#include <map>

#include "base/text.h"

namespace tu::account {
namespace {

const Decimal one = Decimal::from_integer(1);
constexpr std::string_view peak_first = R"({"peak":)";

Decimal money(double x) {
  return Decimal::from_real(x).value_or(Decimal{});
}

class Valuer {
 public:
  Valuer(const Account& a, const Marks& marks, TsUs now, const ValuationRules& rules)
      : a_(a), marks_(marks), now_(now), rules_(rules) {}
  Valuation run();

 private:
  Decimal convert(Decimal amount, Atom currency);
  Decimal mark_of(const Position& p);
  void positions();
  void unit_values();
  std::string used() const;
  const Account& a_;
  const Marks& marks_;
  TsUs now_;
  const ValuationRules& rules_;
  Valuation v_;
  std::map<std::string, std::string> used_;
};

Decimal Valuer::convert(Decimal amount, Atom currency) {
  if (currency == rules_.currency || amount.is_zero()) return amount;
  auto r = marks_.rate(currency, rules_.currency, now_);
  if (!r) {
    v_.known = false;
    return {};
  }
  if (rules_.list_marks)
    used_[std::string(name_of(currency)) + "-" + std::string(name_of(rules_.currency))] = text::of_real(*r);
  return amount * money(*r);
}

Decimal Valuer::mark_of(const Position& p) {
  if (const Resolutions::Winner* won = lost_to(a_, p)) {
    if (rules_.list_marks)
      used_[std::string(name_of(p.venue)) + "/" + std::string(name_of(p.symbol))] =
          "[0," + std::to_string(won->ts) + "]";
    return {};
  }
  const Mark* m = marks_.find(p.venue, p.symbol);
  Decimal price = m ? money(m->price) : p.average();
  if (m && rules_.list_marks) {
    std::string name = std::string(name_of(p.venue)) + "/" + std::string(name_of(p.symbol));
    used_[name] = "[" + text::of_real(m->price) + "," + std::to_string(m->ts) + "]";
  }
  if (m && !marks_.stale(*m, now_, rules_.mark_limit)) return price;
  v_.stale = true;
  Decimal cut = money(rules_.haircut);
  return price * (p.qty.negative() ? one + cut : one - cut);
}

void Valuer::positions() {
  for (const Position* p : a_.ordered_positions()) {
    Decimal worth = p->qty * mark_of(*p);
    Atom currency = a_.quote_of(p->venue, p->symbol);
    v_.exposure += convert(worth.abs(), currency);
    if (a_.market(p->venue, p->symbol) == Market::perp) {
      Decimal profit = convert(p->qty.negative() ? worth + p->value() : worth - p->value(), currency);
      v_.unrealised += profit;
      v_.equity += profit;
    } else {
      v_.equity += convert(worth, currency);
    }
  }
}

void Valuer::unit_values() {
  Decimal flows;
  for (const auto& [currency, amount] : a_.flows_since_base()) flows += convert(amount, currency);
  v_.unit_value = one;
  if (const auto& base = a_.unit_base()) {
    v_.units = base->units;
    Decimal before = v_.equity - flows;
    if (base->units.sign() > 0) v_.unit_value = before / base->units;
    if (!flows.is_zero() && v_.unit_value.sign() > 0) v_.units = base->units + flows / v_.unit_value;
  } else {
    v_.units = flows;
    if (flows.sign() > 0) v_.unit_value = v_.equity / flows;
  }
  Decimal high = max(a_.peak_unit_value(), v_.unit_value);
  v_.peak = v_.units.sign() > 0 ? high * v_.units : v_.equity;
  if (v_.unit_value < high)
    v_.drawdown = v_.unit_value.sign() > 0 ? ((high - v_.unit_value) / high).to_real() : 1.0;
  Decimal since_day;
  for (const auto& [currency, amount] : a_.flows_since_day()) since_day += convert(amount, currency);
  const DayRow* day = a_.today();
  v_.day_pnl = v_.equity - since_day - (day ? day->equity : Decimal{});
}

std::string Valuer::used() const {
  std::string json = "{";
  for (const auto& [name, value] : used_) {
    if (json.size() > 1) json += ',';
    json += '"';
    text::append_escaped(json, name);
    json += "\":" + value;
  }
  return json + "}";
}

Valuation Valuer::run() {
  for (Atom currency : a_.ordered_currencies()) {
    v_.cash += convert(a_.cash(currency), currency);
    v_.reserved += convert(a_.reserved(currency), currency);
  }
  v_.equity = v_.cash;
  positions();
  unit_values();
  if (rules_.list_marks) v_.marks = used();
  return v_;
}

}  // namespace

const Resolutions::Winner* lost_to(const Account& a, const Position& p) {
  const Resolutions::Winner* won = a.resolved().winner_beside(p.venue, p.symbol);
  return won && a.market(p.venue, p.symbol) == Market::outcome ? won : nullptr;
}

Valuation value(const Account& a, const Venues&, const Marks& marks, TsUs now, const ValuationRules& rules) {
  return Valuer(a, marks, now, rules).run();
}

Valuation HighWater::measure(Valuation v) const {
  const Decimal peak = high_ * v.units;
  if (peak <= v.peak || v.units.sign() <= 0) return v;
  v.peak = peak;
  v.drawdown = v.unit_value.sign() > 0 ? ((high_ - v.unit_value) / high_).to_real() : 1.0;
  return v;
}

std::string with_peak(std::string_view marks, Decimal unit_value) {
  std::string s(peak_first);
  s += unit_value.str();
  return marks.size() > 2 ? s.append(",").append(marks.substr(1)) : s.append("}");
}

Decimal peak_of(std::string_view marks) {
  if (!marks.starts_with(peak_first)) return {};
  const std::string_view rest = marks.substr(peak_first.size());
  return Decimal::parse(rest.substr(0, rest.find_first_of(",}"))).value_or(Decimal{});
}

Atom base_currency(const Account& a, std::string_view wanted) {
  if (!wanted.empty()) return intern(wanted);
  Atom only = a.only_currency();
  return only == Atom::none ? intern("USD") : only;
}

}  // namespace tu::account
