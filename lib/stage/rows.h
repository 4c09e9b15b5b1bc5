// RowSink: where the fused runner puts the rows of its in-memory journal, so that a database can keep them.
#pragma once

#include <span>
#include <string_view>

#include "base/result.h"
#include "base/time.h"
#include "event/event.h"

namespace tu {

// Rank of a writer within an instant: journal order is (instant, rank, ordinal).
constexpr int rank_risk_gate = 1, rank_place_order = 2, rank_settle = 3, rank_other = 9;
int writer_rank(std::string_view stage_name);

struct JournalRow {
  TsUs instant = 0;      // the row's ts
  int rank = rank_other;
  int ordinal = 0;       // from 0, within (instant, rank)
  const Event* event = nullptr;
};

class RowSink {
 public:
  virtual ~RowSink() = default;
  // The rows that the writers made between two syncs, in journal order. The events live until it returns. A row that
  // the database holds already is compared (different: 70, both rows shown).
  virtual Status rows(std::span<const JournalRow> rows) = 0;
  virtual Status finish() = 0;  // all rows are in: commit what is pending
};

}  // namespace tu
