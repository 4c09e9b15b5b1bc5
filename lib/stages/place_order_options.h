// The options of place-order, and what they mean for live orders.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "account/cost_model.h"
#include "stage/option.h"
#include "stages/live_orders.h"

namespace tu::stages {

struct PlaceOrderOptions {
  std::string mode = "paper";
  std::optional<File> venue;
  std::string strategy;
  Decimal cost_scale = Decimal::from_integer(1);
  std::string costs = "venue";
  std::int64_t seed = 0;
  // Live only.
  Duration max_age{5 * us_per_s}, wait{10 * us_per_s}, order_life{10 * us_per_s},
      compare_every{15 * us_per_s};
  Decimal tolerance = Decimal::from_integer(1);
  std::optional<Decimal> ceiling, ceiling_day;
  Rate widen, latency_offset;
  bool cancel_on_end = false, preview = false;
  std::string kill_file, key_file, key_cmd, ca;
  std::vector<std::string> url;
};

std::vector<Row<PlaceOrderOptions>> place_order_rows();
// The file of --venue; nothing when it names a venue instead.
std::optional<File> venue_file(const PlaceOrderOptions& o);
Status check_places(const PlaceOrderOptions& o);  // --url and --key-file
account::CostModel cost_model(const PlaceOrderOptions& o);
LiveOptions live_options(const PlaceOrderOptions& o);

}  // namespace tu::stages
