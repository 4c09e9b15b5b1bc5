#include "net/flat_json.h"

#include "base/ascii.h"
#include "base/text.h"

namespace tu::net {
namespace {

class Reader {
 public:
  explicit Reader(std::string_view s) : s_(s) {}

  bool take(char c) {
    blanks();
    if (at_ == s_.size() || s_[at_] != c) return false;
    ++at_;
    return true;
  }
  bool next_is(char c) {
    blanks();
    return at_ < s_.size() && s_[at_] == c;
  }
  bool over() {
    blanks();
    return at_ == s_.size();
  }

  std::optional<std::string> string() {
    if (!take('"')) return std::nullopt;
    std::string out;
    while (at_ < s_.size()) {
      const char c = s_[at_++];
      if (c == '"') return text::valid_utf8(out) ? std::optional(std::move(out)) : std::nullopt;
      if (static_cast<unsigned char>(c) < 0x20) return std::nullopt;
      if (c != '\\') {
        out += c;
      } else if (!escape(out)) {
        return std::nullopt;
      }
    }
    return std::nullopt;
  }

  std::optional<FlatValue> value() {
    FlatValue v;
    if (next_is('"')) {
      v.text = string();
      return v.text ? std::optional(std::move(v)) : std::nullopt;
    }
    if (take('[')) {
      v.list.emplace();
      if (take(']')) return v;
      do {
        auto item = string();
        if (!item) return std::nullopt;
        v.list->push_back(std::move(*item));
      } while (take(','));
      return take(']') ? std::optional(std::move(v)) : std::nullopt;
    }
    std::size_t from = at_;
    while (at_ < s_.size() && s_[at_] != ',' && s_[at_] != '}' && s_[at_] != ' ' && s_[at_] != '\n') ++at_;
    const std::string_view word = s_.substr(from, at_ - from);
    if (word == "true" || word == "false" || word == "null") return v;
    v.integer = text::to_integer(word);
    if (v.integer || text::to_real(word)) return v;
    return std::nullopt;
  }

 private:
  void blanks() {
    while (at_ < s_.size() && (s_[at_] == ' ' || s_[at_] == '\n' || s_[at_] == '\r' || s_[at_] == '\t'))
      ++at_;
  }

  bool escape(std::string& out) {
    if (at_ == s_.size()) return false;
    switch (s_[at_++]) {
      case '"':
        out += '"';
        return true;
      case '\\':
        out += '\\';
        return true;
      case '/':
        out += '/';
        return true;
      case 'b':
        out += '\b';
        return true;
      case 'f':
        out += '\f';
        return true;
      case 'n':
        out += '\n';
        return true;
      case 'r':
        out += '\r';
        return true;
      case 't':
        out += '\t';
        return true;
      case 'u':
        return code_unit(out);
      default:
        return false;
    }
  }

  // Names and keys are ASCII; anything beyond the basic plane has no business in them.
  bool code_unit(std::string& out) {
    if (s_.size() - at_ < 4) return false;
    unsigned u = 0;
    for (int i = 0; i < 4; ++i) {
      const int digit = text::hex_digit(s_[at_++]);
      if (digit < 0) return false;
      u = u * 16 + static_cast<unsigned>(digit);
    }
    if (u >= 0xd800 && u <= 0xdfff) return false;
    if (u < 0x80) {
      out += static_cast<char>(u);
    } else if (u < 0x800) {
      out += static_cast<char>(0xc0 | (u >> 6));
      out += static_cast<char>(0x80 | (u & 63));
    } else {
      out += static_cast<char>(0xe0 | (u >> 12));
      out += static_cast<char>(0x80 | ((u >> 6) & 63));
      out += static_cast<char>(0x80 | (u & 63));
    }
    return true;
  }

  std::string_view s_;
  std::size_t at_ = 0;
};

}  // namespace

std::optional<FlatJson> FlatJson::read(std::string_view text) {
  Reader r(text);
  FlatJson out;
  if (!r.take('{')) return std::nullopt;
  if (!r.take('}')) {
    do {
      auto key = r.string();
      if (!key || !r.take(':')) return std::nullopt;
      auto value = r.value();
      if (!value || !out.members_.emplace(std::move(*key), std::move(*value)).second) return std::nullopt;
    } while (r.take(','));
    if (!r.take('}')) return std::nullopt;
  }
  return r.over() ? std::optional(std::move(out)) : std::nullopt;
}

std::optional<std::string> FlatJson::text(std::string_view key) const {
  const auto it = members_.find(key);
  return it == members_.end() ? std::nullopt : it->second.text;
}

std::optional<std::int64_t> FlatJson::integer(std::string_view key) const {
  const auto it = members_.find(key);
  return it == members_.end() ? std::nullopt : it->second.integer;
}

std::optional<std::vector<std::string>> FlatJson::list(std::string_view key) const {
  const auto it = members_.find(key);
  if (it == members_.end()) return std::nullopt;
  if (it->second.text) return std::vector<std::string>{*it->second.text};
  return it->second.list;
}

std::string json_quoted(std::string_view text) {
  std::string out = "\"";
  text::append_escaped(out, text);
  out += '"';
  return out;
}

}  // namespace tu::net
