// RowSink: where the fused runner puts the rows of its in-memory journal, so that a database can keep them.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "base/arena.h"
#include "base/result.h"
#include "base/time.h"
#include "event/event.h"

namespace tu {

// Rank of a writer within an instant, in pipe order: journal order is (instant, rank, ordinal).
constexpr int rank_acb = -3, rank_envelope = -2, rank_posture = -1;
constexpr int rank_risk_gate = 1, rank_place_order = 2, rank_settle = 3, rank_other = 9;
int writer_rank(std::string_view stage_name);

struct JournalRow {
  TsUs instant = 0;  // the row's ts
  int rank = rank_other;
  int ordinal = 0;  // from 0, within (instant, rank)
  const Event* event = nullptr;
};

// A writer's `run` row: which session, through which stages. It stands immediately before the writer's first
// row of that session, at the same instant, is numbered, folded and counted like any other, and is not there
// without a session.
class RunRow {
 public:
  explicit RunRow(std::string writer) : writer_(std::move(writer)) {}
  void observe(const Event& session);             // with `via` extended by the writer
  bool due() const { return due_; }               // the next row of this writer is its first
  const Event& make(Arena& arena, TsUs instant);  // once; points into this object
  const std::string& session() const { return id_; }
  const std::string& mode() const { return mode_; }
  const std::string& via() const { return via_; }

 private:
  std::string writer_, id_, mode_, via_;
  bool due_ = false;
};

class RowSink {
 public:
  virtual ~RowSink() = default;
  // The rows that the writers made between two syncs, in journal order. The events live until it returns. A
  // row that the database holds already is compared (different: 70, both rows shown).
  virtual Status rows(std::span<const JournalRow> rows) = 0;
  virtual Status finish() = 0;  // all rows are in: commit what is pending
};

}  // namespace tu
