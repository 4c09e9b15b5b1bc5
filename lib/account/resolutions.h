// What outcomes have paid, and whether a resolution can be right.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "account/instrument.h"

namespace tu::account {

// Prices at which outcomes resolved. A resolution without a venue is one of all venues.
class Resolutions {
 public:
  void keep(const Event& resolution);
  void add(const Resolutions& others);                  // what both know stays as it is here
  const Decimal* price(Atom venue, Atom symbol) const;  // null: not resolved, as far as is known
  // One that it resolved at and that is not this; null: none.
  const Decimal* other_price(Atom venue, Atom symbol, Decimal price) const;
  // What the other outcomes of its market were paid, by name: at this venue or at all of them; without a
  // venue at whichever paid most.
  std::map<std::string_view, Decimal> paid_to_others(Atom venue, Atom symbol) const;
  // The other outcome of its market that resolved at 1, at this venue or at all of them: nothing is left for
  // this one, whatever its book still says. Null: none, as far as is known.
  struct Winner {
    Atom symbol;
    TsUs ts;
  };
  const Winner* winner_beside(Atom venue, Atom symbol) const;
  // Not those that somebody still needs, whose venue (none: all of them) and symbol he is asked of.
  void forget_before(TsUs ts, const std::function<bool(Atom, Atom)>& needed = {});

 private:
  struct Paid {
    TsUs ts;
    Decimal price;
  };
  std::map<std::pair<Atom, Atom>, Paid> paid_;
  std::map<std::pair<Atom, std::string>, Winner> winners_;  // by market, in small letters
};

// The same as a resolution of the outcome, where it names the market: "SLUG" with outcome "YES" is about
// "SLUG:YES". As it is where its symbol is an outcome's own, or an instrument's.
Event of_outcome(const Event& resolution, const Venues& venues);

// Why this resolution contradicts itself or what the instrument says: "" when nothing speaks against it.
// `outcome` may be the one that won or the symbol's own (then `price` says whether it won), so only what is
// wrong in both readings is a fault.
std::string resolution_fault(const Event& resolution, const Venues& venues);
// It contradicts what was resolved before: this outcome at another price, or others of its market, which pay
// 1 together at most. "" when it does not.
std::string resolution_contradicts(const Event& resolution, const Resolutions& before);

// "SLUG:YES" of the market "SLUG", outcome "YES"; both empty when the symbol is none of an outcome.
std::pair<std::string_view, std::string_view> outcome_parts(Atom symbol);
// Whether both are outcomes of one market, in either case of letters; also the same outcome.
bool of_one_market(Atom symbol, Atom other);
// Whether it is one of these, in either case of letters.
bool is_among(std::string_view outcome, const std::vector<std::string>& outcomes);

}  // namespace tu::account
