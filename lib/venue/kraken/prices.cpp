#include "venue/kraken/market.h"
#include "venue/price_codec.h"
#include "wire/json_scan.h"

namespace tu::venue::kraken {

namespace {

bool read(std::string_view body, Market of, TsUs recv, MarketSink& sink) {
  std::string_view row;  // the only member, whatever the pair's canonical name is
  wire::json_each_member(wire::json_member(body, "result"),
                         [&](std::string_view, std::string_view value) { row = value; });
  std::vector<std::string_view> bid, ask;
  wire::json_items(wire::json_member(row, "b"), bid);
  wire::json_items(wire::json_member(row, "a"), ask);
  if (bid.size() < 3 || ask.size() < 3) return false;
  make_quote(sink, of, recv, bid[0], bid[2], ask[0], ask[2]);
  return true;
}

}  // namespace

std::string rest_pair(std::string_view symbol) {
  const std::size_t dash = symbol.find('-');
  std::string base(symbol.substr(0, dash)), quote(dash == symbol.npos ? "" : symbol.substr(dash + 1));
  for (std::string* coin : {&base, &quote}) {
    if (*coin == "BTC") *coin = "XBT";
    if (*coin == "DOGE") *coin = "XDG";
  }
  return base + quote;
}

std::unique_ptr<MarketCodec> price_codec(const MarketRequest& request) {
  return make_price_codec(
      price_requests("kraken", request,
                     [](const std::string& s) { return "/0/public/Ticker?pair=" + rest_pair(s); }),
      read);
}

}  // namespace tu::venue::kraken
