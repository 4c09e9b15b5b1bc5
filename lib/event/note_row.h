// NoteRow: keys that are appended together, in this order, to many lines.
#pragma once

#include <vector>

#include "event/event.h"
#include "event/note_key.h"

namespace tu {

class NoteRow {
 public:
  void add(NoteKey key);
  std::size_t size() const { return size_; }
  const std::vector<NoteKey>& keys() const { return keys_; }
  // A note of each key, all but its value.
  const std::vector<Note>& blanks() const { return blanks_; }
  KeyBits bits() const { return bits_; }
  // An event of this type and these keys has none of the row; false may be wrong.
  bool is_new_to(Type type, KeyBits keys) const {
    return !(keys.first & bits_.first && keys.second & bits_.second) &&
           !(types_ >> static_cast<int>(type) & 1);
  }

 private:
  std::vector<NoteKey> keys_;
  std::vector<Note> blanks_;
  std::size_t size_ = 0;
  KeyBits bits_;
  std::uint64_t types_ = 0;  // those that have a field of one of these names; all, if a key stands twice
};

}  // namespace tu
