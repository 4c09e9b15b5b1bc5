#include "stages/posture_sensors.h"

#include <algorithm>

#include "quant/stats.h"
#include "stages/timeframe.h"

namespace tu::stages {

namespace {

constexpr DurUs spike_window = us_per_hour;
constexpr double heartbeat_limit_s = 30.0;  // of survival_target; ours is scaled to it

}  // namespace

bool PostureSensors::observe(const Event& e) {
  constexpr Field tf{Type::candle, "tf"}, status{Type::envelope, "status"}, asof{Type::envelope, "asof"},
      until{Type::envelope, "until"};
  switch (e.type) {
    case Type::candle:
      alive(e.ts, time_length(e.text(tf)).value_or(0));
      stale_.erase({e.venue, e.symbol});
      return false;
    case Type::trade:
    case Type::quote:
    case Type::book:
      alive(e.ts, 0);
      stale_.erase({e.venue, e.symbol});
      return false;
    case Type::stale:
      stale_[{e.venue, e.symbol}] = e.ts;
      return true;
    case Type::envelope:
      status_ = e.text(status);
      // An answer for the day is no older at its evening than in its morning.
      model_at_ = e.has(until) ? e.integer(until) : e.has(asof) ? e.integer(asof) : e.ts;
      return true;
    case Type::metric:
      return on_metric(e);
    default:
      return false;
  }
}

// Bars set the pace of a stream that has nothing faster.
void PostureSensors::alive(TsUs ts, DurUs bar) {
  data_ = std::max(data_, ts);
  if (bar == 0) {
    ticks_ = true, bar_ = 0;
  } else if (!ticks_ && (bar_ == 0 || bar < bar_)) {
    bar_ = bar;
  }
}

bool PostureSensors::on_metric(const Event& e) {
  constexpr Field name{Type::metric, "name"}, value{Type::metric, "value"}, target{Type::metric, "target"};
  const std::string_view n = e.text(name);
  if (n == "heartbeat") {
    nodes_[std::string(e.text(target))] = e.ts;
    return false;
  }
  if (n == o_.dvol) return on_dvol(e.real(value), e.ts);
  if (n != o_.depth && n != o_.fill) return false;
  Book& b = books_[{e.venue, e.symbol}];
  (n == o_.depth ? b.depth : b.fill) = {e.real(value), e.ts};
  return true;
}

bool PostureSensors::on_dvol(double value, TsUs ts) {
  while (!dvol_.empty() && ts - dvol_.front().first > spike_window) dvol_.pop_front();
  double lowest = value;
  for (const auto& [at, v] : dvol_) lowest = std::min(lowest, v);
  dvol_.emplace_back(ts, value);
  dvol_at_ = ts;
  if (!quant::at_least(value, lowest * (1.0 + o_.spike)) || value <= lowest) return false;
  spike_at_ = ts;
  return true;
}

double PostureSensors::heartbeat_age(TsUs now) const {
  const double limit = static_cast<double>(allowed(o_.heartbeat));
  TsUs oldest = data_;
  for (const std::string& node : o_.nodes) {
    const auto it = nodes_.find(node);
    if (it == nodes_.end()) return quant::absent;
    oldest = std::min(oldest, it->second);
  }
  if (oldest < 0 || !stale_.empty()) return quant::absent;
  return static_cast<double>(now - oldest) / limit * heartbeat_limit_s;
}

quant::SurvivalReading PostureSensors::at(TsUs now, double drawdown) const {
  quant::SurvivalReading r;
  r.heartbeat_age_s = heartbeat_age(now);
  r.nodes =
      quant::known(r.heartbeat_age_s) ? static_cast<double>(std::max<std::size_t>(o_.nodes.size(), 1)) : 0.0;
  r.model_status = status_;
  if (model_at_ >= 0) r.staleness_hours = static_cast<double>(now - model_at_) / us_per_hour;
  std::vector<double> depth, fill;
  for (const auto& [market, b] : books_) {
    const auto fresh = [&](const Figure& f) { return f.at >= 0 && now - f.at <= allowed(o_.book_age); };
    if (fresh(b.depth)) depth.push_back(b.depth.value);
    if (fresh(b.fill)) fill.push_back(std::min(1.0, b.fill.value / o_.usual_fill));
  }
  r.book_stale = depth.empty() || fill.empty();
  r.depth_quality = quant::median(depth);
  r.fill_prob = quant::median(fill);
  if (spike_at_ >= 0) {
    r.since_spike_min = static_cast<double>(now - spike_at_) / us_per_min;
    r.volatility_spike = spike_at_ == now;
  }
  r.drawdown = drawdown;
  return r;
}

}  // namespace tu::stages
