// TOML as a flat list of dotted keys: what policies, venue files and --config are read from.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace tu {

// A value keeps the text that was written (numbers exactly as typed, strings without quotes, true/false), and
// its place.
struct ConfigValue {
  std::string text;
  enum class Kind { string, number, boolean, list } kind = Kind::string;
  std::vector<std::string> list;  // elements of a list of scalars, as text
  int line = 0;
};

class Config {
 public:
  // `name` is used in messages: "NAME:LINE: why". Arrays of tables are numbered: "tier.0.maker",
  // "tier.1.maker". A key set twice is an error (TOML says so too).
  static Result<Config> parse(std::string_view toml, std::string name);
  const std::string& name() const { return name_; }
  const ConfigValue* find(std::string_view key) const;
  std::optional<std::string> text(std::string_view key) const;
  std::optional<double> real(std::string_view key) const;
  std::vector<std::string> children(
      std::string_view table) const;  // direct sub-keys and sub-tables, in name order
  const std::map<std::string, ConfigValue, std::less<>>& all() const { return values_; }
  std::string where(std::string_view key) const;  // "NAME:LINE" for messages

 private:
  std::string name_;
  std::map<std::string, ConfigValue, std::less<>> values_;
};

}  // namespace tu
