// The divergence strategy bar by bar: one position at a time, its statistics, its capital.
//
// A whole day is handed in, and nothing of a bar is used before that bar. An open position is carried over
// and not marked. Prices that are missing or not positive make no decision on their bar.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "quant/divergence_exits.h"
#include "quant/divergence_sizing.h"
#include "quant/impulse_response.h"

namespace tu::quant {

using AssetColumns = std::map<std::string, std::vector<double>>;

struct DivergenceDay {
  std::string date;
  std::vector<double> vel_div;  // one a bar
  AssetColumns prices;
  Posture posture = Posture::apex;
  double boost = 1.0, beta = 0.0;
  bool has_envelope = false;
  double catastrophic_probability = absent, envelope_score = absent;
  std::optional<std::vector<bool>> vol_ok;  // absent: from the 100th bar of the day on
  struct Update {
    int bar;
    double boost, beta;
  };
  std::vector<Update> updates;
  bool has_book = false;
  AssetColumns imbalance, persistence, withdrawal, depth, fill;
  std::vector<double> cascade, regime, market;
};

struct DivergenceTrade {
  std::string asset;
  int entry_bar = 0, exit_bar = 0;  // counted over all days
  double entry_price = 0.0, exit_price = 0.0;
  std::string reason;
  int bucket = 0;
  double fraction = 0.0, leverage = 0.0, notional = 0.0, confidence = 0.0;
  DivergenceResult result;
  double capital = 0.0;  // after it
  double depth = absent, fill = absent;
};
struct DivergenceDayResult {
  std::string date;
  double pnl = 0.0, capital = 0.0, boost = 1.0, beta = 0.0;
  std::string envelope_status;
  int trades = 0;
};

class DivergenceEngine {
 public:
  struct Options {
    int direction = -1;
    bool expected = false;      // see divergence_result
    bool use_selection = true;  // false: the reference coin only
    std::string reference = "BTCUSDT";
  };
  DivergenceEngine(double capital, std::vector<std::string> assets, Options options,
                   const DivergenceParams& params = {});

  DivergenceDayResult run(const DivergenceDay& day);
  double capital() const { return state_.capital; }
  const std::vector<DivergenceTrade>& trades() const { return trades_; }
  const std::optional<DivergenceTrade>& open() const { return open_; }

 private:
  void take_update(const DivergenceDay& day, int bar);
  void learn(const DivergenceDay& day, std::size_t bar);
  void try_exit(const DivergenceDay& day, std::size_t bar);
  void try_enter(const DivergenceDay& day, std::size_t bar);
  std::optional<std::string> choose(const DivergenceDay& day, std::size_t bar) const;
  void close(const ExitDecision& exit);

  std::vector<std::string> assets_;
  Options options_;
  DivergenceParams params_;
  SizingState state_;
  std::map<std::string, std::vector<double>> prices_;
  std::vector<DivergenceTrade> trades_;
  std::optional<DivergenceTrade> open_;
  int bars_ = 0, global_bar_ = 0, last_exit_ = -1;
  bool force_ = false;
};

}  // namespace tu::quant
