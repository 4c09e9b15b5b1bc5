// A flat account: what proposals are judged against where no ledger is named.
#pragma once

#include "account/account.h"
#include "stages/gate_proposal.h"

namespace tu::stages {

// It holds `equity` of the currency that the proposal's market is priced in, and nothing else.
inline account::Account flat_account(Decimal equity, const Asked& asked, TsUs ts, Out& out) {
  constexpr Field currency{Type::deposit, "currency"}, amount{Type::deposit, "amount"};
  account::Account a("main");
  const Atom quote = a.quote_of(asked.venue, asked.symbol);
  Event& e = out.make(Type::deposit, ts);
  e.set_text(currency, quote == Atom::none ? "USD" : name_of(quote));
  e.set(amount, equity);
  if (Status st = a.fold(e); !st) out.stop(st.error());
  return a;
}

}  // namespace tu::stages
