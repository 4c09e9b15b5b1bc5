// What the fast and the slow way of decoding say of one line, compared: verdict, every value, every note. And
// simdjson's word on whether it is one JSON object.
#pragma once

#include <simdjson.h>

#include <bit>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>

#include "wire/wire.h"

namespace tu::wire {

inline bool same_value(Kind kind, const Slot& a, const Slot& b) {
  switch (kind) {
    case Kind::real:
      return std::bit_cast<std::uint64_t>(a.real) == std::bit_cast<std::uint64_t>(b.real);
    case Kind::integer:
      return a.integer == b.integer;
    case Kind::flag:
      return a.flag == b.flag;
    case Kind::decimal:
      return a.decimal == b.decimal;
    default:
      return std::string_view(a.text.data, a.text.size) == std::string_view(b.text.data, b.text.size);
  }
}

// "" when the two events are the same, else what differs.
inline std::string difference(const Event& a, const Event& b) {
  if (a.type != b.type) return "type";
  if (a.has_ts != b.has_ts || a.ts != b.ts) return "ts";
  if (a.venue != b.venue) return "venue";
  if (a.symbol != b.symbol) return "symbol";
  if (a.raw != b.raw) return "raw";
  if (a.present != b.present) return "present";
  const auto fields = spec_of(a.type).fields;
  for (std::size_t i = 0; i < fields.size(); ++i)
    if ((a.present >> i & 1) && !same_value(fields[i].kind, a.slots[i], b.slots[i]))
      return std::string(fields[i].name);
  const Note* m = a.notes;
  const Note* n = b.notes;
  for (; m && n; m = m->next, n = n->next)
    if (m->key != n->key || m->kind != n->kind || m->in_raw != n->in_raw ||
        !same_value(m->kind, m->value, n->value))
      return "note " + std::string(m->key);
  if (m || n) return "number of notes";
  return "";
}

// "" when simdjson agrees that the line is, or is not, one JSON object; where it cannot say, it is not asked.
class SecondOpinion {
 public:
  std::string of(std::string_view line, Verdict verdict, std::string_view why) {
    if (!ready_ && parser_.allocate(4096, depth_max + 1) != simdjson::SUCCESS)
      return "simdjson has no memory";
    ready_ = true;
    simdjson::dom::object object;
    const simdjson::error_code error = parser_.parse(line.data(), line.size(), true).get(object);
    const auto says = [&](std::string_view part) { return why.find(part) != why.npos; };
    if (error == simdjson::NUMBER_ERROR || error == simdjson::DEPTH_ERROR || error == simdjson::CAPACITY)
      return "";
    if (error != simdjson::SUCCESS) return verdict == Verdict::good ? "simdjson refuses it" : "";
    if (says("nested deeper") || says("half a surrogate") || says("bytes, expected at most")) return "";
    return says("not one JSON object") || verdict == Verdict::blank ? "simdjson takes it" : "";
  }

 private:
  simdjson::dom::parser parser_;
  bool ready_ = false;
};

class Comparison {
 public:
  // "" when both ways agree. The bytes are copied to a block of exactly their size, so that a sanitizer sees
  // a read beyond them.
  std::string of(std::string_view line) {
    auto exact = std::make_unique_for_overwrite<char[]>(line.size());
    if (!line.empty()) std::memcpy(exact.get(), line.data(), line.size());
    line = {exact.get(), line.size()};
    arena_.reset();
    Event *fast = nullptr, *slow = nullptr;
    std::string why_fast, why_slow;
    Verdict f = decoder_.decode(line, arena_, fast, why_fast);
    Verdict s = decoder_.decode_slow(line, arena_, slow, why_slow);
    if (f == Verdict::good) ++good_;
    if (f != s) return "verdict (" + why_fast + " / " + why_slow + ")";
    if (why_fast != why_slow) return "reason (" + why_fast + " / " + why_slow + ")";
    if (std::string other = second_.of(line, s, why_slow); !other.empty())
      return other + " (" + why_slow + ")";
    return f == Verdict::good ? difference(*fast, *slow) : "";
  }
  long good() const { return good_; }

 private:
  Decoder decoder_;
  SecondOpinion second_;
  Arena arena_;
  long good_ = 0;
};

}  // namespace tu::wire
