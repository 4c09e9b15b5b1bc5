#include "run/input.h"

#include <fcntl.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace tu::run {
namespace {

constexpr std::size_t read_bytes = 256 * 1024;

}  // namespace

Input::Input(std::vector<std::string> files) : files_(std::move(files)) {
  if (files_.empty()) files_.emplace_back("-");
}

Input::~Input() {
  if (fd_ > 0) close(fd_);
}

Input::Step Input::next(std::string_view& text) {
  const char* from = data_.get() + scanned_;
  const char* newline =
      end_ > scanned_ ? static_cast<const char*>(std::memchr(from, '\n', end_ - scanned_)) : nullptr;
  std::size_t stop = newline ? static_cast<std::size_t>(newline - data_.get()) : end_;
  text = {data_.get() + begin_, stop - begin_};
  const bool too_long = in_long_ || text.size() > wire::line_max;
  if (newline || (at_end_ && (begin_ < end_ || in_long_))) {
    if (!in_long_) ++line_;
    in_long_ = false;
    begin_ = scanned_ = newline ? stop + 1 : end_;
    if (too_long) return Step::last_piece;
    return newline ? Step::line : Step::cut_line;
  }
  if (too_long) {
    if (!in_long_) ++line_;
    in_long_ = true;
    begin_ = scanned_ = end_;
    if (!text.empty()) return Step::piece;
  }
  scanned_ = end_;
  return at_end_ && file_ == files_.size() ? Step::end : Step::need_read;
}

Status Input::open_next() {
  if (fd_ > 0) close(fd_);
  fd_ = -1;
  name_ = files_[file_++];
  line_ = 0;
  begin_ = scanned_ = end_ = 0;
  if (name_ == "-") {
    name_ = "stdin";
    fd_ = STDIN_FILENO;
  } else {
    fd_ = open(name_.c_str(), O_RDONLY | O_CLOEXEC);
  }
  if (fd_ < 0) return fail(Exit::io, name_ + ": " + std::strerror(errno));
  at_end_ = false;
  fcntl(fd_, F_SETPIPE_SZ, 1 << 20);  // best effort
  return {};
}

void Input::make_room() {
  const std::size_t tail = end_ - begin_;
  if (capacity_ < tail + read_bytes + wire::padding) {
    const std::size_t capacity = std::max(tail + read_bytes + wire::padding, 2 * capacity_);
    auto grown = std::make_unique_for_overwrite<char[]>(capacity);
    if (tail > 0) std::memcpy(grown.get(), data_.get() + begin_, tail);
    data_ = std::move(grown);
    capacity_ = capacity;
  } else if (begin_ > 0 && tail > 0) {
    std::memmove(data_.get(), data_.get() + begin_, tail);
  }
  scanned_ -= begin_;
  end_ = tail;
  begin_ = 0;
}

void Input::came(std::size_t bytes) {
  end_ += last_read_ = bytes;
  data_[end_] = '\n';  // whoever reads on beyond a line that is not whole stops there
}

Status Input::read() {
  if (fd_ < 0 || at_end_) return open_next();  // the caller waits for its input before it comes back
  make_room();
  const ssize_t n = ::read(fd_, data_.get() + end_, read_bytes);
  if (n > 0) {
    came(static_cast<std::size_t>(n));
  } else if (n == 0) {
    at_end_ = true;
  } else if (errno != EINTR && errno != EAGAIN) {
    return fail(Exit::io, name_ + ": " + std::strerror(errno));
  }
  return {};
}

bool Input::read_ready() {
  if (fd_ < 0 || at_end_) return false;
  make_room();
  iovec piece{data_.get() + end_, read_bytes};
  const ssize_t n = preadv2(fd_, &piece, 1, -1, RWF_NOWAIT);
  if (n <= 0) return false;  // the end, an error and what cannot be told are for read()
  came(static_cast<std::size_t>(n));
  return true;
}

}  // namespace tu::run
