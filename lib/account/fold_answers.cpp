// Rows of what the whole system may do: the newest of each is kept, for a pipeline that is started again.
#include "account/fold.h"

namespace tu::account {
namespace {

template <class Row>
const Row* newest(const std::map<std::string, Row, std::less<>>& rows, std::string_view rules) {
  const auto it = rows.find(rules);
  return it == rows.end() ? nullptr : &it->second;
}

}  // namespace

void Fold::factor() {
  constexpr Field boost{Type::factor, "boost"}, beta{Type::factor, "beta"}, rules{Type::factor, "rules"},
      kept{Type::factor, "kept"};
  a_.factors_[std::string(e_.text(rules))] = {e_.ts, e_.real(boost), e_.real(beta),
                                              std::string(e_.text(kept))};
}

void Fold::envelope() {
  constexpr Field p_cat{Type::envelope, "p_cat"}, score{Type::envelope, "score"},
      rules{Type::envelope, "rules"};
  a_.envelopes_[std::string(e_.text(rules))] = {e_.ts, e_.real(p_cat), e_.real(score)};
}

void Fold::posture() {
  constexpr Field rm{Type::posture, "rm"}, word{Type::posture, "posture"}, rules{Type::posture, "rules"};
  a_.postures_[std::string(e_.text(rules))] = {e_.ts, e_.real(rm), std::string(e_.text(word))};
}

const FactorRow* Account::factor(std::string_view rules) const {
  return newest(factors_, rules);
}
const EnvelopeRow* Account::envelope(std::string_view rules) const {
  return newest(envelopes_, rules);
}
const PostureRow* Account::posture(std::string_view rules) const {
  return newest(postures_, rules);
}

}  // namespace tu::account
