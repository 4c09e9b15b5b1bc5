#include "run/ahead.h"

#include <atomic>
#include <catch2/catch.hpp>

#include "event/copy.h"

using namespace tu;

namespace {

// Beats of rising time.
class Beats final : public EventSource {
 public:
  explicit Beats(int n) : left_(n) {}
  bool next(Event*& e, Arena& arena) override {
    if (left_ == 0) return false;
    --left_;
    e = make_event(Type::beat, ++ts_, arena);
    read = ts_;
    return true;
  }
  std::atomic<TsUs> read{0};

 private:
  int left_;
  TsUs ts_ = 0;
};

}  // namespace

TEST_CASE("what is read ahead comes whole and in order, whatever the size of a block") {
  for (const int events : {0, 1, 6, 7, 1000}) {
    Beats source(events);
    auto ahead = run::Ahead::begin(source, 7);
    REQUIRE(ahead);
    TsUs ts = 0;
    while (auto block = ahead->next()) {
      for (const Event* e : block->events) REQUIRE(e->ts == ++ts);
      ahead->give_back(std::move(block));
    }
    CHECK(ts == events);
    CHECK(ahead->next() == nullptr);
  }
}

TEST_CASE("blocks that are kept do not hold up those behind them") {
  Beats source(700);
  auto ahead = run::Ahead::begin(source, 7);
  std::vector<std::unique_ptr<run::EventBlock>> kept;
  while (auto block = ahead->next()) kept.push_back(std::move(block));
  TsUs ts = 0;
  for (const auto& block : kept)
    for (const Event* e : block->events) REQUIRE(e->ts == ++ts);
  CHECK(ts == 700);
}

TEST_CASE("reading ahead ends when the rest is not wanted, and goes no further than a few blocks") {
  Beats source(1'000'000'000);
  {
    auto ahead = run::Ahead::begin(source, 7);
    CHECK(ahead->next()->events.size() == 7);
  }
  CHECK(source.read <= 7 * 8);
}
