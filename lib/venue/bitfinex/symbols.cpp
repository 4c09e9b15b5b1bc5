#include "venue/bitfinex/market.h"
#include "venue/price_codec.h"
#include "wire/json_scan.h"

namespace tu::venue::bitfinex {

// USDT is UST there; perpetuals carry F0 on both sides; a colon stands where a name is longer than three.
std::string native_symbol(std::string_view symbol) {
  const bool perpetual = symbol.ends_with("-PERP");
  if (perpetual) symbol.remove_suffix(5);
  const std::size_t dash = symbol.find('-');
  std::string base(symbol.substr(0, dash)), quote(dash == symbol.npos ? "" : symbol.substr(dash + 1));
  for (std::string* coin : {&base, &quote})
    if (*coin == "USDT") *coin = "UST";
  if (perpetual) return "t" + base + "F0:" + quote + "F0";
  return "t" + base + (base.size() > 3 || quote.size() > 3 ? ":" : "") + quote;
}

std::string frame_of(std::string_view tf) {
  for (std::string_view known : {"1m", "5m", "15m", "30m", "1h", "3h", "6h", "12h"})
    if (known == tf) return std::string(tf);
  return tf == "1d" ? "1D" : "";
}

std::int32_t checksum(const TextBook& book) {
  return turned_checksum(book, "-");
}

namespace {

bool read(std::string_view body, Market of, TsUs recv, MarketSink& sink) {
  std::vector<std::string_view> row;
  wire::json_items(body, row);
  if (row.size() < 10) return false;
  make_quote(sink, of, recv, row[0], row[1], row[2], row[3]);
  return true;
}

}  // namespace

std::unique_ptr<MarketCodec> price_codec(const MarketRequest& request) {
  return make_price_codec(
      price_requests("bitfinex", request,
                     [](const std::string& s) { return "/v2/ticker/" + native_symbol(s); }),
      read);
}

}  // namespace tu::venue::bitfinex
