#include "ledger/why.h"

namespace tu::ledger {

namespace {

// Walks JSON that the decoder has checked already.
class Words {
 public:
  explicit Words(std::string_view s) : s_(s) {}

  std::vector<std::string> lines() {
    std::vector<std::string> out;
    if (!eat('[')) return {value()};
    while (!eat(']')) {
      out.push_back(value());
      eat(',');
    }
    return out;
  }

 private:
  void blanks() {
    while (at_ < s_.size() && (s_[at_] == ' ' || s_[at_] == '\t')) ++at_;
  }
  bool eat(char c) {
    blanks();
    if (at_ >= s_.size() || s_[at_] != c) return at_ >= s_.size();  // at the end everything is closed
    ++at_;
    return true;
  }
  char next() {
    blanks();
    return at_ < s_.size() ? s_[at_] : '\0';
  }

  std::string value() {
    if (next() == '{') return object();
    return next() == '[' ? raw() : scalar();
  }

  std::string object() {
    std::string out;
    ++at_;
    while (next() != '}' && next() != '\0') {
      const std::string key = scalar();
      eat(':');
      if (!out.empty()) out += ", ";
      out += key + ' ' + (next() == '{' || next() == '[' ? raw() : scalar());
      if (next() == ',') ++at_;
    }
    ++at_;
    return out;
  }

  std::string scalar() {
    if (next() != '"') {
      const std::size_t from = at_;
      while (at_ < s_.size() && s_[at_] != ',' && s_[at_] != '}' && s_[at_] != ']' && s_[at_] != ':') ++at_;
      return std::string(s_.substr(from, at_ - from));
    }
    std::string out;
    for (++at_; at_ < s_.size() && s_[at_] != '"'; ++at_) {
      if (s_[at_] == '\\' && at_ + 1 < s_.size() &&
          (s_[at_ + 1] == '"' || s_[at_ + 1] == '\\' || s_[at_ + 1] == '/'))
        ++at_;
      out += s_[at_];
    }
    ++at_;
    return out;
  }

  // A nested value as it stands.
  std::string raw() {
    const std::size_t from = at_;
    int depth = 0;
    bool quoted = false;
    for (; at_ < s_.size(); ++at_) {
      const char c = s_[at_];
      if (quoted) {
        if (c == '\\') ++at_;
        if (c == '"') quoted = false;
        continue;
      }
      if (c == '"') quoted = true;
      if (c == '{' || c == '[') ++depth;
      if ((c == '}' || c == ']') && --depth == 0) break;
    }
    if (at_ < s_.size()) ++at_;
    return std::string(s_.substr(from, at_ - from));
  }

  std::string_view s_;
  std::size_t at_ = 0;
};

}  // namespace

std::vector<std::string> in_words(std::string_view json) {
  return Words(json).lines();
}

}  // namespace tu::ledger
