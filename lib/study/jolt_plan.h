// JoltPlan: which faults strike which stage of a pipeline, and when.
//
// STAGE is a tool's name, NAME#2 where a name stands more than once, or its number in the pipeline. WHEN is a
// time since the start ("3s") or a number of lines that the stage has written ("500l"). A fault on lines
// strikes each line with a probability; that is a pure function of the seed, the stage, the kind of fault and
// the line's number.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/time.h"

namespace tu::study {

struct JoltMoment {
  bool by_lines = false;
  std::int64_t at = 0;  // microseconds, or lines
};

struct JoltStrike {
  enum class Kind : std::uint8_t { kill, stall, cut };
  Kind kind = Kind::kill;
  std::size_t stage = 0;
  JoltMoment when;
  DurUs length = 0;    // of a stall
  std::string given;   // "size@1s", for messages
  std::string option;  // "--kill"; "": nobody named it, it is one of --anywhere
};

// What happens to the lines that a stage writes.
enum class LineFault : std::uint8_t { drop, duplicate, corrupt, swap, delay, count_ };
constexpr std::size_t line_fault_count = static_cast<std::size_t>(LineFault::count_);

struct JoltLines {
  std::array<double, line_fault_count> rate{};
  DurUs delay = 0;
};

// One that was asked for, with a rate above nothing.
struct JoltLineFault {
  std::string option, given;
  std::size_t stage = 0;
  LineFault kind = LineFault::drop;
};

struct JoltPlan {
  std::uint64_t seed = 1;
  std::vector<JoltStrike> strikes;
  std::vector<JoltLines> lines;  // one a stage
  std::vector<JoltLineFault> line_faults;

  bool strikes_line(std::size_t stage, LineFault fault, std::int64_t line) const;
};

struct JoltRequest {
  std::vector<std::string> kill, stall, cut;                       // STAGE@WHEN, STAGE@WHEN:DURATION
  std::vector<std::string> drop, duplicate, corrupt, swap, delay;  // STAGE:RATE, STAGE:RATE:DURATION
  int faults = 0;            // and as many kills, stalls and cuts anywhere
  std::string over = "10s";  // before this moment
  std::uint64_t seed = 1;
};

Result<JoltPlan> make_jolt_plan(const JoltRequest& request, const std::vector<std::string>& tools);

}  // namespace tu::study
