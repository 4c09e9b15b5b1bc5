// Verify: proves a ledger file from its journal alone. Every row's chain, keys and derived columns are
// computed anew and compared, every account is folded without an error, and the positions that the views show
// are those of the fold.
#pragma once

#include <string>
#include <vector>

#include "ledger/journal.h"
#include "ledger/table.h"

namespace tu::ledger {

struct Verdict {
  std::int64_t rows = 0;
  std::string head;                   // hex, as computed
  std::vector<std::string> problems;  // "row 12: ...", the first hundred
  bool holds() const { return problems.empty(); }
};

Result<Verdict> verify(Journal& journal);
Report verdict_report(const Verdict& verdict, const std::string& path);

}  // namespace tu::ledger
