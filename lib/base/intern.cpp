#include "base/intern.h"

#include <cstring>
#include <memory>
#include <vector>

#include "base/numbering.h"

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

// Names in blocks that never move.
class Names {
 public:
  std::uint32_t number(std::string_view name) {
    return numbers_.number(name, hash_of(name), [this](std::string_view s) { return keep(s); });
  }
  std::string_view name(std::uint32_t n) const { return n == 0 ? std::string_view() : numbers_.key(n); }
  std::uint32_t count() const { return numbers_.count() + 1; }

 private:
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
  Numbering<std::string_view> numbers_;
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
