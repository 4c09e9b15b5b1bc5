// The options of divergence.
#pragma once

#include <string>

#include "stage/option.h"
#include "stages/divergence_limits.h"
#include "stages/timeframe.h"

namespace tu::stages {

struct DivergenceOptions {
  std::string on = "1m";
  std::string source = "divergence";
  std::string direction = "short";
  std::string pick = "rank";
  double threshold = -0.02, extreme = -0.05, long_threshold = 0.01, long_extreme = 0.04;
  std::string confirm_on = "self";
  int confirm_bars = 7;
  double confirm_bps = 0.75;
  std::string book = "use";
  Duration book_age{30 * us_per_s};
  std::string metric, gate;
  int lookback = 100;
  int day_bars = 0;
  Duration ttl{0};

  Status check() const {
    if (auto t = parse_timeframe(on); !t) return t.error();
    if (source.empty()) return fail(Exit::usage, "--source is empty: expected a name");
    return check_divergence(threshold, extreme, long_threshold, long_extreme);
  }
};

}  // namespace tu::stages
