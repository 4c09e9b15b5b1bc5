// Books: the account that settle works on: as the journal shows it, plus the decisions of the stream that it
// does not show yet (in a lockstep replay those since the last sync). Without a ledger, the stream's
// decisions alone.
#pragma once

#include <string>
#include <vector>

#include "account/account.h"
#include "base/arena.h"
#include "stage/out.h"
#include "stage/ports.h"

namespace tu::stages {

class Books {
 public:
  // `equity` in `currency` is assumed without a ledger, unless the stream has deposits of its own.
  Books(AccountPort* port, std::string currency, Decimal equity)
      : port_(port), currency_(std::move(currency)), equity_(equity) {}

  void keep(const Event& e);                     // a row of the stream
  bool waits() const { return !rows_.empty(); }  // some may not be in the journal yet
  bool filled_at(TsUs ts) const;                 // one of them is a fill of that instant
  // The account as it stood before instant `ts`. False when the run stops.
  bool open(TsUs ts, Out& out);
  bool fold_until(TsUs ts, Out& out);  // and what the stream decided up to `ts`
  account::Account& account() { return account_; }
  const account::Account& account() const { return account_; }
  bool opened() const { return opened_; }

 private:
  bool seed(Out& out);
  void fold_row(const Event& e, Out& out);
  void fold_lone_fill(const Event& e, Out& out);
  void complain(const Status& st, Out& out) const;

  // configured
  AccountPort* port_;
  std::string currency_;
  Decimal equity_;
  // state
  account::Account account_;
  Arena arena_;  // of the rows
  std::vector<Event*> rows_;
  bool opened_ = false;
};

}  // namespace tu::stages
