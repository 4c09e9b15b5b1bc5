// JsonView: one value of a JSON text, and what is in it; for messages that are not lines of ours. Nothing is
// copied: the text must live. What is not there is an empty view, and an empty view has nothing in it, so a
// path may be walked without asking at each step.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/decimal.h"

namespace tu::wire {

class JsonView {
 public:
  JsonView() = default;
  // Nothing when `text` is not exactly one JSON value.
  static std::optional<JsonView> read(std::string_view text);

  explicit operator bool() const { return !value_.empty(); }
  bool is_object() const { return value_.starts_with('{'); }
  bool is_array() const { return value_.starts_with('['); }
  bool is_text() const { return value_.starts_with('"'); }
  JsonView operator[](std::string_view key) const;  // of an object
  std::vector<JsonView> items() const;              // of an array; empty for anything else
  std::string text() const;                         // of a string or a number; "" for anything else
  bool flag() const { return value_ == "true"; }
  // Of a number, or of a string that holds one; nothing for "" and anything else.
  std::optional<Decimal> decimal() const;
  std::optional<std::int64_t> integer() const;
  std::string_view raw() const { return value_; }

 private:
  explicit JsonView(std::string_view value) : value_(value) {}
  std::string_view value_;
};

}  // namespace tu::wire
