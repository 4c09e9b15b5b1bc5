// Two times. The market's own runs at its pace, or by steps; the exchange's is what clients are told, and is
// either the market's time (repeatable) or follows the real clock from the start on (so that clients find
// fresh data).
#pragma once

#include "base/time.h"

namespace tu::simex {

enum class Stamp : unsigned char { wall, market };

struct ClockOptions {
  double pace = 1;  // market seconds a real second; 0: as fast as it goes
  bool steps = false;
  Stamp stamp = Stamp::wall;
};

TsUs wall_now();
TsUs steady_now();

class Clock {
 public:
  explicit Clock(ClockOptions options) : o_(options) {}
  void start(TsUs market_begin);
  void hold() { held_ = true; }  // the market stands until it is started again

  // Real microseconds from now until the market is at `market`; 0 when it is due. Not for steps.
  DurUs until(TsUs market) const;
  // The exchange's time, now and at a time of the market.
  TsUs now() const;
  TsUs at(TsUs market) const;
  void reached(TsUs market) { reached_ = market > reached_ ? market : reached_; }  // for steps and pace 0
  const ClockOptions& options() const { return o_; }
  TsUs market_reached() const { return reached_; }

  DurUs skew = 0;  // of the clock that clients see: a fault
  TsUs shown() const { return now() + skew; }

 private:
  bool held_ = false;
  bool free_running() const { return !o_.steps && o_.pace > 0 && !(held_ && o_.stamp == Stamp::market); }
  ClockOptions o_;
  TsUs market0_ = 0, exchange0_ = 0, steady0_ = 0, reached_ = 0;
};

}  // namespace tu::simex
