// Desk: what a person does to a ledger. Each act is one row of rank 9, in a transaction of its own.
//
// A row's instant: 0 while the ledger holds no run and is not paper or live, so that a replay of any data
// starts with it; else the wall clock that the caller read, but never before the newest row (a clock set back
// makes no past).
#pragma once

#include <functional>
#include <string>

#include "account/account.h"
#include "base/decimal.h"
#include "ledger/journal.h"
#include "ledger/table.h"

namespace tu::ledger {

struct Desk {
  Journal& journal;
  TsUs now;             // the caller's clock
  std::string account;  // which account

  Result<Report> deposit(Decimal amount, std::string_view currency, std::string_view reason);
  Result<Report> withdraw(Decimal amount, std::string_view currency, std::string_view reason);
  Result<Report> mode(std::string_view mode, bool confirmed);  // live wants `confirmed`
  // Whether a person is asked before this mode; a ledger that cannot become live is refused unasked.
  Result<bool> asks_before(std::string_view mode);
  Result<Report> halt(std::string_view kind, std::string_view reason);
  Result<Report> resume(std::string_view reason);
  // `file` is named when the text is no policy, or has no rule (78).
  Result<Report> policy(std::string_view name, std::string_view toml, const std::string& file);
  Result<Report> drop_policy(std::string_view name);  // 1 when none of that name stands
  Result<Report> promote(std::string_view strategy, std::string_view stage, std::string_view reason);
  // A row of an order that a venue proves (recon): `fields` are JSON after ts, the type's text first.
  Result<Report> proved(std::string_view fields, const std::string& said) { return write(fields, said); }

 private:
  Result<TsUs> instant();
  // Inside a transaction: checks with `refuse` (an Error's message is a no), then appends the row.
  Result<Report> write(std::string_view fields, const std::string& said,
                       const std::function<Status(const account::Account&)>& refuse = {});
};

// All rows in the order in which an account folds them.
Status rows_in_time(Journal& journal, const Journal::Visit& visit);

// The fold of the whole journal for one account. 78: a row cannot be folded.
Result<account::Account> fold_all(Journal& journal, const std::string& account);

}  // namespace tu::ledger
