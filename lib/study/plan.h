// Plan: a strategy script as stages with their options, read the way each tool would read its own command
// line.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "account/instrument.h"
#include "base/result.h"
#include "run/fused.h"
#include "run/script.h"
#include "stage/stage.h"

namespace tu::study {

struct PlannedStage {
  const StageSpec* spec = nullptr;
  std::shared_ptr<void> options;
  std::string name_hash;  // "NAME:HASH" for `via`
  std::string account = "main";
  int line = 0;  // of the script
};

struct Plan {
  std::vector<PlannedStage> stages;
  account::Venues venues;        // of every --venue that a stage names
  std::string account = "main";  // of the stages that have one
  bool has_account = false;      // some stage reads or writes it
  // Variables that can be set from outside and change something: what the script reads before it has set it,
  // and what its stages ask for of options that it does not give.
  std::set<std::string> inputs, option_inputs;
};

struct PlanRequest {
  std::string script;
  std::vector<std::string> arguments;
  std::function<std::optional<std::string>(const std::string&)>
      variable;                                             // the environment, with what is put over it
  std::string_view remedy = "--processes runs any script";  // for what the script language has not
};

// A variable of our own environment.
std::optional<std::string> environment(const std::string& name);

// Errors name the script's line; status 78 for what the script language has not, 64 for a stage's options.
Result<Plan> make_plan(const PlanRequest& request);

// 78: a stage whose place in the row cannot work (row_order.h), with its line of the script `name`.
Status check_order(const run::Script& script, const std::string& name);

// 64: one of the names is nothing that the plan reads. Trying its values would run the same thing again and
// again, and pass for so many tries.
Status check_inputs(const Plan& plan, const std::string& script,
                    const std::map<std::string, std::string>& variables);

// The plan's stages in one process. `rows` (may be null) gets what they journal.
Result<std::unique_ptr<run::FusedRunner>> make_runner(const Plan& plan, RowSink* rows,
                                                      run::FusedOptions options = {});

}  // namespace tu::study
