// chunker: copies its input to its output in writes of random sizes, and never holds anything back: what
// pipes may do. chunker [SEED]
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>

#include "base/random.h"

int main(int argc, char** argv) {
  const std::uint64_t seed = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 1;
  constexpr std::size_t sizes[] = {1, 2, 7, 60, 200, 1000, 4096, 20000, 70000};
  static char buffer[70000];
  std::uint64_t drawn = 0;
  for (;;) {
    const ssize_t n = read(STDIN_FILENO, buffer, sizes[tu::random_bits(seed, 1, drawn++) % 9]);
    if (n <= 0) return n < 0;
    for (ssize_t at = 0; at < n;) {
      const std::size_t want = sizes[tu::random_bits(seed, 2, drawn++) % 9];
      const ssize_t wrote =
          write(STDOUT_FILENO, buffer + at, std::min(want, static_cast<std::size_t>(n - at)));
      if (wrote < 0) return 1;
      at += wrote;
    }
  }
}
