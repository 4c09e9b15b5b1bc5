// Judge: one proposal against the account and the policies. The answer is an approval with its envelope, or
// every rule that said no.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "account/risk.h"
#include "stages/gate_proposal.h"

namespace tu::stages {

struct Ruling {
  std::vector<account::Refusal> refusals;  // empty: approved
  bool reducing = false;
  Decimal qty;                       // at most what was asked
  std::optional<account::Mark> ask;  // that it was compared with, in place of the mark
  Decimal limit, stop;               // as asked; of an order that leaves, on the instrument's ticks
  Decimal limit_worst, reserved;
  Atom reserved_currency = Atom::none;
  std::string shrunk_by;  // the rule that made it smaller, "" when nothing did
  std::string reviews;    // JSON of what reviewers said, without brackets
};

// What stands at this instant, besides the account.
struct Standing {
  TsUs now = 0;
  TsUs warm_until = -1;
  bool shrink = false;
  bool frozen = false;  // a sudden drop that no second mark has confirmed
  std::string frozen_text;
  std::string kill;  // kind of the kill file's halt, "" for none; entries when it cannot be read
  std::string kill_text;
  std::string posture;            // the newest, "" where there is none and none is wanted
  std::string vetoed;             // by a reviewer: its reason
  std::optional<Decimal> part;    // of the quantity that reviewers let stay
  std::string unreadable_policy;  // why a floor policy cannot be read, "" when all can
  std::string stream_halt;        // of a halt in the stream that no ledger holds
  std::string broken_group;       // why the group that it belongs to cannot be approved whole, "" when it can
  std::vector<account::Loss> losses;               // that forbid to open
  const account::Resolutions* resolved = nullptr;  // in the stream
  bool valued = true;                              // the account could be valued in the base currency
};

// APEX and STALKER open positions; every other word, known or not, does not. (STALKER with at most twice the
// equity: a policy of its own.)
inline bool may_open(std::string_view posture) {
  return posture.empty() || posture == "APEX" || posture == "STALKER";
}

Ruling judge(const Asked& asked, const account::Situation& s, const account::Venues& venues,
             std::span<const account::Policy> policies, const Standing& standing);

// The rules that said no, each once: one may do so for more than one reason (two halts).
inline std::set<std::string_view> rules_of(const std::vector<account::Refusal>& refusals) {
  std::set<std::string_view> rules;
  for (const account::Refusal& r : refusals) rules.insert(r.rule);
  return rules;
}

}  // namespace tu::stages
