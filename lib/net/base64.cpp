#include "net/base64.h"

#include <cstdint>

namespace tu::net {
namespace {

constexpr char standard_alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr char url_alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

int value_of(char c, Base64 form) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (c >= '0' && c <= '9') return c - '0' + 52;
  if (c == (form == Base64::url ? '-' : '+')) return 62;
  if (c == (form == Base64::url ? '_' : '/')) return 63;
  return -1;
}

}  // namespace

std::string to_base64(std::string_view bytes, Base64 form) {
  const char* alphabet = form == Base64::url ? url_alphabet : standard_alphabet;
  std::string out;
  out.reserve((bytes.size() + 2) / 3 * 4);
  std::uint32_t bits = 0;
  int held = 0;
  for (const char c : bytes) {
    bits = (bits << 8) | static_cast<unsigned char>(c);
    for (held += 8; held >= 6;) out += alphabet[(bits >> (held -= 6)) & 63];
  }
  if (held > 0) out += alphabet[(bits << (6 - held)) & 63];
  if (form == Base64::standard)
    while (out.size() % 4 != 0) out += '=';
  return out;
}

std::optional<std::string> from_base64(std::string_view text, Base64 form) {
  while (!text.empty() && text.back() == '=') text.remove_suffix(1);
  std::string out;
  out.reserve(text.size() / 4 * 3 + 3);
  std::uint32_t bits = 0;
  int held = 0;
  std::size_t digits = 0;
  for (const char c : text) {
    if (form == Base64::standard && (c == '\n' || c == '\r' || c == ' ')) continue;
    const int v = value_of(c, form);
    if (v < 0) return std::nullopt;
    bits = (bits << 6) | static_cast<std::uint32_t>(v);
    ++digits;
    if ((held += 6) >= 8) out += static_cast<char>((bits >> (held -= 8)) & 255);
  }
  // A lone last digit is half a byte, and bits left over must be nothing: one text for each value.
  if (digits % 4 == 1 || (bits & ((1U << held) - 1)) != 0) return std::nullopt;
  return out;
}

}  // namespace tu::net
