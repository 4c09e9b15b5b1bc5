// The options of exits, and the lists among them as rules.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "stage/option.h"
#include "stages/exit_rules.h"

namespace tu::stages {

struct ExitsOptions {
  std::string method = "rules";
  std::string on = "1m";
  std::string strategy;
  Rate stop{Decimal::from_raw(static_cast<Decimal::Raw>(20'000'000'000'000'000))};  // 2%
  Rate target;
  double trail = 0;
  std::string trail_tf;
  Duration hold;
  std::vector<std::string> vol_stop, partial;
  bool acb = false;
  std::optional<double> opportunity;
  bool signal = false;
  double signal_min = 0.65;
  bool resting = false;
  Duration book_age{30 * us_per_s};
  std::optional<double> turn;
  int turn_bars = 3;
  std::optional<File> venue;

  Status check() const;
  ExitRules rules() const;  // of options that were checked
};

std::vector<Row<ExitsOptions>> exits_rows();

// "2" or "UPTREND=3,*=2": widths by regime; "" is that of any other.
Result<std::map<std::string, double>> vol_stops(const std::vector<std::string>& list);
// "1%=50%,2%=25%": at these gains these parts of what was held at most.
Result<std::vector<Partial>> partials(const std::vector<std::string>& list);

}  // namespace tu::stages
