#include "study/jolt_report.h"

#include <iterator>

namespace tu::study {
namespace {

std::string lines_text(std::int64_t n) {
  return std::to_string(n) + (n == 1 ? " line" : " lines");
}

// Why a strike did not come.
std::string passed_by(const JoltStrike& s, std::int64_t lines, DurUs lasted) {
  if (s.when.by_lines && lines < s.when.at) return "only " + lines_text(lines) + " passed";
  if (!s.when.by_lines && lasted < s.when.at)
    return "all was over after " + duration_text(lasted / us_per_ms * us_per_ms);
  return "the stage had ended";
}

}  // namespace

bool report_faults(const JoltFaults& f, const std::function<void(const std::string&)>& say) {
  static constexpr const char* words[] = {"dropped", "doubled", "corrupted", "swapped", "delayed"};
  static_assert(std::size(words) == line_fault_count);
  bool all = true;
  for (std::size_t i = 0; i < f.links.size(); ++i)
    for (std::size_t k = 0; k < line_fault_count; ++k)
      if (const std::int64_t n = f.links[i]->struck(static_cast<LineFault>(k)); n > 0)
        say(f.stages[i].tool + ": " + std::to_string(n) + " lines " + words[k]);
  for (const JoltStrike* s : f.unstruck) {
    if (s->option.empty()) continue;
    all = false;
    say(s->option + " " + s->given + " never struck: " + passed_by(*s, f.links[s->stage]->lines(), f.lasted));
  }
  for (const JoltLineFault& fault : f.plan.line_faults) {
    const JoltLink& link = *f.links[fault.stage];
    if (link.struck(fault.kind) > 0) continue;
    all = false;
    say(fault.option + " " + fault.given + " never struck: none of " + lines_text(link.lines()));
  }
  return all;
}

}  // namespace tu::study
