// Rerun: decide again. The script runs over the data up to the instant of one journalled decision, on an
// account that begins as the ledger's did, and must reach the same decision, byte for byte.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "ledger/journal.h"
#include "ledger/table.h"
#include "source/source.h"

namespace tu::study {

// What is said of a script that uses what only sh has.
constexpr std::string_view rerun_has_no_sh = "rerun runs a script in one process, without sh";

// Whether a run with this status decided all that there was: what a stage found missing around it (no: a flat
// halt without exits) decided nothing.
constexpr bool decided_all(Exit status) {
  return status == Exit::ok || status == Exit::no;
}

struct RerunRequest {
  std::string order;  // id of an order or proposal
  std::string script;
  std::vector<std::string> arguments;  // the script's
  source::SourceOptions source;        // as the run had them; its end is moved to the decision
};

// yes: the decision is the same. Otherwise both lines are shown, or that the rerun decided nothing there.
Result<ledger::Report> rerun(ledger::Journal& journal, const RerunRequest& request);

}  // namespace tu::study
