// JSON text that a stage writes into a field: lists and objects of names and numbers. Only what is needed
// here.
#pragma once

#include <string>
#include <string_view>

#include "base/decimal.h"
#include "base/text.h"

namespace tu::stages {

class JsonText {
 public:
  JsonText& open(char bracket) {
    comma();
    text_ += bracket;
    fresh_ = true;
    return *this;
  }
  JsonText& close(char bracket) {
    text_ += bracket;
    fresh_ = false;
    return *this;
  }
  JsonText& key(std::string_view name) {
    string(name);
    text_ += ':';
    fresh_ = true;
    return *this;
  }
  JsonText& string(std::string_view s) {
    comma();
    text_ += '"';
    text::append_escaped(text_, s);
    text_ += '"';
    return *this;
  }
  JsonText& real(double x) {
    comma();
    text_ += text::of_real(x);
    return *this;
  }
  JsonText& integer(std::int64_t x) {
    comma();
    char buffer[32];
    text_.append(buffer, text::put_integer(buffer, x));
    return *this;
  }
  JsonText& decimal(Decimal x) { return raw(x.str()); }
  JsonText& raw(std::string_view json) {
    comma();
    text_ += json;
    return *this;
  }
  const std::string& text() const { return text_; }

 private:
  void comma() {
    if (!fresh_) text_ += ',';
    fresh_ = false;
  }
  std::string text_;
  bool fresh_ = true;
};

// ["a","b"] of names.
inline std::string json_names(const auto& names) {
  JsonText j;
  j.open('[');
  for (const auto& n : names) j.string(n);
  return j.close(']').text();
}

}  // namespace tu::stages
