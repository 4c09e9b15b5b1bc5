#include "base/content_id.h"

#include <catch2/catch.hpp>

using namespace tu;

namespace {
std::string id_of(std::string_view bytes, std::size_t piece) {
  ContentId id;
  for (std::size_t at = 0; at < bytes.size(); at += piece) id.add(bytes.substr(at, piece));
  return id.finish();
}
}  // namespace

// The algorithm's published values, most significant byte first.
TEST_CASE("a content's id is the canonical XXH3 of 128 bits") {
  CHECK(ContentId().finish() == "99aa06d3014798d86001c324468d497f");
  CHECK(id_of("abc", 3) == "06b05ab6733a618578af5f94892f3950");
}
TEST_CASE("a content's id does not depend on the pieces in which it was read") {
  std::string bytes;
  for (int i = 0; i < 100'000; ++i) bytes += static_cast<char>(i * 7 + i / 251);
  const std::string whole = id_of(bytes, bytes.size());
  CHECK(whole == "faa51cdf3b1485174e16d63e05fac6ed");  // of the library's plain C
  for (const std::size_t piece : {1, 7, 64, 255, 256, 257, 4096, 65'536}) CHECK(id_of(bytes, piece) == whole);
}
TEST_CASE("one bit of a content changes its id") {
  std::string bytes(5000, 'x');
  const std::string before = id_of(bytes, 999);
  bytes[4321] ^= 1;
  CHECK(id_of(bytes, 999) != before);
}
