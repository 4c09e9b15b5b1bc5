// The options of risk-gate, and how its policy is read.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "account/policy.h"
#include "stage/option.h"

namespace tu::stages {

struct RiskGateOptions {
  std::optional<File> policy;
  std::optional<File> venue;
  std::string currency;
  std::optional<Decimal> equity;
  Decimal assumed_equity() const { return equity.value_or(Decimal::from_integer(10'000)); }
  bool shrink = false;
  Duration posture_age;
  std::string kill_file;  // read through the kill port
  std::optional<File> check;
  Status check_values() const;
};

std::vector<Row<RiskGateOptions>> risk_gate_rows();

// The file given, else the built-in conservative one.
Result<account::Policy> read_policy(const std::optional<File>& file);

}  // namespace tu::stages
