// CRC-32 (ISO-HDLC), which Kraken, OKX and Bitfinex check their books with.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace tu::venue {

namespace crc32_parts {
inline constexpr auto table = [] {
  std::array<std::uint32_t, 256> all{};
  for (std::uint32_t i = 0; i < 256; ++i) {
    std::uint32_t c = i;
    for (int bit = 0; bit < 8; ++bit) c = c & 1 ? 0xEDB88320u ^ (c >> 1) : c >> 1;
    all[i] = c;
  }
  return all;
}();
}  // namespace crc32_parts

constexpr std::uint32_t crc32(std::string_view bytes) {
  std::uint32_t c = 0xFFFFFFFFu;
  for (char b : bytes) c = crc32_parts::table[(c ^ static_cast<unsigned char>(b)) & 255] ^ (c >> 8);
  return c ^ 0xFFFFFFFFu;
}

}  // namespace tu::venue
