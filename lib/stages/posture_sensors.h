// PostureSensors: what the stream says of the five things that a system stands on. What was never read, or
// has become too old, counts as the worst; a sensor that is not there must be named (`without`).
//
//   infrastructure  market data and heartbeats come: the newest of each watched source is at most `heartbeat`
//                   old (two bars, where the data are longer bars), and no `stale` stands
//   model           status of the newest `envelope`, and for how long a newer one has been due
//   book            the middle over all symbols of depth quality and of maker fills against their usual rate
//   volatility      minutes since implied volatility last rose by `spike` within an hour
//   capital         the account's drawdown, handed in
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "event/event.h"
#include "quant/survival.h"

namespace tu::stages {

struct SensorOptions {
  DurUs heartbeat = 30 * us_per_s;
  std::vector<std::string> nodes;  // targets of `heartbeat` metrics that must be alive; empty: the data
  DurUs book_age = 30 * us_per_s;
  double usual_fill = 0.62;  // of orders that rest, how many fill in a healthy market
  std::string depth = "book_depth_quality", fill = "book_fill_prob", dvol = "dvol";
  double spike = 0.10;
  DurUs dvol_age = 2 * us_per_hour;
};

class PostureSensors {
 public:
  explicit PostureSensors(SensorOptions options) : o_(std::move(options)) {}

  // True when the event may have made things worse.
  bool observe(const Event& e);
  quant::SurvivalReading at(TsUs now, double drawdown) const;
  bool readable_volatility(TsUs now) const { return dvol_at_ >= 0 && now - dvol_at_ <= allowed(o_.dvol_age); }

  // Whether there ever was something to read.
  bool read_model() const { return model_at_ >= 0; }
  bool read_book() const { return !books_.empty(); }
  bool read_volatility() const { return dvol_at_ >= 0; }

 private:
  bool on_metric(const Event& e);
  bool on_dvol(double value, TsUs ts);
  void alive(TsUs ts, DurUs bar);
  DurUs allowed(DurUs limit) const { return bar_ > 0 && 2 * bar_ > limit ? 2 * bar_ : limit; }
  double heartbeat_age(TsUs now) const;

  SensorOptions o_;
  TsUs data_ = -1;  // newest market data
  DurUs bar_ = 0;   // the shortest bar; 0 while there was a tick, or nothing
  bool ticks_ = false;
  std::map<std::string, TsUs, std::less<>> nodes_;
  std::map<std::pair<Atom, Atom>, TsUs> stale_;
  std::string status_;
  TsUs model_at_ = -1;  // when the newest envelope ends, or was said
  struct Figure {
    double value = quant::absent;
    TsUs at = -1;
  };
  struct Book {
    Figure depth, fill;
  };
  std::map<std::pair<Atom, Atom>, Book> books_;
  std::deque<std::pair<TsUs, double>> dvol_;  // of the last hour
  TsUs dvol_at_ = -1, spike_at_ = -1;
};

}  // namespace tu::stages
