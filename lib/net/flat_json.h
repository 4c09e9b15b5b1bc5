// Flat JSON: objects whose values are strings, integers or lists of strings, which is all that tokens and key
// files hold. Values of any other kind are skipped when they are plain (true, false, null), refused when they
// nest. A key given twice is refused: which one counts would be a guess.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tu::net {

struct FlatValue {
  std::optional<std::string> text;
  std::optional<std::int64_t> integer;
  std::optional<std::vector<std::string>> list;
};

class FlatJson {
 public:
  static std::optional<FlatJson> read(std::string_view text);
  std::optional<std::string> text(std::string_view key) const;
  std::optional<std::int64_t> integer(std::string_view key) const;
  // A list, or one text as a list of one; nothing when the key is not there or is of another kind.
  std::optional<std::vector<std::string>> list(std::string_view key) const;
  bool has(std::string_view key) const { return members_.find(key) != members_.end(); }

 private:
  std::map<std::string, FlatValue, std::less<>> members_;
};

// `text` in quotes, escaped.
std::string json_quoted(std::string_view text);

}  // namespace tu::net
