// ExitFigures: what the rules of exits read from candles besides prices: the ATR of --trail and --vol-stop,
// and the regime of --vol-stop's widths. A protective stop that cannot be judged says so.
#pragma once

#include <optional>
#include <string>

#include "account/account.h"
#include "stage/out.h"
#include "stages/awaited_key.h"
#include "stages/exits_options.h"

namespace tu::stages {

class ExitFigures {
 public:
  explicit ExitFigures(const ExitsOptions& options);

  void observe(const Event& candle) {
    if (atr_) atr_->observe(candle);
    if (regime_) regime_->observe(candle);
  }
  // 0: not known yet.
  double atr(Atom venue, Atom symbol) const { return atr_ ? atr_->number(venue, symbol).value_or(0) : 0; }
  // A position is looked at: counted when a rule of it has no level yet. Where that is no matter of time, the
  // run says so once and does not end well.
  void looked(const account::Position& p, Out& out);
  // "(28 without atr_14 of 5m: --trail was off)"; "" when all could be judged.
  std::string summary() const;

 private:
  void missing(const AwaitedKey& key, const std::string& options, const account::Position& p, Out& out);

  // Configured.
  std::string by_atr_;  // the options that rest on it
  std::optional<AwaitedKey> atr_, regime_;
  // State.
  std::int64_t without_atr_ = 0, without_regime_ = 0;
  bool complained_ = false;
};

}  // namespace tu::stages
