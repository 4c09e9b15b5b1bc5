// GroupWriter: the RowSink of a fused run over a ledger file of kind replay. Rows wait in memory and are
// written a thousand at a time, sync by sync and within one writer by writer, exactly as the processes of the
// same script write them; so both give the same head, and either may take up what the other began.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "ledger/journal.h"
#include "stage/rows.h"

namespace tu::ledger {

class GroupWriter final : public RowSink {
 public:
  // 78: the ledger is of another kind.
  static Result<std::unique_ptr<GroupWriter>> open(const std::string& path);

  // Rows that commands wrote before the run (deposits, floor policies), in order. A row counts at instants
  // later than its own.
  using Visit = std::function<Status(TsUs instant, const Event& row)>;
  Status opening(const Visit& visit);

  Status rows(std::span<const JournalRow> rows) override;
  Status finish() override;
  Journal& journal() { return *journal_; }

 private:
  GroupWriter() = default;
  Status observe_run(const Event& run);
  Status write_group();

  std::unique_ptr<Journal> journal_;
  std::string run_;
  std::vector<Draft> waiting_;
  std::vector<JournalRow> sorted_;
  std::int64_t handed_over_ = 0;
};

}  // namespace tu::ledger
