// Secrets come from the environment's value, a file of mode 0600, or the output of a command; never from a
// command line, and they are never printed. Secret has no stream operator and no text(): reveal() is easy to
// grep for.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace tu {

class Secret {
 public:
  explicit Secret(std::string value) : value_(std::move(value)) {}
  Secret(const Secret&) = delete;
  Secret(Secret&&) = default;
  ~Secret();  // wipes
  std::string_view reveal() const { return value_; }

 private:
  std::string value_;
};

Result<Secret> secret_from_file(const std::string& path);  // refuses a file that others may read (78)
Result<Secret> secret_from_command(
    const std::string& command);  // its standard output, trailing newline removed

}  // namespace tu
