#include "stages/risk_gate.h"
#include "stages/risk_gate_options.h"

namespace tu::stages {

std::optional<Result<CheckReport>> check_requested(const void* options) {
  const auto& o = *static_cast<const RiskGateOptions*>(options);
  if (!o.check) return std::nullopt;
  const Decimal equity = o.assumed_equity();
  if (equity.sign() <= 0)
    return Result<CheckReport>(
        fail(Exit::usage, "--equity is " + equity.str() + ", expected an amount above 0"));
  auto policy = read_policy(o.check);
  if (!policy) return Result<CheckReport>(policy.error());
  const account::PolicyCheck c = account::check_policy(*policy, equity);
  CheckReport r;
  r.contradicts = !c.contradictions.empty();
  r.text = "policy " + policy->name + ", equity " + equity.str() + ": ";
  r.text += r.contradicts ? "no order is admitted\n"
                          : "opening orders from " + c.least.str() + " to " + c.most.str() + "\n";
  for (const std::string& l : c.limits) r.text += "limit: " + l + "\n";
  for (const std::string& l : c.dead) r.text += "dead: " + l + "\n";
  for (const std::string& l : c.contradictions) r.text += "contradiction: " + l + "\n";
  return Result<CheckReport>(std::move(r));
}

}  // namespace tu::stages
