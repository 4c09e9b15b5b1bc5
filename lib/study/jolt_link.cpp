#include "study/jolt_link.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "base/random.h"

namespace tu::study {

void JoltLink::close_both() {
  for (int* fd : {&from_, &to_}) {
    if (*fd > 2) close(*fd);
    *fd = -1;
  }
  waiting_.clear();
}

void JoltLink::read(TsUs now) {
  char bytes[65536];
  const ssize_t n = ::read(from_, bytes, sizeof bytes);
  if (n < 0 && (errno == EAGAIN || errno == EINTR)) return;
  if (n <= 0) {
    close(from_);
    from_ = -1;
    ended_ = true;
  } else {
    partial_.append(bytes, static_cast<std::size_t>(n));
  }
  take_lines(now);
}

void JoltLink::resume(TsUs now) {
  if (!partial_.empty() || ended_) take_lines(now);
}

void JoltLink::take_lines(TsUs now) {
  std::size_t done = 0;
  while (now >= held_until_ && lines_ < stop_at_) {
    const std::size_t end = partial_.find('\n', done);
    if (end == partial_.npos) break;
    // A delayed line holds up all behind it: their order stays.
    if (!delayed_ && strikes(LineFault::delay)) {
      delayed_ = true;
      held_until_ = now + plan_.lines[stage_].delay;
      break;
    }
    delayed_ = false;
    line(std::string_view(partial_).substr(done, end + 1 - done));
    ++lines_;
    done = end + 1;
  }
  partial_.erase(0, done);
  if (now < held_until_ || lines_ >= stop_at_) return;
  held_until_ = 0;
  if (partial_.size() > most || ended_) {  // no line, or one without an end
    waiting_ += partial_;
    partial_.clear();
  }
  if (ended_) end();
}

void JoltLink::cut() {
  if (from_ >= 0) close(from_);
  from_ = -1;
  ended_ = true;
  partial_.clear();
  held_until_ = 0;
  stop_at_ = std::numeric_limits<std::int64_t>::max();
  end();
}

bool JoltLink::strikes(LineFault f) {
  if (!plan_.strikes_line(stage_, f, lines_)) return false;
  ++struck_[static_cast<std::size_t>(f)];
  return true;
}

void JoltLink::line(std::string_view whole) {
  if (strikes(LineFault::drop)) return;
  std::string text(whole);
  if (text.size() > 1 && strikes(LineFault::corrupt)) {
    const std::uint64_t bits =
        random_bits(plan_.seed, stream_of("corrupt") + stage_, static_cast<std::uint64_t>(lines_));
    char& c = text[bits % (text.size() - 1)];
    c = static_cast<char>(c ^ static_cast<char>(1 << (bits >> 32) % 7));
    if (c == '\n') c = '\v';
  }
  if (strikes(LineFault::duplicate)) text += text;
  const bool swaps = swapped_.empty() && strikes(LineFault::swap);
  if (swaps) {
    swapped_ = std::move(text);
    return;
  }
  waiting_ += text;
  waiting_ += swapped_;
  swapped_.clear();
}

void JoltLink::end() {
  waiting_ += swapped_;
  swapped_.clear();
  if (waiting_.empty()) close_both();
}

void JoltLink::write() {
  // What poll said is free for 4 KiB at least; our own output may be shared, and is left blocking.
  const std::size_t n = to_ == 1 ? std::min<std::size_t>(waiting_.size(), 4096) : waiting_.size();
  const ssize_t written = ::write(to_, waiting_.data(), n);
  if (written < 0) {
    if (errno != EAGAIN && errno != EINTR) close_both();  // the reader is gone
    return;
  }
  waiting_.erase(0, static_cast<std::size_t>(written));
  if (ended_ && waiting_.empty() && partial_.empty()) close_both();
}

}  // namespace tu::study
