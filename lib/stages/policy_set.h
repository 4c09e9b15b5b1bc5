// PolicySet: the script's own policy and the floor policies of the ledger, all in force together.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "account/account.h"
#include "account/policy.h"
#include "base/hash.h"
#include "stage/out.h"

namespace tu::stages {

class PolicySet {
 public:
  explicit PolicySet(account::Policy own) : all_{own}, own_(std::move(own)), hash_(own_.hash) {}

  // Takes the floor policies of `a`. One that cannot be read has limits that nobody knows: while it stands
  // nothing may be opened (unreadable() says why), and what is held may leave under those that can be read.
  void follow(const account::Account& a, Out& out) {
    all_.assign(1, own_);
    hash_ = own_.hash;
    unreadable_.clear();
    for (std::size_t i = 0; i < a.floor_policies().size(); ++i) {
      const std::string& text = a.floor_policies()[i];
      auto it = floors_.find(text);
      if (it == floors_.end()) it = floors_.emplace(text, account::parse_policy(text, "floor policy")).first;
      if (it->second)
        all_.push_back(*it->second);
      else if (unreadable_.empty())
        unreadable_ = complaint(text, a.floor_policy_names()[i]);
      hash_ += it->second ? it->second->hash : short_hash(text);
    }
    if (!a.floor_policies().empty()) hash_ = short_hash(hash_);
    if (!unreadable_.empty()) out.complain_once(Exit::config, unreadable_ + "; until then nothing is opened");
  }
  // "" when every floor policy could be read, else what is wrong with the first that could not, and the way
  // out.
  const std::string& unreadable() const { return unreadable_; }
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
  static std::string complaint(const std::string& text, const std::string& name) {
    return account::parse_policy(text, "floor policy " + name).error().message +
           " (ledger policy --drop --name " + name + " takes it away)";
  }
  std::vector<account::Policy> all_;
  account::Policy own_;
  std::string hash_, unreadable_;
  std::map<std::string, Result<account::Policy>> floors_;  // by text
};

}  // namespace tu::stages
