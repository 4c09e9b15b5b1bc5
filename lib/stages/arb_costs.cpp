#include "stages/arb_costs.h"

#include "base/time.h"

namespace tu::stages {

namespace {

void alert(TsUs now, Atom venue, const std::string& why, Out& out) {
  Event& e = out.make(Type::alert, now, venue);
  e.set_text(Field{Type::alert, "severity"}, "warning");
  e.set_text(Field{Type::alert, "message"}, out.keep("arbscan: " + why + "; no signals of it"));
  out.pass(e);
}

}  // namespace

ArbCosts::ArbCosts(account::Venues venues, bool has_file, const std::vector<std::string>& dex,
                   DurUs gas_fresh, double notional)
    : venues_(std::move(venues)), has_file_(has_file), gas_fresh_(gas_fresh), notional_(notional) {
  for (const std::string& name : dex)
    if (dex_.insert(intern(name)).second) dex_of_.expect(name);
}

ArbCosts::Venue& ArbCosts::venue(Atom a) {
  const std::size_t at = index_of(a);
  if (at >= by_atom_.size()) by_atom_.resize(at + 1), known_.resize(at + 1);
  if (!known_[at]) {
    known_[at] = true;
    by_atom_[at].dex = dex_.count(a) > 0;
  }
  return by_atom_[at];
}

void ArbCosts::observe_gas(const Event& e) {
  constexpr Field name{Type::metric, "name"}, value{Type::metric, "value"}, target{Type::metric, "target"};
  if (e.text(name) != "gas_cost" || !(e.real(value) >= 0)) return;
  const Atom of = e.venue != Atom::none ? e.venue : intern(e.text(target));
  dex_of_.saw(of);
  Venue& v = venue(of);
  v.gas = e.real(value);
  v.gas_ts = e.ts;
}

std::optional<double> ArbCosts::of(Atom name, TsUs now, Out& out) {
  asked_ = true;
  if (!has_file_) return std::nullopt;
  Venue& v = venue(name);
  if (const TsUs day = now / us_per_day; day != v.day) {
    v.day = day;
    const auto tier = venues_.fees(name, now, Decimal{});
    v.taker = tier ? std::optional(tier->taker.to_real()) : std::nullopt;
  }
  if (!v.taker) {
    if (!v.told_fee)
      alert(now, name, "no fees of " + std::string(name_of(name)) + " are known on " + date_text(now), out);
    v.told_fee = true;
    return std::nullopt;
  }
  if (!v.dex) return v.taker;
  if (v.gas_ts < 0 || now - v.gas_ts > gas_fresh_) {
    if (!v.told_gas)
      alert(now, name, "no gas_cost of " + std::string(name_of(name)) + " is known or fresh", out);
    v.told_gas = true;
    return std::nullopt;
  }
  v.told_gas = false;
  return *v.taker + v.gas / notional_;
}

std::string ArbCosts::summary(const std::string& tool) const {
  std::string s;
  if (!has_file_ && asked_)
    s = tool + ": prices differed, but no fees are known: give --venue FILE for signals";
  if (const std::string missing = dex_of_.never_came("--dex"); !missing.empty())
    s.append(s.empty() ? "" : "\n").append(tool + ": " + missing);
  return s;
}

}  // namespace tu::stages
