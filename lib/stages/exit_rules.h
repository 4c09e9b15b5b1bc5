// Exit rules: whether a position is to be left, from its entry, the candle that closed, and what is
// remembered of it. Pure; exits.cpp brings the account and the stream.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "account/account.h"
#include "quant/divergence_exits.h"

namespace tu::stages {

constexpr double no_level = 0;

struct Bar {
  double high = 0, low = 0, close = 0;
  TsUs start = 0;
  std::string regime;  // as annotated, "" without
};

// At this gain so much of what was held at most is closed, that of smaller gains included.
struct Partial {
  Decimal gain, part;
};

struct ExitRules {
  Decimal stop, target;                     // fractions of the average entry; 0: none
  double trail = 0;                         // times ATR(14); 0: none
  DurUs hold = 0;                           // 0: for ever
  bool resting = false;                     // stop and trail rest at the venue: they are not watched here
  std::map<std::string, double> vol_stops;  // times ATR(14) from the entry, by regime; "" for any other
  std::vector<Partial> partials;            // by rising gain
  std::optional<double> opportunity;        // a loser goes for a candidate whose score is so much higher
  bool by_book = false;                     // levels and their order as quant/divergence_exits.h has them
  DurUs bar = 0;                            // length of a candle, where by_book counts them
};

// What is remembered of a position between candles; begun anew when the position is.
struct Watch {
  TsUs opened = -1;
  double best = 0;             // highest close since the entry; the lowest for a short
  double trail = no_level;     // never loosened
  double vol_stop = no_level;  // nor this one
  TsUs proposed = -1;          // time of the last exit proposal
  std::string rule;            // and its rule
  int refused = 0;             // in a row
  std::string stop_order;      // that was proposed last
  Decimal stop_asked;          // and its level
  TsUs quiet_until = -1;
};

struct Trigger {
  std::string_view rule;  // "" when nothing fired
  std::string reason;
  Decimal part;  // of what was held at most, in all; 0: everything goes
};

// What calls for leaving, besides prices; "" and false for nobody.
struct Calls {
  std::string halt, opposite, better;
  bool hibernate = false, acb = false, turned = false;
  quant::BookState book;
  Decimal lot;  // of the instrument, 0 when unknown
};

// What a trigger closes, in lots; 0: less than one.
Decimal closing_qty(const account::Position& p, Decimal part, Decimal lot);
// A candle closed; `atr` 0: not known yet.
void follow(Watch& w, const account::Position& p, const Bar& bar, double atr, const ExitRules& rules);
// The average entry less the stop (more, for a short): exact, then the nearest double.
double stop_level(const account::Position& p, const ExitRules& rules);
// The first of halt, hibernate, acb, stop, vol_stop, target, partial, trail, time, opportunity, signal that
// fires. A target or gain is never taken from the candle in which the position was opened.
Trigger first_trigger(const Watch& w, const account::Position& p, const Bar& bar, TsUs now,
                      const ExitRules& rules, const Calls& calls);

}  // namespace tu::stages
