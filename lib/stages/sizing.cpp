#include "stages/sizing.h"

#include <algorithm>
#include <limits>

#include "quant/kelly.h"
#include "quant/risk_scaling.h"
#include "quant/wilson.h"
#include "stages/candle_keys.h"
#include "stages/timeframe.h"

namespace tu::stages {

namespace {

// Bars that are not of time come after those that are.
bool finer(std::string_view tf, std::string_view other) {
  const auto length = [](std::string_view s) {
    return time_length(s).value_or(std::numeric_limits<DurUs>::max());
  };
  return std::pair(length(tf), tf) < std::pair(length(other), other);
}

}  // namespace

KellyInputs kelly_inputs(const std::deque<account::Trip>& trips) {
  KellyInputs k;
  double won = 0, lost = 0;
  for (const account::Trip& t : trips) {
    ++k.trips;
    const double notional = t.notional.to_real();
    if (notional <= 0 || t.net.is_zero()) continue;
    const double part = t.net.to_real() / notional;
    if (part > 0)
      ++k.wins, won += part;
    else
      ++k.losses, lost -= part;
  }
  k.cold = k.trips < trips_min;
  if (k.wins > 0) k.avg_win = won / k.wins;
  if (k.losses > 0) k.avg_loss = lost / k.losses;
  if (k.wins + k.losses > 0) k.win_prob = quant::wilson_lower(k.wins, k.wins + k.losses, 0.80);
  if (k.wins > 0) k.full = quant::kelly_fraction(k.win_prob, k.avg_win, k.avg_loss);
  return k;
}

Sizing::Sizing(const SizeOptions& o) : o_(o) {
  if (o.method == "dolphin") divergence_.emplace(o);
  for (const std::string& t : o.tiers) tiers_.push_back(parse_rate(t)->to_real());
  const std::string remedy = remedy_for(o.vol_key);
  no_volatility_ = "no " + o.vol_key + " on its candles" + (o.vol_tf.empty() ? "" : " of " + o.vol_tf) +
                   (remedy.empty() ? "" : ": `" + remedy + "` in front of size writes it");
  no_movement_ = o.vol_key + " is 0";
}

void Sizing::observe(const Event& e) {
  constexpr Field tier{Type::universe, "tier"}, member{Type::universe, "member"},
      until{Type::universe, "until"};
  if (divergence_) divergence_->observe(e);
  if (e.type == Type::candle && o_.method == "volatility") learn_volatility(e);
  if (e.type == Type::universe)
    universe_.insert_or_assign(
        e.symbol, Membership{e.integer(tier), e.flag(member), e.has(until) ? e.integer(until) : -1});
}

void Sizing::learn_volatility(const Event& e) {
  constexpr Field tf_of{Type::candle, "tf"};
  const std::string_view tf = e.text(tf_of);
  if (!o_.vol_tf.empty() && tf != o_.vol_tf) return;
  Volatility& v = volatility_[{e.venue, e.symbol}];
  if (tf != v.tf) {
    if (!v.tf.empty() && !finer(tf, v.tf)) return;
    v = {std::string(tf), std::nullopt};
  }
  if (const auto x = e.number(o_.vol_key)) v.value = *x;
}

std::optional<Decimal> Sizing::fraction(Event& e, const account::StrategyState* s, Out& out,
                                        std::string_view& why) {
  const auto x = by_method(e, s, out, why);
  const auto fraction = x ? Decimal::from_real(*x) : std::nullopt;
  if (!fraction || !o_.streak || !s) return fraction;
  return *fraction * Decimal::from_real(quant::streak_multiplier(s->streak)).value_or(Decimal{});
}

std::optional<double> Sizing::by_method(Event& e, const account::StrategyState* s, Out& out,
                                        std::string_view& why) {
  constexpr Field own{Type::proposal, "fraction"};
  if (e.has(own)) return e.real(own);
  if (o_.method == "kelly") return by_kelly(e, s, out, why);
  if (o_.method == "volatility") return by_volatility(e, out, why);
  if (o_.method == "tiers") return by_tier(e);
  if (!divergence_) return o_.fraction.fraction.to_real();
  const double x = divergence_->fraction(e, s, out, why);
  return x > 0 ? std::optional(x) : std::nullopt;
}

std::optional<double> Sizing::by_kelly(Event& e, const account::StrategyState* s, Out& out,
                                       std::string_view& why) {
  const double cold = o_.cold.fraction.to_real();
  const KellyInputs k = s ? kelly_inputs(s->trips) : KellyInputs{};
  out.note(e, "size_trips", static_cast<std::int64_t>(k.trips));
  if (k.cold) return cold;
  out.note(e, "size_p", k.win_prob);
  out.note(e, "size_win", k.avg_win);
  out.note(e, "size_loss", k.avg_loss);
  out.note(e, "size_kelly", k.full);
  if (k.full > 0) return o_.kelly_part * std::min(k.full, 1.0);
  // No edge in its own record. One small probe now and then, so that a strategy that has found its feet is
  // seen.
  constexpr Field strategy{Type::proposal, "strategy"};
  TsUs& last = probes_[intern(e.text(strategy))];
  last = std::max(last, s->last_exit);
  why = "kelly";
  if (e.ts - last < o_.probe.us) return std::nullopt;
  last = e.ts;
  out.note_flag(e, "size_probe", true);
  return cold;
}

std::optional<double> Sizing::by_volatility(Event& e, Out& out, std::string_view& why) const {
  const auto it = volatility_.find({e.venue, e.symbol});
  const std::optional<double> v = it == volatility_.end() ? std::nullopt : it->second.value;
  why = v ? no_movement_ : no_volatility_;
  if (!v || *v <= 0) return std::nullopt;
  out.note(e, "size_volatility", *v);
  return o_.vol_target / *v;
}

// A universe says which symbols are traded at all: what it leaves out is not opened. Without one nothing says
// so, and then the smallest size counts, because nothing says that the symbol deserves more either.
std::string Sizing::barred(Atom symbol, TsUs now) const {
  if (o_.method != "tiers" || universe_.empty()) return {};
  const auto it = universe_.find(symbol);
  if (it == universe_.end()) return "no_member: no universe event names it";
  const Membership& m = it->second;
  if (!m.member) return "no_member: the newest universe event says so";
  if (m.until >= 0 && m.until <= now) return "no_member: its membership ended at " + time_text(m.until);
  if (m.tier < 1 || m.tier > 3)
    return "no_tier: its tier is " + std::to_string(m.tier) + ", expected 1, 2 or 3";
  return {};
}

double Sizing::by_tier(const Event& e) const {
  const auto it = universe_.find(e.symbol);
  const bool tiered =
      it != universe_.end() && it->second.member && it->second.tier >= 1 && it->second.tier <= 3;
  return tiered ? tiers_[static_cast<std::size_t>(it->second.tier - 1)] : tiers_.back();
}

}  // namespace tu::stages
