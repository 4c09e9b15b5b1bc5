#include "event/note_row.h"

namespace tu {

void NoteRow::add(NoteKey key) {
  for (const NoteKey& k : keys_)
    if (k.key() == key.key()) types_ = ~std::uint64_t{0};
  for (int t = 0; t < type_count; ++t)
    if (key.names_field_of(static_cast<Type>(t))) types_ |= std::uint64_t{1} << t;
  bits_ |= key.bits();
  spelled_ = spelled_ && key.plain();
  text_size_ += key.key().size();
  room_ += sizeof(double);
  keys_.push_back(std::move(key));
  blanks_.emplace_back().begin(keys_.back().key(), Kind::real, false, keys_.back().plain());
}

}  // namespace tu
