#include "quant/divergence_engine.h"

#include <algorithm>

#include "quant/circuit_breaker.h"
#include "quant/envelope_gate.h"

namespace tu::quant {
namespace {

double at(const std::vector<double>& x, std::size_t bar, double otherwise = absent) {
  return bar < x.size() ? x[bar] : otherwise;
}
double at(const AssetColumns& columns, const std::string& asset, std::size_t bar) {
  const auto found = columns.find(asset);
  return found == columns.end() ? absent : at(found->second, bar);
}

BookState book_of(const DivergenceDay& day, const std::string& asset, std::size_t bar, int direction) {
  if (!day.has_book) return {};
  BookState b;
  b.lean = direction * at(day.imbalance, asset, bar);
  b.withdrawal = at(day.withdrawal, asset, bar);
  b.cascade = static_cast<int>(at(day.cascade, bar, 0.0));
  b.regime = static_cast<int>(at(day.regime, bar, 0.0));
  return b;
}

bool may_enter_by_volatility(const DivergenceDay& day, std::size_t bar) {
  if (!day.vol_ok) return bar >= 100;
  return bar < day.vol_ok->size() && (*day.vol_ok)[bar];
}

}  // namespace

DivergenceEngine::DivergenceEngine(double capital, std::vector<std::string> assets, Options options,
                                   const DivergenceParams& params)
    : assets_(std::move(assets)), options_(std::move(options)), params_(params) {
  state_.capital = capital;
}

DivergenceDayResult DivergenceEngine::run(const DivergenceDay& day) {
  DivergenceDayResult out;
  out.date = day.date;
  const double before = state_.capital;
  const std::size_t trades_before = trades_.size();
  state_.posture = day.posture;
  state_.boost = day.boost;
  state_.beta = day.beta;
  const EnvelopeVerdict envelope =
      day.has_envelope ? envelope_gate(day.catastrophic_probability, day.envelope_score, day.posture)
                       : EnvelopeVerdict{"OK", 1.0, day.posture <= Posture::turtle};
  state_.envelope_scale = envelope.scale;
  out.envelope_status = envelope.status;
  for (std::size_t bar = 0; bar < day.vel_div.size(); ++bar, ++global_bar_) {
    take_update(day, static_cast<int>(bar));
    learn(day, bar);
    if (open_) try_exit(day, bar);
    const bool ready = !open_ && global_bar_ > last_exit_ && bars_ >= params_.lookback;
    if (ready && !envelope.halt && may_enter_by_volatility(day, bar) && state_.capital > 0.0)
      try_enter(day, bar);
  }
  out.pnl = state_.capital - before;
  out.capital = state_.capital;
  out.boost = state_.boost;
  out.beta = state_.beta;
  out.trades = static_cast<int>(trades_.size() - trades_before);
  return out;
}

void DivergenceEngine::take_update(const DivergenceDay& day, int bar) {
  for (const DivergenceDay::Update& u : day.updates) {
    if (u.bar != bar) continue;
    if (open_ && boost_collapsed(state_.boost, u.boost)) force_ = true;
    state_.boost = u.boost;
    state_.beta = u.beta;
  }
}

void DivergenceEngine::learn(const DivergenceDay& day, std::size_t bar) {
  for (const auto& [asset, column] : day.prices) {
    if (const double p = at(column, bar); known_positive(p)) prices_[asset].push_back(p);
  }
  ++bars_;
  if (known(day.vel_div[bar])) state_.history.push_back(day.vel_div[bar]);
}

void DivergenceEngine::try_exit(const DivergenceDay& day, std::size_t bar) {
  const double price = at(day.prices, open_->asset, bar);
  if (!known_positive(price)) return;
  const ExitDecision exit =
      decide_exit(open_->entry_price, price, global_bar_ - open_->entry_bar, options_.direction,
                  state_.posture, force_, book_of(day, open_->asset, bar, options_.direction), params_);
  if (exit.action != "HOLD") close(exit);
}

void DivergenceEngine::close(const ExitDecision& exit) {
  DivergenceTrade t = *open_;
  open_.reset();
  force_ = false;
  t.exit_bar = last_exit_ = global_bar_;
  t.exit_price = exit.exit_price;
  t.reason = exit.action;
  t.result = divergence_result(t.entry_price, t.exit_price, t.notional, exit.action, options_.direction,
                               options_.expected, t.depth, t.fill, params_);
  state_.capital += t.result.net;
  t.capital = state_.capital;
  const bool win = t.result.net > 0.0;
  BucketRecord& record = state_.buckets[static_cast<std::size_t>(t.bucket)];
  record.wins += win;
  ++record.trades;
  state_.wins.push_back(win);
  trades_.push_back(std::move(t));
}

std::optional<std::string> DivergenceEngine::choose(const DivergenceDay& day, std::size_t bar) const {
  if (!options_.use_selection) {
    if (known_positive(at(day.prices, options_.reference, bar))) return options_.reference;
    return std::nullopt;
  }
  std::vector<AssetHistory> candidates;
  for (const std::string& asset : assets_) {
    const auto history = prices_.find(asset);
    if (history == prices_.end() || !known_positive(at(day.prices, asset, bar))) continue;
    const auto window = static_cast<std::size_t>(params_.irp_window);
    if (history->second.size() < window) continue;
    candidates.push_back({asset,
                          {history->second.end() - params_.irp_window, history->second.end()},
                          day.has_book ? at(day.depth, asset, bar) : absent});
  }
  const AssetRanking ranking = rank_assets(candidates, options_.direction, params_);
  if (!ranking.selected) return std::nullopt;
  return ranking.ranking[*ranking.selected].asset;
}

void DivergenceEngine::try_enter(const DivergenceDay& day, std::size_t bar) {
  const DivergenceSignal signal = divergence_signal(day.vel_div[bar], options_.direction, params_);
  if (!signal.valid) return;
  const auto asset = choose(day, bar);
  if (!asset) return;
  const DirectionCheck check =
      check_direction(prices_[*asset], options_.direction, params_.dc_lookback, params_.dc_bps);
  if (check.state == Agreement::contradict) return;
  double confidence = signal.confidence;
  if (day.has_book) {
    const BookConfirmation book = confirm_by_book(confidence, at(day.imbalance, *asset, bar),
                                                  at(day.persistence, *asset, bar), options_.direction);
    if (book.skip) return;
    confidence = book.confidence;
  }
  state_.market = day.has_book ? at(day.market, bar, 1.0) : 1.0;
  const DivergencePosition position =
      divergence_position(day.vel_div[bar], options_.direction, state_, params_);
  if (!position.bucket) return;
  DivergenceTrade t;
  t.asset = *asset;
  t.entry_bar = global_bar_;
  t.entry_price = at(day.prices, *asset, bar);
  t.bucket = *position.bucket;
  t.fraction = position.fraction;
  t.leverage = position.leverage;
  t.notional = position.notional;
  t.confidence = confidence;
  if (day.has_book) {
    t.depth = at(day.depth, *asset, bar);
    t.fill = at(day.fill, *asset, bar);
  }
  open_ = std::move(t);
}

}  // namespace tu::quant
