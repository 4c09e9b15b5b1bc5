// The control endpoint, /simex/...: what a test asks and orders, beside the venue's protocol.
#pragma once

#include <functional>
#include <string>

#include "simex/json.h"
#include "simex/query.h"
#include "simex/world.h"

namespace tu::simex {

class Control {
 public:
  // What only the owner of the loop can do.
  struct Hooks {
    std::function<std::int64_t(std::int64_t instants, DurUs time)> step;  // how many instants happened
    std::function<void()> shutdown;
    std::function<std::int64_t()> events;
    std::function<bool()> ended;  // the market has no more instants
    std::function<void()> start;  // a market that was held
    std::function<Status(std::string_view spec)> set_faults;
    std::function<void(JsonOut&)> write_faults;
  };
  Control(World& world, Hooks hooks) : w_(world), hooks_(std::move(hooks)) {}
  static bool owns(const net::Request& request) { return request.path().starts_with("/simex/"); }
  net::Response answer(const net::Request& request);

 private:
  bool trade(const Query& query, JsonOut& out);
  void state(JsonOut& out) const;
  void balances(JsonOut& out) const;
  void orders(JsonOut& out) const;
  void fills(JsonOut& out) const;
  void book(JsonOut& out, std::string_view symbol) const;
  World& w_;
  Hooks hooks_;
};

}  // namespace tu::simex
