// LedgerPort: reading what is committed, and not what is of a later instant than the reader's.
#include <algorithm>

#include "ledger/port.h"

namespace tu::ledger {

// A run that this writer has begun before is taken up again: what its rows rest on is all there, so it is
// shown at once, and only what is written from now on can be ahead.
Status LedgerPort::hold_back_later_rows() {
  if (Status st = fold_held_back(ts_limit); !st) return st;
  constexpr int before_any_rank = -100;
  bool begun = false;
  Status st = journal_->rows_of_writer(run_, rank_, {run_, -1, before_any_rank, -1}, 1, [&](const Row&) {
    begun = true;
    return Status();
  });
  if (!st) return st;
  Result<std::int64_t> newest = begun ? journal_->newest() : Result<std::int64_t>(std::int64_t{0});
  if (!newest) return newest.error();
  hold_back_after_ = *newest;
  return {};
}

// What rests on a row has an instant that is no earlier, so a cut by instants leaves nothing without what it
// rests on. Rows of other runs and of commands are no part of this time.
Status LedgerPort::refresh_all(TsUs ts) {
  if (Status st = fold_held_back(ts); !st) return st;
  return journal_->rows_after(read_seq_, [&](const Row& r) {
    read_seq_ = r.seq;
    const bool ahead = hold_back_after_ && r.seq > *hold_back_after_ && r.place.run == run_ &&
                       r.place.rank != rank_ && r.place.instant > ts;
    if (!ahead) return fold(base_, r);
    held_back_.push_back({r.seq, r.place.instant, std::string(r.type), std::string(r.body)});
    return Status();
  });
}

Status LedgerPort::fold_held_back(TsUs upto) {
  const auto due = [upto](const HeldBack& held) { return held.instant <= upto; };
  if (std::none_of(held_back_.begin(), held_back_.end(), due)) return {};
  std::deque<HeldBack> later;
  for (HeldBack& held : held_back_) {
    if (!due(held)) {
      later.push_back(std::move(held));
      continue;
    }
    Row r;
    r.seq = held.seq;
    r.type = held.type;
    r.body = held.body;
    if (Status st = fold(base_, r); !st) return st;
  }
  held_back_ = std::move(later);
  return {};
}

}  // namespace tu::ledger
