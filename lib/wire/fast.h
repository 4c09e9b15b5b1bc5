// The fast way of decoding: lines in the order in which we write them (type, ts, venue, symbol, the table's fields,
// then other keys), without blanks and escapes, with every check of the contract. It never refuses: a line that it does
// not take, for whatever reason, is left to the slow way, which has the words. Equal to it by a differential test.
#pragma once

#include <array>
#include <string_view>
#include <vector>

#include "wire/swar.h"
#include "wire/value.h"
#include "wire/wire.h"

namespace tu::wire {

class FastDecoder {
 public:
  FastDecoder();
  // True: the line is good and `e` is decoded from it. False: nothing is said.
  bool decode(std::string_view line, Arena& arena, Event*& e);

 private:
  // What stands before a value, `,"close":`, as two words and the rest.
  struct Opening {
    std::uint64_t word[2], mask[2];
    std::string_view text;
    bool at(const char* p, const char* end) const;
  };
  struct Plan {
    std::vector<Opening> openings;  // one a field
    std::uint64_t known = 0;        // bit h of each key, among them type, ts, venue and symbol
  };
  struct NamedType {
    ShortName name;
    Type type = Type::foreign;
  };
  struct KnownAtom {
    ShortName name;
    Atom atom = Atom::none;
  };
  static Opening opening(std::string_view key);
  static std::uint64_t key_bit(const char* p, std::size_t size) {
    return std::uint64_t{1} << ((static_cast<unsigned char>(p[0]) * 7 + static_cast<unsigned char>(p[size - 1]) * 3 + size) & 63);
  }
  Type type_of(const char* p, std::size_t size, const char* end) const;
  Atom atom_of(const char* p, std::size_t size, const char* end);

  const char* read_name(const char* p, const char* end, Atom& atom);
  const char* read_fields(const char* p, const char* end, Event& e, const Plan& plan, Arena& arena);
  const char* read_notes(const char* p, const char* end, Event& e, const Plan& plan, Arena& arena);
  bool read_known(const char* p, const char* end, Event& e, Arena& arena);
  bool read_foreign(const char* p, const char* end, Event& e);

  std::array<NamedType, 128> types_;
  std::array<Plan, type_count> plans_;
  std::array<KnownAtom, 512> atoms_;
  Opening ts_, venue_, symbol_;
};

}  // namespace tu::wire
