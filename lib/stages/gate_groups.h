// Groups that broke: a leg ended without being filled, and the approval said to unwind. What still works of
// the group is taken back, and what it has opened is closed; the approval of the group covers that.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "account/account.h"
#include "stage/out.h"
#include "stages/gate_proposal.h"

namespace tu::stages {

// Why these legs cannot be approved as one; "" when nothing speaks against it.
std::string group_fault(const std::vector<const Asked*>& legs);

class GroupWatch {
 public:
  // Something is to be closed or taken back.
  bool wanted(const account::Account& a, TsUs now) const;
  // What closes the legs of broken groups: judged like any other proposal. One that is refused is tried
  // again.
  std::vector<Asked> proposals(const account::Account& a, TsUs now, Out& out) const;
  // Whether this leg is refused for the first time: only that is written down.
  bool first_refusal(const Asked& unwinding);
  // Orders of such groups that could still open something, each once.
  std::vector<std::string> to_cancel(const account::Account& a);

 private:
  std::set<std::string, std::less<>> cancelled_, refused_;
};

}  // namespace tu::stages
