#include "ledger/known_names.h"

#include <algorithm>

#include "base/nearness.h"
#include "event/table.h"
#include "ledger/show.h"

namespace tu::ledger {
namespace {

// The names that one of these columns holds; of accounts only in rows of types that have one.
Result<std::vector<std::string>> names_in(Journal& journal, const char* column, bool accounts) {
  Result<Statement> s = journal.db().prepare(std::string("SELECT DISTINCT ") + column +
                                             ", type FROM journal WHERE coalesce(" + column + ", '') <> ''");
  if (!s) return s.error();
  std::vector<std::string> names;
  while (true) {
    Result<bool> row = s->step();
    if (!row) return row.error();
    if (!*row) break;
    if (!accounts || find_slot(type_from(s->text(1)), "account") >= 0) names.emplace_back(s->text(0));
  }
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

Status among(const std::vector<std::string>& names, const std::string& name, const std::string& what,
             const std::string& path) {
  if (std::find(names.begin(), names.end(), name) != names.end()) return {};
  return fail(Exit::no, what + " \"" + name + "\": ledger " + path + " has no row of it; it has " +
                            (names.empty() ? "none" : text::some_of(text::nearest_first(name, names))));
}

}  // namespace

Result<std::vector<std::string>> accounts_of(Journal& journal) {
  return names_in(journal, "account", true);
}

Status known(Journal& journal, const Filter& filter) {
  if (!filter.account.empty() && filter.account != "main") {
    Result<std::vector<std::string>> names = accounts_of(journal);
    if (!names) return names.error();
    if (Status st = among(*names, filter.account, "account", journal.path()); !st) return st;
  }
  if (filter.strategy.empty()) return {};
  Result<std::vector<std::string>> names = names_in(journal, "strategy", false);
  return names ? among(*names, filter.strategy, "strategy", journal.path()) : Status(names.error());
}

}  // namespace tu::ledger
