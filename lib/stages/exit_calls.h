// ExitCalls: what the stream says about leaving, besides prices: halts, the posture, the circuit breaker's
// boost, opposite signals, better candidates, the books.
#pragma once

#include <map>
#include <string>
#include <utility>

#include "quant/divergence_exits.h"
#include "stages/exit_rules.h"

namespace tu::stages {

class ExitCalls {
 public:
  struct Options {
    bool signal = false;
    double signal_min = 0.65;
    bool acb = false;
    std::optional<double> opportunity;
    DurUs book_age = 0;
    std::optional<double> turn;  // divergence, against the position
    int turn_bars = 0;           // that has lasted so long
  };
  explicit ExitCalls(Options o) : o_(std::move(o)) {}

  void observe(const Event& e);  // signal, halt, posture, factor, rank, metric
  Calls of(const account::Position& p, const account::Account& a, TsUs now, bool losing) const;
  // What has been answered at this look: the signals of the markets whose candle closed.
  void heard(Atom venue, Atom symbol);
  void looked() { flat_ = false; }

 private:
  struct Figure {
    double value = 0;
    TsUs at = -1;
  };
  void on_metric(const Event& e);
  void on_divergence(double vel_div);
  quant::BookState book_of(const account::Position& p, TsUs now) const;
  double fresh(const Figure& f, TsUs now) const {
    return f.at >= 0 && now - f.at <= o_.book_age ? f.value : 0.0;
  }
  std::string better_than(const account::Position& p, TsUs now) const;

  Options o_;
  std::map<std::pair<Atom, Atom>, std::pair<int, std::string>> signals_;
  bool flat_ = false;
  std::string posture_;
  int up_ = 0, down_ = 0;  // bars in a row at --turn or above, and at less --turn or below
  double boost_ = 1;
  TsUs boosted_ = -1;    // when that was said
  TsUs collapsed_ = -1;  // when the boost fell away
  struct Market {
    Figure lean, withdrawal;
  };
  std::map<std::pair<Atom, Atom>, Market> books_;
  Figure cascades_, regime_;
  std::map<std::string_view, Figure> long_, short_;  // scores by symbol's name and side
};

}  // namespace tu::stages
