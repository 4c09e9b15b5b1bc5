// Keys compared: what every annotation does many times a line, so without calls.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace tu {

inline bool same_key(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  const char *p = a.data(), *q = b.data();
  const std::size_t n = a.size();
  if (n > 16) return std::memcmp(p, q, n) == 0;
  const auto same = [&](auto word, std::size_t at) {
    decltype(word) x, y;
    std::memcpy(&x, p + at, sizeof x);
    std::memcpy(&y, q + at, sizeof y);
    return x == y;
  };
  if (n >= 8) return same(std::uint64_t{}, 0) && same(std::uint64_t{}, n - 8);
  if (n >= 4) return same(std::uint32_t{}, 0) && same(std::uint32_t{}, n - 4);
  for (std::size_t i = 0; i < n; ++i)
    if (p[i] != q[i]) return false;
  return true;
}

// Two of 128 bits for a key, or those of all keys of an event.
struct KeyBits {
  std::uint64_t first = 0, second = 0;
  // False: the key of these two bits is not among them.
  bool may_have(KeyBits key) const { return (first & key.first) && (second & key.second); }
  KeyBits& operator|=(KeyBits o) {
    first |= o.first;
    second |= o.second;
    return *this;
  }
  bool operator==(const KeyBits&) const = default;
};

// By the key's first and last bytes: keys of different bits are different.
inline KeyBits key_bits(std::string_view key) {
  const char* p = key.data();
  const std::size_t n = key.size();
  std::uint64_t head = 0, tail = 0;
  if (n >= 8) {
    std::memcpy(&head, p, 8);
    std::memcpy(&tail, p + n - 8, 8);
  } else if (n >= 4) {
    std::memcpy(&head, p, 4);
    std::memcpy(&tail, p + n - 4, 4);
  } else if (n > 0) {
    head = static_cast<unsigned char>(p[0]) | static_cast<std::uint64_t>(static_cast<unsigned char>(p[n - 1]))
                                                  << 8;
    tail = static_cast<unsigned char>(p[n / 2]);
  }
  const std::uint64_t mixed = head * 0x9E3779B97F4A7C15 ^ (tail + n) * 0xC4CEB9FE1A85EC53;
  return {std::uint64_t{1} << (mixed >> 58), std::uint64_t{1} << (mixed >> 52 & 63)};
}

// A small set of keys that is never wrong when it says no.
class KeySet {
 public:
  constexpr void add(std::string_view key) { bits_[place(key) / 64] |= std::uint64_t{1} << place(key) % 64; }
  constexpr bool may_have(std::string_view key) const {
    if (key.empty()) return false;
    return bits_[place(key) / 64] >> place(key) % 64 & 1;
  }

 private:
  static constexpr std::size_t place(std::string_view key) {
    return (static_cast<unsigned char>(key.front()) * 29 + static_cast<unsigned char>(key.back()) * 7 +
            key.size() * 3) &
           255;
  }
  std::array<std::uint64_t, 4> bits_{};
};

}  // namespace tu
