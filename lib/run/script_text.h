// ScriptText: the characters of a script as the shell sees them: with places, and with `\` continuations
// gone.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tu::run {

struct Place {
  int line = 1, column = 1;
};

class ScriptText {
 public:
  explicit ScriptText(std::string_view text) : text_(text) {}
  static constexpr char end = '\0';

  // The next character, continuations skipped; `end` behind the last.
  char peek();
  char peek_second();
  char take();
  // Inside single quotes and comments a backslash is a character like any other.
  char peek_raw() const { return at_ < text_.size() ? text_[at_] : end; }
  char take_raw();
  Place place() const { return place_; }

 private:
  void skip_continuations();
  std::string_view text_;
  std::size_t at_ = 0;
  Place place_;
};

constexpr bool starts_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
constexpr bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
constexpr bool in_name(char c) {
  return starts_name(c) || is_digit(c);
}
constexpr bool is_blank(char c) {
  return c == ' ' || c == '\t';
}

// One word while it is expanded: collects fields. Only what came from unquoted expansions is split.
class WordFields {
 public:
  explicit WordFields(bool split) : split_(split) {}
  void keep(char c) { current_ += c, there_ = true; }
  void keep(std::string_view s) { current_ += s, there_ = true; }
  void quoted() { there_ = true; }  // quotes make a field even when there is nothing in them
  void expand(char c) {
    if (!split_ || (!is_blank(c) && c != '\n')) return keep(c);
    if (there_) next();
  }
  void next() { fields_.push_back(std::move(current_)), current_.clear(), there_ = false; }
  std::vector<std::string> finish() {
    if (there_) next();
    return std::move(fields_);
  }
  std::string text() { return std::move(current_); }  // of a word that is not split
  bool splits() const { return split_; }
  bool empty() const { return !there_ && fields_.empty(); }

 private:
  bool split_, there_ = false;
  std::string current_;
  std::vector<std::string> fields_;
};

}  // namespace tu::run
