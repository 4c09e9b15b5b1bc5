// VenuePrices: the newest price of every market, and what the other venues say of the same asset.
//
// Quote currencies are kept apart. Only dollars and the coins pegged to them are ever compared with each
// other, and only while a mark of such a pair, not older than a minute, lies within 50 bps of 1; prices are
// then converted at that mark. Spot and perpetuals are kept apart too; an outcome of a prediction market is
// compared with the one of the same symbol.
#pragma once

#include <deque>
#include <optional>
#include <vector>

#include "event/event.h"
#include "quant/number.h"

namespace tu::stages {

struct VenuePrice {
  Atom venue = Atom::none, symbol = Atom::none, base = Atom::none, quote = Atom::none;
  bool perp = false;
  bool outcome = false;  // its base is the outcome, named by the whole symbol
  bool firm = false;     // best bid and ask, not a trade's price
  double bid = quant::absent, ask = quant::absent;
  TsUs ts = 0;
  std::size_t place = 0;  // its number, in the order of first appearance
  double middle() const { return (bid + ask) / 2; }
};

// Another venue's price in the quote currency of the one that asks.
struct OtherPrice {
  const VenuePrice* of = nullptr;
  double factor = 1;  // what its prices are multiplied with
};

class VenuePrices {
 public:
  // Trades, quotes, candles, and books with best prices on them. Null when the event holds no price of a
  // market that is known by its symbol. A quote with nobody on one side is none, and ends the one before it.
  const VenuePrice* observe(const Event& e);
  const VenuePrice* find(Atom venue, Atom symbol) const;
  // The fresh prices of the same asset at other venues, that can be compared with this one; in `others`,
  // which is emptied first.
  void compare(const VenuePrice& own, TsUs now, DurUs fresh, std::vector<OtherPrice>& others) const;
  const std::deque<VenuePrice>& all() const { return all_; }  // addresses stay

 private:
  struct Peg {
    Atom from, to;
    double rate;
    TsUs ts;
  };
  VenuePrice* entry(const Event& e);
  void forget(Atom venue, Atom symbol);
  void observe_peg(const VenuePrice& p);
  std::optional<double> pair(Atom from, Atom to, TsUs now) const;
  std::optional<double> conversion(Atom from, Atom to, TsUs now) const;

  std::deque<VenuePrice> all_;
  std::vector<std::vector<VenuePrice*>> by_symbol_, by_base_;
  std::vector<Peg> pegs_;  // the newest of each pair, any venue
};

}  // namespace tu::stages
