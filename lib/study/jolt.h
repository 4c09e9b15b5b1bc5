// Jolt: runs the stages of a pipeline as processes with relays between them, and strikes as planned.
//
// Only the processes that it started are ever signalled; they end when it ends, whatever ends it.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "run/script.h"
#include "study/jolt_plan.h"

namespace tu::study {

struct JoltRun {
  std::vector<run::ScriptStage> stages;
  std::map<std::string, std::string, std::less<>> environment;  // besides ours
  JoltPlan plan;
  DurUs time_limit = 0;  // 0: none
  std::function<void(const std::string&)> say;
};

// The status of the last stage; 1 instead of 0 when a fault that was named never struck; 75 when it was
// killed by the plan, or the time was over.
Result<int> jolt(const JoltRun& run);

}  // namespace tu::study
