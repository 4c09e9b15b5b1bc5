#include "venue/coinbase/market.h"
#include "venue/price_codec.h"
#include "wire/json_scan.h"

namespace tu::venue::coinbase {

namespace {

bool read(std::string_view body, Market of, TsUs recv, MarketSink& sink) {
  const std::string_view book = wire::json_member(body, "pricebook");
  std::vector<std::string_view> bids, asks;
  wire::json_items(wire::json_member(book, "bids"), bids);
  wire::json_items(wire::json_member(book, "asks"), asks);
  if (bids.empty() || asks.empty()) return false;
  const auto of_level = [](std::string_view level, std::string_view key) {
    return wire::json_member(level, key);
  };
  make_quote(sink, of, rfc3339(wire::json_member(book, "time")).value_or(recv), of_level(bids[0], "price"),
             of_level(bids[0], "size"), of_level(asks[0], "price"), of_level(asks[0], "size"));
  return true;
}

}  // namespace

std::unique_ptr<MarketCodec> price_codec(const MarketRequest& request) {
  return make_price_codec(price_requests("coinbase", request,
                                         [](const std::string& s) {
                                           return "/api/v3/brokerage/market/product_book?product_id=" + s +
                                                  "&limit=1";
                                         }),
                          read);
}

}  // namespace tu::venue::coinbase
