// NoteKey: a key that is appended to many lines. It is spelled once, as it stands in a line (`,"sma_20":`),
// and looked up once in the table of types.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "event/key.h"
#include "event/table.h"

namespace tu {

class NoteKey {
 public:
  explicit NoteKey(std::string_view key);
  std::string_view key() const { return {spelled_.data() + 2, size_}; }
  bool plain() const { return plain_; }  // needs no escapes, so that it may be copied as it is spelled
  bool names_field_of(Type type) const { return types_ >> static_cast<int>(type) & 1; }
  KeyBits bits() const { return bits_; }

  // Bytes: from the spelling's start on so many may be read; besides the key, its member takes at most so
  // many in a line.
  static constexpr std::size_t readable = 32, room_for_figure = 64;

 private:
  std::string spelled_;  // never in the string object itself: views of it outlive a move
  std::size_t size_;
  KeyBits bits_;
  std::uint64_t types_ = 0;  // those that have a field of this name
  bool plain_;
};

}  // namespace tu
