// What the ways of decoding say of one line, compared: verdict, every value, every note. The fast way also of
// a line with something behind it, and again when it knows the line. And simdjson's word on whether it is one
// JSON object.
#pragma once

#include <simdjson.h>

#include <bit>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>

#include "event/stream.h"
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
  if (a.type != Type::foreign && stream_of(a) != stream_of(b)) return "stream";
  if (a.raw != b.raw) return "raw";
  if (a.present != b.present) return "present";
  const auto fields = spec_of(a.type).fields;
  for (std::size_t i = 0; i < fields.size(); ++i)
    if ((a.present >> i & 1) && !same_value(fields[i].kind, a.slots[i], b.slots[i]))
      return std::string(fields[i].name);
  const Note* m = a.notes();
  const Note* n = b.notes();
  for (; m && n; m = m->next, n = n->next)
    if (m->key != n->key || m->kind != n->kind || m->in_raw != n->in_raw ||
        !same_value(m->kind, m->value, n->value))
      return "note " + std::string(m->key);
  if (m || n) return "number of notes";
  if (!(a.note_bits == b.note_bits) || a.new_notes || b.new_notes) return "what is known of the notes";
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
    Event* slow = nullptr;
    std::string why;
    const Verdict verdict = decoder_.decode_slow(line, arena_, slow, why);
    if (verdict == Verdict::good) ++good_;
    for (int round = 0; round < 2; ++round) {
      Event* fast = nullptr;
      std::string why_fast;
      const Verdict v = decoder_.decode(line, arena_, fast, why_fast);
      if (std::string d = difference(v, fast, why_fast, verdict, slow, why); !d.empty()) return d;
      if (std::string d = in_passing(line, verdict, slow); !d.empty()) return d;
    }
    const std::string other = second_.of(line, verdict, why);
    return other.empty() ? "" : other + " (" + why + ")";
  }
  long good() const { return good_; }
  long in_passing() const { return in_passing_; }  // of two decoders, two times each

 private:
  static std::string difference(Verdict a, const Event* e, const std::string& why_a, Verdict b,
                                const Event* f, const std::string& why_b) {
    if (a != b) return "verdict (" + why_a + " / " + why_b + ")";
    if (why_a != why_b) return "reason (" + why_a + " / " + why_b + ")";
    return a == Verdict::good ? wire::difference(*e, *f) : "";
  }

  // As the next of a stream, in a block of exactly the bytes that may be read. Behind it stands what would go
  // on with it, and it is taken only where a newline ends it.
  std::string in_passing(std::string_view line, Verdict verdict, const Event* slow) {
    constexpr std::string_view behind[] = {
        "\n", "9999999999999999999999", ",\"close\":5,\"x\":1}", "\"}", ".5}", std::string_view("\0", 1),
        "}\n"};
    if (line.find('\n') != line.npos) return "";
    const std::string_view tail = behind[tail_++ % std::size(behind)];
    for (const bool whole : {true, false}) {
      std::string bytes(line);
      bytes += '\n';
      const std::size_t limit = whole ? bytes.size() + tail_ % 3 * tail.size() : line.size();
      while (bytes.size() < limit + padding) bytes += tail;
      bytes[limit] = '\n';
      const auto block = std::make_unique_for_overwrite<char[]>(limit + padding);
      std::memcpy(block.get(), bytes.data(), limit + padding);
      for (Decoder* decoder : {&decoder_, &on_any_cpu_}) {
        const std::string_view cpu = decoder == &decoder_ ? "" : " on any processor";
        Event* e = nullptr;
        const bool taken = decoder->decode_next(block.get(), block.get() + limit, arena_, e);
        if (taken && !whole) return "a line without newline is taken" + std::string(cpu);
        if (!taken) continue;
        ++in_passing_;
        if (e->raw.size() != line.size()) return "size of the line" + std::string(cpu);
        if (std::string d = difference(Verdict::good, e, "", verdict, slow, ""); !d.empty())
          return d + ", in passing" + std::string(cpu);
      }
    }
    return "";
  }

  std::size_t tail_ = 0;
  Decoder decoder_, on_any_cpu_{Cpu::any};
  SecondOpinion second_;
  Arena arena_;
  long good_ = 0, in_passing_ = 0;
};

}  // namespace tu::wire
