// MemoryLedger: the ledger of a fused run. Each stage has a port with the view that it would have on a file
// in lockstep: what was journalled up to the last border (a sync), plus its own rows since.
//
// All stages share one official account, into which everybody's rows are folded at the border, in journal
// order. A stage that begins to write gets a copy, into which its own rows are folded at once.
#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "account/account.h"
#include "base/arena.h"
#include "stage/ports.h"
#include "stage/rows.h"

namespace tu::run {

class MemoryLedger {
 public:
  MemoryLedger(std::string account, RowSink* sink);
  ~MemoryLedger();
  MemoryLedger(const MemoryLedger&) = delete;

  // Rows that stood in the journal before the run, in journal order: deposits, floor policies. One counts at
  // instants later than its own. The events are copied.
  void opening(TsUs instant, const Event& row);
  AccountPort* port(const std::string& stage);  // lives as long as the ledger

  // All rows so far are official: they are folded, in journal order, and handed to the sink. `upto`: the time
  // reached.
  Status border(TsUs upto);
  Status finish();
  const account::Account& official() const { return official_; }
  std::int64_t rows() const { return rows_handed_over_; }

 private:
  class Port;
  Status fold_opening(TsUs upto);

  account::Account official_;
  RowSink* sink_;
  std::deque<std::unique_ptr<Port>> ports_;
  std::vector<JournalRow> rows_;  // since the last border
  Arena arena_;                   // of their events
  struct Opening {
    TsUs instant;
    const Event* row;
  };
  std::vector<Opening> opening_;
  std::size_t opened_ = 0;
  Arena opening_arena_;
  std::int64_t rows_handed_over_ = 0;
};

}  // namespace tu::run
