#include "study/leak.h"

#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "event/copy.h"
#include "stage/out.h"
#include "study/perturb.h"
#include "wire/wire.h"

using namespace tu;
using namespace tu::study;

namespace {

constexpr Field tf{Type::candle, "tf"}, start{Type::candle, "start"}, open_{Type::candle, "open"},
    high{Type::candle, "high"}, low{Type::candle, "low"}, close_{Type::candle, "close"},
    volume{Type::candle, "volume"};

// Minute candles that rise by one; stamped `late` minutes after their start.
class Candles : public EventSource {
 public:
  explicit Candles(int late = 1) : late_(late) {}
  bool next(Event*& e, Arena& arena) override {
    if (at_ >= 200) return false;
    std::vector<Event*> none;
    Out out(arena, none);
    const TsUs from = (1000 + at_) * us_per_min;
    e = &out.make(Type::candle, from + late_ * us_per_min, intern("v"), intern("A-USD"));
    e->set_text(tf, "1m");
    e->set_integer(start, from);
    for (Field f : {open_, high, low, close_}) e->set(f, 100.0 + at_);
    e->set(volume, 1.0);
    ++at_;
    return true;
  }

 private:
  int late_, at_ = 0;
};

// Writes every candle; a cheat writes each only when the next is there, with that one's close.
Status write(EventSource& source, const std::string& path, bool cheat) {
  std::ofstream f(path);
  Arena arena;
  Event* e = nullptr;
  std::string held;
  while (source.next(e, arena)) {
    const std::string line = wire::encode_text(*e);
    if (cheat && !held.empty()) f << held << " " << e->real(close_) << "}\n";
    if (cheat)
      held = line.substr(0, line.size() - 1) + ",\"next\":";
    else
      f << line << "\n";
  }
  return {};
}

LeakResult leaks(int late, bool cheat, std::function<Status(EventSource&, const std::string&)> blind = {}) {
  char directory[] = "/tmp/leak-test-XXXXXX";
  LeakRequest r;
  r.directory = mkdtemp(directory);
  r.open = [late]() -> Result<std::unique_ptr<EventSource>> {
    return std::unique_ptr<EventSource>(std::make_unique<Candles>(late));
  };
  r.run = [cheat](EventSource& s, const std::string& path) { return write(s, path, cheat); };
  r.run_blind = std::move(blind);
  Result<LeakResult> result = find_leaks(r);
  std::filesystem::remove_all(directory);
  REQUIRE(result.ok());
  return std::move(result).value();
}

}  // namespace

TEST_CASE("an honest pipeline has no leak, and lines were really compared") {
  const LeakResult r = leaks(1, false);
  CHECK(r.leaks.empty());
  CHECK(r.lines_compared > 200);
}

TEST_CASE("a stage that waits for the next candle is found out") {
  const LeakResult r = leaks(1, true);
  REQUIRE_FALSE(r.leaks.empty());
  CHECK(r.leaks[0].before != r.leaks[0].after);
}

TEST_CASE("candles stamped at their open are a leak before any strategy runs") {
  const LeakResult r = leaks(0, false);
  REQUIRE(r.leaks.size() == 1);
  CHECK(r.leaks[0].what.find("before their close") != std::string::npos);
}

TEST_CASE("a changed future keeps everything up to the cut and keeps highs above lows") {
  Candles a, b;
  Perturbed p(b, 1100 * us_per_min, Future::changed, 7);
  Arena arena;
  Event *x = nullptr, *y = nullptr;
  int changed = 0;
  while (a.next(x, arena)) {
    REQUIRE(p.next(y, arena));
    if (x->ts <= 1100 * us_per_min)
      CHECK(wire::encode_text(*x) == wire::encode_text(*y));
    else
      changed += x->real(close_) != y->real(close_);
    CHECK(y->real(high) >= y->real(low));
  }
  CHECK(changed > 90);
}

TEST_CASE("a pipeline that does something else without the files of its data has read them") {
  const auto same = [](EventSource& s, const std::string& path) { return write(s, path, false); };
  const auto other = [](EventSource& s, const std::string& path) { return write(s, path, true); };
  const auto ends = [](EventSource&, const std::string&) { return Status(fail(Exit::io, "no data")); };
  CHECK(leaks(1, false, same).leaks.empty());
  for (const decltype(LeakRequest::run)& blind :
       {decltype(LeakRequest::run)(other), decltype(LeakRequest::run)(ends)}) {
    const LeakResult r = leaks(1, false, blind);
    REQUIRE(r.leaks.size() == 1);
    CHECK(r.leaks[0].what.starts_with("a stage reads the data by itself, past the stream"));
    CHECK(r.leaks[0].after_is == "empty files");
  }
}
