// The end of a summary: what a stage waited for and never read.
#pragma once

#include <string>
#include <string_view>

namespace tu::stages {

class NeverRead {
 public:
  void add(bool was_read, std::string_view what) {
    if (!was_read) list_.append(list_.empty() ? "; never read: " : ", ").append(what);
  }
  const std::string& text() const { return list_; }  // "" when all of it was

 private:
  std::string list_;
};

}  // namespace tu::stages
