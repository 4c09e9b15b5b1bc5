#include "run/lateness.h"

#include "base/intern.h"

namespace tu::run {

Lateness::Lateness() : entries_(64), mask_(63) {
  for (int t = 0; t < type_count; ++t) {
    slot_[t] = -1;
    for (std::string_view name : {"tf", "name", "source"})
      if (int slot = find_slot(static_cast<Type>(t), name); slot >= 0 && slot_[t] < 0)
        slot_[t] = static_cast<std::int8_t>(slot);
  }
}

std::uint64_t Lateness::part_of(const Event& e) const {
  const int slot = slot_[static_cast<int>(e.type)];
  if (slot < 0 || !(e.present >> slot & 1)) return 0;
  const auto& text = e.slots[slot].text;
  if (text.size > 6) {
    constexpr std::uint64_t is_atom = std::uint64_t{7} << 48;
    return is_atom | index_of(intern({text.data, text.size}));
  }
  std::uint64_t bytes = 0;
  for (std::size_t i = 0; i < text.size; ++i)
    bytes |= static_cast<std::uint64_t>(static_cast<unsigned char>(text.data[i])) << 8 * i;
  return static_cast<std::uint64_t>(text.size) << 48 | bytes;
}

void Lateness::add(std::size_t free_place, Entry entry) {
  entries_[free_place] = entry;
  if (++used_ * 2 <= entries_.size()) return;
  std::vector<Entry> old(entries_.size() * 2);
  old.swap(entries_);
  mask_ = entries_.size() - 1;
  for (const Entry& s : old) {
    if (s.part == 0) continue;
    std::size_t i = hash(s.place, s.part) & mask_;
    while (entries_[i].part != 0) i = (i + 1) & mask_;
    entries_[i] = s;
  }
}

}  // namespace tu::run
