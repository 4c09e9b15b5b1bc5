#include "stage/out.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <limits>

#include "event/copy.h"

using namespace tu;

namespace {

struct Rig {
  Arena arena;
  std::vector<Event*> events;
  Out out{arena, events};
  NoteRow row;
  Event* e = make_event(Type::candle, 1, arena);
  explicit Rig(std::initializer_list<const char*> keys) {
    for (const char* key : keys) row.add(NoteKey(key));
  }
  void note(const std::vector<double>& figures) {
    NotedRow& noted = out.begin(row, 1).begin();
    std::copy(figures.begin(), figures.end(), noted.figures());
    out.note(*e, noted, row);
  }
  std::string notes() const {
    std::string all;
    for (const Note* n = e->notes(); n; n = n->next)
      all += std::string(n->key) + "=" + std::to_string(static_cast<int>(*number_of(*n))) + " ";
    return all;
  }
};

const double unknown = std::numeric_limits<double>::quiet_NaN();

}  // namespace

TEST_CASE("a row of figures is appended in order, without those that are not known") {
  Rig r({"a", "b", "c"});
  r.note({1, unknown, 3});
  CHECK(r.notes() == "a=1 c=3 ");
  CHECK(r.e->appended() == r.e->notes());
  CHECK(r.e->number("c") == 3.0);
  CHECK_FALSE(r.e->number("b"));
  CHECK(r.out.complaints().empty());
}

TEST_CASE("a row of which nothing is known leaves no note, and its keys may come later") {
  Rig r({"a", "b"});
  r.note({unknown, unknown});
  CHECK(r.notes().empty());
  CHECK(r.e->appended() == nullptr);
  r.note({1, 2});
  CHECK(r.notes() == "a=1 b=2 ");
}

TEST_CASE("notes of several rows and single ones stand in the order in which they came") {
  Rig r({"a", "b"});
  r.out.note(*r.e, "first", std::int64_t{7});
  r.note({1, 2});
  r.out.note(*r.e, "last", std::int64_t{9});
  CHECK(r.notes() == "first=7 a=1 b=2 last=9 ");
}

TEST_CASE("rows that nobody has asked for yet stand in order, and a copy has them too") {
  Rig r({"a", "b"});
  NoteRow more;
  more.add(NoteKey("x"));
  r.note({1, 2});
  NotedRow& noted = r.out.begin(more, 1).begin();
  *noted.figures() = 3;
  r.out.note(*r.e, noted, more);
  CHECK(r.e->rows != nullptr);
  Arena other;
  r.e = copy_event(*r.e, other, Text::copy);
  CHECK(r.notes() == "a=1 b=2 x=3 ");
}

TEST_CASE("of a row only the key that the line has already is refused") {
  Rig r({"a", "b", "c"});
  r.out.note(*r.e, "b", std::int64_t{7});
  r.note({1, 2, 3});
  CHECK(r.notes() == "b=7 a=1 c=3 ");
  REQUIRE(r.out.complaints().size() == 1);
  CHECK(r.out.complaints()[0].status == Exit::bad_data);
  r.note({unknown, 2, unknown});
  CHECK(r.out.complaints().size() == 1);
}

TEST_CASE("a row may hold a field of the type and a key twice") {
  Rig r({"close", "a", "a"});
  constexpr Field close{Type::candle, "close"};
  r.e->set(close, 5.0);
  r.note({1, 2, 3});
  CHECK(r.notes() == "a=2 ");
  CHECK(r.out.complaints().size() == 2);
}
