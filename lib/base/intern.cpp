#include "base/intern.h"

#include <cstring>
#include <memory>
#include <vector>

namespace tu {
namespace {

std::uint64_t hash_of(std::string_view s) {
  std::uint64_t h = 0x9E3779B97F4A7C15 ^ s.size();
  const char* p = s.data();
  std::size_t left = s.size();
  for (; left >= 8; p += 8, left -= 8) {
    std::uint64_t w;
    std::memcpy(&w, p, 8);
    h = (h ^ w) * 0xFF51AFD7ED558CCD;
    h ^= h >> 32;
  }
  std::uint64_t w = 0;
  if (left) std::memcpy(&w, p, left);
  h = (h ^ w) * 0xC4CEB9FE1A85EC53;
  return h ^ h >> 29;
}

// Names in blocks that never move, and an open-addressing table of their numbers, at most half full.
class Names {
 public:
  Names() : names_(1), table_(256) {}

  std::uint32_t number(std::string_view name) {
    const std::uint64_t h = hash_of(name);
    for (std::size_t i = h & (table_.size() - 1);; i = (i + 1) & (table_.size() - 1)) {
      const Entry& e = table_[i];
      if (e.number == 0) return add(name, h);
      if (e.hash == static_cast<std::uint32_t>(h >> 32) && names_[e.number] == name) return e.number;
    }
  }
  std::string_view name(std::uint32_t n) const { return names_[n]; }
  std::uint32_t count() const { return static_cast<std::uint32_t>(names_.size()); }

 private:
  struct Entry {
    std::uint32_t hash = 0, number = 0;
  };
  void place(std::uint32_t number, std::uint64_t h) {
    std::size_t i = h & (table_.size() - 1);
    while (table_[i].number != 0) i = (i + 1) & (table_.size() - 1);
    table_[i] = {static_cast<std::uint32_t>(h >> 32), number};
  }
  std::uint32_t add(std::string_view name, std::uint64_t h) {
    const std::uint32_t number = count();
    names_.push_back(keep(name));
    if (2 * names_.size() > table_.size()) {
      table_.assign(table_.size() * 2, {});
      for (std::uint32_t n = 1; n < count(); ++n) place(n, hash_of(names_[n]));
    } else {
      place(number, h);
    }
    return number;
  }
  std::string_view keep(std::string_view s) {
    if (s.size() > left_) {
      left_ = s.size() > block_bytes ? s.size() : block_bytes;
      blocks_.push_back(std::make_unique<char[]>(left_));
      at_ = blocks_.back().get();
    }
    char* p = at_;
    std::memcpy(p, s.data(), s.size());
    at_ += s.size();
    left_ -= s.size();
    return {p, s.size()};
  }

  static constexpr std::size_t block_bytes = 16 * 1024;
  std::vector<std::string_view> names_;
  std::vector<Entry> table_;
  std::vector<std::unique_ptr<char[]>> blocks_;
  char* at_ = nullptr;
  std::size_t left_ = 0;
};

Names& names() {
  static Names* const all = new Names;  // lives as long as the process: views of names are never taken back
  return *all;
}

}  // namespace

Atom intern(std::string_view name) {
  return name.empty() ? Atom::none : Atom{names().number(name)};
}
std::string_view name_of(Atom atom) {
  return names().name(index_of(atom));
}
std::uint32_t atom_count() {
  return names().count();
}

}  // namespace tu
