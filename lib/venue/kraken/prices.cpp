#include "venue/kraken/market.h"
#include "venue/market_events.h"
#include "wire/json_scan.h"

namespace tu::venue::kraken {

namespace {

using wire::json_member;

// Best bid and ask by REST: for --once, and where no socket can be had.
class Prices final : public MarketCodec {
 public:
  explicit Prices(const MarketRequest& request) : symbols_(request.symbols) {}
  void opened(MarketSink& sink) override {
    for (std::size_t i = 0; i < symbols_.size(); ++i)
      sink.fetch("/0/public/Ticker?pair=" + rest_pair(symbols_[i]), i);
  }
  void frame(std::string_view, TsUs, MarketSink&) override {}
  void answer(std::uint64_t tag, int status, std::string_view body, TsUs recv, MarketSink& sink) override {
    const std::string& symbol = symbols_[tag];
    std::string_view row;  // the only member, whatever the pair's canonical name is
    if (wire::json_valid(body))
      wire::json_each_member(json_member(body, "result"),
                             [&](std::string_view, std::string_view value) { row = value; });
    if (status != 200 || row.empty())
      return sink.unusable("kraken: " + symbol + ": status " + std::to_string(status) + " " +
                           std::string(body.substr(0, 160)));
    std::vector<std::string_view> bid, ask;
    wire::json_items(json_member(row, "b"), bid);
    wire::json_items(json_member(row, "a"), ask);
    if (bid.size() < 3 || ask.size() < 3)
      return sink.unusable("kraken: " + symbol + ": a ticker without bid and ask");
    make_quote(sink, {intern("kraken"), intern(symbol)}, recv, bid[0], bid[2], ask[0], ask[2]);
  }

 private:
  std::vector<std::string> symbols_;
};

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
  return std::make_unique<Prices>(request);
}

}  // namespace tu::venue::kraken
