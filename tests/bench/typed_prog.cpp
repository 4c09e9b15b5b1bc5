// typed SCRIPT FILE: nanoseconds an event, of events that are decoded already, through the stages of a script
// in one process, with nothing printed. The best of seven turns; each begins with new stages.
#include <algorithm>
#include <chrono>
#include <cstdio>

#include "source/source.h"
#include "study/plan.h"

namespace {

using namespace tu;

class Nowhere final : public run::FusedSink {
  Status event(const Event&) override { return {}; }
  Status events(std::span<Event* const>) override { return {}; }
};

int complain(const Error& error) {
  std::fprintf(stderr, "typed: %s\n", error.message.c_str());
  return static_cast<int>(error.status);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) return 64;
  source::SourceOptions options;
  options.files = {argv[2]};
  Result<std::unique_ptr<source::Source>> source = source::Source::open(options);
  if (!source) return complain(source.error());
  source::Preloaded events(**source);
  study::PlanRequest request;
  request.script = argv[1];
  request.variable = study::environment;
  Result<study::Plan> plan = study::make_plan(request);
  if (!plan) return complain(plan.error());
  double best = 1e18;
  for (int turn = 0; turn < 7; ++turn) {
    auto runner = study::make_runner(*plan, nullptr);
    if (!runner) return complain(runner.error());
    Nowhere nowhere;
    events.rewind();
    const auto begin = std::chrono::steady_clock::now();
    if (const Exit status = (*runner)->run(events, nowhere); status != Exit::ok)
      return static_cast<int>(status);
    const std::chrono::duration<double, std::nano> took = std::chrono::steady_clock::now() - begin;
    best = std::min(best, took.count() / static_cast<double>(events.size()));
  }
  std::printf("%.1f\n", best);
  return 0;
}
