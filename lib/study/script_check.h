// Whether the stages of a script fit together: their order, the names of strategies, and the keys of candles
// that one stage writes and another rests on.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "run/script.h"
#include "study/doctor.h"
#include "study/plan.h"
#include "study/sweep.h"

namespace tu::study {

struct ReadStage {
  const StageSpec* spec = nullptr;  // null: a program that is not ours
  std::shared_ptr<void> options;
  int line = 0;
};

// What does not fit: `sure` unless a program that is not ours, or the recording, may bring what is missing.
struct Misfit {
  int line = 0;
  std::string tool, text;
  bool sure = true;
};
std::vector<Misfit> misfits(const std::vector<ReadStage>& stages);

// For stderr, before a run: "S:3: exits: why", one each. Nothing of a script that cannot be read: who runs it
// says so.
std::vector<std::string> script_warnings(const PlanRequest& request);
// The same for each of these settings put over the variables, every line once and with the first of them that
// it is about.
std::vector<std::string> script_warnings(const PlanRequest& request, const std::vector<Settings>& tries);

using Variable = std::function<std::optional<std::string>(std::string_view)>;
// For doctor: also options that a stage would refuse.
std::vector<Finding> examine_fit(const run::Script& script, const std::string& name,
                                 const Variable& variable);

}  // namespace tu::study
