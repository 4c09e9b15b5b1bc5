// Rows that a stage keeps in the ledger for itself, so that it goes on where it was after a restart: begun,
// written and committed in one go, before what they say leaves the stage.
#pragma once

#include "account/account.h"
#include "base/hash.h"
#include "stage/out.h"
#include "stage/ports.h"

namespace tu::stages {

class OwnRows {
 public:
  // `options`: everything that the rows follow from. Rows of other options are not ours.
  OwnRows(AccountPort* port, std::string_view options) : port_(port), rules_(short_hash(options)) {}

  bool any() const { return port_ != nullptr; }
  const std::string& rules() const { return rules_; }
  // The account as it may be read at `ts`; null: there is no ledger, or the run has stopped.
  const account::Account* view(TsUs ts, Out& out) const {
    if (!port_) return nullptr;
    auto a = port_->view(ts);
    return a ? *a : (out.stop(a.error()), nullptr);
  }
  // The same, with the ledger held until keep() or drop(): what is not there then is nobody's.
  const account::Account* begin(TsUs ts, Out& out) const {
    auto a = port_->begin(ts);
    return a ? *a : (out.stop(a.error()), nullptr);
  }
  // Marks the row as ours, in the two fields of its type that say whose it is, and writes it. `a`: of
  // begin().
  bool keep(Event& row, Field rules, Field account, const account::Account& a, Out& out) const {
    row.set_text(rules, rules_);
    if (a.name() != "main") row.set_text(account, out.keep(a.name()));
    if (auto done = port_->write(row); !done) return out.stop(done.error()), false;
    return drop(out);
  }
  bool drop(Out& out) const {
    if (Status st = port_->commit(); !st) return out.stop(st.error()), false;
    return true;
  }

 private:
  AccountPort* port_;
  std::string rules_;
};

}  // namespace tu::stages
