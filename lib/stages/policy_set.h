// PolicySet: the script's own policy and the floor policies of the ledger, all in force together.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "account/account.h"
#include "account/policy.h"
#include "base/hash.h"

namespace tu::stages {

class PolicySet {
 public:
  explicit PolicySet(account::Policy own) : all_{own}, own_(std::move(own)), hash_(own_.hash) {}

  // Takes the floor policies of `a`; one that cannot be read is an Error, and the answer is no.
  Status follow(const account::Account& a) {
    all_.assign(1, own_);
    hash_ = own_.hash;
    for (const std::string& text : a.floor_policies()) {
      auto it = floors_.find(text);
      if (it == floors_.end()) {
        auto p = account::parse_policy(text, "floor policy");
        if (!p) return p.error();
        it = floors_.emplace(text, std::move(*p)).first;
      }
      all_.push_back(it->second);
      hash_ += it->second.hash;
    }
    if (all_.size() > 1) hash_ = short_hash(hash_);
    return {};
  }
  const std::vector<account::Policy>& all() const { return all_; }
  // The same and one more, the script's own with this leverage at most.
  std::vector<account::Policy> with_leverage(Decimal most) const {
    std::vector<account::Policy> more = all_;
    more.push_back(own_);
    more.back().name = "posture";
    more.back().leverage = most;
    return more;
  }
  const std::string& hash() const { return hash_; }

 private:
  std::vector<account::Policy> all_;
  account::Policy own_;
  std::string hash_;
  std::map<std::string, account::Policy> floors_;  // by text
};

}  // namespace tu::stages
