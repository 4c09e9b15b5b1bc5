// Rule: a condition on one candle, as people write it: "rsi_14 < 30 and close > sma_50", "regime == UPTREND",
// "always". Operands are numbers, the candle's own open, high, low, close and volume, and keys that earlier
// stages appended; with
// == and != also words (in capitals). Comparisons are joined by `and`; alternatives are other sources.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "event/event.h"

namespace tu::stages {

class Rule {
 public:
  // What of the candle itself a rule may name.
  static constexpr std::array<std::string_view, 5> own_fields = {"open", "high", "low", "close", "volume"};

  static Result<Rule> parse(std::string_view text);
  // Nothing while a key that it needs is absent.
  std::optional<bool> holds(const Event& candle) const;
  const std::string& text() const { return text_; }
  // The keys that it reads, each once, and whether as a number or as a word, then with the words that it is
  // compared with; what every candle has is not among them.
  struct Key {
    std::string name;
    bool word = false;
    std::vector<std::string> words = {};
  };
  std::vector<Key> keys() const;

 private:
  struct Operand {
    enum class Kind : std::uint8_t { number, key, word } kind = Kind::number;
    double number = 0;
    std::string name;
  };
  enum class Op : std::uint8_t { less, at_most, more, at_least, equal, unequal };
  struct Comparison {
    Operand left, right;
    Op op = Op::less;
  };

  static std::optional<Operand> operand(std::string_view token);
  static std::optional<double> number(const Operand& o, const Event& candle);
  static std::optional<bool> holds(const Comparison& c, const Event& candle);

  std::string text_;
  std::vector<Comparison> all_;  // empty: always
};

}  // namespace tu::stages
