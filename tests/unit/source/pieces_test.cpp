// The bytes of a file, whole and in order, whether one thread reads them or two.
#include "source/pieces.h"

#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

#include "base/random.h"

using namespace tu;

TEST_CASE("the pieces of a file are its bytes in order, whatever its size") {
  const std::string path =
      std::filesystem::temp_directory_path() / ("tradeutils-pieces-" + std::to_string(getpid()));
  constexpr std::size_t piece = 512 * 1024;
  for (const std::size_t size :
       {std::size_t{0}, std::size_t{1}, piece, 8 * piece - 1, 8 * piece, 8 * piece + 1, 9 * piece - 1,
        9 * piece, 9 * piece + 1, 10 * piece, 11 * piece + 12345}) {
    std::string bytes(size, '\0');
    for (std::size_t i = 0; i < size; i += 61) bytes[i] = static_cast<char>(random_bits(7, size, i));
    std::ofstream(path, std::ios::binary) << bytes;
    std::string read;
    INFO("size " << size);
    REQUIRE(source::each_piece(path, [&](std::string_view b) { read += b; }));
    CHECK(read.size() == size);
    CHECK(read == bytes);
  }
  std::filesystem::remove(path);
}

TEST_CASE("a file that cannot be read is named") {
  const Status st = source::each_piece("/nowhere/data.ndjson", [](std::string_view) { FAIL("no bytes"); });
  REQUIRE_FALSE(st);
  CHECK(st.error().message.find("/nowhere/data.ndjson") == 0);
}
