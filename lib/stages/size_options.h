// The options of size.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "stage/option.h"

namespace tu::stages {

constexpr Rate percent(int n) {
  return Rate{Decimal::from_raw(static_cast<Decimal::Raw>(n) * 10'000'000'000'000'000)};
}

struct SizeOptions {
  std::string method = "fixed";
  Rate fraction = percent(5);
  Rate cap = percent(20);
  Rate cold{Decimal::from_raw(static_cast<Decimal::Raw>(5'000'000'000'000'000))};  // 0.5%
  double kelly_part = 0.25;
  Duration probe{7 * us_per_day};
  double vol_target = 0.15;
  std::string vol_key = "volatility_20", vol_tf;
  std::vector<std::string> tiers = {"5%", "3%", "1%"};
  bool streak = false;
  std::string market;
  Duration market_age{us_per_hour};
  int bucket_trades = 10;
  double threshold = -0.02, extreme = -0.05, long_threshold = 0.01, long_extreme = 0.04;
  std::optional<Decimal> max_notional;
  std::optional<Rate> cost_cap;
  std::string style = "taker";
  std::optional<Rate> rest_above;
  Rate offset;
  Duration expires{5 * us_per_min};
  Rate band = percent(1);
  std::optional<Decimal> equity;
  std::string currency;
  std::optional<File> venue;
};

std::vector<Row<SizeOptions>> size_rows();

}  // namespace tu::stages
