// ExitFigures: what the rules of exits read from candles besides prices: the ATR of --trail and --vol-stop,
// and the regime of --vol-stop's widths. A protective stop that cannot be judged says so; one for a regime
// that there cannot be is refused.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "account/account.h"
#include "stage/out.h"
#include "stages/awaited_key.h"
#include "stages/exits_options.h"

namespace tu::stages {

class ExitFigures {
 public:
  explicit ExitFigures(const ExitsOptions& options);

  // 78: the stages up to here say who writes the regime, and a width is for none of its words.
  Status session(const Event& session) const;
  void observe(const Event& candle) {
    if (atr_) atr_->observe(candle);
    if (!regime_) return;
    regime_->observe(candle);
    hear(candle);
  }
  // 0: not known yet.
  double atr(Atom venue, Atom symbol) const { return atr_ ? atr_->number(venue, symbol).value_or(0) : 0; }
  // A position is looked at: counted when a rule of it has no level yet. Where that is no matter of time, the
  // run says so once and does not end well.
  void looked(const account::Position& p, Out& out);
  // The input is over: widths of which none was for a regime that came have stopped nothing.
  void end(Out& out) const;
  // "(28 without atr_14 of 5m: --trail was off)"; "" when all could be judged.
  std::string summary() const;

 private:
  void missing(const AwaitedKey& key, const std::string& options, const account::Position& p, Out& out);
  void hear(const Event& candle);

  // Configured.
  std::string by_atr_;  // the options that rest on it
  std::optional<AwaitedKey> atr_, regime_;
  std::vector<std::string> widths_;  // the regimes that have one
  std::string stranger_;             // the first of them that the stage `regime` never writes
  // State.
  std::int64_t without_atr_ = 0, without_regime_ = 0;
  bool complained_ = false;
  std::set<std::string, std::less<>> others_;  // regimes that came, and have no width; some
  bool one_came_ = false, looked_ = false;     // a regime that has one; at a position
};

}  // namespace tu::stages
