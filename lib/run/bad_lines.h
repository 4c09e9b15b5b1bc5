// BadLines: what happens to lines that cannot be used: reported (the first ten, then a count), kept whole in
// a file.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace tu::run {

class BadLines {
 public:
  explicit BadLines(std::string tool) : tool_(std::move(tool)) {}
  ~BadLines();
  Status keep_in(const std::string& path);  // --bad FILE; it is emptied first
  // A bad line of FILE; `raw` without its newline.
  void report(const std::string& file, std::int64_t line, std::string_view why);
  void keep(std::string_view raw, bool whole = true);  // whole: it ends here
  void summary() const;                                // the count of those that were not printed
  std::int64_t count() const { return count_; }
  int keep_error() const { return error_; }  // errno of the first failed write to the file

 private:
  std::string tool_, path_;
  int fd_ = -1, error_ = 0;
  std::int64_t count_ = 0;
};

// One line to stderr in one write, so that lines of several processes do not mix.
void say(std::string_view tool, std::string_view message);

}  // namespace tu::run
