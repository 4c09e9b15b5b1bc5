#include "net/keccak.h"

#include <cstdint>
#include <cstring>

namespace tu::net {
namespace {

constexpr int rounds = 24;
constexpr std::size_t rate = 136;

constexpr std::uint64_t rotated(std::uint64_t x, int by) {
  return by == 0 ? x : (x << by) | (x >> (64 - by));
}

// The round constants are the output of a linear feedback shift register (FIPS 202, 3.2.5).
struct Constants {
  std::uint64_t of[rounds]{};
  constexpr Constants() {
    unsigned lfsr = 1;
    for (std::uint64_t& c : of)
      for (int j = 0; j < 7; ++j) {
        if (lfsr & 1) c ^= std::uint64_t{1} << ((1 << j) - 1);
        lfsr = (lfsr << 1) ^ ((lfsr >> 7) * 0x171);
      }
  }
};

void permute(std::uint64_t (&a)[25]) {
  static constexpr Constants constants;
  for (const std::uint64_t constant : constants.of) {
    std::uint64_t c[5], b[25];
    for (int x = 0; x < 5; ++x) c[x] = a[x] ^ a[x + 5] ^ a[x + 10] ^ a[x + 15] ^ a[x + 20];
    for (int x = 0; x < 5; ++x) {
      const std::uint64_t d = c[(x + 4) % 5] ^ rotated(c[(x + 1) % 5], 1);
      for (int y = 0; y < 25; y += 5) a[x + y] ^= d;
    }
    // rho and pi: along their one orbit, each lane a triangular number of bits further.
    b[0] = a[0];
    int x = 1, y = 0;
    for (int t = 0; t < 24; ++t) {
      const int next = (2 * x + 3 * y) % 5;
      b[y + 5 * next] = rotated(a[x + 5 * y], (t + 1) * (t + 2) / 2 % 64);
      x = y;
      y = next;
    }
    for (int row = 0; row < 25; row += 5)
      for (int i = 0; i < 5; ++i) a[row + i] = b[row + i] ^ (~b[row + (i + 1) % 5] & b[row + (i + 2) % 5]);
    a[0] ^= constant;
  }
}

}  // namespace

Digest keccak256(std::string_view bytes) {
  std::uint64_t state[25] = {};
  auto absorb = [&](const unsigned char* block) {
    for (std::size_t i = 0; i < rate / 8; ++i) {
      std::uint64_t lane = 0;
      for (int j = 7; j >= 0; --j) lane = (lane << 8) | block[8 * i + static_cast<std::size_t>(j)];
      state[i] ^= lane;
    }
    permute(state);
  };
  while (bytes.size() >= rate) {
    absorb(reinterpret_cast<const unsigned char*>(bytes.data()));
    bytes.remove_prefix(rate);
  }
  unsigned char last[rate] = {};
  std::memcpy(last, bytes.data(), bytes.size());
  last[bytes.size()] ^= 0x01;
  last[rate - 1] ^= 0x80;
  absorb(last);
  Digest out;
  for (std::size_t i = 0; i < out.size(); ++i)
    out[i] = static_cast<unsigned char>(state[i / 8] >> (8 * (i % 8)));
  return out;
}

std::string checksum_address(std::string_view lower) {
  const std::string digest = hex(keccak256(lower));
  std::string out = "0x";
  for (std::size_t i = 0; i < lower.size(); ++i)
    out += digest[i] >= '8' && lower[i] >= 'a' ? static_cast<char>(lower[i] - 32) : lower[i];
  return out;
}

}  // namespace tu::net
