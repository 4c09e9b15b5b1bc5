// LedgerPort: the AccountPort of one stage over a ledger file.
//
// Replay. The view is the fold, by place, of the rows up to the last sync that passed the stage, plus the
// stage's own rows since. Own rows gather in memory and are committed when the sync passes, so that a cut
// stream leaves no row of a half-known instant, and the rows lie in the file sync by sync and within one
// writer by writer: the same order, and the same head, however the processes were timed or killed. Rows that
// the file holds already are compared as they are written. Without any sync in the stream rows are committed
// at once and the view is by instant.
//
// Paper and live. begin() holds the file until commit(); the view is everything committed. On paper a session
// may come faster than its own time, and then the stages before settle have journalled what settle has not
// come to yet: to settle such a row is shown when its instant is (port_ahead.cpp), else a day would begin
// with the prices of one instant and the fills of a later one.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "account/account.h"
#include "base/arena.h"
#include "ledger/barrier.h"
#include "ledger/journal.h"
#include "ledger/looks.h"
#include "ledger/order_keeper.h"
#include "stage/port_request.h"
#include "stage/rows.h"

namespace tu::ledger {

struct PortOptions {
  std::string ledger, account = "main", stage;
  std::function<void()> flush;
  std::function<bool()> reader_left, interrupted;
  Barrier::Patience patience;
};

class LedgerPort final : public AccountPort {
 public:
  static Result<std::unique_ptr<LedgerPort>> open(PortOptions options);
  ~LedgerPort() override;

  Status session(const Event& session) override;
  Result<const account::Account*> view(TsUs ts) override;
  Result<const account::Account*> begin(TsUs ts) override;
  Result<bool> write(const Event& row) override;
  Status commit() override;
  // An approval and its `sent` lie in one log, so the sync that lets an order leave covers both.
  Status durable() override { return kind_ == Kind::live ? journal_->durable() : Status(); }
  Result<bool> idle(bool quiet) override;
  Status synced(std::int64_t seq, TsUs ts) override;
  Status reader_left() override;
  Status finish() override;
  std::string_view account_name() const override { return base_.name(); }
  std::string ledger_id() const override { return journal_->id(); }

 private:
  explicit LedgerPort(PortOptions options);

  bool replay() const { return kind_ == Kind::replay; }
  bool put_off() const {
    return (looks_ && looks_->waiting()) || (rank_ == rank_risk_gate && journal_->unsynced()) ||
           journal_->untidy();
  }
  Status settle_kind(Kind kind);
  Status join_barrier();
  Status refresh(TsUs ts);
  void note_look(TsUs ts) {
    if (looks_) looks_->look(ts, read_seq_);
  }
  Status refresh_replay(TsUs ts);
  Status refresh_all(TsUs ts);
  Status hold_back_later_rows();
  Status fold_held_back(TsUs upto);
  Status fold(account::Account& to, const Row& row);
  void start_own();
  Status fold_own(const Event& row);
  account::Account& working() { return dirty_ ? working_ : base_; }
  Result<bool> put(const Event& row);
  Result<bool> put_replay(const Event& row);
  Result<bool> put_shared(const Event& row);
  Result<bool> compare(const Draft& row, bool& known);
  Status load_journalled();
  Status nothing_left_out(TsUs upto);
  Status flush_pending();

  // configured
  PortOptions options_;
  int rank_;
  std::unique_ptr<Journal> journal_;
  // state
  Kind kind_ = Kind::open;
  std::unique_ptr<Barrier> barrier_;
  std::unique_ptr<OrderKeeper> keeper_;  // of a place-order by the clock
  std::unique_ptr<LookWriter> looks_;    // live and paper, of stages that decide
  RunRow run_row_;
  RowReader reader_;
  Arena arena_;
  std::string run_;
  account::Account base_, working_;  // official rows; the same plus own rows since the border
  bool dirty_ = false;               // working_ counts
  std::int64_t seq_ = 0;             // last sync passed on; 0: none yet
  TsUs border_ = -1, folded_ = -1;   // instants up to which the view reaches, and base_ holds
  std::int64_t read_seq_ = 0;        // paper and live: newest row folded
  // On paper, of settle: rows of this run's other writers whose instant is still to come; of those after this
  // row.
  struct HeldBack {
    std::int64_t seq;
    TsUs instant;
    std::string type, body;
  };
  std::deque<HeldBack> held_back_;
  std::optional<std::int64_t> hold_back_after_;
  TsUs instant_ = -1;  // of begin()
  int ordinal_ = 0;
  bool in_transaction_ = false, reader_left_ = false;
  int busy_idles_ = 0;  // since something was put off
  std::vector<Draft> pending_;
  // Own rows that the file held when the run began, ahead of what has been written again.
  struct Journalled {
    TsUs instant;
    int ordinal;
    std::string body;
  };
  std::deque<Journalled> journalled_;
  TsUs compared_instant_ = -1;
  int compared_ordinal_ = -1;
  bool resuming_ = true;
};

// The ports of a tool: the ledger that the request names, if any, and the kill file, if any.
Result<OwnedPorts> make_ports(const PortRequest& request);

// 78 when the ledger's run rows show another session, or the same through other stages and options. `via` is
// the JSON list of the stages so far; of two writers' lists the shorter must begin the longer.
Status check_run(Journal& journal, std::string_view session, std::string_view via);

}  // namespace tu::ledger
