// Lines that are almost right: good lines of every type, and small changes of them. A pure function of the
// seed.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/random.h"
#include "event/table.h"

namespace tu::wire {

class Mutator {
 public:
  explicit Mutator(std::uint64_t seed) : seed_(seed) { make_lines(); }
  const std::vector<std::string>& lines() const { return lines_; }

  // The line that next() changed last.
  const std::string& base() const { return lines_[base_]; }
  std::string next() {
    base_ = below(lines_.size());
    std::string line = lines_[base_];
    for (std::uint64_t n = 1 + below(3); n > 0; --n) change(line);
    return line;
  }

 private:
  std::uint64_t below(std::uint64_t n) { return random_bits(seed_, 1, counter_++) % n; }

  static std::string value_of(const FieldSpec& f, std::size_t i) {
    switch (f.kind) {
      case Kind::real:
        return f.check == Check::unit_interval ? "0.25"
               : f.name == "high"              ? "99999.5"
                                               : std::to_string(i + 1) + ".125";
      case Kind::integer:
        return "170000000000000" + std::to_string(i % 10);
      case Kind::flag:
        return i % 2 ? "true" : "false";
      case Kind::text:
        return "\"word" + std::to_string(i) + "\"";
      case Kind::decimal:
        return "12.345678901234567" + std::to_string(i % 10);
      case Kind::levels:
        return "[[100.5,2],[100.25,0]]";
      case Kind::json:
        return "{\"a\":[1,true,null,\"x\"]}";
    }
    return "0";
  }
  void make_lines() {
    for (int t = 1; t < type_count; ++t) {
      const TypeSpec& spec = type_table[t];
      for (int all = 0; all < 3; ++all) {
        std::string line = "{\"type\":\"" + std::string(spec.name) + "\",\"ts\":1700000060000000";
        if (all || spec.needs_venue) line += ",\"venue\":\"binance\"";
        if (all || spec.needs_symbol) line += ",\"symbol\":\"BTC-USDT\"";
        for (std::size_t i = 0; i < spec.fields.size(); ++i)
          if (all || spec.fields[i].required)
            line += ",\"" + std::string(spec.fields[i].name) + "\":" + value_of(spec.fields[i], i);
        if (all == 2)
          line += ",\"rsi_14\":61.2071,\"regime\":\"trend\",\"x\":[{\"y\":null}],\"recv\":1700000060000123";
        lines_.push_back(line + "}");
      }
    }
    for (int i = 0; i < 20; ++i)  // most of a stream is market data
      lines_.push_back(
          "{\"type\":\"candle\",\"ts\":1700000060000000,\"venue\":\"coinbase\",\"symbol\":\"ETH-USD\",\"tf\":"
          "\"1m\","
          "\"start\":1700000000000000,\"open\":2034.51,\"high\":2036,\"low\":2033.99,\"close\":2035.07,"
          "\"volume\":81.23456789,\"sma_20\":2031.4400000000001,\"rsi_14\":55.5}");
    lines_.push_back(
        "{\"type\":\"weather\",\"ts\":5,\"venue\":\"v\",\"symbol\":\"s\",\"a\":[1,{\"b\":\"\xC3\xA9\"}]}");
    lines_.push_back("{\"a\":1}");
    lines_.push_back("{}");
  }

  // The members of the outer object: [begin, end) without commas. Good enough for lines that are almost
  // right.
  using Span = std::pair<std::size_t, std::size_t>;
  static std::vector<Span> members(const std::string& s) {
    std::vector<Span> all;
    int depth = 0;
    bool quoted = false;
    std::size_t begin = 1;
    for (std::size_t i = 0; i < s.size(); ++i) {
      if (s[i] == '"' && (i == 0 || s[i - 1] != '\\')) quoted = !quoted;
      if (quoted) continue;
      if (s[i] == '{' || s[i] == '[') ++depth;
      if (s[i] == '}' || s[i] == ']') --depth;
      if ((s[i] == ',' && depth == 1) || (s[i] == '}' && depth == 0)) {
        if (begin <= i) all.push_back({begin, i});
        begin = i + 1;
      }
    }
    return all;
  }

  std::string_view token() {
    static constexpr std::string_view all[] = {"\"",
                                               "\\",
                                               "{",
                                               "}",
                                               "[",
                                               "]",
                                               ",",
                                               ":",
                                               " ",
                                               "\t",
                                               "\r",
                                               "\n",
                                               "0",
                                               "-",
                                               ".",
                                               "e",
                                               "E+",
                                               "1e400",
                                               "1e-400",
                                               "-0",
                                               "0.0",
                                               "00",
                                               "01",
                                               "1.",
                                               ".5",
                                               "1e",
                                               "9007199254740992",
                                               "9007199254740993",
                                               "9223372036854775807",
                                               "9223372036854775808",
                                               "-9223372036854775808",
                                               "123456789012345678901234567890",
                                               "0.1000000000000000055511151231257827",
                                               "1.7976931348623157e308",
                                               "1.7976931348623159e308",
                                               "4.9e-324",
                                               "2.4e-324",
                                               "true",
                                               "false",
                                               "null",
                                               "nul",
                                               "truex",
                                               "\"\"",
                                               "\\u0041",
                                               "\\ud83d\\ude00",
                                               "\\ud800",
                                               "\\n",
                                               "\\q",
                                               "\xC3\xA9",
                                               "\xE2\x82\xAC",
                                               "\xF0\x9F\x98\x80",
                                               "\xFF",
                                               "\x80",
                                               std::string_view("\0", 1),
                                               "\x1F",
                                               "\x7F",
                                               "[]",
                                               "{}",
                                               "[[1,2]]",
                                               "[[0,2]]",
                                               "[[1,-2]]",
                                               "\"type\":\"candle\"",
                                               ",\"ts\":1",
                                               ",\"close\":5",
                                               ",\"x\":1",
                                               "\"12.5\"",
                                               "\xEF\xBB\xBF",
                                               "1234567.891",
                                               "12345678",
                                               "123456789.25",
                                               "0.00000001",
                                               "17.123456789012345678"};
    return all[below(std::size(all))];
  }
  std::string_view tail() {
    static constexpr std::string_view all[] = {"\r", " ", "\t\r", "{}", "x", "\n", "}"};
    return all[below(std::size(all))];
  }

  void change(std::string& s) {
    const std::uint64_t what = below(12);
    if (s.empty() && what != 2) return;
    switch (what) {
      case 0:
        s[below(s.size())] ^= static_cast<char>(1 << below(8));
        break;
      case 1:
        s[below(s.size())] = static_cast<char>(below(256));
        break;
      case 2:
        s.insert(below(s.size() + 1), token());
        break;
      case 3:
        s.erase(below(s.size()), 1 + below(4));
        break;
      case 4:
        s.resize(below(s.size() + 1));
        break;
      case 5:
        replace_value(s, token());
        break;
      case 6:
        replace_value(s, std::to_string(below(100000)) + "." + std::to_string(below(1000000000)));
        break;
      case 7:
        swap_members(s);
        break;
      case 8:
        copy_member(s);
        break;
      case 9:
        respell(s);
        break;
      case 10:
        s.append(tail());
        break;
      default: {
        const std::size_t depth = below(8) == 0 ? 505 + below(12) : 1 + below(20);
        replace_value(s, std::string(depth, '[') + std::string(depth, ']'));
      }
    }
  }
  void replace_value(std::string& s, std::string_view value) {
    const auto m = members(s);
    if (m.empty()) return;
    const auto [begin, end] = m[below(m.size())];
    const std::size_t colon = s.find("\":", begin);
    if (colon != s.npos && colon + 2 <= end) s.replace(colon + 2, end - colon - 2, value);
  }
  void swap_members(std::string& s) {
    const auto m = members(s);
    if (m.size() < 2) return;
    const std::size_t i = below(m.size() - 1), j = i + 1 + below(m.size() - 1 - i);
    const std::string a = s.substr(m[i].first, m[i].second - m[i].first);
    const std::string b = s.substr(m[j].first, m[j].second - m[j].first);
    s.replace(m[j].first, b.size(), a);
    s.replace(m[i].first, a.size(), b);
  }
  void copy_member(std::string& s) {
    const auto m = members(s);
    if (m.empty()) return;
    const auto [begin, end] = m[below(m.size())];
    const std::string copy = s.substr(begin, end - begin);
    s.insert(m[below(m.size())].second, below(3) ? "," + copy : copy);
  }
  // One letter of a key or a string as an escape, or a blank beside a mark.
  void respell(std::string& s) {
    std::size_t i = below(s.size());
    for (std::size_t n = 0; n < s.size(); ++n, i = (i + 1) % s.size()) {
      if ((s[i] == ',' || s[i] == ':' || s[i] == '}') && below(2)) {
        s.insert(i + below(2), " ");
        return;
      }
      if (s[i] >= 'a' && s[i] <= 'z') {
        const char* hex = "0123456789abcdef";
        s.replace(i, 1, {'\\', 'u', '0', '0', hex[s[i] >> 4], hex[s[i] & 15]});
        return;
      }
    }
  }

  std::uint64_t seed_, counter_ = 0;
  std::size_t base_ = 0;
  std::vector<std::string> lines_;
};

}  // namespace tu::wire
