// What a run allocates, counted: the first lines may, the rest of a stream may not.
#include <fcntl.h>
#include <unistd.h>

#include <atomic>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <new>

#include "event/copy.h"
#include "run/filter.h"
#include "run/fused.h"
#include "stages/all.h"

using namespace tu;

namespace {
std::atomic<std::size_t> allocations = 0;  // of any thread

void* counted(std::size_t size, std::size_t align) {
  ++allocations;
  void* p = std::aligned_alloc(align, (size + align - 1) / align * align);
  if (!p) throw std::bad_alloc();
  return p;
}
}  // namespace

void* operator new(std::size_t size) {
  return counted(size > 0 ? size : 1, __STDCPP_DEFAULT_NEW_ALIGNMENT__);
}
// As new says it: a sanitizer has its own of those that are not replaced, and would miss their delete.
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
  return counted(size > 0 ? size : 1, __STDCPP_DEFAULT_NEW_ALIGNMENT__);
}
void* operator new(std::size_t size, std::align_val_t align) {
  return counted(size > 0 ? size : 1, static_cast<std::size_t>(align));
}
void operator delete(void* p) noexcept {
  std::free(p);
}
void operator delete(void* p, std::size_t) noexcept {
  std::free(p);
}
void operator delete(void* p, std::align_val_t) noexcept {
  std::free(p);
}
void operator delete(void* p, std::size_t, std::align_val_t) noexcept {
  std::free(p);
}

namespace {

std::string candles(int n) {
  std::string text;
  for (int i = 0; i < n; ++i) {
    const std::string close = std::to_string(100 + i * 7919 % 113) + ".25", ts = std::to_string(i / 3 * 60);
    text += R"({"type":"candle","ts":1700000)" + std::string(7 - ts.size(), '0') + ts +
            R"(00,"venue":"v","symbol":"S)" + std::to_string(i % 3) + R"(-USD","tf":"1m","start":0,"open":)" +
            close + R"(,"high":999,"low":1,"close":)" + close + R"(,"volume":3})" + "\n";
  }
  return text;
}

std::unique_ptr<Stage> made(const StageSpec& spec) {
  return std::move(spec.make(spec.make_options().get(), Ports{})).value();
}

// Of a filter that reads so many lines from a file and writes them to nowhere.
std::size_t allocations_of_filter(const StageSpec& spec, int lines) {
  char name[] = "/tmp/allocations-XXXXXX";
  const int file = mkstemp(name), nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
  const std::string text = candles(lines);
  REQUIRE(write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size()));
  close(file);
  const std::size_t before = allocations;
  {
    run::Driver driver(made(spec), spec.name, spec.name, nullptr);
    run::Output output(nowhere);
    run::FilterOptions options;
    options.tool = spec.name;
    options.files = {name};
    run::Filter filter(options, driver, output);
    CHECK(filter.run() == Exit::ok);
  }
  const std::size_t after = allocations;
  close(nowhere);
  unlink(name);
  return after - before;
}

class Candles final : public EventSource {
 public:
  explicit Candles(int n) : left_(n) {}
  bool next(Event*& e, Arena& arena) override {
    if (left_-- == 0) return false;
    constexpr Field tf{Type::candle, "tf"}, open{Type::candle, "open"}, high{Type::candle, "high"},
        low{Type::candle, "low"}, close{Type::candle, "close"}, volume{Type::candle, "volume"};
    e = make_event(Type::candle, ++ts_, arena);
    e->venue = venue_, e->symbol = symbol_;
    e->set_text(tf, "1m");
    const double price = 100 + static_cast<double>(ts_ * 7919 % 113);
    e->set(open, price), e->set(high, 999.0), e->set(low, 1.0), e->set(close, price), e->set(volume, 3.0);
    return true;
  }

 private:
  int left_;
  TsUs ts_ = 0;
  Atom venue_ = intern("v"), symbol_ = intern("S-USD");
};

class Nowhere final : public run::FusedSink {
  Status event(const Event&) override { return {}; }
};

std::size_t allocations_of_fused(int events) {
  std::vector<run::FusedStage> stages;
  for (const StageSpec* spec : {&stages::indicators(), &stages::regime()})
    stages.push_back({spec, spec->make_options(), spec->name});
  Candles source(events);
  Nowhere nowhere;
  const std::size_t before = allocations;
  auto runner = std::move(run::FusedRunner::make(std::move(stages), {}, nullptr)).value();
  CHECK(runner->run(source, nowhere) == Exit::ok);
  return allocations - before;
}

}  // namespace

TEST_CASE("a warm filter allocates nothing for a line") {
  for (const StageSpec* spec : {&stages::indicators(), &stages::regime()}) {
    CAPTURE(spec->name);
    allocations_of_filter(*spec, 100);  // names are interned
    const std::size_t of_some = allocations_of_filter(*spec, 20'000);
    CHECK(of_some > 0);
    CHECK(allocations_of_filter(*spec, 60'000) == of_some);
  }
}

TEST_CASE("a warm fused run allocates nothing for an event") {
  allocations_of_fused(100);
  const std::size_t of_some = allocations_of_fused(20'000);
  CHECK(of_some > 0);
  CHECK(allocations_of_fused(60'000) == of_some);
}
