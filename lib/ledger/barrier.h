// Barrier: LEDGER.sync, the small shared file of a lockstep replay. It says how far the run is published
// ("every row up to sync N is committed in the ledger") and how far each stage has passed the syncs on, for
// the message when it stalls.
//
// One replay at a time: each stage holds a lock on the byte of its place in the pipe; the kernel drops it
// however the process ends. What is published is a fact about the ledger, so a pipeline that takes up a
// killed one of the same session may find stages of the old one still ending beside it. When nobody else is
// there, the file starts anew.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace tu::ledger {

class Barrier {
 public:
  struct Member {
    std::string name;                        // of the stage
    int position = 0;                        // in the pipe, from 0; unique there
    std::string session;                     // of the stream
    std::string ledger;                      // the ledger's id
    std::function<bool()> interrupted = {};  // asked to end: waits for nobody; may be empty
  };
  struct Patience {         // how long to wait for others; tests shorten it
    int stall_ms = 10'000;  // without any progress, then 75
    int join_ms = 3'000;    // for a replay that is ending
  };

  // Joins the run. 75: another replay holds the ledger. 74: the file cannot be made.
  static Result<std::unique_ptr<Barrier>> join(const std::string& path, Member member, Patience patience);
  static Result<std::unique_ptr<Barrier>> join(const std::string& path, Member member) {
    return join(path, std::move(member), Patience{});
  }
  ~Barrier();
  Barrier(const Barrier&) = delete;

  void forwarded(std::int64_t seq);  // this stage passes sync `seq` on
  void publish(std::int64_t seq);    // every row up to it is committed
  std::int64_t published() const;
  // What a waiter may ask of its process; each may be empty.
  struct Waiter {
    std::function<void()> before;   // called once if there is a wait
    std::function<bool()> in_vain;  // the pipe below is gone
  };
  // Until `seq` is published. Without progress: 75, naming the stage
  // that the sync left and the one that it did not reach; at once when a stage further down has died, or
  // when the process is asked to end.
  Status await(std::int64_t seq, const Waiter& waiter);

 private:
  struct Page;
  Barrier() = default;
  Status map(const std::string& path);
  Status take_place();
  bool others_alive() const;
  bool interrupted() const { return member_.interrupted && member_.interrupted(); }
  void start_anew();
  bool same_run() const;
  std::int64_t progress() const;
  std::string stall(std::int64_t seq) const;
  std::string dead_below() const;
  Error other_replay() const;

  std::string path_;
  Member member_;
  Patience patience_;
  int fd_ = -1;
  Page* page_ = nullptr;
};

}  // namespace tu::ledger
