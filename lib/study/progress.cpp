#include "study/progress.h"

#include <fmt/format.h>
#include <time.h>
#include <unistd.h>

namespace tu::study {
namespace {

std::int64_t clock_ms() {
  timespec t{};
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1000 + t.tv_nsec / 1'000'000;
}

}  // namespace

Progress::Progress(bool on, const source::Source& source)
    : on_(on && isatty(2)), source_(source), began_(clock_ms()) {}

Progress::~Progress() {
  if (said_) fmt::print(stderr, "\r\033[K");
}

void Progress::operator()(TsUs now, double equity, std::int64_t events) {
  if (!on_ || (++calls_ & 63) != 0) return;
  const std::int64_t ms = clock_ms();
  if (ms - said_ < 200) return;
  said_ = ms;
  const double done = source_.progress(), spent = static_cast<double>(ms - began_) / 1000;
  fmt::print(stderr, "\r\033[K{:3.0f}%  {}  {:.0f} events/s  {:.0f} s left  equity {:.2f}", done * 100,
             time_text(now), static_cast<double>(events) / (spent > 0 ? spent : 1),
             done > 0 ? spent / done - spent : 0, equity);
}

}  // namespace tu::study
