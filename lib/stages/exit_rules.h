// Exit rules: whether a position is to be left, from its entry, the candle that closed, and what is
// remembered of it. Pure; exits.cpp brings the account and the stream.
#pragma once

#include <string>
#include <string_view>

#include "account/account.h"

namespace tu::stages {

constexpr double no_level = 0;

struct Bar {
  double high = 0, low = 0, close = 0;
  TsUs start = 0;
};

struct ExitRules {
  Decimal stop, target;  // fractions of the average entry; 0: none
  double trail = 0;      // times ATR(14); 0: none
  DurUs hold = 0;        // 0: for ever
  bool resting = false;  // stop and trail rest at the venue: they are not watched here
};

// What is remembered of a position between candles; begun anew when the position is.
struct Watch {
  TsUs opened = -1;
  double best = 0;          // highest close since the entry; the lowest for a short
  double trail = no_level;  // never loosened
  TsUs proposed = -1;       // time of the last exit proposal
  std::string rule;         // and its rule
  int refused = 0;          // in a row
  TsUs quiet_until = -1;
};

struct Trigger {
  std::string_view rule;  // "" when nothing fired
  std::string reason;
};

// Why everything is to be left, and who says the opposite of the position; "" for nobody.
struct Calls {
  std::string halt, opposite;
};

// A candle closed; `atr` 0: not known yet.
void follow(Watch& w, const account::Position& p, const Bar& bar, double atr, const ExitRules& rules);
// The average entry less the stop (more, for a short): exact, then the nearest double.
double stop_level(const account::Position& p, const ExitRules& rules);
// The first of halt, stop, target, trail, time, signal that fires. A target or gain is never taken from the
// candle in which the position was opened.
Trigger first_trigger(const Watch& w, const account::Position& p, const Bar& bar, TsUs now,
                      const ExitRules& rules, const Calls& calls);

}  // namespace tu::stages
