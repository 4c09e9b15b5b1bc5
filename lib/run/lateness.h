// Lateness: judges whether an item is older than the newest of its own stream. A stream is what shares venue,
// symbol, type and its tf, name or source. One probe of a small open-addressing table an event; no allocation
// per event.
#pragma once

#include <cstdint>
#include <vector>

#include "event/event.h"

namespace tu::run {

class Lateness {
 public:
  Lateness();
  // True: late. Otherwise e.ts is the stream's newest from now on.
  bool late(const Event& e) {
    const std::uint64_t place = static_cast<std::uint64_t>(index_of(e.venue)) << 32 | index_of(e.symbol);
    const std::uint64_t part = static_cast<std::uint64_t>(e.type) << 56 | part_of(e);
    for (std::size_t i = hash(place, part) & mask_;; i = (i + 1) & mask_) {
      Entry& s = entries_[i];
      if (s.part == part && s.place == place) {
        if (e.ts < s.newest) return true;
        s.newest = e.ts;
        return false;
      }
      if (s.part == 0) {
        add(i, Entry{place, part, e.ts});
        return false;
      }
    }
  }

 private:
  struct Entry {
    std::uint64_t place = 0, part = 0;  // part 0: free (every judged type has a number above 0)
    TsUs newest = 0;
  };
  static std::size_t hash(std::uint64_t a, std::uint64_t b) {
    std::uint64_t h = (a ^ b * 0x9e3779b97f4a7c15u) * 0xd6e8feb86659fd93u;
    return static_cast<std::size_t>(h ^ h >> 32);
  }
  // The distinguishing text in 56 bits: its bytes when there are at most six, else its atom.
  std::uint64_t part_of(const Event& e) const;
  void add(std::size_t free_place, Entry entry);

  std::vector<Entry> entries_;
  std::size_t mask_, used_ = 0;
  std::int8_t slot_[type_count];  // of tf, name or source; -1: none
};

}  // namespace tu::run
