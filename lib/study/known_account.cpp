#include "study/known_account.h"

#include <fmt/format.h>

#include <algorithm>

#include "wire/wire.h"

namespace tu::study {

Result<JournalCopy> copy_of(ledger::Journal& journal) {
  JournalCopy rows;
  Status st = journal.rows_after(0, [&](const ledger::Row& row) {
    rows.push_back({std::string(row.type), std::string(row.body)});
    return Status();
  });
  if (!st) return st.error();
  return rows;
}

KnownAccount::KnownAccount(ledger::Journal& journal, const JournalCopy& rows, std::string account,
                           std::string stage)
    : journal_(journal), rows_(rows), stage_(std::move(stage)), run_row_(stage_), seen_(std::move(account)) {}

Status KnownAccount::session(const Event& session) {
  run_row_.observe(session);
  auto looks =
      ledger::read_looks(journal_.path(), run_row_.session(), ledger::look_name(run_row_.via(), stage_));
  if (!looks) return looks.error();
  looks_ = std::move(looks).value();
  next_look_ = 0;
  number_ = 0;
  return {};
}

// The view holds what it held at the look of the same number; of looks in between it held what it had.
Status KnownAccount::look(TsUs ts) {
  if (next_look_ < looks_.size() && looks_[next_look_].number == number_) {
    const ledger::Look& l = looks_[next_look_++];
    if (l.instant != ts)
      return fail(Exit::internal, fmt::format("look {} of {} is at {}, it was at {}: the recording or the "
                                              "script is another",
                                              number_, stage_, ts, l.instant));
    wanted_ = std::min(static_cast<std::size_t>(l.rows), rows_.size());
  }
  ++number_;
  for (; folded_ < wanted_; ++folded_) {
    ledger::Row row;
    row.seq = static_cast<std::int64_t>(folded_) + 1;
    row.type = rows_[folded_].type;
    row.body = rows_[folded_].body;
    auto e = reader_.read(row);
    if (!e) return e.error();
    if (Status st = seen_.fold(**e); !st) return st;
  }
  return {};
}

Result<const account::Account*> KnownAccount::view(TsUs ts) {
  if (Status st = look(ts); !st) return st.error();
  return &seen_;
}

Result<const account::Account*> KnownAccount::begin(TsUs ts) {
  if (Status st = look(ts); !st) return st.error();
  own_ = seen_;
  instant_ = ts;
  return &*own_;
}

Result<bool> KnownAccount::write(const Event& row) {
  if (!own_) return fail(Exit::internal, stage_ + ": write() outside a transaction");
  if (run_row_.due())
    if (Status st = own_->fold(run_row_.make(arena_, instant_)); !st) return st.error();
  const ledger::Draft d = ledger::draft_of({"", instant_, writer_rank(stage_), 0}, row);
  decided_.push_back({std::string(d.type), std::string(ledger::order_of(row)), d.body});
  if (Status st = own_->fold(row); !st) return st.error();
  return true;
}

Status KnownAccount::commit() {
  own_.reset();
  return {};
}

}  // namespace tu::study
