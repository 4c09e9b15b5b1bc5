#include "event/note_key.h"

#include <algorithm>

namespace tu {

static_assert(type_count <= 64, "NoteKey::types_ has 64 bits");

NoteKey::NoteKey(std::string_view key)
    : size_(key.size()), bits_(key_bits(key)), plain_(std::none_of(key.begin(), key.end(), [](char c) {
        return static_cast<unsigned char>(c) < 0x20 || static_cast<unsigned char>(c) >= 0x80 || c == '"' ||
               c == '\\';
      })) {
  spelled_.append(",\"").append(key).append("\":").append(readable, '\0');
  for (int t = 0; t < type_count; ++t)
    if (find_slot(static_cast<Type>(t), key) >= 0) types_ |= std::uint64_t{1} << t;
}

}  // namespace tu
