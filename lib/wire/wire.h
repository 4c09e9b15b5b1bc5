// Wire: the one judge of lines, and the only writer of them. Bytes that we did not compute are never rewritten.
#pragma once

#include <string>
#include <string_view>

#include "base/arena.h"
#include "event/event.h"

namespace tu::wire {

constexpr std::size_t line_max = 1 << 20;  // bytes, without the newline
constexpr int depth_max = 512;

enum class Verdict : std::uint8_t { good, blank, bad };

// Judges one line (without its newline; a trailing CR is tolerated and kept in raw) and decodes it into a fresh event
// in `arena`. `e` points into `line`, which must outlive it. Bad: `why` is a short English reason that names the field,
// the value and what was expected. Fast path for our own field order; every other line goes through simdjson; both are
// proved equal by a differential fuzzer.
class Decoder {
 public:
  Decoder();
  ~Decoder();
  Verdict decode(std::string_view line, Arena& arena, Event*& e, std::string& why);
  // The same without the fast path, for the differential test.
  Verdict decode_slow(std::string_view line, Arena& arena, Event*& e, std::string& why);

 private:
  struct Impl;
  Impl* impl_;
};

// Appends the event's line and its newline to `out`: raw with its new notes before the closing brace, or, without raw,
// type, ts, venue, symbol, the table's fields in order, then notes. `out` is any growing byte buffer.
class Buffer {  // a plain growing byte buffer: no zeroing, amortised growth
 public:
  char* reserve(std::size_t n);        // at least n bytes of room; write there, then advance
  void advance(char* end) { size_ = static_cast<std::size_t>(end - data_); }
  void append(std::string_view s);
  std::string_view view() const { return {data_, size_}; }
  std::size_t size() const { return size_; }
  void clear() { size_ = 0; }
  void consume(std::size_t n);         // drops n bytes from the front
  Buffer() = default;
  Buffer(const Buffer&) = delete;
  ~Buffer();

 private:
  char* data_ = nullptr;
  std::size_t size_ = 0, capacity_ = 0;
};

void encode(const Event& e, Buffer& out);
std::string encode_text(const Event& e);            // without the newline
// The line of the event as if it had no raw: canonical, for hashing rows of the journal.
std::string encode_canonical(const Event& e);

}  // namespace tu::wire
