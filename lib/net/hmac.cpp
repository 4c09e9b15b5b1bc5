#include "net/hmac.h"

namespace tu::net {

Digest hmac_sha256(std::string_view key, std::string_view message) {
  constexpr std::size_t block = 64;
  std::string padded(key);
  if (padded.size() > block) {
    const Digest d = sha256(padded);
    padded.assign(d.begin(), d.end());
  }
  padded.resize(block, '\0');
  std::string inner = padded, outer = padded;
  for (char& c : inner) c = static_cast<char>(c ^ 0x36);
  for (char& c : outer) c = static_cast<char>(c ^ 0x5c);
  inner.append(message);
  const Digest first = sha256(inner);
  outer.append(first.begin(), first.end());
  return sha256(outer);
}

}  // namespace tu::net
