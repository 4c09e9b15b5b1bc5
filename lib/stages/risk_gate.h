// What the tool risk-gate asks of its stage's options besides running it: `--check POLICY --equity N`.
#pragma once

#include <optional>
#include <string>

#include "base/result.h"

namespace tu::stages {

struct CheckReport {
  std::string text;  // for a person, with its last newline
  bool contradicts = false;
};

// Nothing when --check was not given.
std::optional<Result<CheckReport>> check_requested(const void* risk_gate_options);

}  // namespace tu::stages
