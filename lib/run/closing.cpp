#include "run/closing.h"

#include "base/text.h"

namespace tu::run {

Closing closing_of(const Driver& driver, bool sink, bool interrupted) {
  Closing c;
  if (driver.session_open() && sink && !interrupted) {
    c.messages.emplace_back("the stream ended without its `end` event: its source did not finish");
    c.status = Exit::bad_data;
  }
  if (!driver.failure().empty() && sink && !interrupted) {
    c.messages.push_back("the stream is not whole: its `end` says " + driver.failure());
    c.status = Exit::bad_data;
  }
  if (driver.late() > 0 && !driver.told_before())
    c.messages.push_back(std::to_string(driver.late()) +
                         " items were older than the newest of their stream: passed on, not looked at");
  if (driver.twice() > 0)
    c.messages.push_back(std::to_string(driver.twice()) + (driver.twice() == 1 ? " candle" : " candles") +
                         " came twice: passed on, not looked at");
  const std::string summary = driver.stage().summary();
  const std::string prefix = driver.name() + ": ";
  for (std::string_view line : text::split(summary, '\n')) {
    if (line.starts_with(prefix)) line.remove_prefix(prefix.size());
    if (!line.empty()) c.messages.emplace_back(line);
  }
  return c;
}

}  // namespace tu::run
