// Show: what a ledger holds, for people and for programs. Everything is a fold or a scan of the journal.
#pragma once

#include <string>

#include "ledger/journal.h"
#include "ledger/table.h"

namespace tu::ledger {

struct Filter {
  std::string account;    // "" is all
  std::string strategy;   // "" is all
  std::int64_t last = 0;  // 0 is all
};

Result<Report> show(Journal& journal, const std::string& account);  // kind, rows, money, halts, policies
Result<Report> positions(Journal& journal, const std::string& account, const Filter& filter);
Result<Report> orders(Journal& journal, const Filter& filter);
Result<Report> fills(Journal& journal, const Filter& filter);
Result<Report> refusals(Journal& journal, const Filter& filter);
Result<Report> halts(Journal& journal, const Filter& filter);  // raised, and how they ended
Result<Report> pnl(Journal& journal, const Filter& filter);    // round trips, and their sum
Result<Report> days(Journal& journal, const Filter& filter);
Result<Report> policies(Journal& journal);  // floor policies that stand

// The chain's head; of one strategy, the chain over its rows alone (refusals, orders, updates, fills,
// charges, trips).
Result<Report> head(Journal& journal, const std::string& strategy);

// Every row's event, one line each, in the order written; `put` gets them line by line.
Status export_rows(Journal& journal, const std::function<Status(std::string_view)>& put);

// The text of an event's field as it is printed, "" when absent: exact for money.
std::string field_text(const Event& e, std::string_view name);
// The same for a table that people read; "time" is that of the event.
std::string cell_text(const Event& e, std::string_view name);
bool wanted(const Row& row, const Filter& filter);  // account and strategy

}  // namespace tu::ledger
