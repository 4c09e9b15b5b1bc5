// StreamHash: SHA-256 of a stream's lines, without session and sync: what two runs must have in common.
//
// Text is hashed on another core while the next lines are made: a thread of its own takes one piece after the
// other. It is there from the first whole piece to finish().
#pragma once

#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>

#include "base/hash.h"
#include "event/event.h"
#include "wire/wire.h"

namespace tu::run {

class StreamHash {
 public:
  StreamHash() = default;
  StreamHash(const StreamHash&) = delete;
  StreamHash& operator=(const StreamHash&) = delete;
  ~StreamHash();
  void add(const Event& e);
  void add_line(const Event& e, std::string_view line_with_newline);  // when it has been encoded already
  std::string finish();  // hex; the object may not be used after it

 private:
  static constexpr std::size_t piece = 256 * 1024;
  void hand_over();
  void work();
  void stop_worker();

  wire::Buffer pending_[2];
  int filling_ = 0;  // which of them add() fills; the other one is the worker's while busy_
  std::thread worker_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool busy_ = false, over_ = false;
  Sha256 hash_;
};

}  // namespace tu::run
