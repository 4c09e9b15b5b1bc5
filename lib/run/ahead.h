// Ahead: the events of a source, read by a thread of its own a few blocks before they are wanted. The same
// events in the same order: only the time at which they are read differs.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "event/source.h"

namespace tu::run {

// Some events in a row, with the memory that they lie in.
struct EventBlock {
  std::vector<Event*> events;
  Arena read;

  // Reads up to `most` more; false when the source is at its end.
  bool fill(EventSource& source, std::size_t most) { return source.next_all(events, most, read); }
  void clear();
};

class Ahead {
 public:
  // Null when there are no more threads to be had. `events`: of a block.
  static std::unique_ptr<Ahead> begin(EventSource& source, std::size_t events);
  Ahead(EventSource& source, std::size_t events) : source_(source), events_(events) {}
  ~Ahead();  // the rest is not wanted

  // The next block, or null at the end.
  std::unique_ptr<EventBlock> next();
  // All its events are done with: it is used again.
  void give_back(std::unique_ptr<EventBlock> block);

 private:
  static constexpr std::size_t blocks_ahead = 4;
  void work();

  EventSource& source_;
  const std::size_t events_;
  std::thread worker_;
  std::mutex mutex_;
  std::condition_variable ready_changed_, wanted_changed_;
  std::vector<std::unique_ptr<EventBlock>> ready_, spare_;  // the oldest first
  bool over_ = false, stop_ = false;
};

}  // namespace tu::run
