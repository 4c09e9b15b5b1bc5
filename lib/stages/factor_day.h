// FactorDay: the four external factors of a day, each the median of its first readings of that UTC day.
//
// Until a day has a reading of its own, the newest one of the days before stands for it, unless it has become
// too old. What was never read is missing. No reading is looked at before it came.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "quant/circuit_breaker.h"

namespace tu::stages {

enum class Factor : std::uint8_t { funding, dvol, fear, taker };

class FactorDay {
 public:
  FactorDay(std::size_t scans, DurUs max_age) : scans_(scans), max_age_(max_age) {}

  // True when it is one of the day's first readings, which count.
  bool add(Factor factor, double value, TsUs ts);
  quant::ExternalFactors at(TsUs ts) const {
    return {value(Factor::funding, ts), value(Factor::dvol, ts), value(Factor::fear, ts),
            value(Factor::taker, ts)};
  }
  bool read(Factor factor) const { return readings_[static_cast<std::size_t>(factor)].at >= 0; }
  // The first time after `ts` at which at() may differ without a new reading: the next day, or when a reading
  // that stands in has become too old.
  TsUs next_change(TsUs ts) const;

  // All that is remembered, as one word: NAME=TIME_OF_THE_NEWEST:NEWEST:READINGS_OF_ITS_DAY, and back. False,
  // and nothing changes, when it is not such a word.
  std::string text() const;
  bool restore(std::string_view text);

 private:
  struct Readings {
    TsUs day = -1, at = -1;
    double last = quant::absent;
    std::vector<double> today;
  };
  using All = std::array<Readings, 4>;
  static bool restore_one(std::string_view part, All& all);
  double value(Factor factor, TsUs ts) const;

  std::size_t scans_;
  DurUs max_age_;
  All readings_;
};

}  // namespace tu::stages
