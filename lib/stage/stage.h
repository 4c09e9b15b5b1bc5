// Stage: one tool's work on the stream, as a pure object: events in, events out, ports for the rest.
// The same object runs alone in a process or in a row with others, and must give the same bytes in both.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "stage/option.h"
#include "stage/out.h"
#include "stage/ports.h"

namespace tu {

class Stage {
 public:
  virtual ~Stage() = default;
  // Every event that is not late, in order. Pass it on (out.pass) unless the stage consumes it. Decisions
  // that need the whole instant wait for instant_end. session, end and sync are handled by the runner, not
  // here.
  virtual void on(Event& e, Out& out) = 0;
  // Events in a row, between which nothing else happens: as on() for each, until one stops the run.
  virtual void on_all(std::span<Event* const> events, Out& out) {
    for (Event* e : events) {
      on(*e, out);
      if (out.stopped()) return;
    }
  }
  // All events of time `ts` have been seen. Called once an instant, before the sync or the first later event
  // passes.
  virtual void instant_end(TsUs ts, Out& out) { (void)ts, (void)out; }
  // A port has something to say between two events (Ports::venue): `ts` is the stage's time. Never called by
  // a replay.
  virtual void news(TsUs ts, Out& out) { (void)ts, (void)out; }
  // The session line: mode, warm_until. Called before any event; again when a source starts anew.
  virtual void session(const Event& e, Out& out) { (void)e, (void)out; }
  // The input is over, after the last instant_end. (Of a stream that was cut the last instant is not ended.)
  virtual void end(Out& out) { (void)out; }
  // One or more lines for stderr when the run is over (the funnel, a summary); empty for most.
  virtual std::string summary() const { return {}; }
};

struct Example {
  std::string command;  // run by the tests from the project's root, with build/bin on PATH
  std::string text;     // what it shows
};

struct StageSpec {
  std::string name;     // "risk-gate"
  std::string summary;  // "turn proposals into orders or refusals": completes "risk-gate - ..."
  std::vector<std::string> consumes, emits;  // types, "candle", or keys, "candle.regime"
  std::vector<OptionSpec> options;
  std::function<std::shared_ptr<void>()> make_options;
  std::function<Result<std::unique_ptr<Stage>>(const void* options, const Ports& ports)> make;
  // What the stage needs from before the first decision, in bars or as a duration, for --warm auto; 0 for
  // none.
  std::function<int(const void* options)> warm_bars = [](const void*) { return 0; };
  bool reads_account = false, writes_account = false;  // then the tool has --ledger
  bool annotates = false;                              // then the tool has --as
  bool only_annotates = false;  // every event that it is given passes, in order, and nothing else does
  std::vector<Example> examples;
  std::vector<std::string> see_also;
  std::vector<std::pair<Exit, std::string>> statuses;  // own meanings of exit statuses, for the manual
};

// Builds the type-erased description of a stage from its Options struct (plain, with defaults) and its rows.
// StageType is constructed as StageType(Options, Ports) and may offer `static Status check(const Options&)`.
template <class StageType, class Options>
StageSpec describe(std::string name, std::string summary, std::vector<std::string> consumes,
                   std::vector<std::string> emits, std::vector<Row<Options>> rows) {
  StageSpec s;
  s.name = std::move(name);
  s.summary = std::move(summary);
  s.consumes = std::move(consumes);
  s.emits = std::move(emits);
  for (auto& row : rows) s.options.push_back(std::move(row.option));
  s.make_options = [] { return std::static_pointer_cast<void>(std::make_shared<Options>()); };
  s.make = [](const void* o, const Ports& ports) -> Result<std::unique_ptr<Stage>> {
    const Options& options = *static_cast<const Options*>(o);
    if constexpr (requires { StageType::check(options); })
      if (Status st = StageType::check(options); !st) return st.error();
    return std::unique_ptr<Stage>(std::make_unique<StageType>(options, ports));
  };
  return s;
}

}  // namespace tu
