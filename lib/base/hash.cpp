// OpenSSL's low-level SHA-256, linked statically: the library's own start-up costs more than a tool's whole
// run.
#define OPENSSL_SUPPRESS_DEPRECATED
#include "base/hash.h"

#include <openssl/sha.h>

#include <new>

namespace tu {
namespace {
SHA256_CTX* context(unsigned char* state) {
  return std::launder(reinterpret_cast<SHA256_CTX*>(state));
}
}  // namespace

Sha256::Sha256() {
  static_assert(sizeof(SHA256_CTX) <= sizeof state_);
  SHA256_Init(new (state_) SHA256_CTX);
}

void Sha256::add(std::string_view bytes) {
  SHA256_Update(context(state_), bytes.data(), bytes.size());
}

Digest Sha256::finish() {
  Digest d;
  SHA256_Final(d.data(), context(state_));
  return d;
}

Digest sha256(std::string_view bytes) {
  Sha256 h;
  h.add(bytes);
  return h.finish();
}

std::string hex(std::span<const unsigned char> bytes) {
  constexpr char digits[] = "0123456789abcdef";
  std::string s;
  s.reserve(2 * bytes.size());
  for (const unsigned char byte : bytes) {
    s += digits[byte >> 4];
    s += digits[byte & 15];
  }
  return s;
}

std::string short_hash(std::string_view bytes) {
  return hex(sha256(bytes)).substr(0, 16);
}

}  // namespace tu
