// Whether a resolution may be booked: one that cannot be right settles nothing, and a person is told.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "account/account.h"
#include "account/resolutions.h"
#include "stage/out.h"

namespace tu::stages {

class ResolutionCheck {
 public:
  // Why it may not be booked, for people; "" when it may, and then it is kept.
  std::string look(const Event& resolution, const account::Account& books, const account::Venues& venues);
  // An update of an order in the stream: it worked in this instant, although it may have ended with it.
  void updated(const Event& update) { worked_.emplace_back(update.venue, update.symbol); }
  void end_instant() { worked_.clear(); }
  // Something of its market is held, or an order works in it: what one outcome was paid bounds what the
  // others can be, and an order that is sent again finds in the journal that there is nothing to buy.
  bool matters(const Event& resolution, const account::Account& books) const;

 private:
  std::vector<std::pair<Atom, Atom>> worked_;  // venue and symbol of updates in this instant
  account::Resolutions seen_;
};

// It is about this outcome: a resolution without a venue is about it at all of them.
inline bool resolves(const Event& resolution, Atom venue, Atom symbol) {
  return symbol == resolution.symbol && (resolution.venue == Atom::none || venue == resolution.venue);
}

// The same, or it is about another outcome of the same market.
inline bool resolves_market_of(const Event& resolution, Atom venue, Atom symbol) {
  if (resolves(resolution, venue, symbol)) return true;
  const std::string_view market = account::outcome_parts(symbol).first;
  return !market.empty() && market == account::outcome_parts(resolution.symbol).first &&
         (resolution.venue == Atom::none || venue == resolution.venue);
}

// As it is when its symbol is held, else of the outcome where it names the market.
Event resolution_of(const Event& told, const account::Account& books, const account::Venues& venues);

Event& resolution_alert(const Event& resolution, const std::string& why, TsUs ts, Out& out);

}  // namespace tu::stages
