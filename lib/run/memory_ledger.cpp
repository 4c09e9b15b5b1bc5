#include "run/memory_ledger.h"

#include <algorithm>
#include <tuple>

#include "event/copy.h"

namespace tu::run {

class MemoryLedger::Port final : public AccountPort {
 public:
  Port(MemoryLedger& ledger, const std::string& stage)
      : ledger_(ledger), rank_(writer_rank(stage)), run_row_(stage) {}

  Status session(const Event& session) override {
    run_row_.observe(session);
    return {};
  }
  Result<const account::Account*> view(TsUs ts) override {
    if (!synced_)
      if (Status st = ledger_.fold_opening(ts - 1); !st) return st.error();
    return dirty_ ? &*own_ : &ledger_.official_;
  }
  Result<const account::Account*> begin(TsUs ts) override {
    if (ts != instant_) {
      instant_ = ts;
      ordinal_ = 0;
    }
    Result<const account::Account*> seen = view(ts);
    if (!seen || dirty_) return seen;
    if (!own_) own_ = ledger_.official_;
    dirty_ = all_folded_ = true;
    own_rows_ = 0;
    return &*own_;
  }
  Result<bool> write(const Event& row) override {
    if (run_row_.due())
      if (Status st = put(run_row_.make(ledger_.arena_, instant_)); !st) return st.error();
    if (Status st = put(row); !st) return st.error();
    return true;
  }
  Status commit() override { return {}; }
  std::string_view account_name() const override { return ledger_.official_.name(); }
  Status synced(std::int64_t, TsUs) override {
    synced_ = true;
    return {};
  }
  void drop_own() {
    own_.reset();
    dirty_ = false;
  }
  // At a border: the copy is brought up to the official account by folding what it lacks. It can only be kept
  // if its own rows are the first in journal order; copying an account is much dearer than folding a few
  // rows.
  void follow(const std::vector<JournalRow>& rows) {
    const bool first = std::all_of(rows.begin(), rows.begin() + static_cast<std::ptrdiff_t>(own_rows_),
                                   [&](const JournalRow& r) { return r.rank == rank_; });
    if (own_ && dirty_ && !(first && all_folded_)) drop_own();
    if (!own_) return;
    for (std::size_t i = dirty_ ? own_rows_ : 0; own_ && i < rows.size(); ++i)
      if (!own_->fold(*rows[i].event)) drop_own();
    dirty_ = false;
    own_rows_ = 0;
  }

 private:
  // An own row that rests on another writer's row since the border is not in this view yet: it changes
  // nothing then. What cannot be at all fails at the border.
  Status put(const Event& row) {
    if (!dirty_) return fail(Exit::internal, "a row was written outside a transaction");
    const bool may_rest_on_others = row.type == Type::order_update || row.type == Type::fill ||
                                    row.type == Type::charge || row.type == Type::pnl;
    if (Status st = own_->fold(row); !st) {
      if (!may_rest_on_others) return st;
      all_folded_ = false;
    }
    ++own_rows_;
    ledger_.rows_.push_back({instant_, rank_, ordinal_++, copy_event(row, ledger_.arena_, Text::copy)});
    return {};
  }

  MemoryLedger& ledger_;
  int rank_;
  RunRow run_row_;
  std::optional<account::Account> own_;  // equal to the official account while not dirty_
  bool dirty_ = false, all_folded_ = true;
  std::size_t own_rows_ = 0;  // since the border
  TsUs instant_ = -1;
  int ordinal_ = 0;
  bool synced_ = false;
};

MemoryLedger::MemoryLedger(std::string account, RowSink* sink) : official_(std::move(account)), sink_(sink) {}
MemoryLedger::~MemoryLedger() = default;

void MemoryLedger::opening(TsUs instant, const Event& row) {
  opening_.push_back({instant, copy_event(row, opening_arena_, Text::copy)});
}

AccountPort* MemoryLedger::port(const std::string& stage) {
  ports_.push_back(std::make_unique<Port>(*this, stage));
  return ports_.back().get();
}

Status MemoryLedger::fold_opening(TsUs upto) {
  if (opened_ < opening_.size() && opening_[opened_].instant <= upto)
    for (auto& p : ports_) p->drop_own();
  for (; opened_ < opening_.size() && opening_[opened_].instant <= upto; ++opened_)
    if (Status st = official_.fold(*opening_[opened_].row); !st) return st;
  return {};
}

Status MemoryLedger::border(TsUs upto) {
  if (Status st = fold_opening(upto); !st) return st;
  std::sort(rows_.begin(), rows_.end(), [](const JournalRow& a, const JournalRow& b) {
    return std::tie(a.instant, a.rank, a.ordinal) < std::tie(b.instant, b.rank, b.ordinal);
  });
  for (const JournalRow& r : rows_)
    if (Status st = official_.fold(*r.event); !st) return st;
  for (auto& p : ports_) p->follow(rows_);
  if (rows_.empty()) return {};
  rows_handed_over_ += static_cast<std::int64_t>(rows_.size());
  if (sink_)
    if (Status st = sink_->rows(rows_); !st) return st;
  rows_.clear();
  arena_.reset();
  return {};
}

Status MemoryLedger::finish() {
  if (Status st = border(ts_limit); !st) return st;
  return sink_ ? sink_->finish() : Status();
}

}  // namespace tu::run
