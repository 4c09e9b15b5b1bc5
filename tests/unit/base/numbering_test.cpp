#include "base/numbering.h"

#include <catch2/catch.hpp>
#include <string>
#include <thread>

using namespace tu;

namespace {

std::uint64_t hash_of(const std::string& s) {
  return std::hash<std::string>()(s);
}
std::uint32_t number(Numbering<std::string>& all, const std::string& s) {
  return all.number(s, hash_of(s), [](const std::string& key) { return key; });
}

}  // namespace

TEST_CASE("keys have numbers in order of first use, and numbers their keys") {
  Numbering<std::string> all;
  CHECK(all.count() == 0);
  for (int turn = 0; turn < 2; ++turn)
    for (std::uint32_t i = 1; i <= 10'000; ++i) REQUIRE(number(all, "k" + std::to_string(i)) == i);
  CHECK(all.count() == 10'000);
  for (std::uint32_t i = 1; i <= 10'000; ++i) REQUIRE(all.key(i) == "k" + std::to_string(i));
}

TEST_CASE("keys of one hash are told apart") {
  Numbering<std::string> all;
  const auto same = [&](const std::string& s) {
    return all.number(s, 7, [](const std::string& key) { return key; });
  };
  CHECK(same("a") == 1);
  CHECK(same("b") == 2);
  CHECK(same("a") == 1);
}

TEST_CASE("threads that ask at once are told the same numbers") {
  Numbering<std::string> all;
  std::vector<std::uint32_t> told[3];
  std::vector<std::thread> threads;
  for (auto& list : told)
    threads.emplace_back([&all, &list] {
      for (int i = 0; i < 20'000; ++i) {
        const std::string key = std::to_string(i);
        list.push_back(number(all, key));
        if (all.key(list.back()) != key) list.push_back(0);
      }
    });
  for (std::thread& t : threads) t.join();
  CHECK(all.count() == 20'000);
  CHECK(told[0] == told[1]);
  CHECK(told[0] == told[2]);
  CHECK(told[0].size() == 20'000);
}
