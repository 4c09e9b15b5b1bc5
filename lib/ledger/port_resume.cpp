// LedgerPort: taking up a run. What the file holds already must be written again, row by row.
#include <fmt/format.h>

#include "ledger/port.h"

namespace tu::ledger {
namespace {

constexpr int first_rank = -100;  // before that of any writer

}  // namespace

Status LedgerPort::load_journalled() {
  if (!resuming_ || !journalled_.empty()) return {};
  const Place after{run_, compared_instant_, compared_instant_ < 0 ? first_rank : rank_, compared_ordinal_};
  Status st = journal_->rows_of_writer(run_, rank_, after, 64, [&](const Row& r) {
    journalled_.push_back({r.place.instant, r.place.ordinal, std::string(r.body)});
    return Status();
  });
  resuming_ = !journalled_.empty();
  return st;
}

Result<bool> LedgerPort::compare(const Draft& row, bool& known) {
  if (Status st = load_journalled(); !st) return st.error();
  if (journalled_.empty()) return true;
  const Journalled& was = journalled_.front();
  if (was.instant != row.place.instant || was.ordinal != row.place.ordinal || was.body != row.body)
    return fail(
        Exit::internal,
        fmt::format(
            "ledger {}: replay diverged at instant {}, {} row {}\n  journalled: {} (instant {}, row {})\n"
            "  now:        {}",
            journal_->path(), row.place.instant, options_.stage, row.place.ordinal, was.body, was.instant,
            was.ordinal, row.body));
  known = true;
  compared_instant_ = was.instant;
  compared_ordinal_ = was.ordinal;
  journalled_.pop_front();
  return false;
}

// Own rows of instants up to `upto` that the file holds must all have been written again by now.
Status LedgerPort::nothing_left_out(TsUs upto) {
  if (rank_ == rank_other) return {};
  if (Status st = load_journalled(); !st) return st;
  if (journalled_.empty() || journalled_.front().instant > upto) return {};
  const Journalled& was = journalled_.front();
  return fail(Exit::internal,
              fmt::format("ledger {}: replay diverged at instant {}, {} row {}\n  journalled: {}\n"
                          "  now:        nothing",
                          journal_->path(), was.instant, options_.stage, was.ordinal, was.body));
}

}  // namespace tu::ledger
