// Input: the files of a filter, one after the other, as complete lines out of one growing buffer.
// A line longer than wire::line_max is handed out in pieces as they come, and is never stored.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "wire/wire.h"

namespace tu::run {

class Input {
 public:
  enum class Step { line, cut_line, piece, last_piece, need_read, end };

  explicit Input(std::vector<std::string> files);  // none: stdin; "-" is stdin
  ~Input();

  // The next complete line (without its newline) in `text`, which is valid until the next read(). cut_line:
  // the file ended without a newline. piece, last_piece: of a line that is too long. need_read: call read().
  // end: all files.
  Step next(std::string_view& text);
  // The same where the line's end need not be looked for: upcoming() is where it begins, nullptr where there
  // is none or it is not to be had so. A newline stands at limit() at the latest (which may be no end of a
  // line), with wire::padding bytes from it on. took() moves past it, of so many bytes.
  const char* upcoming() const { return in_long_ || begin_ == end_ ? nullptr : data_.get() + begin_; }
  const char* limit() const { return data_.get() + end_; }
  void took(std::size_t size) {
    ++line_;
    begin_ = scanned_ = begin_ + size + 1;
  }
  // Opens the next file, or reads once from the open one, which blocks when nothing waits. An Error names the
  // file (74).
  Status read();
  // Reads what is there without waiting. False: nothing, or it cannot be told; wait for it, then read().
  bool read_ready();
  // The last read took so little that its writer is probably waiting, or slow.
  bool drained() const { return last_read_ < drained_bytes; }

  int fd() const { return fd_; }  // -1 when no file is open
  const std::string& file() const { return name_; }
  std::int64_t line() const { return line_; }  // number of the line that next() gave last, from 1

 private:
  static constexpr std::size_t drained_bytes = 4096;
  Status open_next();
  void make_room();
  void came(std::size_t bytes);

  std::vector<std::string> files_;
  std::size_t file_ = 0;
  int fd_ = -1;
  std::string name_;
  std::int64_t line_ = 0;
  bool at_end_ = false, in_long_ = false;
  std::unique_ptr<char[]> data_;
  std::size_t last_read_ = 0, capacity_ = 0, begin_ = 0, scanned_ = 0, end_ = 0;
};

}  // namespace tu::run
