#include "source/repeats.h"

#include <algorithm>

namespace tu::source {

void Repeats::Count::add(const Event& e) {
  constexpr Field tf{Type::candle, "tf"};
  if (n++ == 0)
    first = std::string(name_of(e.symbol)) + " " + std::string(e.text(tf)) + " at " + time_text(e.ts);
}

bool Repeats::look_closer(const Event& e, Bar& last) {
  if (e.ts < last.ts) return false;
  const Bar now{e.ts, figures_of(e.slots)};
  if (last.ts == e.ts && last.figures == now.figures) return same_.add(e), true;
  if (last.ts == e.ts) other_.add(e);
  if (const DurUs hole = e.integer(start) - last.ts; last.ts >= 0 && hole > 0) {
    holes_.add(e);
    longest_ = std::max(longest_, hole);
  }
  last = now;
  return false;
}

std::vector<std::string> Repeats::said() const {
  std::vector<std::string> list;
  const auto say = [&list](const Count& c, std::string_view one, std::string_view many) {
    if (c.n == 0) return;
    list.push_back(c.n == 1
                       ? c.first + ": a candle " + std::string(one)
                       : std::to_string(c.n) + " candles " + std::string(many) + "; the first: " + c.first);
  };
  say(same_, "stands more than once in the data, and is sent once",
      "stand more than once in the data, and are sent once");
  say(other_, "differs from one of the same time before it: both are sent, and stages look at the first",
      "differ from one of the same time before them: both are sent, and stages look at the first");
  if (holes_.n > 0)
    list.push_back("candles are missing " + std::to_string(holes_.n) + (holes_.n == 1 ? " time" : " times") +
                   ", the longest for " + duration_text(longest_) + "; the first before " + holes_.first);
  return list;
}

}  // namespace tu::source
