// KnownAccount: the account port of one stage of a run that is decided again. Each look shows the rows of the
// journal that the stage saw when it looked then (ledger/looks.h). What it writes is kept to be compared, and
// journalled nowhere.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "account/account.h"
#include "base/arena.h"
#include "ledger/journal.h"
#include "ledger/looks.h"
#include "stage/ports.h"
#include "stage/rows.h"

namespace tu::study {

// A row that a stage wrote, as the journal would hold it.
struct Decided {
  std::string type, id, body;
};

// The journal's rows, from the first on.
struct CopiedRow {
  std::string type, body;
};
using JournalCopy = std::vector<CopiedRow>;
Result<JournalCopy> copy_of(ledger::Journal& journal);

class KnownAccount final : public AccountPort {
 public:
  // Both must stay; `account`: which one.
  KnownAccount(ledger::Journal& journal, const JournalCopy& rows, std::string account, std::string stage);

  Status session(const Event& session) override;
  Result<const account::Account*> view(TsUs ts) override;
  Result<const account::Account*> begin(TsUs ts) override;
  Result<bool> write(const Event& row) override;
  Status commit() override;
  Status synced(std::int64_t, TsUs) override { return {}; }
  std::string_view account_name() const override { return seen_.name(); }
  std::string ledger_id() const override { return journal_.id(); }

  const std::vector<Decided>& decided() const { return decided_; }

 private:
  Status look(TsUs ts);

  ledger::Journal& journal_;
  const JournalCopy& rows_;
  const std::string stage_;
  RunRow run_row_;
  Arena arena_;
  ledger::RowReader reader_;
  std::vector<ledger::Look> looks_;
  std::size_t next_look_ = 0;
  std::int64_t number_ = 0;
  std::size_t folded_ = 0, wanted_ = 0;  // rows
  account::Account seen_;
  std::optional<account::Account> own_;  // with the rows of an open transaction
  TsUs instant_ = 0;
  std::vector<Decided> decided_;
};

}  // namespace tu::study
