// Wire: the one judge of lines, and the only writer of them. Bytes that we did not compute are never
// rewritten.
#pragma once

#include <cstring>
#include <memory>
#include <string>
#include <string_view>

#include "base/arena.h"
#include "event/event.h"

namespace tu::wire {

constexpr std::size_t line_max = 1 << 20;  // bytes, without the newline
constexpr int depth_max = 512;
constexpr std::size_t padding = 64;

enum class Verdict : std::uint8_t { good, blank, bad };

// Judges one line (without its newline; blanks around the object, a trailing CR among them, are tolerated and
// kept in raw) and decodes it into a fresh event in `arena`. `e` points into `line`, which must outlive it.
// Bad: `why` is a short English reason that names the field, the value and what was expected. A line of no
// type, or of one that is not in the table, need only be one JSON object; of it the event has raw, and ts,
// venue and symbol where they are usable, but no notes. A field of the table must be of its kind even where
// it is optional (a `limit` that is not read would be a market order), and no key may stand twice, known or
// not: jq takes the last one and we the first. There
// is a fast way for lines in our own field order and a slow one for all others; a differential test proves
// them equal, and both to simdjson, which is not linked: a tool would take twice as long to start.
// Whose instructions the fast way uses: the best that are there, or those that any processor of this kind
// has.
enum class Cpu : std::uint8_t { best, any };

class FastDecoder;
class SlowDecoder;

class Decoder {
 public:
  explicit Decoder(Cpu cpu = Cpu::best);
  ~Decoder();
  Decoder(const Decoder&) = delete;
  Decoder& operator=(const Decoder&) = delete;
  Verdict decode(std::string_view line, Arena& arena, Event*& e, std::string& why);
  // The same of the line that begins at `begin`, before anybody has looked for its end: quicker. A newline
  // stands at `limit` (>= begin) at the latest, and from there on `padding` bytes can be read, whatever they
  // are. True: it is good, and raw is all of it. False: nothing is said of it (it may be no whole line, as
  // one that ends only at `limit`): look for its end, and ask decode_slow.
  bool decode_next(const char* begin, const char* limit, Arena& arena, Event*& e);
  // Takes every line: for those that decode_next did not take, and for the differential test.
  Verdict decode_slow(std::string_view line, Arena& arena, Event*& e, std::string& why);

 private:
  std::unique_ptr<FastDecoder> fast_;
  std::unique_ptr<SlowDecoder> slow_;
};

// A byte order mark is no part of the first line of an input: the reader drops it there. Anywhere else it is
// bad.
inline std::string_view without_bom(std::string_view first_line) {
  return first_line.substr(0, 3) == "\xEF\xBB\xBF" ? first_line.substr(3) : first_line;
}

class Buffer {  // a plain growing byte buffer: no zeroing, amortised growth
 public:
  char* reserve(std::size_t n) {  // at least n bytes of room; write there, then advance
    return capacity_ - size_ >= n ? data_ + size_ : grow(n);
  }
  void advance(char* end) { size_ = static_cast<std::size_t>(end - data_); }
  void append(std::string_view s) {
    if (s.empty()) return;
    std::memcpy(reserve(s.size()), s.data(), s.size());
    size_ += s.size();
  }
  std::string_view view() const { return {data_, size_}; }
  std::size_t size() const { return size_; }
  void clear() { size_ = 0; }
  void consume(std::size_t n);  // drops n bytes from the front
  void erase(std::size_t at) {  // drops the byte at `at`
    std::memmove(data_ + at, data_ + at + 1, --size_ - at);
  }
  Buffer() = default;
  Buffer(const Buffer&) = delete;
  Buffer& operator=(const Buffer&) = delete;
  ~Buffer();

 private:
  char* grow(std::size_t n);
  char* data_ = nullptr;
  std::size_t size_ = 0, capacity_ = 0;
};

// Appends the event's line and its newline to `out`: raw with its new notes before the closing brace, or,
// without raw, type, ts, venue, symbol, the table's fields in order, then notes.
void encode(const Event& e, Buffer& out);
std::string encode_text(const Event& e);  // without the newline
// The line of the event as if it had no raw: canonical, for hashing rows of the journal.
std::string encode_canonical(const Event& e);

}  // namespace tu::wire
