// Draft: the fields that every proposal of ours has, and the event made of them.
#pragma once

#include <string>
#include <string_view>

#include "account/account.h"
#include "stage/out.h"

namespace tu::stages {

struct Draft {
  std::string id;
  std::string_view strategy, intent;  // must outlive the instant
  bool buy = true;
  double confidence = 1;
  double priced_on = 0;
  std::string reason, cause;
  const account::Account* account = nullptr;  // that the decision saw; null: none
};

inline Event& make_proposal(Out& out, TsUs ts, Atom venue, Atom symbol, const Draft& d) {
  constexpr Field id{Type::proposal, "id"}, strategy{Type::proposal, "strategy"},
      intent{Type::proposal, "intent"}, side{Type::proposal, "side"},
      confidence{Type::proposal, "confidence"}, priced_on{Type::proposal, "priced_on"},
      reason{Type::proposal, "reason"}, cause{Type::proposal, "cause"}, asof{Type::proposal, "asof"},
      account{Type::proposal, "account"};
  Event& e = out.make(Type::proposal, ts, venue, symbol);
  e.set_text(id, out.keep(d.id));
  e.set_text(strategy, d.strategy);
  e.set_text(intent, d.intent);
  e.set_text(side, d.buy ? "buy" : "sell");
  e.set(confidence, d.confidence);
  e.set(priced_on, d.priced_on);
  e.set_text(reason, out.keep(d.reason));
  e.set_text(cause, out.keep(d.cause));
  if (!d.account) return e;
  e.set_integer(asof, d.account->asof());
  if (d.account->name() != "main") e.set_text(account, out.keep(d.account->name()));
  return e;
}

// "venue/symbol/candle:tf@ts"
inline std::string candle_id(Atom venue, Atom symbol, std::string_view tf, TsUs ts) {
  std::string id;
  id.append(name_of(venue)).append("/").append(name_of(symbol)).append("/candle:").append(tf);
  return id.append("@").append(std::to_string(ts));
}

}  // namespace tu::stages
