#include "run/memory_ledger.h"

#include <algorithm>
#include <tuple>

#include "event/copy.h"

namespace tu::run {

class MemoryLedger::Port final : public AccountPort {
 public:
  Port(MemoryLedger& ledger, const std::string& stage) : ledger_(ledger), rank_(writer_rank(stage)), run_row_(stage) {}

  Status session(const Event& session) override {
    run_row_.observe(session);
    return {};
  }
  Result<const account::Account*> view(TsUs ts) override {
    if (!synced_)
      if (Status st = ledger_.fold_opening(ts - 1); !st) return st.error();
    return own_ ? &*own_ : &ledger_.official_;
  }
  Result<const account::Account*> begin(TsUs ts) override {
    if (ts != instant_) {
      instant_ = ts;
      ordinal_ = 0;
    }
    Result<const account::Account*> seen = view(ts);
    if (!seen || own_) return seen;
    own_ = ledger_.official_;
    return &*own_;
  }
  Result<bool> write(const Event& row) override {
    if (run_row_.due())
      if (Status st = put(run_row_.make(ledger_.arena_, instant_)); !st) return st.error();
    if (Status st = put(row); !st) return st.error();
    return true;
  }
  Status commit() override { return {}; }
  Status synced(std::int64_t, TsUs) override {
    synced_ = true;
    return {};
  }
  void drop_own() { own_.reset(); }

 private:
  // An own row that rests on another writer's row since the border is not in this view yet: it changes nothing then.
  // What cannot be at all fails at the border.
  Status put(const Event& row) {
    if (!own_) return fail(Exit::internal, "a row was written outside a transaction");
    const bool may_rest_on_others = row.type == Type::order_update || row.type == Type::fill ||
                                    row.type == Type::charge || row.type == Type::pnl;
    if (Status st = own_->fold(row); !st && !may_rest_on_others) return st;
    ledger_.rows_.push_back({instant_, rank_, ordinal_++, copy_event(row, ledger_.arena_, Text::copy)});
    return {};
  }

  MemoryLedger& ledger_;
  int rank_;
  RunRow run_row_;
  std::optional<account::Account> own_;
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
  for (; opened_ < opening_.size() && opening_[opened_].instant <= upto; ++opened_)
    if (Status st = official_.fold(*opening_[opened_].row); !st) return st;
  return {};
}

Status MemoryLedger::border(TsUs upto) {
  if (Status st = fold_opening(upto); !st) return st;
  if (rows_.empty()) return {};
  std::sort(rows_.begin(), rows_.end(), [](const JournalRow& a, const JournalRow& b) {
    return std::tie(a.instant, a.rank, a.ordinal) < std::tie(b.instant, b.rank, b.ordinal);
  });
  for (const JournalRow& r : rows_)
    if (Status st = official_.fold(*r.event); !st) return st;
  for (auto& p : ports_) p->drop_own();
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
