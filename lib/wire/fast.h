// The fast way of decoding: lines in the order in which we write them (type, ts, venue, symbol, the table's
// fields, then other keys), without blanks and escapes, with every check of the contract. It never refuses: a
// line that it does not take, for whatever reason, is left to the slow way, which has the words. Equal to it
// by a differential test.
#pragma once

#include <array>
#include <string_view>

#include "wire/swar.h"
#include "wire/wire.h"

namespace tu::wire {

class FastDecoder {
 public:
  // True: the line is good and `e` is decoded from it. False: nothing is said.
  bool decode(std::string_view line, Arena& arena, Event*& e);

 private:
  // Names of venues or of symbols, and which of them came after which: streams go round.
  class Names {
   public:
    // p is past the opening quote. One past the closing one, or nullptr.
    const char* read(const char* p, const char* end, Atom& atom);
    Atom atom_of(const char* p, std::size_t size, const char* end);

   private:
    struct Known {
      ShortName name;
      Atom atom = Atom::none;
    };
    struct Expected {  // with the closing quote
      std::uint64_t word0 = 0, word1 = 0, mask0 = 0, mask1 = 0;
      std::uint32_t size = 0;
      Atom atom = Atom::none;
    };
    std::array<Known, 256> known_;
    std::array<Expected, 256> after_;
    Atom last_ = Atom::none;
  };
  bool read_known(const char* p, const char* end, Event& e, Arena& arena);
  bool read_foreign(const char* p, const char* end, Event& e);

  Names venues_, symbols_;
};

}  // namespace tu::wire
