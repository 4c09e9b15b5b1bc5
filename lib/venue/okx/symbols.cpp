#include "venue/okx/market.h"
#include "venue/price_codec.h"
#include "wire/json_scan.h"

namespace tu::venue::okx {

std::string native_symbol(std::string_view symbol) {
  if (!symbol.ends_with("-PERP")) return std::string(symbol);
  return std::string(symbol.substr(0, symbol.size() - 4)) + "SWAP";
}

std::string bar_of(std::string_view tf) {
  constexpr std::string_view known[][2] = {{"1m", "1m"},    {"3m", "3m"},      {"5m", "5m"},   {"15m", "15m"},
                                           {"30m", "30m"},  {"1h", "1H"},      {"2h", "2H"},   {"4h", "4H"},
                                           {"6h", "6Hutc"}, {"12h", "12Hutc"}, {"1d", "1Dutc"}};
  for (const auto& [ours, theirs] : known)
    if (ours == tf) return std::string(theirs);
  return {};
}

std::int32_t checksum(const TextBook& book) {
  return turned_checksum(book, "");
}

namespace {

bool read(std::string_view body, Market of, TsUs recv, MarketSink& sink) {
  bool found = false;
  wire::json_each(wire::json_member(body, "data"), [&](std::string_view row) {
    const auto field = [&](std::string_view key) { return wire::json_member(row, key); };
    if (field("bidPx").empty()) return;
    make_quote(sink, of, milliseconds(field("ts")).value_or(recv), field("bidPx"), field("bidSz"),
               field("askPx"), field("askSz"));
    found = true;
  });
  return found;
}

}  // namespace

std::unique_ptr<MarketCodec> price_codec(const MarketRequest& request) {
  return make_price_codec(
      price_requests("okx", request,
                     [](const std::string& s) { return "/api/v5/market/ticker?instId=" + native_symbol(s); }),
      read);
}

}  // namespace tu::venue::okx
