// Filter: the loop of every filter. Reads lines, judges and decodes them, hands them to the driver, writes
// what comes.
//
// Output is written whenever input would block, and at 128 KiB. When nothing waits it sleeps on both ends, so
// it notices at once that its reader has left. A pure tool then ends quietly; one with effects says so once
// and goes on. The first SIGINT or SIGTERM ends in order, the second kills.
#pragma once

#include <string>
#include <vector>

#include "base/exit.h"
#include "run/bad_lines.h"
#include "run/driver.h"
#include "run/input.h"
#include "run/output.h"
#include "wire/wire.h"

namespace tu::run {

struct FilterOptions {
  std::string tool;
  std::vector<std::string> files;  // empty: stdin
  std::string bad;                 // --bad FILE; "" keeps none
  bool strict = false;             // stop at the first bad line
  bool sink = false;               // a session without its end is an error here
  bool effects = false;            // goes on when its reader has left; a stream of nothing is an error too
  int news_fd = -1;                // readable when a port has something to say to the stage
};

class Filter {
 public:
  Filter(FilterOptions options, Driver& driver, Output& output);
  Exit run();

 private:
  enum class Next { go_on, done, failed, interrupted };
  Next step();
  Next refill();
  Next sleep();
  Next on_line(std::string_view text);
  bool take(Event*& e);
  void on_event(Event& e);
  Next push_batch();
  void mark_end(Event& end);
  Next on_bad_line(std::string_view raw, std::string_view why);
  Next on_long_line(std::string_view piece, bool last);
  void write_events();
  Next emitted();
  void finish(bool interrupted);
  void worst(Exit status);

  const FilterOptions options_;
  Driver& driver_;
  Output& output_;
  Input input_;
  BadLines bad_;
  wire::Decoder decoder_;
  Arena arena_;
  // As many lines go through the stage together as leave their events in the processor's nearest cache; one,
  // where lines must have left before the stage may look at the next.
  const std::size_t batch_lines_;
  std::vector<Event*> batch_, events_;  // of the lines, and what came of them
  Out out_;
  std::string why_;
  unsigned reads_ = 0;
  std::size_t complaints_said_ = 0;
  bool long_line_reported_ = false, said_closed_ = false;
  Exit status_ = Exit::ok;
};

}  // namespace tu::run
