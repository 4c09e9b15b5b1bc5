// Why: the chain of causes of one order, read from the journal: what carried the proposal, what the gate
// judged it by, what became of it, and the round trips that its fills are part of.
#pragma once

#include <string>

#include "ledger/journal.h"
#include "ledger/table.h"

namespace tu::ledger {

// `order` is an order's or proposal's id, a fill_id, or #N for the order that row N is about. The answer is
// no when the journal has nothing of it. The order that is meant by it.
Result<std::string> order_meant(Journal& journal, const std::string& word);
Result<Report> why(Journal& journal, const std::string& order);

// JSON as words: an object is "key value, key value", a list has a line for each element. Nested values stay
// JSON.
std::vector<std::string> in_words(std::string_view json);

}  // namespace tu::ledger
