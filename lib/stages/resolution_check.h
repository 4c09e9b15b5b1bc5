// Whether a resolution may be booked: one that cannot be right settles nothing, and a person is told.
#pragma once

#include <string>

#include "account/account.h"
#include "account/resolutions.h"
#include "stage/out.h"

namespace tu::stages {

class ResolutionCheck {
 public:
  // Why it may not be booked, for people; "" when it may, and then it is kept.
  std::string look(const Event& resolution, const account::Account& books, const account::Venues& venues);

 private:
  account::Resolutions seen_;
};

// It is about this position: a resolution without a venue is about that outcome at all of them.
inline bool resolves(const Event& resolution, const account::Position& p) {
  return p.symbol == resolution.symbol && (resolution.venue == Atom::none || p.venue == resolution.venue);
}

// The same, or it is about another outcome of the same market.
inline bool resolves_market_of(const Event& resolution, const account::Position& p) {
  if (resolves(resolution, p)) return true;
  const std::string_view market = account::outcome_parts(p.symbol).first;
  return !market.empty() && market == account::outcome_parts(resolution.symbol).first &&
         (resolution.venue == Atom::none || p.venue == resolution.venue);
}

Event& resolution_alert(const Event& resolution, const std::string& why, TsUs ts, Out& out);

}  // namespace tu::stages
