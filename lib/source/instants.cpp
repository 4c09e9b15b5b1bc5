#include "source/instants.h"

#include <algorithm>
#include <utility>

#include "event/copy.h"

namespace tu::source {
namespace {

// In one gap; a longer one gets them at a multiple of the timeframe.
constexpr std::int64_t beats_max = 10'000;

// The time between two events of this kind that is no gap.
DurUs step_of(const Event& e) {
  constexpr Field tf{Type::candle, "tf"};
  return e.type == Type::candle ? parse_duration(e.text(tf)).value_or(0) : us_per_s;
}

}  // namespace

void Instants::learn_step(const Event& e) {
  known_[stream_of(e)] = true;
  const DurUs step = step_of(e);
  if (step > 0 && (step_ == 0 || step < step_)) step_ = step;
}

// The beat that must stand before an event of this time; none: its own time.
TsUs Instants::next_beat(TsUs ts) {
  if (!beats_ || !started_) return ts;
  if (gap_step_ == 0) {
    const DurUs step = step_ > 0 ? step_ : us_per_hour;
    gap_step_ = step * std::max<std::int64_t>(1, ((ts - now_) / step + beats_max - 1) / beats_max);
  }
  return std::min(ts, (now_ / gap_step_ + 1) * gap_step_);
}

Event* Instants::ending(TsUs ts, Arena& arena) {
  if (Event* sync = end(arena)) return sync;
  open_ = true;
  if (const TsUs beat = next_beat(ts); beat < ts) {
    now_ = beat;
    return make_event(Type::beat, beat, arena);
  }
  now_ = ts;
  started_ = true;
  gap_step_ = 0;
  return nullptr;
}

Event* Instants::end(Arena& arena) {
  if (!std::exchange(open_, false) || !lockstep_) return nullptr;
  constexpr Field seq{Type::sync, "seq"};
  Event* sync = make_event(Type::sync, now_, arena);
  sync->set_integer(seq, ++seq_);
  return sync;
}

}  // namespace tu::source
