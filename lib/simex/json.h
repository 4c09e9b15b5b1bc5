// The JSON of the protocols: written key by key, read as views of the text. What is read was checked once,
// whole, by parse_json.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/decimal.h"

namespace tu::simex {

class JsonOut {
 public:
  JsonOut& open(char bracket);  // '{' or '['
  JsonOut& close();
  JsonOut& key(std::string_view k);
  JsonOut& text(std::string_view v);  // a string
  JsonOut& number(std::int64_t v);
  JsonOut& number(Decimal v);
  JsonOut& flag(bool v);
  JsonOut& null();
  JsonOut& raw(std::string_view json);

  // The common cases by key. Decimals are strings, as most venues write them.
  JsonOut& field(std::string_view k, std::string_view v) { return key(k).text(v); }
  JsonOut& field(std::string_view k, const char* v) { return key(k).text(v); }
  JsonOut& field(std::string_view k, const std::string& v) { return key(k).text(v); }
  JsonOut& field(std::string_view k, Decimal v) { return key(k).text(v.str()); }
  JsonOut& field(std::string_view k, bool v) { return key(k).flag(v); }
  JsonOut& field(std::string_view k, std::int64_t v) { return key(k).number(v); }
  JsonOut& field_number(std::string_view k, Decimal v) { return key(k).number(v); }

  std::string take() { return std::move(text_); }
  const std::string& str() const { return text_; }

 private:
  void separate();
  std::string text_, stack_;
  bool first_ = true, after_key_ = false;
};

// A value within checked text; absent when a member does not exist or is null.
class JsonView {
 public:
  JsonView() = default;
  explicit JsonView(std::string_view text) : text_(text) {}
  bool absent() const { return text_.empty() || text_ == "null"; }
  bool is_object() const { return !text_.empty() && text_[0] == '{'; }
  bool is_array() const { return !text_.empty() && text_[0] == '['; }
  bool is_text() const { return !text_.empty() && text_[0] == '"'; }
  std::string_view json() const { return text_; }

  JsonView operator[](std::string_view key) const;
  std::vector<JsonView> items() const;
  std::vector<std::pair<std::string, JsonView>> members() const;
  std::string text() const;  // a string without quotes and escapes; of other scalars their text
  bool truth() const { return text_ == "true" || text_ == "\"true\""; }
  std::optional<Decimal> decimal() const;  // a number, or a string that holds one
  std::optional<std::int64_t> integer() const;

 private:
  std::string_view text_;
};

// Nothing when the text is not one valid JSON value. The view is of `text`.
std::optional<JsonView> parse_json(std::string_view text);

}  // namespace tu::simex
