#include "venue/coinbase/market.h"
#include "venue/market_events.h"
#include "wire/json_scan.h"

namespace tu::venue::coinbase {

namespace {

using wire::json_member;

// Best bid and ask by REST: for --once, and where no socket can be had.
class Prices final : public MarketCodec {
 public:
  explicit Prices(const MarketRequest& request) : symbols_(request.symbols) {}
  void opened(MarketSink& sink) override {
    for (std::size_t i = 0; i < symbols_.size(); ++i)
      sink.fetch("/api/v3/brokerage/market/product_book?product_id=" + symbols_[i] + "&limit=1", i);
  }
  void frame(std::string_view, TsUs, MarketSink&) override {}
  void answer(std::uint64_t tag, int status, std::string_view body, TsUs recv, MarketSink& sink) override {
    const std::string& symbol = symbols_[tag];
    if (status != 200 || !wire::json_valid(body))
      return sink.unusable("coinbase: " + symbol + ": status " + std::to_string(status) + " " +
                           std::string(body.substr(0, 160)));
    const std::string_view book = json_member(body, "pricebook");
    std::vector<std::string_view> bids, asks;
    wire::json_items(json_member(book, "bids"), bids);
    wire::json_items(json_member(book, "asks"), asks);
    if (bids.empty() || asks.empty()) return;  // nobody on that side
    make_quote(sink, {intern("coinbase"), intern(symbol)}, rfc3339(json_member(book, "time")).value_or(recv),
               json_member(bids[0], "price"), json_member(bids[0], "size"), json_member(asks[0], "price"),
               json_member(asks[0], "size"));
  }

 private:
  std::vector<std::string> symbols_;
};

}  // namespace

std::unique_ptr<MarketCodec> price_codec(const MarketRequest& request) {
  return std::make_unique<Prices>(request);
}

}  // namespace tu::venue::coinbase
