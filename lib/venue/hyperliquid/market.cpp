#include "venue/hyperliquid/market.h"

#include <map>

#include "base/text.h"
#include "venue/price_codec.h"
#include "venue/seen.h"
#include "wire/json_scan.h"

namespace tu::venue::hyperliquid {

namespace {

using wire::json_each;
using wire::json_member;

constexpr DurUs ping_every = 25 * us_per_s;  // after 60 s of silence the venue hangs up
constexpr DurUs history_before = us_per_s;

struct Coin {
  Market market;
  SeenTrades seen;
  std::string rate, mark, index;
};

class Codec final : public MarketCodec {
 public:
  explicit Codec(const MarketRequest& request)
      : channels_(request.channels), tf_(request.tf.empty() ? "1m" : request.tf) {
    for (const std::string& s : request.symbols)
      coins_[coin_of(s)].market = {intern("hyperliquid"), intern(s)};
  }

  void opened(MarketSink& sink) override {
    pinged_ = 0;
    for (const auto& [name, coin] : coins_) {
      if (channels_ & quotes) ask(sink, "bbo", name);
      if (channels_ & trades) ask(sink, "trades", name);
      if (channels_ & books) ask(sink, "l2Book", name);
      if (channels_ & candles) ask(sink, "candle", name, ",\"interval\":\"" + tf_ + "\"");
      if (channels_ & funding) ask(sink, "activeAssetCtx", name);
    }
  }

  void frame(std::string_view text, TsUs recv, MarketSink& sink) override;

  void tick(TsUs now, MarketSink& sink) override {
    if (now - pinged_ < ping_every) return;
    pinged_ = now;
    sink.send(R"({"method":"ping"})");
  }

 private:
  static void ask(MarketSink& sink, std::string_view type, const std::string& coin,
                  const std::string& more = {}) {
    sink.send(R"({"method":"subscribe","subscription":{"type":")" + std::string(type) + R"(","coin":")" +
              coin + "\"" + more + "}}");
  }
  Coin* find(std::string_view name) {
    const auto it = coins_.find(name);
    return it == coins_.end() ? nullptr : &it->second;
  }
  void bbo(std::string_view data, TsUs recv, MarketSink& sink);
  void trade(std::string_view row, TsUs recv, MarketSink& sink);
  void book(std::string_view data, TsUs recv, MarketSink& sink);
  void candle(std::string_view data, MarketSink& sink);
  void context(std::string_view data, TsUs recv, MarketSink& sink);

  unsigned channels_;
  std::string tf_;
  std::map<std::string, Coin, std::less<>> coins_;

  TsUs pinged_ = 0, began_ = 0;
  std::map<std::string, std::string, std::less<>> open_candles_;  // by coin
  BookLevels levels_;
};

void Codec::frame(std::string_view text, TsUs recv, MarketSink& sink) {
  if (!wire::json_valid(text))
    return sink.unusable("the frame is not JSON: " + std::string(text.substr(0, 60)));
  if (began_ == 0) began_ = recv;
  const std::string_view channel = json_member(text, "channel"), data = json_member(text, "data");
  if (channel == "bbo") return bbo(data, recv, sink);
  if (channel == "l2Book") return book(data, recv, sink);
  if (channel == "candle") return candle(data, sink);
  if (channel == "activeAssetCtx") return context(data, recv, sink);
  if (channel == "trades") return json_each(data, [&](std::string_view row) { trade(row, recv, sink); });
  if (channel == "error")
    return sink.alert("warning", "hyperliquid: " + unescaped(data.substr(0, 200), sink.arena()));
  if (channel.empty()) sink.unusable("a frame without channel: " + std::string(text.substr(0, 60)));
}

void Codec::bbo(std::string_view data, TsUs recv, MarketSink& sink) {
  const Coin* c = find(json_member(data, "coin"));
  std::vector<std::string_view> sides;
  wire::json_items(json_member(data, "bbo"), sides);
  if (!c) return;
  if (sides.size() != 2)
    return sink.unusable("bbo of " + std::to_string(sides.size()) + " sides, expected 2");
  if (sides[0] == "null" || sides[1] == "null") return;  // nobody on that side
  const auto of = [&](int side, std::string_view key) {
    return json_member(sides[static_cast<std::size_t>(side)], key);
  };
  make_quote(sink, c->market, milliseconds(json_member(data, "time")).value_or(recv), of(0, "px"),
             of(0, "sz"), of(1, "px"), of(1, "sz"));
}

// The first message holds trades from before the session, with no sign that it does: their times say so.
void Codec::trade(std::string_view row, TsUs recv, MarketSink& sink) {
  const auto of = [&](std::string_view key) { return json_member(row, key); };
  Coin* c = find(of("coin"));
  if (!c) return;
  const std::string_view side = of("side");
  if (side != "B" && side != "A")
    return sink.unusable("side is \"" + std::string(side.substr(0, 40)) + "\", expected B or A");
  const TsUs ts = milliseconds(of("time")).value_or(recv);
  const bool history = c->seen.empty() && ts < began_ - history_before;
  if (history || !c->seen.add(of("tid"))) return;
  make_trade(sink, c->market, ts, of("px"), of("sz"), side == "B", of("tid"));
}

void Codec::book(std::string_view data, TsUs recv, MarketSink& sink) {
  const Coin* c = find(json_member(data, "coin"));
  if (!c) return;
  levels_.clear();
  int side = 0;
  json_each(json_member(data, "levels"), [&](std::string_view rows) {
    json_each(rows, [&](std::string_view row) {
      levels_.add(side == 0, json_member(row, "px"), json_member(row, "sz"));
    });
    ++side;
  });
  if (side != 2 || !levels_.good()) {
    sink.unusable(std::string(name_of(c->market.symbol)) + ": a level of the book is not usable");
    return sink.broken(c->market.symbol, "a level of the book is not usable");  // the next one is whole again
  }
  levels_.make(sink, c->market, milliseconds(json_member(data, "time")).value_or(recv), true, std::nullopt);
}

// The open bar is sent again and again: it is finished when a later one begins.
void Codec::candle(std::string_view data, MarketSink& sink) {
  const Coin* c = find(json_member(data, "s"));
  if (!c || json_member(data, "i") != tf_) return;
  const std::optional<TsUs> start = milliseconds(json_member(data, "t"));
  if (!start) return sink.unusable(std::string(name_of(c->market.symbol)) + ": a candle without its time");
  std::string& open = open_candles_[std::string(json_member(data, "s"))];
  const auto of = [&](std::string_view key) { return json_member(open, key); };
  if (const std::optional<TsUs> before = milliseconds(of("t")); before && *before != *start) {
    if (*before > *start) return;
    make_candle(sink, c->market, tf_, *before, milliseconds(of("T")).value_or(*start) + us_per_ms,
                {of("o"), of("h"), of("l"), of("c"), of("v"), of("n"), {}, {}});
  }
  open = data;
}

void Codec::context(std::string_view data, TsUs recv, MarketSink& sink) {
  Coin* c = find(json_member(data, "coin"));
  if (!c) return;
  const std::string_view ctx = json_member(data, "ctx");
  const std::string_view rate = json_member(ctx, "funding"), mark = json_member(ctx, "markPx"),
                         index = json_member(ctx, "oraclePx");
  if (rate == c->rate && mark == c->mark && index == c->index) return;
  c->rate = rate, c->mark = mark, c->index = index;
  make_funding(sink, c->market, recv, "1h",
               {rate, mark, index, (recv / us_per_hour + 1) * us_per_hour, false});
}

bool read(std::string_view body, Market of, TsUs recv, MarketSink& sink) {
  std::vector<std::string_view> sides, bids, asks;
  wire::json_items(json_member(body, "levels"), sides);
  if (sides.size() != 2) return false;
  wire::json_items(sides[0], bids);
  wire::json_items(sides[1], asks);
  if (bids.empty() || asks.empty()) return false;
  make_quote(sink, of, milliseconds(json_member(body, "time")).value_or(recv), json_member(bids[0], "px"),
             json_member(bids[0], "sz"), json_member(asks[0], "px"), json_member(asks[0], "sz"));
  return true;
}

}  // namespace

std::string coin_of(std::string_view symbol) {
  return std::string(symbol.substr(0, symbol.find('-')));
}

std::unique_ptr<MarketCodec> market_codec(const MarketRequest& request) {
  return std::make_unique<Codec>(request);
}

std::unique_ptr<MarketCodec> price_codec(const MarketRequest& request) {
  std::vector<PriceRequest> all;
  for (const std::string& s : request.symbols)
    all.push_back(
        {{intern("hyperliquid"), intern(s)}, "/info", R"({"type":"l2Book","coin":")" + coin_of(s) + "\"}"});
  return make_price_codec(std::move(all), read);
}

}  // namespace tu::venue::hyperliquid
