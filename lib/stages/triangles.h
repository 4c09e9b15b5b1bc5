// Triangles: the ways through three markets of one venue that end in the currency they began with.
//
// A new market is joined with those that are there already; an update looks only at the triangles that its
// market is part of. Each is gone through both ways round. Spot markets with best prices only.
#pragma once

#include <array>
#include <vector>

#include "stages/venue_prices.h"

namespace tu::stages {

class Triangles {
 public:
  struct Leg {
    const VenuePrice* market = nullptr;
    bool buys = false;  // the base is bought with the quote currency; else it is sold
    Atom from() const { return buys ? market->quote : market->base; }
    double rate() const { return buys ? 1 / market->ask : market->bid; }
  };
  struct Way {
    std::array<Leg, 3> legs;
    TsUs said_until = 0;  // for the caller
    double product() const { return legs[0].rate() * legs[1].rate() * legs[2].rate(); }
  };

  void add(const VenuePrice& market);  // once for each
  // The ways through a market; what it was added with.
  const std::vector<std::uint32_t>& through(const VenuePrice& market) const;
  Way& way(std::uint32_t i) { return ways_[i]; }

 private:
  static bool joins(const VenuePrice& m, Atom currency) { return m.base == currency || m.quote == currency; }
  void add_ways(const VenuePrice& a, const VenuePrice& b, const VenuePrice& c, Atom start);

  std::vector<const VenuePrice*> markets_;
  std::vector<Way> ways_;
  std::vector<std::vector<std::uint32_t>> through_;  // by the market's place
};

}  // namespace tu::stages
