// BookState: books from snapshots and changes, and when they are not believed.
#include "account/book_state.h"

#include <catch2/catch.hpp>
#include <deque>
#include <map>

#include "base/random.h"
#include "base/text.h"

using namespace tu;
using namespace tu::account;

namespace {

using Plain = std::map<double, double>;

// Book events with texts that live as long as the test.
class Lines {
 public:
  Event& book(bool snapshot, std::string bids, std::string asks, std::int64_t seq = -1,
              std::int64_t prev = -1) {
    texts_.push_back(std::move(bids));
    const std::string& b = texts_.back();
    texts_.push_back(std::move(asks));
    const std::string& a = texts_.back();
    texts_.push_back(std::to_string(prev));
    slots_.emplace_back(8);
    events_.emplace_back();
    Event& e = events_.back();
    e.type = Type::book;
    e.ts = ++ts_;
    e.slots = slots_.back().data();
    e.set_flag(Field{Type::book, "snapshot"}, snapshot);
    e.set_text(Field{Type::book, "bids"}, b);
    e.set_text(Field{Type::book, "asks"}, a);
    if (seq >= 0) e.set_integer(Field{Type::book, "seq"}, seq);
    if (prev >= 0) {
      notes_.emplace_back();
      Note& n = notes_.back();
      n.key = "prev";
      n.kind = Kind::integer;
      n.value.integer = prev;
      e.add(&n);
    }
    return e;
  }

 private:
  std::deque<std::string> texts_;
  std::deque<std::vector<Slot>> slots_;
  std::deque<Event> events_;
  std::deque<Note> notes_;
  TsUs ts_ = 0;
};

std::string text_of(const std::vector<std::pair<double, double>>& levels) {
  std::string s = "[";
  for (const auto& [price, size] : levels)
    s += (s.size() > 1 ? ", [" : "[") + text::of_real(price) + "," + text::of_real(size) + "]";
  return s + "]";
}

std::vector<std::pair<double, double>> all_of(const quant::PriceLevels& side) {
  std::vector<std::pair<double, double>> list;
  side.walk([&](const quant::Level& l) {
    list.emplace_back(l.price, l.size);
    return true;
  });
  return list;
}

using Change = BookState::Change;

}  // namespace

TEST_CASE("a book rebuilt from random snapshots and changes equals two maps") {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    std::uint64_t counter = 0;
    const auto draw = [&](std::uint64_t below) { return random_bits(seed, 0, counter++) % below; };
    BookState state;
    Lines lines;
    Plain bids, asks;
    for (std::int64_t seq = 1; seq <= 400; ++seq) {
      const bool snapshot = seq == 1 || draw(60) == 0;
      if (snapshot) bids.clear(), asks.clear();
      std::vector<std::pair<double, double>> changed[2];
      for (std::uint64_t i = 0, n = snapshot ? 200 : draw(12); i < n; ++i) {
        const bool bid = draw(2);
        const double off = static_cast<double>(1 + draw(500)) / 8;
        const double price = bid ? 1000 - off : 1000 + off;
        const double size = draw(3) ? static_cast<double>(1 + draw(1000)) / 64 : 0.0;
        changed[bid].emplace_back(price, size);
        Plain& side = bid ? bids : asks;
        if (size > 0)
          side[price] = size;
        else
          side.erase(price);
      }
      REQUIRE(state.apply(lines.book(snapshot, text_of(changed[1]), text_of(changed[0]), seq, seq - 1)) ==
              Change::applied);
      REQUIRE(all_of(state.book().asks) == std::vector<std::pair<double, double>>(asks.begin(), asks.end()));
      REQUIRE(all_of(state.book().bids) ==
              std::vector<std::pair<double, double>>(bids.rbegin(), bids.rend()));
    }
  }
}

TEST_CASE("numbers with exponents, many digits and blanks are read as base/text reads them") {
  BookState state;
  Lines lines;
  const char* prices[] = {"1e2",     "99.99999999999999999", "0.00001", "12345678901234567890", "7.10",
                          "61737.63"};
  for (const char* p : prices) {
    state.apply(lines.book(true, std::string("[ [") + p + " , 2.5e-3 ] ]", "[]"));
    INFO(p);
    CHECK(state.book().bids.best().price == *text::to_real(p));
    CHECK(state.book().bids.best().size == 0.0025);
  }
}

TEST_CASE("nothing is believed before a snapshot, and nothing of a crossed or one-sided book") {
  BookState state;
  Lines lines;
  CHECK(state.apply(lines.book(false, "[[100,1]]", "[[101,1]]")) == Change::ignored);
  CHECK_FALSE(state.usable());
  CHECK(state.apply(lines.book(true, "[[100,1]]", "[]")) == Change::applied);
  CHECK_FALSE(state.usable());
  state.apply(lines.book(false, "[]", "[[101,3]]"));
  CHECK(state.usable());
  CHECK(state.imbalance(20) == -0.5);
  state.apply(lines.book(false, "[[101,1]]", "[]"));
  CHECK_FALSE(state.usable());
  CHECK_FALSE(state.imbalance(20));
  CHECK(state.synced());
}

TEST_CASE(
    "a change that follows one which never came loses the book, until a snapshot and what came meanwhile") {
  BookState state;
  Lines lines;
  state.apply(lines.book(true, "[[100,1]]", "[[101,1]]", 10));
  CHECK(state.apply(lines.book(false, "[[100,9]]", "[]", 9, 7)) == Change::ignored);   // the snapshot has it
  CHECK(state.apply(lines.book(false, "[[100,2]]", "[]", 12, 9)) == Change::applied);  // reaches over it
  CHECK(state.apply(lines.book(false, "[[100,3]]", "[]", 15, 13)) == Change::lost);
  CHECK(state.hole().after == 12);
  CHECK(state.hole().prev == 13);
  CHECK_FALSE(state.synced());
  CHECK(state.apply(lines.book(false, "[[100,4]]", "[]", 16, 15)) == Change::ignored);
  CHECK(state.apply(lines.book(true, "[[100,5]]", "[[101,1]]", 15)) == Change::applied);
  CHECK(state.book().bids.best().size == 4);  // 16 is newer than the snapshot
  CHECK(state.seq() == 16);
}

TEST_CASE("a late snapshot that misses changes is lost at once") {
  BookState state;
  Lines lines;
  state.apply(lines.book(false, "[[100,4]]", "[]", 16, 15));
  CHECK(state.apply(lines.book(true, "[[100,5]]", "[[101,1]]", 12)) == Change::lost);
  CHECK_FALSE(state.synced());
}

TEST_CASE("a number that goes back loses the book; a snapshot that begins at 1 does not wait for it") {
  BookState state;
  Lines lines;
  state.apply(lines.book(true, "[[100,1]]", "[[101,1]]", 10));
  state.apply(lines.book(false, "[[100,2]]", "[]", 11));
  CHECK(state.apply(lines.book(true, "[[100,7]]", "[[101,1]]", 9)) ==
        Change::ignored);  // older than the book
  CHECK(state.book().bids.best().size == 2);
  CHECK(state.apply(lines.book(true, "[[100,8]]", "[[101,1]]", 1)) == Change::applied);
  CHECK(state.book().bids.best().size == 8);
  state.apply(lines.book(false, "[[100,9]]", "[]", 5));
  CHECK(state.apply(lines.book(false, "[[100,3]]", "[]", 4)) == Change::lost);
}
