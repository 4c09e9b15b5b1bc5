// GateInbox: the proposals that the gate judges when their instant ends, and what it leaves alone.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "stages/gate_proposal.h"
#include "stages/own_account.h"

namespace tu::stages {

class GateInbox {
 public:
  void keep(const Event& e) {
    constexpr Field intent{Type::proposal, "intent"};
    // A target that size has seen is a wish that was heard; one that it has not would be lost without a word.
    if (e.text(intent) == "target" && (e.word("size_step") || e.word("size_refused"))) return;
    asked_.emplace_back(e);
  }
  void leave_alone(const Event& e) {
    if (e.type == Type::proposal) ++left_alone_[std::string(account::account_of(e))];
  }
  const std::vector<Asked>& asked() const { return asked_; }
  bool empty() const { return asked_.empty(); }
  void clear() { asked_.clear(); }
  // Who sent them may have expected an answer.
  void tell(std::string_view own, Out& out) const {
    for (const auto& [account, count] : left_alone_)
      out.complain_once(Exit::ok, std::to_string(count) + " proposals for account \"" + account +
                                      "\" passed unjudged: this gate's account is \"" + std::string(own) +
                                      "\"");
  }

 private:
  std::vector<Asked> asked_;
  std::map<std::string, std::int64_t> left_alone_;  // by account
};

}  // namespace tu::stages
