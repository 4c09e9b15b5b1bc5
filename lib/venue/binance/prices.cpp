#include "venue/binance/market.h"
#include "venue/market_events.h"
#include "wire/json_scan.h"

namespace tu::venue::binance {

namespace {

using wire::json_member;

// Best bid and ask by REST: for --once, and where no socket can be had.
class Prices final : public MarketCodec {
 public:
  Prices(const MarketRequest& request, const MarketSetup& setup) : setup_(setup), symbols_(request.symbols) {}
  void opened(MarketSink& sink) override {
    const std::string path = setup_.kind == Kind::spot ? "/api/v3/ticker/bookTicker?symbol="
                                                       : "/fapi/v1/ticker/bookTicker?symbol=";
    for (std::size_t i = 0; i < symbols_.size(); ++i) sink.fetch(path + native_symbol(symbols_[i]), i);
  }
  void frame(std::string_view, TsUs, MarketSink&) override {}
  void answer(std::uint64_t tag, int status, std::string_view body, TsUs recv, MarketSink& sink) override {
    const std::string& symbol = symbols_[tag];
    if (status != 200 || !wire::json_valid(body))
      return sink.unusable(setup_.venue + ": " + symbol + ": status " + std::to_string(status) + " " +
                           std::string(body.substr(0, 160)));
    const auto of = [&](std::string_view key) { return json_member(body, key); };
    make_quote(sink, {intern(setup_.venue), intern(symbol)}, milliseconds(of("time")).value_or(recv),
               of("bidPrice"), of("bidQty"), of("askPrice"), of("askQty"));
  }

 private:
  MarketSetup setup_;
  std::vector<std::string> symbols_;
};

}  // namespace

std::unique_ptr<MarketCodec> price_codec(const MarketRequest& request, const MarketSetup& setup) {
  return std::make_unique<Prices>(request, setup);
}

}  // namespace tu::venue::binance
