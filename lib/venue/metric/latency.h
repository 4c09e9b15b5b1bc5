// Latencies from several regions to several hosts, by the API of a monitor that somebody runs: GET
// /api/v1/latest, asked again and again. Each pair of host and region is a metric latency_ms.
#pragma once

#include "venue/market_codec.h"

namespace tu::venue::metric {

std::unique_ptr<MarketCodec> latency_codec();

}  // namespace tu::venue::metric
