#include "venue/binance/market.h"
#include "venue/price_codec.h"
#include "wire/json_scan.h"

namespace tu::venue::binance {

namespace {

bool read(std::string_view body, Market of, TsUs recv, MarketSink& sink) {
  const auto field = [&](std::string_view key) { return wire::json_member(body, key); };
  if (field("bidPrice").empty()) return false;
  make_quote(sink, of, milliseconds(field("time")).value_or(recv), field("bidPrice"), field("bidQty"),
             field("askPrice"), field("askQty"));
  return true;
}

}  // namespace

std::unique_ptr<MarketCodec> price_codec(const MarketRequest& request, const MarketSetup& setup) {
  const std::string path = setup.kind == Kind::spot ? "/api/v3" : "/fapi/v1";
  return make_price_codec(price_requests(setup.venue, request,
                                         [&](const std::string& s) {
                                           return path + "/ticker/bookTicker?symbol=" + native_symbol(s);
                                         }),
                          read);
}

}  // namespace tu::venue::binance
