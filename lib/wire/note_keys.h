// Keys that the table does not know, as they stand in lines: ,"sma_20": and what came after it the last time.
// Like places, they are foretold: a line has the keys that the line before it had. Along what is foretold
// ranks go up, so no key is foretold twice in a line, and none need be compared with those before it.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "event/key.h"
#include "event/table.h"
#include "wire/swar.h"

namespace tu::wire {

struct KnownKey {
  alignas(32) std::array<char, 32> text{};  // ,"sma_20":
  alignas(32) std::array<char, 32> mask{};  // all ones where text counts
  KeyBits bits;                             // of the key
  KnownKey* next = nullptr;                 // what came after it; one without text: nothing yet
  std::uint32_t size = 0;                   // of the text
  Type type = Type::foreign;
  std::uint64_t rank = 0;  // below that of what came after it
};

class KnownKeys {
 public:
  KnownKeys();
  KnownKeys(const KnownKeys&) = delete;
  KnownKeys& operator=(const KnownKeys&) = delete;
  // What stands before the first key of a line of this type.
  KnownKey* before_first(Type type) { return &all_[static_cast<std::size_t>(type)]; }
  struct Came {
    KnownKey* key = nullptr;   // nullptr: it is too long to be remembered, or there are too many
    bool new_in_line = false;  // false: it may have stood in the line already
  };
  // `key` is plain, and no field of the type: it came after `before`, the last of its line that is
  // remembered, where it is looked for from now on.
  Came came(Type type, std::string_view key, KnownKey* before);

 private:
  static constexpr std::size_t keys_max = 512;
  std::vector<KnownKey> all_;         // never moves; in front one without text for each type
  std::vector<std::uint16_t> table_;  // open addressing, at most half full
  std::uint64_t ranks_ = 0;           // the highest that was given
};

}  // namespace tu::wire
