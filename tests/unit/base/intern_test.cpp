#include "base/intern.h"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

using namespace tu;

TEST_CASE("a name keeps its number, and the number its name, through growth") {
  CHECK(intern("") == Atom::none);
  CHECK(name_of(Atom::none).empty());
  std::vector<Atom> atoms;
  for (int i = 0; i < 5000; ++i) atoms.push_back(intern("name-" + std::to_string(i)));
  const std::string_view first = name_of(atoms[0]);
  for (int i = 0; i < 5000; ++i) {
    if (intern("name-" + std::to_string(i)) != atoms[static_cast<std::size_t>(i)]) FAIL(i);
    if (name_of(atoms[static_cast<std::size_t>(i)]) != "name-" + std::to_string(i)) FAIL(i);
  }
  CHECK(first.data() == name_of(atoms[0]).data());
  CHECK(name_of(intern(std::string(40000, 'x'))).size() == 40000);
  CHECK(intern("a") != intern("b"));
  CHECK(intern(std::string_view("a\0", 2)) != intern("a"));
}
