// FactorDay: the four external factors of a day, each the median of its first readings of that UTC day.
//
// Until a day has a reading of its own, the newest one of the days before stands for it, unless it has become
// too old. What was never read is missing. No reading is looked at before it came.
#pragma once

#include <array>
#include <vector>

#include "base/time.h"
#include "quant/circuit_breaker.h"

namespace tu::stages {

enum class Factor : std::uint8_t { funding, dvol, fear, taker };

class FactorDay {
 public:
  FactorDay(std::size_t scans, DurUs max_age) : scans_(scans), max_age_(max_age) {}

  void add(Factor factor, double value, TsUs ts) {
    Readings& r = readings_[static_cast<std::size_t>(factor)];
    const TsUs day = day_start(ts);
    if (day != r.day) r.today.clear(), r.day = day;
    if (r.today.size() < scans_) r.today.push_back(value);
    r.last = value, r.at = ts;
  }
  quant::ExternalFactors at(TsUs ts) const {
    return {value(Factor::funding, ts), value(Factor::dvol, ts), value(Factor::fear, ts),
            value(Factor::taker, ts)};
  }

 private:
  struct Readings {
    TsUs day = -1, at = -1;
    double last = quant::absent;
    std::vector<double> today;
  };
  double value(Factor factor, TsUs ts) const {
    const Readings& r = readings_[static_cast<std::size_t>(factor)];
    if (r.at < 0) return quant::absent;
    if (r.day == day_start(ts)) return quant::median(r.today);
    return ts - r.at <= max_age_ ? r.last : quant::absent;
  }

  std::size_t scans_;
  DurUs max_age_;
  std::array<Readings, 4> readings_;
};

}  // namespace tu::stages
