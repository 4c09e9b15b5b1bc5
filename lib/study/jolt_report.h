// What faults did, told at the end of a run: how many lines they struck, and which of those that were asked
// for struck nothing.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "run/script.h"
#include "study/jolt_link.h"

namespace tu::study {

struct JoltFaults {
  const JoltPlan& plan;
  const std::vector<run::ScriptStage>& stages;
  const std::vector<std::unique_ptr<JoltLink>>& links;
  std::vector<const JoltStrike*> unstruck;
  DurUs lasted = 0;
};

// True: all that was asked for by name was struck. Faults of --anywhere are not asked for by name.
bool report_faults(const JoltFaults& faults, const std::function<void(const std::string&)>& say);

}  // namespace tu::study
