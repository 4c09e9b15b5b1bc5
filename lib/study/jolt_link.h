// JoltLink: what carries the lines of one stage to the next, and does to them what the plan says.
//
// At most 1 MiB waits in it; then nothing more is read, as with a pipe. Not blocking.
#pragma once

#include <array>
#include <limits>
#include <string>
#include <string_view>

#include "study/jolt_plan.h"

namespace tu::study {

class JoltLink {
 public:
  JoltLink(const JoltPlan& plan, std::size_t stage, int from, int to)
      : plan_(plan), stage_(stage), from_(from), to_(to) {}
  ~JoltLink() { close_both(); }
  JoltLink(const JoltLink&) = delete;
  JoltLink& operator=(const JoltLink&) = delete;

  bool wants_to_read(TsUs now) const {
    return from_ >= 0 && now >= held_until_ && lines_ < stop_at_ && waiting_.size() < most;
  }
  bool wants_to_write() const { return to_ >= 0 && !waiting_.empty(); }
  bool done() const { return from_ < 0 && to_ < 0; }
  int from() const { return from_; }
  int to() const { return to_; }
  TsUs held_until() const { return held_until_; }
  std::int64_t lines() const { return lines_; }
  std::int64_t struck(LineFault f) const { return struck_[static_cast<std::size_t>(f)]; }

  // Passes this many lines, and waits for what happens then.
  void stop_at(std::int64_t lines) { stop_at_ = lines; }
  void hold(TsUs until) { held_until_ = until; }
  void read(TsUs now);
  void resume(TsUs now);  // what was held or stopped may go on
  void write();
  void cut();         // nothing that was not passed yet is; what was, is still delivered
  void close_both();  // at once

 private:
  static constexpr std::size_t most = std::size_t{1} << 20;
  void take_lines(TsUs now);
  bool strikes(LineFault f);
  void line(std::string_view whole);  // with its newline
  void end();

  const JoltPlan& plan_;
  std::size_t stage_;
  int from_, to_;
  std::string partial_, waiting_, swapped_;
  TsUs held_until_ = 0;
  bool ended_ = false, delayed_ = false;
  std::int64_t lines_ = 0, stop_at_ = std::numeric_limits<std::int64_t>::max();
  std::array<std::int64_t, line_fault_count> struck_{};
};

}  // namespace tu::study
