// Which accounts and strategies a ledger knows: a name that it does not know has no rows, which must not look
// like an account without orders, or a strategy without trades.
#pragma once

#include <string>
#include <vector>

#include "ledger/journal.h"

namespace tu::ledger {

struct Filter;

Result<std::vector<std::string>> accounts_of(Journal& journal);  // in the order of names

// An Error (1) that names what there is. `main` is there from the start; "" asks for all.
Status known(Journal& journal, const Filter& filter);

}  // namespace tu::ledger
