// Output: a filter's standard output. Collects lines and writes them at 128 KiB, or when flush() is called.
// A reader that has left is not an error here: the output is closed, and what comes later is dropped.
#pragma once

#include <string>

#include "wire/wire.h"

namespace tu::run {

class Output {
 public:
  explicit Output(int fd);
  wire::Buffer& buffer() { return buffer_; }
  // After each line: writes when 128 KiB are pending.
  void settle() {
    if (buffer_.size() >= flush_bytes) flush();
  }
  void flush();
  bool pending() const { return buffer_.size() != 0; }
  bool closed() const { return closed_; }  // the reader has left
  int error() const { return error_; }     // errno of any other failure; 0 while there was none
  void reader_left() { closed_ = true; }
  bool look_for_reader();  // asks the pipe; false when the reader has left
  int fd() const { return fd_; }

 private:
  static constexpr std::size_t flush_bytes = 128 * 1024;
  void write_all(const char* data, std::size_t size);
  int fd_;
  bool closed_ = false;
  int error_ = 0;
  wire::Buffer buffer_;
};

}  // namespace tu::run
