#include "wire/note_keys.h"

#include <cstring>

namespace tu::wire {

KnownKeys::KnownKeys() : table_(2 * keys_max) {
  all_.reserve(type_count + keys_max);
  all_.resize(type_count);
  for (KnownKey& key : all_) key.next = &all_[0];
}

KnownKeys::Came KnownKeys::came(Type type, std::string_view key, KnownKey* before) {
  KnownKey k;
  k.next = &all_[0];
  k.size = static_cast<std::uint32_t>(key.size() + 4);
  if (k.size > k.text.size()) return {};
  k.type = type;
  k.text[0] = ',', k.text[1] = '"';
  std::memcpy(k.text.data() + 2, key.data(), key.size());
  k.text[k.size - 2] = '"', k.text[k.size - 1] = ':';
  std::uint64_t h = static_cast<std::uint64_t>(type) + 1;
  for (std::size_t i = 0; i < k.text.size(); i += 8) {
    h = (h ^ load8(k.text.data() + i)) * 0xFF51AFD7ED558CCD;
    h ^= h >> 32;
  }
  std::size_t i = h % table_.size();
  for (; table_[i] != 0; i = (i + 1) % table_.size()) {
    const KnownKey& known = all_[table_[i]];
    if (known.type == type && known.size == k.size && known.text == k.text) break;
  }
  const bool is_new = table_[i] == 0;
  if (is_new) {
    if (all_.size() == type_count + keys_max) return {};
    k.bits = key_bits(key);
    std::memset(k.mask.data(), 0xFF, k.size);
    table_[i] = static_cast<std::uint16_t>(all_.size());
    all_.push_back(k);
  }
  KnownKey& known = all_[table_[i]];
  const bool in_order = known.rank > before->rank;
  if (!in_order) {  // from now on it stands behind all others, and what came after it did not
    known.rank = ++ranks_;
    known.next = &all_[0];
  }
  if (&known != before) before->next = &known;
  return {&known, in_order || is_new};
}

}  // namespace tu::wire
