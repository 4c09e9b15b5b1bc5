// App: a simulated exchange in operation. It owns the machine and its server, moves the market on by the
// clock, and hands requests to the venue's face.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "net/server.h"
#include "simex/clock.h"
#include "simex/engine/exchange.h"

namespace tu::simex {

struct Deposit {
  std::string currency;
  Decimal amount;
};

struct AppOptions {
  std::string venue = "coinbase";
  net::ServerOptions server;
  std::string keys;               // directory of CDP key files
  std::vector<std::string> data;  // recordings; empty: a seeded market
  std::vector<std::string>
      symbols;  // what is traded; empty: all of the recordings, or the venue's usual ones
  std::map<std::string, std::string, std::less<>> rename;  // of the recordings
  std::string faults;                                      // faults.h
  std::function<void(const std::string&)> report;          // one message for the user a call
  double limits = 1;                                       // limits.h
  std::uint64_t seed = 0;
  ClockOptions clock;
  bool hold = false;  // the market begins when the control endpoint says so
  Rules rules;
  std::vector<Deposit> deposits;  // what every account begins with
};

class App {
 public:
  virtual ~App() = default;
  static Result<std::unique_ptr<App>> open(const AppOptions& options);
  virtual std::string url() const = 0;
  virtual void run() = 0;  // until a signal or the control endpoint says so
};

}  // namespace tu::simex
