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
  // Bytes that the members take in a line, at most.
  std::size_t room_in_line() const { return room_in_line_; }
  // An event of this type and these keys has none of the row; false may be wrong.
  bool is_new_to(Type type, KeyBits keys) const { return !keys.may_have(bits_) && !has_type(types_, type); }
  // Room for a figure under each key, for so many events: one after the other. The figures are the caller's
  // to write, the rest is the event's (add).
  class Rooms {
   public:
    Rooms(const NoteRow& keys, Arena& arena, std::size_t events)
        : keys_(keys), next_(static_cast<char*>(arena.take(events * keys.room_, alignof(NotedRow)))) {}
    NotedRow& begin() {
      auto* row = reinterpret_cast<NotedRow*>(next_);
      row->keys = &keys_;
      next_ += keys_.room_;
      return *row;
    }

   private:
    const NoteRow& keys_;
    char* next_;
  };

 private:
  std::vector<NoteKey> keys_;
  std::vector<Note> blanks_;
  KeyBits bits_;
  bool spelled_ = true;
  std::size_t room_in_line_ = 0, room_ = sizeof(NotedRow);  // room_: of a row and its figures
  std::uint64_t types_ = 0;  // those that have a field of one of these names; all, if a key stands twice
};

}  // namespace tu
