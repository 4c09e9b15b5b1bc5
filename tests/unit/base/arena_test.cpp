#include "base/arena.h"

#include <catch2/catch.hpp>
#include <string>

using namespace tu;

TEST_CASE("what was taken since a mark is given back, over any number of blocks, and what was before stays") {
  for (const std::size_t before : {0, 1, 100, 70'000}) {
    Arena arena;
    const std::string_view kept = arena.copy(std::string(before, 'k'));
    const Arena::Mark mark = arena.mark();
    const void* first = arena.take(1);
    for (int round = 0; round < 3; ++round) {
      arena.rewind(mark);
      CHECK(arena.mark() == mark);
      if (before > 0) CHECK(arena.take(1) == first);
      for (const std::size_t more : {10, 100'000, 3, 70'000}) arena.copy(std::string(more, 'm'));
      CHECK_FALSE(arena.mark() == mark);
    }
    CHECK(kept == std::string(before, 'k'));
  }
}

TEST_CASE("memory that an arena holds lives until its reset") {
  Arena arena;
  const auto memory = std::make_shared<int>(7);
  const Arena::Mark mark = arena.mark();
  arena.hold(memory);
  arena.rewind(mark);
  CHECK(memory.use_count() == 2);
  arena.reset();
  CHECK(memory.use_count() == 1);
  {
    Arena other;
    other.hold(memory);
  }
  CHECK(memory.use_count() == 1);
}
