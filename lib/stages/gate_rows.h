// The rows that risk-gate writes: approval, refusal, halt. Built in one place, so that with and without a
// ledger they are the same.
#pragma once

#include <string>

#include "account/risk.h"
#include "stage/out.h"
#include "stages/gate_judge.h"

namespace tu::stages {

// [{"rule":..,"policy":..,"limit":..,"value":..,"headroom":..,"text":..}], headroom: what is left before the
// limit, a most or a least; negative when it is passed.
std::string refusals_json(const std::vector<account::Refusal>& refusals);

struct GateRows {
  Out& out;
  TsUs ts;
  const account::Account& account;
  const account::Valuation& value;
  const account::Marks& marks;
  bool journalled;            // rows say which account they saw
  const std::string& policy;  // hash
  bool live;                  // makers may go again wider (attempts.h)
  Decimal peak;               // the highest unit value that the gate has seen

  Event& order(const Asked& asked, const Ruling& r) const;
  Event& reject(const Asked& asked, const Ruling& r) const;
  Event& halt(const account::Loss& l) const;
  Event& cancel(const account::OrderState& o, std::string_view reason) const;

 private:
  // Marks, and the peak where the journal knows a lower one: a gate that starts anew goes on from it.
  std::string with_news(const std::string& marks) const;
  // The marks that the valuation used, the one of the order's own market, and the ask that it was compared
  // with.
  std::string marks_json(const Asked& asked, const Ruling& r) const;
};

}  // namespace tu::stages
