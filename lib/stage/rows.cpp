#include "stage/rows.h"

namespace tu {

int writer_rank(std::string_view stage_name) {
  if (stage_name == "risk-gate") return rank_risk_gate;
  if (stage_name == "place-order") return rank_place_order;
  if (stage_name == "settle") return rank_settle;
  return rank_other;
}

}  // namespace tu
