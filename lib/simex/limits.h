// Limits: how many requests a venue takes of one client, and what it says to one too many. The figures are
// those that the venue documents, times a factor; 0 is no limit. Requests of all keys count together: they
// come from one machine.
#pragma once

#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/decimal.h"
#include "base/time.h"
#include "net/server.h"

namespace tu::simex {

// At most `most` in any `span`.
class Window {
 public:
  Window(double most, DurUs span) : most_(most), span_(span) {}
  bool take(double n, DurUs now);  // false: it would be too much, and is not counted
  void add(double n, DurUs now);   // counted whatever it makes
  DurUs wait(DurUs now) const;     // until the oldest no longer counts

 private:
  void forget(DurUs now);
  double most_, sum_ = 0;
  DurUs span_;
  std::deque<std::pair<DurUs, double>> taken_;
};

class Limits {
 public:
  Limits(std::string_view venue, double factor);
  // What the venue answers instead; nothing when it takes the request, which counts then.
  std::optional<net::Response> refuse(const net::Request& request, DurUs now);
  // Some requests weigh more the more there was to say.
  void answered(const net::Request& request, const net::Response& answer, DurUs now);

 private:
  enum class Venue { none, coinbase, hyperliquid } venue_ = Venue::none;
  Window signed_, open_;  // Coinbase: of a user, of an address; Hyperliquid: `open_` by weight
};

// The requests that an address of Hyperliquid may make: so many to begin with, and one for each USDC that it
// traded. Beyond that one in ten seconds; cancels may be more. "" when it may, else the venue's words.
class Allowance {
 public:
  std::string refuse(double requests, bool cancels, Decimal traded, double factor, DurUs now);
  double used() const { return used_; }
  static double limit(Decimal traded, double factor);

 private:
  double used_ = 0;
  DurUs grace_ = 0;  // when the last one beyond the limit was let pass
};

}  // namespace tu::simex
