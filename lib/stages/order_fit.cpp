#include "stages/order_fit.h"

namespace tu::stages {

std::string unfit(const account::OrderState& o, const account::Venues& venues, Decimal traded) {
  const std::string market = std::string(name_of(o.symbol)) + " on " + std::string(name_of(o.venue));
  const bool limit = o.kind == "limit" || o.kind == "stop_limit",
             stop = o.kind == "stop" || o.kind == "stop_limit";
  if (!limit && !stop && o.kind != "market")
    return "kind \"" + o.kind + "\", expected market, limit, stop or stop_limit";
  if (limit && o.limit.is_zero()) return "a " + o.kind + " order without limit";
  if (stop && o.stop.is_zero()) return "a " + o.kind + " order without stop";
  if (o.tif != "GTC" && o.tif != "GTD" && o.tif != "IOC" && o.tif != "FOK")
    return "tif \"" + o.tif + "\", expected GTC, GTD, IOC or FOK";
  if (o.tif == "GTD" && o.expires == 0) return "GTD without expires";
  if (!venues.instrument(o.venue, o.symbol)) return "the venue file has no steps of " + market;
  if (!venues.fees(o.venue, o.approved, traded))
    return "the venue file has no fees of " + market + " at " + time_text(o.approved);
  return {};
}

}  // namespace tu::stages
