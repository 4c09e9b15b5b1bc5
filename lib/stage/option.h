// OptionSpec: one row of a tool's option table. Parsing, defaults, help, man page, completion, --show-config
// and --spec all come from it; a row for a member that does not exist does not compile.
//
//   {"--window", "BARS", "how many steps to look back", &Options::window, at_least(2)}
//
// The member's type says how its text is read:
//   int, std::int64_t   whole number            double        number
//   bool                flag: --x / --no-x      std::string   text
//   Duration            "2.5s", "4h"            Rate          "0.6%", "60bps", "0.006"
//   Decimal             exact number            std::vector<int/double/std::string>   comma separated
//   File                a path; the tool reads it and hands over path and content
//   std::optional<T>    of the above: absent by default
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/decimal.h"
#include "base/rate.h"
#include "base/result.h"
#include "base/time.h"

namespace tu {

struct Duration {
  DurUs us = 0;
};
struct Rate {
  Decimal fraction;
};
struct File {
  std::string path, content;
};

enum class Value : std::uint8_t {
  integer,
  real,
  flag,
  text,
  duration,
  rate,
  decimal,
  integers,
  reals,
  texts,
  file
};

struct OptionSpec {
  std::string name;     // "--window"
  std::string metavar;  // "BARS"; empty for flags
  std::string help;     // one sentence without its full stop, lower case
  Value value = Value::text;
  std::vector<std::string> choices;   // allowed words, if only some are
  std::vector<std::string> names;     // of Value::file: words that name something else than a file
  std::optional<double> least, most;  // inclusive, for numbers (durations in seconds, rates as fractions)
  bool shared = false;                // TRADEUTILS_<NAME> instead of TRADEUTILS_<TOOL>_<NAME>
  // Reads `text` into the member of the options object; the Error says what was expected, not where.
  std::function<Status(void* options, std::string_view text)> set;
  // The member's text, as it would be given; "" when absent. `show` of a fresh object is the default.
  std::function<std::string(const void* options)> show;
  // For Value::file: what the tool read.
  std::function<void(void* options, std::string content)> set_content;
};

// One reading and one printing a type; Status names what was expected ("a duration such as 4h").
Status read_value(std::string_view s, int& v);
Status read_value(std::string_view s, std::int64_t& v);
Status read_value(std::string_view s, double& v);
Status read_value(std::string_view s, bool& v);  // "true", "false"
Status read_value(std::string_view s, std::string& v);
Status read_value(std::string_view s, Duration& v);
Status read_value(std::string_view s, Rate& v);
Status read_value(std::string_view s, Decimal& v);
Status read_value(std::string_view s, File& v);
std::string show_value(int v);
std::string show_value(std::int64_t v);
std::string show_value(double v);
std::string show_value(bool v);
std::string show_value(const std::string& v);
std::string show_value(Duration v);
std::string show_value(Rate v);
std::string show_value(Decimal v);
std::string show_value(const File& v);

template <class T>
Status read_value(std::string_view s, std::vector<T>& v) {
  std::vector<T> list;
  while (!s.empty()) {
    std::size_t comma = s.find(',');
    T item{};
    if (Status st = read_value(s.substr(0, comma), item); !st) return st;
    list.push_back(std::move(item));
    s = comma == s.npos ? std::string_view() : s.substr(comma + 1);
  }
  v = std::move(list);
  return {};
}
template <class T>
std::string show_value(const std::vector<T>& v) {
  std::string s;
  for (const T& x : v) s += (s.empty() ? "" : ",") + show_value(x);
  return s;
}
template <class T>
Status read_value(std::string_view s, std::optional<T>& v) {
  T x{};
  if (Status st = read_value(s, x); !st) return st;
  v = std::move(x);
  return {};
}
template <class T>
std::string show_value(const std::optional<T>& v) {
  return v ? show_value(*v) : std::string();
}

template <class T>
struct ValueOf;
template <>
struct ValueOf<int> {
  static constexpr Value value = Value::integer;
};
template <>
struct ValueOf<std::int64_t> {
  static constexpr Value value = Value::integer;
};
template <>
struct ValueOf<double> {
  static constexpr Value value = Value::real;
};
template <>
struct ValueOf<bool> {
  static constexpr Value value = Value::flag;
};
template <>
struct ValueOf<std::string> {
  static constexpr Value value = Value::text;
};
template <>
struct ValueOf<Duration> {
  static constexpr Value value = Value::duration;
};
template <>
struct ValueOf<Rate> {
  static constexpr Value value = Value::rate;
};
template <>
struct ValueOf<Decimal> {
  static constexpr Value value = Value::decimal;
};
template <>
struct ValueOf<File> {
  static constexpr Value value = Value::file;
};
template <>
struct ValueOf<std::vector<int>> {
  static constexpr Value value = Value::integers;
};
template <>
struct ValueOf<std::vector<double>> {
  static constexpr Value value = Value::reals;
};
template <>
struct ValueOf<std::vector<std::string>> {
  static constexpr Value value = Value::texts;
};
template <class T>
struct ValueOf<std::optional<T>> : ValueOf<T> {};

// What may follow the member in a row.
struct Bound {
  std::optional<double> least, most;
  std::vector<std::string> choices;
  bool shared = false;
  std::vector<std::string> names;
};
inline Bound at_least(double x) {
  return {x, {}, {}, false, {}};
}
inline Bound between(double a, double b) {
  return {a, b, {}, false, {}};
}
inline Bound one_of(std::vector<std::string> words) {
  return {{}, {}, std::move(words), false, {}};
}
inline Bound shared_option() {
  return {{}, {}, {}, true, {}};
}

// A shared file, or one of these words instead.
inline Bound shared_or_named(std::vector<std::string> names) {
  return {{}, {}, {}, true, std::move(names)};
}

template <class Options>
struct Row {
  OptionSpec option;
  template <class T>
  Row(std::string name, std::string metavar, std::string help, T Options::*member, Bound bound = {}) {
    option.name = std::move(name);
    option.metavar = std::move(metavar);
    option.help = std::move(help);
    option.value = ValueOf<T>::value;
    option.least = bound.least;
    option.most = bound.most;
    option.choices = std::move(bound.choices);
    option.shared = bound.shared;
    option.names = std::move(bound.names);
    option.set = [member](void* o, std::string_view s) {
      return read_value(s, static_cast<Options*>(o)->*member);
    };
    option.show = [member](const void* o) { return show_value(static_cast<const Options*>(o)->*member); };
    if constexpr (std::is_same_v<T, File>)
      option.set_content = [member](void* o, std::string c) {
        (static_cast<Options*>(o)->*member).content = std::move(c);
      };
    if constexpr (std::is_same_v<T, std::optional<File>>)
      option.set_content = [member](void* o, std::string c) {
        (static_cast<Options*>(o)->*member)->content = std::move(c);
      };
  }
};

}  // namespace tu
