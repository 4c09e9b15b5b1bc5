// NoteRow: keys that are appended together, in this order, to many lines.
#pragma once

#include <vector>

#include "base/arena.h"
#include "event/event.h"
#include "event/note_key.h"

namespace tu {

class NoteRow {
 public:
  void add(NoteKey key);
  std::size_t size() const { return blanks_.size(); }
  const std::vector<NoteKey>& keys() const { return keys_; }
  // A note of each key, all but its value.
  const std::vector<Note>& blanks() const { return blanks_; }
  KeyBits bits() const { return bits_; }
  // Around each of them ,"key": is spelled.
  bool spelled() const { return spelled_; }
  // Of all keys together.
  std::size_t text_size() const { return text_size_; }
  // An event of this type and these keys has none of the row; false may be wrong.
  bool is_new_to(Type type, KeyBits keys) const {
    return !keys.may_have(bits_) && !(types_ >> static_cast<int>(type) & 1);
  }
  // Room for a figure under each key; the figures are the caller's to write, the rest is the event's (add).
  NotedRow& begin(Arena& arena) const {
    auto* row = static_cast<NotedRow*>(arena.take(room_, alignof(NotedRow)));
    row->keys = this;
    return *row;
  }

 private:
  std::vector<NoteKey> keys_;
  std::vector<Note> blanks_;
  KeyBits bits_;
  bool spelled_ = true;
  std::size_t text_size_ = 0, room_ = sizeof(NotedRow);
  std::uint64_t types_ = 0;  // those that have a field of one of these names; all, if a key stands twice
};

}  // namespace tu
