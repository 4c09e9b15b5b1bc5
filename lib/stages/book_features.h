// BookFeatures: what is read off one market's book and trades. Some figures follow every change; the others
// are taken on a grid of the stream's time, so that they do not depend on how often a venue speaks.
#pragma once

#include <array>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "quant/maker_fill.h"
#include "quant/order_book.h"
#include "quant/order_flow.h"
#include "quant/price_impact.h"
#include "quant/realised_vol.h"
#include "quant/spread_model.h"
#include "quant/vpin.h"

namespace tu::stages {

enum class BookFeature : std::uint8_t {
  // of every change
  bid,
  bid_size,
  ask,
  ask_size,
  spread_bps,
  microprice,
  imbalance,
  // of the grid
  imbalance_ma,
  persistence,
  depth_quality,
  withdrawal,
  ofi,
  vpin,
  lambda,
  spread_model_bps,
  fill_prob,
  count_
};
constexpr std::size_t book_feature_count = static_cast<std::size_t>(BookFeature::count_);
std::string_view name_of(BookFeature f);

struct BookRules {
  int depth = 20;          // levels of the imbalance
  DurUs every = 0;         // the grid
  int mean = 5;            // samples of the imbalance's mean
  int persistence = 10;    // samples whose sign is compared
  int withdrawal = 5;      // samples that depth is compared with
  double band = 0.001;     // depth counts within this share of the middle
  double deep = 0;         // notional that is a quality of 1; 0: the market's own mean
  int memory = 1800;       // samples that means of depth and spread remember
  double vpin_bucket = 0;  // volume; 0: a minute's mean of the trades of the first vpin_learn
  DurUs vpin_learn = 0;
  int vpin_buckets = 50;
  int window = 60;         // samples of lambda, volatility and volume
  DurUs fill_horizon = 0;  // how long an imagined order waits
};

// The last n numbers, oldest overwritten first.
class LastNumbers {
 public:
  explicit LastNumbers(int n) : places_(static_cast<std::size_t>(n < 1 ? 1 : n)) {}
  void add(double x) {
    places_[at_] = x;
    at_ = (at_ + 1) % places_.size();
    if (used_ < places_.size()) ++used_;
  }
  void clear() { used_ = at_ = 0; }
  bool full() const { return used_ == places_.size(); }
  std::size_t count() const { return used_; }
  double oldest() const { return places_[full() ? at_ : 0]; }  // of some
  double sum() const;
  std::span<const double> in_any_order() const { return {places_.data(), used_}; }

 private:
  std::vector<double> places_;
  std::size_t at_ = 0, used_ = 0;
};

class BookFeatures {
 public:
  explicit BookFeatures(const BookRules& rules);

  void book(quant::OrderBook& book);                         // after a change; the book is usable
  void trade(TsUs ts, double price, double size, int side);  // +1 when the aggressor bought, -1, 0 unknown
  // At a point of the grid, with a book that is usable and fresh, as `book` saw it last.
  void sample(TsUs grid, const quant::OrderBook& book);
  // The book cannot be believed: nothing reaches over the hole but the slow means.
  void interrupt();

  double of(BookFeature f) const { return values_[static_cast<std::size_t>(f)]; }
  // Depth is leaving and trades of one side push the price: forced selling, or buying, feeds on itself.
  bool cascade(double alarm) const;

 private:
  double& value(BookFeature f) { return values_[static_cast<std::size_t>(f)]; }
  void sample_imbalance();
  void sample_depth(const quant::OrderBook& book, double middle);
  void sample_flow(TsUs grid, double middle);
  void learn_bucket(TsUs ts, double size);

  const BookRules rules_;
  std::array<double, book_feature_count> values_;
  quant::DepthImbalance imbalance_;
  quant::OrderFlow flow_;
  // since the last sample
  double flow_sum_ = 0, bought_ = 0, sold_ = 0, volume_ = 0;
  bool has_flow_ = false, has_trades_ = false;
  // of samples
  LastNumbers imbalances_, signs_, depths_, middles_, signed_;  // the last two over the withdrawal's window
  LastNumbers changes_, volumes_, notionals_;                   // over `window`
  double depth_mean_ = 0, middle_ = quant::absent;
  int depth_samples_ = 0;
  quant::RealisedVol volatility_;
  quant::SpreadModel spread_;
  quant::MakerFill fill_;
  // VPIN
  quant::Vpin vpin_;
  double bucket_, learnt_ = 0;
  TsUs first_trade_ = 0;
  std::vector<double> vpins_;  // scratch
};

}  // namespace tu::stages
