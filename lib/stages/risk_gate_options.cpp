#include "stages/risk_gate_options.h"

#include "stages/venue_option.h"

namespace tu::stages {

std::vector<Row<RiskGateOptions>> risk_gate_rows() {
  return {{"--policy", "FILE", "TOML of the limits; default the built-in conservative",
           &RiskGateOptions::policy, shared_option()},
          {"--venue", "FILE", "TOML of venues: steps, fees, paper costs", &RiskGateOptions::venue,
           shared_option()},
          {"--currency", "CODE", "base currency; default that of the deposits", &RiskGateOptions::currency},
          {"--equity", "AMOUNT", "equity that is assumed without a ledger; default 10000",
           &RiskGateOptions::equity},
          {"--shrink", "", "make an order smaller where a limit allows that, instead of refusing it",
           &RiskGateOptions::shrink},
          {"--check", "POLICY",
           "only list the limits of this policy for --equity, and rules that are dead or contradict",
           &RiskGateOptions::check},
          {"--posture-age", "DURATION",
           "nothing is opened unless the stream said a posture at most this long ago; 0s: only when it did",
           &RiskGateOptions::posture_age},
          {"--kill-file", "FILE",
           "while this file is there nothing is opened; its first word may say flat or all",
           &RiskGateOptions::kill_file, shared_option()}};
}

Status RiskGateOptions::check_values() const {
  if (auto p = read_policy(policy); !p) return p.error();
  if (auto v = read_venues(venue); !v) return v.error();
  if (equity && equity->sign() <= 0)
    return fail(Exit::usage, "--equity is " + equity->str() + ", expected an amount above 0");
  return {};
}

Result<account::Policy> read_policy(const std::optional<File>& file) {
  if (file) return account::parse_policy(file->content, file->path);
  return account::parse_policy(account::conservative_policy(), "conservative");
}

}  // namespace tu::stages
