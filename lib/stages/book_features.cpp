#include "stages/book_features.h"

#include <algorithm>
#include <cmath>

namespace tu::stages {

namespace {

using quant::absent;
using quant::known;
using enum BookFeature;

constexpr int depth_samples_min = 10;  // before the market's own mean of depth says anything
constexpr std::size_t impact_pairs_min = 10;
constexpr double one_sided = 0.6;  // of the traded volume

}  // namespace

std::string_view name_of(BookFeature f) {
  static constexpr std::string_view names[] = {
      "bid",        "bid_size",  "ask",          "ask_size",    "spread_bps",
      "microprice", "imbalance", "imbalance_ma", "persistence", "depth_quality",
      "withdrawal", "ofi",       "vpin",         "lambda",      "spread_model_bps",
      "fill_prob"};
  static_assert(std::size(names) == book_feature_count);
  return names[static_cast<std::size_t>(f)];
}

double LastNumbers::sum() const {
  double s = 0;
  for (const double x : in_any_order()) s += x;
  return s;
}

BookFeatures::BookFeatures(const BookRules& r)
    : rules_(r),
      imbalance_(r.depth),
      imbalances_(r.mean),
      signs_(r.persistence),
      depths_(r.withdrawal),
      middles_(r.withdrawal),
      signed_(r.withdrawal),
      changes_(r.window),
      volumes_(r.window),
      notionals_(r.window),
      volatility_(std::max(2, r.window), quant::seconds_per_year * us_per_s / static_cast<double>(r.every)),
      spread_(r.memory),
      fill_(r.fill_horizon),
      vpin_(r.vpin_bucket, r.vpin_buckets),
      bucket_(r.vpin_bucket) {
  values_.fill(absent);
}

void BookFeatures::book(quant::OrderBook& b) {
  const quant::Top top = b.top();
  value(bid) = top.bid.price;
  value(bid_size) = top.bid.size;
  value(ask) = top.ask.price;
  value(ask_size) = top.ask.size;
  value(spread_bps) = top.spread_bps();
  value(microprice) = quant::microprice(top.bid, top.ask);
  value(imbalance) = imbalance_.of(b);
  const double e = flow_.add(top.bid.price, top.bid.size, top.ask.price, top.ask.size);
  if (!known(e)) return;
  flow_sum_ += e;
  has_flow_ = true;
}

void BookFeatures::trade(TsUs ts, double price, double size, int side) {
  has_trades_ = true;
  volume_ += size;
  if (side == 0) return;
  (side > 0 ? bought_ : sold_) += size;
  fill_.trade(price, size, side < 0);
  if (bucket_ <= 0) learn_bucket(ts, size);
  if (bucket_ <= 0) return;
  vpins_.clear();
  vpin_.add(size, side > 0 ? 1.0 : 0.0, vpins_);
  if (!vpins_.empty()) value(vpin) = vpins_.back();
}

// A bucket is what a minute trades, as the first trades show it, and is then kept.
void BookFeatures::learn_bucket(TsUs ts, double size) {
  if (first_trade_ == 0) first_trade_ = ts;
  if (ts - first_trade_ >= rules_.vpin_learn && learnt_ > 0) {
    bucket_ = learnt_ * static_cast<double>(us_per_min) / static_cast<double>(rules_.vpin_learn);
    vpin_ = quant::Vpin(bucket_, rules_.vpin_buckets);
  }
  learnt_ += size;
}

void BookFeatures::sample(TsUs grid, const quant::OrderBook& b) {
  const quant::Top top = b.top();
  const double mid = top.middle();
  sample_imbalance();
  sample_depth(b, mid);
  sample_flow(grid, mid);
  fill_.quote(top, grid);
  value(fill_prob) = has_trades_ ? fill_.probability() : absent;
  middle_ = mid;
}

void BookFeatures::sample_imbalance() {
  const double x = of(imbalance);
  imbalances_.add(x);
  signs_.add(x > 0 ? 1 : x < 0 ? -1 : 0);
  if (!imbalances_.full()) return;
  const double mean = imbalances_.sum() / static_cast<double>(imbalances_.count());
  value(imbalance_ma) = mean;
  if (!signs_.full()) return;
  const double sign = mean > 0 ? 1 : mean < 0 ? -1 : 0;
  std::size_t same = 0;
  for (const double s : signs_.in_any_order()) same += sign != 0 && s == sign;
  value(persistence) = static_cast<double>(same) / static_cast<double>(signs_.count());
}

void BookFeatures::sample_depth(const quant::OrderBook& b, double mid) {
  const double bids = quant::notional_within(b.bids, mid, rules_.band);
  const double asks = quant::notional_within(b.asks, mid, rules_.band);
  const double depth = bids + asks, thinner = std::min(bids, asks);
  if (depths_.full()) {
    const double before = depths_.sum() / static_cast<double>(depths_.count());
    value(withdrawal) = before > 0 ? depth / before - 1 : absent;
  }
  depths_.add(depth);
  if (rules_.deep > 0) {
    value(depth_quality) = thinner / rules_.deep;
    return;
  }
  // Judged by what was usual before it.
  if (depth_samples_ >= depth_samples_min && depth_mean_ > 0) value(depth_quality) = thinner / depth_mean_;
  depth_samples_ = std::min(depth_samples_ + 1, rules_.memory);
  depth_mean_ += (thinner - depth_mean_) / depth_samples_;
}

void BookFeatures::sample_flow(TsUs grid, double mid) {
  value(ofi) = has_flow_ ? flow_sum_ : absent;
  const double net = bought_ - sold_;
  if (known(middle_)) {
    changes_.add(mid - middle_);
    volumes_.add(net);
    notionals_.add(volume_ * mid);
  }
  middles_.add(mid);
  signed_.add(bought_ + sold_ > 0 ? net / (bought_ + sold_) : 0);
  if (has_trades_ && changes_.count() >= impact_pairs_min)
    value(lambda) = quant::price_impact(changes_.in_any_order(), volumes_.in_any_order()).line.slope;
  const double vol = volatility_.add(mid);
  const double traded = notionals_.full() ? notionals_.sum() : absent;
  const int hour = static_cast<int>(grid / us_per_hour % 24);
  value(spread_model_bps) = spread_.expect(hour, vol, traded);
  spread_.add(hour, vol, traded, of(spread_bps));
  flow_sum_ = bought_ = sold_ = volume_ = 0;
  has_flow_ = false;
}

void BookFeatures::interrupt() {
  const double informed = of(vpin);  // of trades alone
  values_.fill(absent);
  value(vpin) = informed;
  flow_ = quant::OrderFlow();
  flow_sum_ = bought_ = sold_ = volume_ = 0;
  has_flow_ = false;
  for (LastNumbers* last :
       {&imbalances_, &signs_, &depths_, &middles_, &signed_, &changes_, &volumes_, &notionals_})
    last->clear();
  volatility_.add(absent);
  middle_ = absent;
  fill_.forget_orders();
}

bool BookFeatures::cascade(double alarm) const {
  const double leaving = of(withdrawal);
  if (!known(leaving) || leaving > -alarm || !middles_.full() || !known(middle_)) return false;
  const double pressure = signed_.sum() / static_cast<double>(signed_.count());
  const double move = middle_ - middles_.oldest();
  return std::fabs(pressure) >= one_sided && pressure * move > 0;
}

}  // namespace tu::stages
