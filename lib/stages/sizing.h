// Sizing: how much of the equity a trade may be. Numbers in, a fraction out.
//
//   fixed        the fraction given
//   kelly        a part of Kelly's fraction from the strategy's own closed round trips, net of costs; the
//                probability of a win is the lower 80% Wilson bound. Under `trips_min` of them the cold
//                fraction; without an edge one cold trade now and then
//   volatility   target / volatility (both annual), of candles of one timeframe: --vol-tf, or the finest that
//                the symbol has, so that more timeframes in the stream change no size
//   tiers        the fraction of the symbol's universe tier
//   dolphin      size_divergence.h
//
// A fraction that the proposal brings goes before all of them.
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "account/account.h"
#include "stage/out.h"
#include "stages/size_divergence.h"
#include "stages/size_options.h"

namespace tu::stages {

constexpr int trips_min = 20;

struct KellyInputs {
  int trips = 0, wins = 0, losses = 0;  // a break-even trip is neither
  double win_prob = 0;                  // lower bound
  double avg_win = 0, avg_loss = 0;     // as fractions of the trip's notional
  double full = 0;                      // Kelly's fraction; <= 0: there is no edge to bet on
  bool cold = true;                     // too few trips
};

KellyInputs kelly_inputs(const std::deque<account::Trip>& trips);

class Sizing {
 public:
  explicit Sizing(const SizeOptions& options);

  void observe(const Event& e);
  // With notes of what it rests on; nothing, with the reason, when the method refuses.
  std::optional<Decimal> fraction(Event& proposal, const account::StrategyState* s, Out& out,
                                  std::string_view& why);
  // Why nothing is opened in this symbol now; "" when it may be. Of --method tiers.
  std::string barred(Atom symbol, TsUs now) const;
  // Of --market: one was named and never read.
  bool awaits_market() const { return divergence_ && divergence_->awaits_market(); }

 private:
  std::optional<double> by_method(Event& e, const account::StrategyState* s, Out& out, std::string_view& why);
  std::optional<double> by_kelly(Event& e, const account::StrategyState* s, Out& out, std::string_view& why);
  std::optional<double> by_volatility(Event& e, Out& out, std::string_view& why) const;
  void learn_volatility(const Event& candle);
  double by_tier(const Event& e) const;

  // Configured.
  SizeOptions o_;
  std::vector<double> tiers_;
  std::string no_volatility_, no_movement_;  // reasons
  // State.
  struct Volatility {
    std::string tf;  // whose candles it is read from
    std::optional<double> value;
  };
  std::map<std::pair<Atom, Atom>, Volatility> volatility_;
  struct Membership {
    std::int64_t tier;
    bool member;
    TsUs until;  // -1: it has no end
  };
  std::map<Atom, Membership> universe_;
  std::optional<DivergenceSizer> divergence_;
  std::map<Atom, TsUs> probes_;  // last one, or last exit, by strategy
};

}  // namespace tu::stages
