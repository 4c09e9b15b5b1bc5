#include "ledger/group_writer.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "ledger/port.h"

namespace tu::ledger {

namespace {
constexpr std::size_t group = 1000;
}

Result<std::unique_ptr<GroupWriter>> GroupWriter::open(const std::string& path) {
  Result<std::unique_ptr<Journal>> j = Journal::open(path, Access::make);
  if (!j) return j.error();
  if (Status st = (*j)->fix_kind(Kind::replay); !st) return st.error();
  std::unique_ptr<GroupWriter> w(new GroupWriter);
  w->journal_ = std::move(j).value();
  return w;
}

Status GroupWriter::opening(const Visit& visit) {
  RowReader reader;
  return journal_->opening_rows([&](const Row& row) -> Status {
    Result<const Event*> e = reader.read(row);
    return e ? visit(row.place.instant, **e) : Status(e.error());
  });
}

Status GroupWriter::rows(std::span<const JournalRow> rows) {
  sorted_.assign(rows.begin(), rows.end());
  std::stable_sort(sorted_.begin(), sorted_.end(), [](const JournalRow& a, const JournalRow& b) {
    return std::tie(a.rank, a.instant, a.ordinal) < std::tie(b.rank, b.instant, b.ordinal);
  });
  for (const JournalRow& r : sorted_) {
    if (r.event->type == Type::run)
      if (Status st = observe_run(*r.event); !st) return st;
    waiting_.push_back(draft_of({run_, r.instant, r.rank, r.ordinal}, *r.event));
  }
  handed_over_ += static_cast<std::int64_t>(rows.size());
  return waiting_.size() >= group ? write_group() : Status();
}

Status GroupWriter::observe_run(const Event& run) {
  constexpr Field session{Type::run, "session"}, via{Type::run, "via"};
  if (run.text(session) != run_) {
    if (Status st = write_group(); !st) return st;  // waiting rows point at the old name
    run_ = run.text(session);
  }
  return check_run(*journal_, run_, run.text(via));
}

Status GroupWriter::write_group() {
  for (std::size_t from = 0; from < waiting_.size(); from += group) {
    if (Status st = journal_->begin(); !st) return st;
    const std::size_t end = std::min(from + group, waiting_.size());
    for (std::size_t i = from; i < end; ++i)
      if (Result<bool> done = journal_->append(waiting_[i]); !done) return journal_->rollback(), done.error();
    if (Status st = journal_->commit(); !st) return st;
  }
  waiting_.clear();
  return {};
}

Status GroupWriter::finish() {
  if (Status st = write_group(); !st) return st;
  Result<std::int64_t> held = journal_->db().integer("SELECT count(*) FROM journal WHERE rank < 9");
  if (!held) return held.error();
  if (*held == handed_over_) return {};
  return fail(Exit::internal, fmt::format("ledger {}: replay diverged: it made {} rows, the journal holds {}",
                                          journal_->path(), handed_over_, *held));
}

}  // namespace tu::ledger
