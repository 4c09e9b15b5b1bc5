// The fast way of decoding: lines in the order in which we write them (type, ts, venue, symbol, the table's
// fields, then other keys), without blanks and escapes, with every check of the contract. It never refuses: a
// line that it does not take, for whatever reason, is left to the slow way, which has the words. Equal to it
// by a differential test, with the instructions of each processor.
#pragma once

#include <string_view>

#include "wire/note_keys.h"
#include "wire/places.h"
#include "wire/wire.h"

namespace tu::wire {

// What the lines before have taught.
struct Learnt {
  Places places;
  KnownKeys keys;
};

namespace any_cpu {
bool decode(Learnt& learnt, std::string_view line, Arena& arena, Event*& e);
bool decode_next(Learnt& learnt, const char* begin, const char* limit, Arena& arena, Event*& e);
}  // namespace any_cpu
#if defined(__x86_64__)
namespace avx2 {
bool decode_next(Learnt& learnt, const char* begin, const char* limit, Arena& arena, Event*& e);
}
#endif

class FastDecoder {
 public:
  explicit FastDecoder(Cpu cpu);
  // True: the line is good and `e` is decoded from it. False: nothing is said.
  bool decode(std::string_view line, Arena& arena, Event*& e) {
    return any_cpu::decode(learnt_, line, arena, e);
  }
  bool decode_next(const char* begin, const char* limit, Arena& arena, Event*& e) {
    return next_(learnt_, begin, limit, arena, e);
  }

 private:
  Learnt learnt_;
  bool (*next_)(Learnt&, const char*, const char*, Arena&, Event*&) = any_cpu::decode_next;
};

}  // namespace tu::wire
