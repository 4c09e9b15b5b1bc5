// The options of arbscan.
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "stage/option.h"
#include "stages/venue_option.h"

namespace tu::stages {

struct ArbscanOptions {
  Duration fresh{2'500'000};
  Duration every{us_per_s};
  Duration ttl{5 * us_per_s};
  Rate min_net;
  Rate full{Decimal::from_integer(12) / Decimal::from_integer(1000)};
  std::vector<std::string> look = {"deviation", "pair", "triangle"};
  std::vector<std::string> dex;
  Duration gas_fresh{us_per_min};
  double notional = 1000;
  std::optional<File> venue;
  std::string source = "arb";

  bool looks_for(std::string_view name) const {
    return std::find(look.begin(), look.end(), name) != look.end();
  }
  Status check() const {
    if (every.us <= 0) return fail(Exit::usage, "--every is 0s, expected a duration above 0");
    if (fresh.us <= 0) return fail(Exit::usage, "--fresh is 0s, expected a duration above 0");
    if (ttl.us <= 0) return fail(Exit::usage, "--ttl is 0s, expected a duration above 0");
    if (full.fraction.sign() <= 0) return fail(Exit::usage, "--full is 0, expected a rate above 0");
    if (source.empty()) return fail(Exit::usage, "--source is empty, expected a name");
    for (const std::string& name : look)
      if (name != "deviation" && name != "pair" && name != "triangle" && name != "none")
        return fail(Exit::usage, "--look names \"" + name + "\", expected deviation, pair, triangle or none");
    if (auto venues = read_venues(venue); !venues) return venues.error();
    return {};
  }
};

}  // namespace tu::stages
