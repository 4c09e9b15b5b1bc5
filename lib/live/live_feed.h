// LiveFeed: venues as one stream of events on a descriptor: `session`, what comes as it comes, a `beat` a
// second, `end`. Runs until a signal, until its time is over, or until nobody reads.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/secret.h"
#include "live/operands.h"

namespace tu::live {

struct LiveOptions {
  std::vector<Wanted> wanted;
  std::string source;          // for session and end: the operands
  std::string mode = "paper";  // or live
  Places places;
  std::string ca;
  std::shared_ptr<const Secret> latency_key = {};
  std::string record;  // directory; "": nothing is recorded
  DurUs opening_max = 10 * us_per_s, silence_max = 15 * us_per_s, stale_max = us_per_min;
  DurUs give_up = 0;  // no venue reached for so long: 69; 0: never
  TsUs until = 0;     // end of the range; 0: none
  bool once = false;  // prices by requests, one each, and the end
  std::int64_t seed = 0;
  std::function<void(const std::string&)> say;
};

// The exit status; an Error when it could not begin.
Result<int> run_live(LiveOptions options, int out);

}  // namespace tu::live
