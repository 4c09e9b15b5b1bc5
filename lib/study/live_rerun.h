// Deciding a live or paper run again: the script's stages up to the gate run over the stream that was
// recorded at their input, each on the account that it knew then, and must approve and refuse the same, byte
// for byte.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "ledger/journal.h"
#include "ledger/table.h"

namespace tu::study {

struct LiveRerunRequest {
  std::string order;  // only this decision; "": all of the session
  std::string script;
  std::vector<std::string> arguments;   // the script's
  std::vector<std::string> recordings;  // of one session, as feed wrote them: beats and all
};

// yes: every decision is the same.
Result<ledger::Report> rerun_live(ledger::Journal& journal, const LiveRerunRequest& request);

}  // namespace tu::study
