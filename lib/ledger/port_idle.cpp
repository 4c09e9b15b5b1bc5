// LedgerPort: what is put off until nobody waits.
#include "ledger/port.h"

namespace tu::ledger {

// Live, all that is done for later waits for a quiet moment: a sync of the gate's would make the one that an
// order waits for twice as long, since both are of one file. What a gate has approved is on the disk soon,
// whether or not somebody acts on it. What a venue has said is asked again after a loss of power, so it waits
// for the next sending.
Result<bool> LedgerPort::idle(bool quiet) {
  constexpr int busy_idles_max = 50;
  if (kind_ == Kind::live && !put_off()) return false;
  if (kind_ == Kind::live && !quiet && ++busy_idles_ < busy_idles_max) return true;
  busy_idles_ = 0;
  if (looks_) looks_->flush();
  if (kind_ != Kind::live) return false;
  if (rank_ == rank_risk_gate)
    if (Status st = journal_->durable(); !st) return st.error();
  if (Status st = journal_->tidy(); !st) return st.error();
  return false;
}

LedgerPort::~LedgerPort() {
  if (kind_ == Kind::live && rank_ == rank_risk_gate) (void)journal_->durable();
}

}  // namespace tu::ledger
