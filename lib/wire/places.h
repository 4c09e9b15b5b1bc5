// Where events come from: the venue, the symbol and, of a candle, the timeframe, which stand side by side in
// a line. Streams go round, so what stood in the lines before foretells them: the whole piece is compared at
// once, and with it come its names and the number of its stream.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "event/stream.h"
#include "wire/swar.h"

namespace tu::wire {

struct Place {
  std::array<char, 64> text{};  // ,"venue":"binance","symbol":"BTC-USDT","tf":"1m"
  std::uint32_t size = 0;
  Place* next = nullptr;  // what came after it
  Type type = Type::foreign;
  std::array<std::uint8_t, 3> pieces{};  // where sixteen bytes begin, which overlap where it is shorter
  Atom venue = Atom::none, symbol = Atom::none;
  StreamId stream = StreamId::none;  // none: it depends on another field, too
  std::uint32_t tf_at = 0, tf_size = 0;

  std::string_view tf() const { return {text.data() + tf_at, tf_size}; }
  template <class End>
  [[gnu::always_inline]] bool at(const char* p, End end) const {
    if (!readable(p, end, static_cast<int>(size))) return false;
    const char* t = text.data();
    return same_16(p, t, {0, pieces[0], pieces[1], pieces[2]});
  }
};

class Places {
 public:
  Places();
  Places(const Places&) = delete;
  Places& operator=(const Places&) = delete;
  // What stands at p in a line of this type, if it is what was foretold; else nullptr: read() it.
  template <class End>
  [[gnu::always_inline]] const Place* expected(Type type, const char* p, End end) {
    Place* place = last_->next;
    if (place->type != type || !place->at(p, end)) return nullptr;
    return last_ = place;
  }
  // Reads and remembers it. nullptr: the line is not for the fast way. The answer is good until the next
  // call.
  const Place* read(Type type, const char* p, const char* end);
  // The atom of a name of any length.
  Atom atom_of(std::string_view name, const char* end);

 private:
  void begin();
  const char* take(Type type, const char* p, const char* end, Place& place);
  const char* take_name(const char* p, const char* end, Atom& atom);
  Place* known(const Place& place);

  static constexpr std::size_t places_max = 1024;
  struct Known {
    ShortName name;
    Atom atom = Atom::none;
  };
  std::array<Known, 256> known_;      // names, by their hashes
  std::vector<Place> all_;            // never moves; the first is none
  std::vector<std::uint16_t> table_;  // open addressing, at most half full
  Place* last_;
  Place odd_;  // the last one that is too short or too long to be remembered
};

}  // namespace tu::wire
