#include "ledger/port.h"

#include <fmt/format.h>

#include <algorithm>

namespace tu::ledger {

namespace {

// Where a stage stands when the stream does not say (a stream without session).
int canonical_position(std::string_view stage) {
  constexpr std::string_view order[] = {"acb",  "envelope",  "posture",     "exits", "signal-agg",
                                        "size", "risk-gate", "place-order", "settle"};
  for (int i = 0; i < static_cast<int>(std::size(order)); ++i)
    if (order[i] == stage) return 32 + i;
  return 32 + static_cast<int>(std::size(order));
}

}  // namespace

Result<std::unique_ptr<LedgerPort>> LedgerPort::open(PortOptions options) {
  std::unique_ptr<LedgerPort> p(new LedgerPort(std::move(options)));
  Result<std::unique_ptr<Journal>> j = Journal::open(p->options_.ledger, Access::write);
  if (!j) return j.error();
  p->journal_ = std::move(j).value();
  return p;
}

LedgerPort::LedgerPort(PortOptions options)
    : options_(std::move(options)),
      rank_(writer_rank(options_.stage)),
      run_row_(options_.stage),
      base_(options_.account),
      working_(options_.account) {}

Status LedgerPort::session(const Event& session) {
  if (Status st = flush_pending(); !st) return st;
  run_row_.observe(session);
  run_ = run_row_.session();
  Kind kind = kind_from(run_row_.mode());
  if (kind == Kind::open)
    return fail(Exit::bad_data,
                fmt::format("session: \"mode\" is \"{}\", expected live, paper or replay", run_row_.mode()));
  if (Status st = settle_kind(kind); !st) return st;
  if (!replay()) {
    if (rank_ == rank_place_order && !keeper_) {
      auto keeper = OrderKeeper::take(options_.ledger, options_.account, options_.patience.join_ms,
                                      options_.interrupted);
      if (!keeper) return keeper.error();
      keeper_ = std::move(keeper).value();
    }
    if (rank_ != rank_place_order && rank_ != rank_settle)
      looks_ = std::make_unique<LookWriter>(options_.ledger, run_, look_name(run_row_.via(), options_.stage));
    return kind_ == Kind::paper && rank_ == rank_settle ? hold_back_later_rows() : Status();
  }
  if (Status st = check_run(*journal_, run_, run_row_.via()); !st) return st;
  return barrier_ ? Status() : join_barrier();
}

Status LedgerPort::settle_kind(Kind kind) {
  if (kind_ == kind) return {};
  if (Status st = journal_->fix_kind(kind); !st) return st;
  kind_ = kind;
  // Few pages are copied fast; and best by one for whom nobody waits.
  const bool waited_for = rank_ == rank_risk_gate || rank_ == rank_place_order;
  return kind_ == Kind::live ? journal_->put_off_copying(waited_for ? 2400 : 600) : Status();
}

Status LedgerPort::join_barrier() {
  const int via = static_cast<int>(texts_of(run_row_.via()).size());
  Barrier::Member member{options_.stage, via > 0 ? via - 1 : canonical_position(options_.stage), run_,
                         journal_->id(), options_.interrupted};
  Result<std::unique_ptr<Barrier>> b =
      Barrier::join(options_.ledger + ".sync", std::move(member), options_.patience);
  if (!b) return b.error();
  barrier_ = std::move(b).value();
  return {};
}

Result<const account::Account*> LedgerPort::view(TsUs ts) {
  if (Status st = refresh(ts); !st) return st.error();
  note_look(ts);
  return &working();
}

Result<const account::Account*> LedgerPort::begin(TsUs ts) {
  if (in_transaction_) return fail(Exit::internal, options_.stage + ": begin() inside a transaction");
  if (kind_ == Kind::open)
    if (Status st = settle_kind(Kind::replay); !st)
      return st.error();  // a stream without session is a replay
  // It may have died while the gate was busy; what it approves from then on would be held for nobody.
  if (!replay() && rank_ == rank_risk_gate && options_.reader_left && options_.reader_left())
    return reader_left().error();
  if (!replay())
    if (Status st = journal_->begin(); !st) return st.error();
  Status st = refresh(ts);
  if (st && replay()) st = nothing_left_out(ts - 1);
  if (!st) return journal_->rollback(), st.error();
  note_look(ts);
  if (!replay()) {  // another process behind the same feed may have written at this instant since
    Result<int> next = journal_->next_ordinal(run_, ts, rank_);
    if (!next) return journal_->rollback(), next.error();
    ordinal_ = *next;
  } else if (ts != instant_) {
    ordinal_ = 0;
  }
  instant_ = ts;
  in_transaction_ = true;
  if (replay()) start_own();  // so that what is returned shows the rows written from now on
  return &working();
}

Result<bool> LedgerPort::write(const Event& row) {
  if (!in_transaction_) return fail(Exit::internal, options_.stage + ": write() outside a transaction");
  if (run_row_.due()) {
    arena_.reset();
    if (Result<bool> first = put(run_row_.make(arena_, instant_)); !first) return first;
  }
  return put(row);
}

Result<bool> LedgerPort::put(const Event& row) {
  Result<bool> is_new = replay() ? put_replay(row) : put_shared(row);
  if (!is_new) {
    journal_->rollback();
    in_transaction_ = false;
  }
  return is_new;
}

Result<bool> LedgerPort::put_replay(const Event& row) {
  Draft draft = draft_of({run_, instant_, rank_, ordinal_}, row);
  bool known = false;
  Result<bool> is_new = compare(draft, known);
  if (!is_new) return is_new;
  if (Status st = fold_own(row); !st) return st.error();  // a row that cannot be is never journalled
  if (!known) pending_.push_back(std::move(draft));
  ++ordinal_;
  return is_new;
}

// Paper and live: this writer holds the file, so its rows are the next ones and are folded where they stand.
Result<bool> LedgerPort::put_shared(const Event& row) {
  Result<bool> is_new = journal_->append(draft_of({run_, instant_, rank_, ordinal_}, row));
  if (!is_new || !*is_new) return is_new;
  if (Status st = base_.fold(row); !st) return st.error();
  ++ordinal_;
  ++read_seq_;
  return is_new;
}

// Own rows since the border. One that rests on another writer's row since then (`sent` of an order that was
// approved just now) is not in this view yet: it changes nothing until the sync.
void LedgerPort::start_own() {
  if (dirty_) return;
  working_ = base_;
  dirty_ = true;
}

Status LedgerPort::fold_own(const Event& row) {
  start_own();
  Status st = working_.fold(row);
  const bool may_rest_on_others = row.type == Type::order_update || row.type == Type::fill ||
                                  row.type == Type::charge || row.type == Type::pnl;
  return may_rest_on_others ? Status() : st;
}

Status LedgerPort::commit() {
  in_transaction_ = false;
  if (!replay()) return journal_->commit();
  return seq_ == 0 ? flush_pending() : Status();
}

Status LedgerPort::synced(std::int64_t seq, TsUs ts) {
  if (kind_ == Kind::open)
    if (Status st = settle_kind(Kind::replay); !st) return st;
  if (!replay()) return {};
  if (!barrier_)
    if (Status st = join_barrier(); !st) return st;
  if (Status st = flush_pending(); !st) return st;
  if (reader_left_)
    if (Status st = reader_left(); !st) return st;
  seq_ = seq;
  border_ = std::max(border_, ts);
  barrier_->forwarded(seq);
  if (rank_ == rank_settle) barrier_->publish(seq);
  return {};
}

// Above settle it means that nobody will publish the next sync. And by the clock too nobody is left to whom
// the gate's approvals would go: they would only hold money back.
Status LedgerPort::reader_left() {
  reader_left_ = true;
  if (rank_ == rank_risk_gate && !barrier_)
    return fail(Exit::try_again,
                "its reader ended, so whatever it approved would never be sent: the pipeline is broken");
  if (!barrier_ || rank_ == rank_settle) return {};
  return fail(Exit::try_again, fmt::format("the reader of {} ended after sync {}: the pipeline is broken",
                                           options_.stage, seq_));
}

Status LedgerPort::finish() {
  if (!replay()) return {};
  if (Status st = flush_pending(); !st) return st;
  return nothing_left_out(ts_limit);
}

// --- reading

Status LedgerPort::refresh(TsUs ts) {
  if (kind_ == Kind::paper || kind_ == Kind::live) return refresh_all(ts);
  if (seq_ > 0)
    if (Status st = barrier_->await(seq_, {options_.flush, options_.reader_left}); !st) return st;
  return refresh_replay(ts);
}

Status LedgerPort::refresh_replay(TsUs ts) {
  const TsUs upto = seq_ > 0 ? border_ : ts - 1;
  if (upto <= folded_) return {};
  Status st = journal_->rows_between(folded_, upto, [&](const Row& r) { return fold(base_, r); });
  if (!st) return st;
  folded_ = upto;
  dirty_ = false;  // own rows up to here came back as official ones
  return {};
}

Status LedgerPort::fold(account::Account& to, const Row& row) {
  Result<const Event*> e = reader_.read(row);
  if (!e) return e.error();
  if (Status st = to.fold(**e); !st)
    return fail(st.error().status,
                fmt::format("ledger {}: row {}: {}", journal_->path(), row.seq, st.error().message));
  return {};
}

Status LedgerPort::flush_pending() {
  constexpr std::size_t group = 1000;
  for (std::size_t from = 0; from < pending_.size(); from += group) {
    if (Status st = journal_->begin(); !st) return st;
    for (std::size_t i = from; i < std::min(from + group, pending_.size()); ++i) {
      Result<bool> done = journal_->append(pending_[i]);
      if (!done) return journal_->rollback(), done.error();
    }
    if (Status st = journal_->commit(); !st) return st;
  }
  pending_.clear();
  return {};
}

}  // namespace tu::ledger
