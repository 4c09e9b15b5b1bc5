#include "account/shared_list.h"

#include <catch2/catch.hpp>
#include <string>

using namespace tu::account;

namespace {
struct Item {
  int key;
  std::string text;
};
struct ByKey {
  static int compare(const Item& i, int key) { return i.key - key; }
};
using List = SharedList<Item, int, ByKey>;

std::string text_of(const List& list) {
  std::string s;
  for (const Item& i : list) s += std::to_string(i.key) + i.text + ' ';
  return s;
}
}  // namespace

TEST_CASE("a list stands in order of its keys, and an item takes the place of one of its key") {
  List list;
  for (const int key : {3, 1, 2}) list.put(key, {key, "a"});
  list.put(2, {2, "b"});
  CHECK(text_of(list) == "1a 2b 3a ");
  CHECK(list.find(2)->text == "b");
  CHECK_FALSE(list.find(4));
  CHECK_FALSE(list.edit(0));
  list.erase(4);
  list.erase(1);
  CHECK(text_of(list) == "2b 3a ");
  CHECK(list.size() == 2);
}

TEST_CASE("copies share an item until one of them changes it; who has it alone changes it where it is") {
  List list;
  for (const int key : {1, 2, 3}) list.put(key, {key, "a"});
  const Item* alone = list.find(1);
  CHECK(list.edit(1) == alone);
  List copy = list;
  CHECK(copy.find(1) == alone);
  copy.edit(1)->text = "b";
  copy.put(2, {2, "c"});
  copy.erase(3);
  CHECK(text_of(list) == "1a 2a 3a ");
  CHECK(text_of(copy) == "1b 2c ");
  CHECK(list.find(1) == alone);
  CHECK(list.edit(1) == alone);  // the copy has its own by now
  copy = list;
  list = List();
  CHECK(text_of(copy) == "1a 2a 3a ");
  CHECK(copy.edit(1) == alone);
}
