#include "stages/rule.h"

#include <algorithm>

#include "base/text.h"

namespace tu::stages {

namespace {

std::vector<std::string_view> tokens(std::string_view s) {
  const auto operator_char = [](char c) { return c == '<' || c == '>' || c == '=' || c == '!'; };
  std::vector<std::string_view> list;
  std::size_t i = 0;
  while (i < s.size()) {
    if (s[i] == ' ' || s[i] == '\t') {
      ++i;
      continue;
    }
    const std::size_t from = i;
    const bool op = operator_char(s[i]);
    while (i < s.size() && s[i] != ' ' && s[i] != '\t' && operator_char(s[i]) == op) ++i;
    list.push_back(s.substr(from, i - from));
  }
  return list;
}

bool is_name(std::string_view s) {
  for (const char c : s)
    if (!(c == '_' || c == '.' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')))
      return false;
  return !s.empty() && !(s[0] >= '0' && s[0] <= '9');
}
bool in_capitals(std::string_view s) {
  for (const char c : s)
    if (c >= 'a' && c <= 'z') return false;
  return true;
}

}  // namespace

std::optional<Rule::Operand> Rule::operand(std::string_view token) {
  Operand o;
  if (const auto x = text::to_real(token)) {
    o.number = *x;
    return o;
  }
  if (!is_name(token)) return std::nullopt;
  o.kind = in_capitals(token) ? Operand::Kind::word : Operand::Kind::key;
  o.name = token;
  return o;
}

Result<Rule> Rule::parse(std::string_view text) {
  const auto wrong = [&](const std::string& why) {
    return fail(Exit::usage, "rule \"" + std::string(text) + "\": " + why);
  };
  Rule rule;
  rule.text_ = text;
  const auto list = tokens(text);
  if (list.size() == 1 && list[0] == "always") return rule;
  for (std::size_t i = 0; i < list.size() || i == 0; i += 4) {
    if (i + 3 > list.size()) return wrong("expected comparisons such as rsi_14 < 30, joined by and");
    const auto left = operand(list[i]), right = operand(list[i + 2]);
    if (!left) return wrong("\"" + std::string(list[i]) + "\" is no number, key or word");
    if (!right) return wrong("\"" + std::string(list[i + 2]) + "\" is no number, key or word");
    Comparison c;
    c.left = *left;
    c.right = *right;
    const std::string_view op = list[i + 1];
    if (op == "<")
      c.op = Op::less;
    else if (op == "<=")
      c.op = Op::at_most;
    else if (op == ">")
      c.op = Op::more;
    else if (op == ">=")
      c.op = Op::at_least;
    else if (op == "==")
      c.op = Op::equal;
    else if (op == "!=")
      c.op = Op::unequal;
    else
      return wrong("\"" + std::string(op) + "\" is no comparison: expected <, <=, >, >=, == or !=");
    const bool words = c.left.kind == Operand::Kind::word || c.right.kind == Operand::Kind::word;
    if (words && c.op != Op::equal && c.op != Op::unequal)
      return wrong("words are compared with == and != only");
    rule.all_.push_back(std::move(c));
    if (i + 3 < list.size() && list[i + 3] != "and")
      return wrong("expected and, not \"" + std::string(list[i + 3]) + "\"");
    if (i + 4 == list.size()) return wrong("ends with and");
  }
  return rule;
}

std::vector<Rule::Key> Rule::keys() const {
  std::vector<Key> list;
  for (const Comparison& c : all_) {
    const bool word = c.left.kind == Operand::Kind::word || c.right.kind == Operand::Kind::word;
    for (const Operand* o : {&c.left, &c.right}) {
      if (o->kind != Operand::Kind::key) continue;
      if (!word && std::find(own_fields.begin(), own_fields.end(), o->name) != own_fields.end()) continue;
      auto key = std::find_if(list.begin(), list.end(),
                              [&](const Key& k) { return k.name == o->name && k.word == word; });
      if (key == list.end()) key = list.insert(key, {o->name, word});
      const Operand& other = o == &c.left ? c.right : c.left;
      if (other.kind == Operand::Kind::word) key->words.push_back(other.name);
    }
  }
  return list;
}

std::optional<double> Rule::number(const Operand& o, const Event& e) {
  constexpr Field open{Type::candle, "open"}, high{Type::candle, "high"}, low{Type::candle, "low"},
      close{Type::candle, "close"}, volume{Type::candle, "volume"};
  if (o.kind == Operand::Kind::number) return o.number;
  if (o.name == "close") return e.real(close);
  if (o.name == "open") return e.real(open);
  if (o.name == "high") return e.real(high);
  if (o.name == "low") return e.real(low);
  if (o.name == "volume") return e.real(volume);
  return e.number(o.name);
}

std::optional<bool> Rule::holds(const Comparison& c, const Event& candle) {
  if (c.left.kind == Operand::Kind::word || c.right.kind == Operand::Kind::word) {
    const auto word = [&](const Operand& o) -> std::optional<std::string_view> {
      if (o.kind == Operand::Kind::word) return std::string_view(o.name);
      return candle.word(o.name);
    };
    const auto a = word(c.left), b = word(c.right);
    if (!a || !b) return std::nullopt;
    return (*a == *b) == (c.op == Op::equal);
  }
  const auto a = number(c.left, candle), b = number(c.right, candle);
  if (!a || !b) return std::nullopt;
  switch (c.op) {
    case Op::less:
      return *a < *b;
    case Op::at_most:
      return *a <= *b;
    case Op::more:
      return *a > *b;
    case Op::at_least:
      return *a >= *b;
    case Op::equal:
      return *a == *b;
    case Op::unequal:
      return *a != *b;
  }
  return std::nullopt;
}

std::optional<bool> Rule::holds(const Event& candle) const {
  bool all = true;
  for (const Comparison& c : all_) {
    const auto one = holds(c, candle);
    if (!one) return std::nullopt;
    all &= *one;
  }
  return all;
}

}  // namespace tu::stages
