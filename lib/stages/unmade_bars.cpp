#include "stages/unmade_bars.h"

#include <algorithm>

namespace tu::stages {
namespace {

std::string why_no_fit(const FrameSeen& f) {
  const std::string came = "the candles that came are of " + duration_text(f.misfit);
  if (f.tf->length < f.misfit) return came + ", which is longer";
  if (f.tf->length == f.misfit) return came + ", which is the same under another name";
  return came + ", of which no whole number makes one";
}

}  // namespace

void FrameSeen::look(const BarBuilder& bar, DurUs piece) {
  const Timeframe& t = bar.tf();
  ready_made |= bar.silent;
  made |= bar.made;
  if (t.by == Timeframe::By::time && piece > 0 && (t.length <= piece || t.length % piece != 0))
    misfit = piece;
  if (!bar.open()) return;
  open = true;
  if (const std::string_view field = bar.lacks(); !field.empty()) lacks = field;
}

std::vector<std::string> unmade_bars(const std::vector<FrameSeen>& frames, bool none_made) {
  std::vector<std::string> lines;
  std::string begun;
  bool days = false;
  for (const FrameSeen& f : frames) {
    if (f.made || f.ready_made) continue;
    if (!f.lacks.empty())
      lines.push_back("no bar of " + f.tf->text + " was finished: it is measured by " + std::string(f.lacks) +
                      ", which nothing that came had");
    else if (f.open)
      begun += (begun.empty() ? "" : ", ") + f.tf->text;
    else if (f.misfit > 0)
      lines.push_back("no bar of " + f.tf->text + " was made: " + why_no_fit(f));
  }
  if (begun.empty() || !none_made) return lines;
  for (const FrameSeen& f : frames) days |= f.tf->text.ends_with('d');
  lines.insert(lines.begin(),
               "no bar of " + begun + " was finished: the input ended before the first end" +
                   (days ? " (with d up to 366 are days, more is an amount of quote currency)" : ""));
  return lines;
}

}  // namespace tu::stages
