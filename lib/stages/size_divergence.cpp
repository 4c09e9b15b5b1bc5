#include "stages/size_divergence.h"

#include <algorithm>

namespace tu::stages {

namespace {

constexpr std::size_t kept = 10;  // bars of history that the trend looks back
constexpr double market_least = 0.8, market_most = 1.2;

}  // namespace

DivergenceSizer::DivergenceSizer(const SizeOptions& o)
    : market_name_(o.market), market_age_(o.market_age.us) {
  params_.bucket_min_trades = o.bucket_trades;
  params_.threshold = o.threshold, params_.extreme = o.extreme;
  params_.long_threshold = o.long_threshold, params_.long_extreme = o.long_extreme;
}

void DivergenceSizer::observe(const Event& e) {
  constexpr Field vel_div{Type::eigen, "vel_div"}, boost{Type::factor, "boost"}, beta{Type::factor, "beta"};
  constexpr Field status{Type::envelope, "status"}, word{Type::posture, "posture"};
  constexpr Field name{Type::metric, "name"}, value{Type::metric, "value"};
  switch (e.type) {
    case Type::eigen:
      if (!e.has(vel_div)) break;
      if (history_.size() == kept) history_.pop_front();
      history_.push_back(e.real(vel_div));
      at_ = e.ts;
      break;
    case Type::factor:
      boost_ = e.real(boost), beta_ = e.real(beta);
      break;
    case Type::envelope:
      red_ = e.text(status) != "OK" && e.text(status) != "ORANGE";
      scale_ = e.text(status) == "ORANGE" ? 0.5 : 1.0;
      break;
    case Type::posture:
      posture_ = quant::posture_named(e.text(word));
      break;
    case Type::metric:
      if (!market_name_.empty() && e.text(name) == market_name_)
        market_ = quant::clamp(e.real(value), market_least, market_most), market_at_ = e.ts;
      break;
    default:
      break;
  }
}

// What the proposal itself says, else the newest of its own instant.
double DivergenceSizer::divergence_of(const Event& proposal) const {
  if (const auto own = proposal.number("vel_div")) return *own;
  return at_ == proposal.ts && !history_.empty() ? history_.back() : quant::absent;
}

double DivergenceSizer::market_at(TsUs now) const {
  return market_at_ >= 0 && now - market_at_ <= market_age_ ? market_ : 1.0;
}

// Wins and trades by bucket, from the strategy's own closed round trips; which bucket one was in follows from
// the divergence that it was sized by.
void DivergenceSizer::statistics(const account::StrategyState* s, int direction,
                                 quant::SizingState& state) const {
  if (!s) return;
  for (const account::Trip& t : s->trips) {
    const bool won = t.net.sign() > 0;
    state.wins.push_back(won);
    if (!quant::known(t.entry_value)) continue;
    quant::BucketRecord& b =
        state.buckets[static_cast<std::size_t>(quant::divergence_bucket(t.entry_value, direction))];
    ++b.trades;
    b.wins += won;
  }
}

double DivergenceSizer::fraction(Event& proposal, const account::StrategyState* s, Out& out,
                                 std::string_view& why) const {
  constexpr Field side{Type::proposal, "side"}, leverage{Type::proposal, "leverage"},
      value{Type::proposal, "value"};
  const double vel_div = divergence_of(proposal);
  why = "no_divergence";
  if (!quant::known(vel_div)) return 0;
  why = "envelope";
  if (red_) return 0;
  why = "posture";
  if (posture_ <= quant::Posture::turtle) return 0;
  const int direction = proposal.text(side) == "sell" ? -1 : 1;
  quant::SizingState state;
  state.capital = 1;
  state.history.assign(history_.begin(), history_.end());
  state.boost = boost_, state.beta = beta_, state.envelope_scale = scale_,
  state.market = market_at(proposal.ts);
  state.posture = posture_;
  statistics(s, direction, state);
  const quant::DivergencePosition p = quant::divergence_position(vel_div, direction, state, params_);
  why = "divergence";
  if (!p.bucket) return 0;
  if (!proposal.has(value)) out.fill_in(proposal, value, vel_div);
  out.note(proposal, "size_strength", p.strength);
  out.note(proposal, "size_bucket", static_cast<std::int64_t>(*p.bucket));
  out.note(proposal, "size_part", p.fraction);
  out.note(proposal, "size_leverage", p.leverage);
  out.note(proposal, "size_boost", boost_);
  if (!market_name_.empty()) out.note(proposal, "size_market", state.market);
  if (!proposal.has(leverage))
    if (const auto exact = Decimal::from_real(p.leverage)) out.fill_in(proposal, leverage, *exact);
  return p.notional;
}

}  // namespace tu::stages
