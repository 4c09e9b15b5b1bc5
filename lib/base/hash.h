// SHA-256, for parity claims and the journal's chain.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace tu {

using Digest = std::array<unsigned char, 32>;

class Sha256 {
 public:
  Sha256();
  void add(std::string_view bytes);
  Digest finish();  // the object may not be used after it

 private:
  alignas(8) unsigned char state_[128];
};

Digest sha256(std::string_view bytes);
std::string hex(std::span<const unsigned char> bytes);
std::string short_hash(std::string_view bytes);  // first 16 hex digits of the SHA-256

}  // namespace tu
