// Leak: does a pipeline know the future? It is run whole; then its future is changed after a cut, and
// everything it said up to the cut must stay equal, byte for byte. What the recordings claim is checked too:
// a candle stamped before its close, or a value published before the time that it describes, is a leak before
// any strategy runs. And a stage that reads the data by itself, past the stream, is told: what it says
// changes when it finds their files empty.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "event/source.h"

namespace tu::study {

struct LeakRequest {
  // The data from its beginning, each time it is called.
  std::function<Result<std::unique_ptr<EventSource>>()> open;
  // Runs the pipeline over a source and writes its stream to a file.
  std::function<Status(EventSource&, const std::string& output)> run;
  // The same where the script finds the files of the data empty; null: that is not tried.
  std::function<Status(EventSource&, const std::string& output)> run_blind;
  std::string directory;  // for the streams; it exists
  int cuts = 3;
  std::uint64_t seed = 1;  // places the cuts
  std::function<void(const std::string&)> say;
};

struct LeakFinding {
  std::string what;           // one sentence
  std::string before, after;  // the first line that differs
  std::string before_is = "recorded future", after_is = "changed future";
};

struct LeakResult {
  std::vector<LeakFinding> leaks;
  std::vector<std::string> notes;  // what rests on slow sources, how much was compared
  std::int64_t lines_compared = 0;
};

Result<LeakResult> find_leaks(const LeakRequest& request);

}  // namespace tu::study
