// The fast way of decoding: lines in the order in which we write them (type, ts, venue, symbol, the table's
// fields, then other keys), without blanks and escapes, with every check of the contract. It never refuses: a
// line that it does not take, for whatever reason, is left to the slow way, which has the words. Equal to it
// by a differential test.
#pragma once

#include <string_view>

#include "wire/note_keys.h"
#include "wire/places.h"
#include "wire/wire.h"

namespace tu::wire {

class FastDecoder {
 public:
  // True: the line is good and `e` is decoded from it. False: nothing is said. `end` is the line's: a
  // pointer, or Padded.
  template <class End>
  bool decode(std::string_view line, End end, Arena& arena, Event*& e);

 private:
  template <class AnyType, class End>
  bool read_known(AnyType type, const char* p, End end, std::string_view line, Arena& arena, Event*& e);
  template <class End>
  const char* read_notes(const char* p, End end, Event& e, Arena& arena);
  const char* read_note(const char* p, const char* end, Event& e, Arena& arena, KnownKey*& before);
  bool read_foreign(const char* p, const char* end, std::string_view line, Arena& arena, Event*& e);

  Places places_;
  KnownKeys keys_;
};

}  // namespace tu::wire
