// Trading the divergence of two eigenvalue velocities: is there a signal, how deep, and does the asset agree.
//
// `direction` is -1 (short, the champion) or +1 (long, its mirror image). The depth of a divergence is how
// far it lies on the direction's side: -value for shorts, value for longs.
#pragma once

#include <span>
#include <string_view>

#include "quant/number.h"

namespace tu::quant {

struct DivergenceParams {
  double threshold = -0.02, extreme = -0.05;  // of shorts
  double long_threshold = 0.01, long_extreme = 0.04;
  double min_leverage = 0.5, max_leverage = 5.0, abs_max_leverage = 6.0, convexity = 3.0;
  double fraction = 0.20, min_fraction = 0.02;
  double tp = 0.0095, sl = 1.0;
  int max_hold = 120;  // bars
  int dc_lookback = 7;
  double dc_bps = 0.75;
  int irp_window = 50;
  double irp_alignment = 0.45, irp_noise = 500.0;
  int irp_latency = 20;
  double irp_gate_alignment = 0.20, ob_min_depth = 0.20;
  double maker = 0.0002, taker = 0.0005, maker_entry = 0.62, maker_exit = 0.50, refund = 0.0002;
  double ob_edge_bps = 5.0, ob_confirm = 0.40;
  int lookback = 100;
  int bucket_min_trades = 10;
};

// 0 at the threshold, 1 at the extreme, within [0, 1]; 0 when missing.
double divergence_strength(double vel_div, int direction, const DivergenceParams& params = {});
// 0 at one and a half extremes, 1 at the extreme, 2 half way there, 3 otherwise.
int divergence_bucket(double vel_div, int direction, const DivergenceParams& params = {});

struct DivergenceSignal {
  bool valid = false;       // strictly beyond the threshold
  double confidence = 0.0;  // 0.50 to 0.90
  bool extreme = false;
};
DivergenceSignal divergence_signal(double vel_div, int direction, const DivergenceParams& params = {});

enum class Agreement { neutral, confirm, contradict };
std::string_view name_of(Agreement agreement);  // "NEUTRAL", ...
struct DirectionCheck {
  Agreement state = Agreement::neutral;
  double bps = absent;  // the asset's move over the lookback
};
// A contradiction blocks an entry; neutrality does not.
DirectionCheck check_direction(std::span<const double> prices, int direction, int lookback = 7,
                               double min_bps = 0.75);

struct BookConfirmation {
  bool skip = false;
  double factor = 1.0;
  double confidence = 0.0;
};
// A book that leans the same way raises the confidence by up to 15%, against it lowers it as much; strongly
// and persistently against it skips.
BookConfirmation confirm_by_book(double confidence, double imbalance, double persistence, int direction);

}  // namespace tu::quant
