// Instants: what a source puts between its events. In lockstep a `sync` ends each instant; a `beat` stands
// where nothing happens for longer than the smallest timeframe of the data.
#pragma once

#include "base/arena.h"
#include "event/by_stream.h"
#include "event/event.h"

namespace tu::source {

class Instants {
 public:
  Instants(bool lockstep, bool beats) : lockstep_(lockstep), beats_(beats) {}

  // How long a step of the data is: of the series of each event, once.
  void learn(const Event& e) {
    constexpr std::uint64_t with_step = bits_of_types({Type::candle, Type::trade, Type::quote, Type::book});
    if (has_type(with_step, e.type) && !known_[stream_of(e)]) [[unlikely]]
      learn_step(e);
  }
  DurUs step() const { return step_; }  // the smallest; 0: none is known
  TsUs now() const { return now_; }     // of the last event or beat; -1 before the first

  bool moves_time(const Event& e) const { return e.type != Type::foreign && e.has_ts && e.ts > now_; }
  // To which time it moves the stream, or a beat before it does; 0: something else comes first, or it moves
  // none.
  TsUs upcoming(const Event& e) { return moves_time(e) && !(open_ && lockstep_) ? next_beat(e.ts) : 0; }
  // What must stand before the event: the sync of the instant that it ends, or a beat of the gap that it
  // ends. nullptr: nothing (more), it comes now.
  Event* before(const Event& e, Arena& arena) { return moves_time(e) ? ending(e.ts, arena) : nullptr; }
  // After the last event: the sync of its instant, once.
  Event* end(Arena& arena);

 private:
  void learn_step(const Event& e);
  TsUs next_beat(TsUs ts);
  Event* ending(TsUs ts, Arena& arena);

  bool lockstep_, beats_;
  bool open_ = false, started_ = false;  // the instant of now_; there was an event
  TsUs now_ = -1;
  DurUs step_ = 0, gap_step_ = 0;  // gap_step_: between the beats of this gap
  ByStream<bool> known_;
  std::int64_t seq_ = 0;
};

}  // namespace tu::source
