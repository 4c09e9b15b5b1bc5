// Opinions: what each source says about one market now. The curves are those of the specification of single
// signals; each turns what was seen last into a side and a confidence, or into silence.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/intern.h"
#include "event/event.h"
#include "quant/lean.h"
#include "stages/sources.h"

namespace tu::stages {

constexpr TsUs never_said = -1;

struct Opinion {
  int side = 0;  // +1 buy, -1 sell, 0 silent
  double confidence = 0;
  TsUs ts = never_said;  // of the event that it rests on
  DurUs ttl = 0;         // of a signal that carries its own; else the source's `fresh` counts
  Type type = Type::foreign;
  Atom venue = Atom::none, symbol = Atom::none;
  bool fresh(TsUs now, const Source& s) const {
    return ts != never_said && now - ts <= (ttl > 0 ? ttl : s.fresh);
  }
  std::string cause(const Source& s) const;  // id of that event
};

// Levels and curves. `x` is the value; nothing is said between the limits.
Opinion opinion_on_level(double x, double below, double above, double span_below, double span_above);
Opinion opinion_on_move(double x, double limit, double span);  // up buys, down sells
// Of the last 15 one-minute closes, oldest first: a confirmed bounce from a dip.
Opinion opinion_on_uptick(const std::vector<double>& closes);

// The sources of one market that read candles.
class CandleOpinions {
 public:
  explicit CandleOpinions(std::size_t sources) : of_(sources), memory_(sources) {}
  void observe(const Event& candle, const std::vector<Source>& sources);
  void grow(std::size_t sources) { of_.resize(sources), memory_.resize(sources); }
  Opinion& of(std::size_t source) { return of_[source]; }
  // Newest label of the regime stage, from candles of `tf` ("" any).
  const std::string& regime() const { return regime_; }
  TsUs regime_ts() const { return regime_ts_; }
  void observe_regime(const Event& candle, const std::string& tf);

 private:
  struct Memory {
    std::vector<double> closes;  // oldest first
    TsUs last_ts = 0;
    quant::BandBounce bounce;
  };
  static std::optional<Opinion> say(const Event& e, const Source& s, Memory& m);
  std::vector<Opinion> of_;
  std::vector<Memory> memory_;
  std::string regime_;
  TsUs regime_ts_ = never_said;
};

}  // namespace tu::stages
