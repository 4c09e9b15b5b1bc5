#include "study/json.h"

#include <cmath>
#include <optional>

#include "base/text.h"

namespace tu::study {
namespace {

// The objects of an array of flat objects, as written by our own stages (no escaped braces inside strings).
template <class F>
void for_each_object(std::string_view array, F f) {
  while (true) {
    const std::size_t from = array.find('{');
    if (from == array.npos) return;
    const std::size_t to = array.find('}', from);
    if (to == array.npos) return;
    f(array.substr(from + 1, to - from - 1));
    array.remove_prefix(to + 1);
  }
}

std::string_view member(std::string_view object, std::string_view key) {
  const std::string quoted = '"' + std::string(key) + "\":";
  std::size_t at = object.find(quoted);
  if (at == object.npos) return {};
  at += quoted.size();
  if (at < object.size() && object[at] == '"') {
    const std::size_t end = object.find('"', at + 1);
    return end == object.npos ? std::string_view() : object.substr(at + 1, end - at - 1);
  }
  return object.substr(at, std::min(object.find(',', at), object.size()) - at);
}

}  // namespace

void for_each_rule(std::string_view rules, const std::function<void(std::string_view)>& f) {
  for_each_object(rules, [&](std::string_view object) {
    if (std::string_view rule = member(object, "rule"); !rule.empty()) f(rule);
  });
}

std::vector<SignalShare> signal_shares(std::string_view signals) {
  std::vector<SignalShare> shares;
  for_each_object(signals, [&](std::string_view object) {
    const double weight = text::to_real(member(object, "weight")).value_or(1);
    const double confidence = text::to_real(member(object, "confidence")).value_or(1);
    shares.push_back({std::string(member(object, "source")), weight * confidence});
  });
  return shares;
}

void JsonWriter::separate() {
  if (after_key_)
    after_key_ = false;
  else if (!first_)
    text_ += ',';
  first_ = false;
}
JsonWriter& JsonWriter::open(char bracket) {
  separate();
  text_ += bracket;
  stack_ += bracket == '{' ? '}' : ']';
  first_ = true;
  return *this;
}
JsonWriter& JsonWriter::close() {
  text_ += stack_.back();
  stack_.pop_back();
  first_ = false;
  return *this;
}
JsonWriter& JsonWriter::key(std::string_view k) {
  separate();
  text_ += '"';
  text::append_escaped(text_, k);
  text_ += "\":";
  after_key_ = true;
  return *this;
}
JsonWriter& JsonWriter::value(double v) {
  separate();
  text_ += std::isfinite(v) ? text::of_real(v) : "null";
  return *this;
}
JsonWriter& JsonWriter::value(std::int64_t v) {
  separate();
  text_ += std::to_string(v);
  return *this;
}
JsonWriter& JsonWriter::value(std::string_view v) {
  separate();
  text_ += '"';
  text::append_escaped(text_, v);
  text_ += '"';
  return *this;
}
JsonWriter& JsonWriter::value(bool v) {
  separate();
  text_ += v ? "true" : "false";
  return *this;
}
JsonWriter& JsonWriter::raw(std::string_view json) {
  separate();
  text_ += json;
  return *this;
}

}  // namespace tu::study
