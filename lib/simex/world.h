// What every face of the simulated exchange works on. All of it lives on one thread.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>

#include "net/server.h"
#include "simex/clock.h"
#include "simex/engine/exchange.h"
#include "simex/tape.h"

namespace tu::simex {

struct World {
  Exchange& exchange;
  Tape& tape;
  Clock& clock;
  std::uint64_t seed = 0;
  std::function<void(DurUs, std::function<void()>)> after;    // on the real clock
  std::map<std::string, AccountId, std::less<>> addresses{};  // who may trade by signature; in lower case
  double limits = 1;  // how much of what the venue documents one client may ask; 0: any
};

// One venue as its clients see it: its requests and messages, on top of the one exchange. The engine tells it
// what changed (Listener); flush() is called when an instant or a request is done, and sends what that means.
class Face : public net::Service, public Listener {
 public:
  virtual void flush() = 0;
  virtual void every_second() = 0;
};

}  // namespace tu::simex
