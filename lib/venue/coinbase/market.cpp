// Messages carry one number a connection, rising by one over all channels: a jump is a loss, after which the
// books are taken anew; a number from before is a late or doubled message, of which only trades not seen yet
// are of use. `side` of a public trade is the maker's there; ours is the aggressor's.
#include "venue/coinbase/market.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/text.h"
#include "venue/market_events.h"
#include "venue/seen.h"
#include "venue/snapshot_wait.h"
#include "wire/json_scan.h"

namespace tu::venue::coinbase {

namespace {

using wire::json_each;
using wire::json_each_member;
using wire::json_member;

constexpr DurUs candle_us = 5 * us_per_min;  // the channel's only bucket

struct Product {
  Market market;
  bool book_known = false;  // its snapshot came on this connection
  SeenTrades seen;
  TsUs candle_start = 0;  // of the bar that is still open
  std::string candle;     // its newest text
};

class Codec final : public MarketCodec {
 public:
  explicit Codec(const MarketRequest& request) : channels_(request.channels) {
    for (const std::string& s : request.symbols) products_[s].market = {intern("coinbase"), intern(s)};
  }

  void opened(MarketSink& sink) override {
    known_sequence_ = false;
    wait_.restart();
    for (auto& [name, product] : products_) product.book_known = false;
    ask(sink, "subscribe", "heartbeats");
    if (channels_ & quotes) ask(sink, "subscribe", "ticker");
    if (channels_ & trades) ask(sink, "subscribe", "market_trades");
    if (channels_ & books) ask(sink, "subscribe", "level2");
    if (channels_ & candles) ask(sink, "subscribe", "candles");
  }

  void frame(std::string_view text, TsUs recv, MarketSink& sink) override;

  void tick(TsUs now, MarketSink& sink) override {
    if (channels_ & books) wait_.tick(products_, now, sink);
  }

 private:
  void ask(MarketSink& sink, std::string_view what, std::string_view channel) {
    std::string s = "{\"type\":\"" + std::string(what) + "\",\"channel\":\"" + std::string(channel) +
                    "\",\"product_ids\":[";
    for (const auto& [name, product] : products_) s += (s.back() == '[' ? "\"" : ",\"") + name + "\"";
    sink.send(s + "]}");
  }

  // False: it is a message from before.
  bool in_sequence(std::string_view number, MarketSink& sink);
  void lost(std::int64_t count, MarketSink& sink);
  Product* product(std::string_view name) {
    const auto it = products_.find(name);
    return it == products_.end() ? nullptr : &it->second;
  }

  void tickers(std::string_view event, TsUs ts, MarketSink& sink);
  void trades_of(std::string_view event, TsUs ts, MarketSink& sink);
  void level2(std::string_view event, TsUs ts, std::int64_t sequence, MarketSink& sink);
  void candles_of(std::string_view event, MarketSink& sink);

  unsigned channels_;
  std::map<std::string, Product, std::less<>> products_;

  bool known_sequence_ = false;
  std::int64_t sequence_ = 0;
  SnapshotWait wait_;
  BookLevels levels_;
};

bool Codec::in_sequence(std::string_view number, MarketSink& sink) {
  const std::optional<std::int64_t> n = count_of(number);
  if (!n) {
    sink.unusable("sequence_num is \"" + std::string(number.substr(0, 40)) + "\", expected a whole number");
    return true;
  }
  if (known_sequence_ && *n <= sequence_) return false;
  const std::int64_t missing = known_sequence_ ? *n - sequence_ - 1 : 0;
  known_sequence_ = true;
  sequence_ = *n;
  if (missing > 0) lost(missing, sink);
  return true;
}

// The channels that begin with a snapshot are taken anew: level2 for the books, market_trades for the newest
// trades.
void Codec::lost(std::int64_t count, MarketSink& sink) {
  const std::string reason =
      "lost " + std::to_string(count) + " messages before sequence_num " + std::to_string(sequence_);
  for (auto& [name, p] : products_) {
    p.book_known = false;
    sink.broken(p.market.symbol, reason);
  }
  for (const auto& [channel, wanted] : {std::pair("level2", books), std::pair("market_trades", trades)})
    if (channels_ & wanted) {
      ask(sink, "unsubscribe", channel);
      ask(sink, "subscribe", channel);
    }
}

void Codec::frame(std::string_view text, TsUs recv, MarketSink& sink) {
  if (!wire::json_valid(text))
    return sink.unusable("the frame is not JSON: " + std::string(text.substr(0, 60)));
  std::string_view channel, timestamp, number, events, type, message;
  json_each_member(text, [&](std::string_view key, std::string_view value) {
    if (key == "channel") channel = value;
    if (key == "timestamp") timestamp = value;
    if (key == "sequence_num") number = value;
    if (key == "events") events = value;
    if (key == "type") type = value;
    if (key == "message") message = value;
  });
  if (type == "error") return sink.alert("warning", "coinbase: " + std::string(message.substr(0, 200)));
  if (channel.empty()) return sink.unusable("a frame without channel: " + std::string(text.substr(0, 60)));
  const bool current = number.data() == nullptr || in_sequence(number, sink);
  const TsUs ts = rfc3339(timestamp).value_or(recv);
  const std::int64_t sequence = sequence_;
  json_each(events, [&](std::string_view event) {
    if (channel == "market_trades") return trades_of(event, ts, sink);
    if (!current) return;
    if (channel == "ticker") return tickers(event, ts, sink);
    if (channel == "l2_data") return level2(event, ts, sequence, sink);
    if (channel == "candles") return candles_of(event, sink);
  });
}

void Codec::tickers(std::string_view event, TsUs ts, MarketSink& sink) {
  json_each(json_member(event, "tickers"), [&](std::string_view t) {
    std::string_view name, bid, bid_size, ask, ask_size;
    json_each_member(t, [&](std::string_view key, std::string_view value) {
      if (key == "product_id") name = value;
      if (key == "best_bid") bid = value;
      if (key == "best_bid_quantity") bid_size = value;
      if (key == "best_ask") ask = value;
      if (key == "best_ask_quantity") ask_size = value;
    });
    if (const Product* p = product(name)) make_quote(sink, p->market, ts, bid, bid_size, ask, ask_size);
  });
}

// The newest stands first. A snapshot at the beginning is history from before the session, of which only the
// ids are kept; after a loss or a new connection it is what may have been missed.
void Codec::trades_of(std::string_view event, TsUs ts, MarketSink& sink) {
  struct Trade {
    Product* product;
    std::string_view id, price, size, side, time;
  };
  const bool snapshot = json_member(event, "type") == "snapshot";
  std::vector<Trade> found;
  std::map<const Product*, bool> unknown;
  json_each(json_member(event, "trades"), [&](std::string_view t) {
    Trade trade{};
    std::string_view name;
    json_each_member(t, [&](std::string_view key, std::string_view value) {
      if (key == "trade_id") trade.id = value;
      if (key == "product_id") name = value;
      if (key == "price") trade.price = value;
      if (key == "size") trade.size = value;
      if (key == "side") trade.side = value;
      if (key == "time") trade.time = value;
    });
    trade.product = product(name);
    if (!trade.product) return;
    unknown.try_emplace(trade.product, trade.product->seen.empty());
    found.push_back(trade);
  });
  std::reverse(found.begin(), found.end());
  std::stable_sort(found.begin(), found.end(),
                   [](const Trade& a, const Trade& b) { return a.time < b.time; });
  for (const Trade& t : found) {
    if (t.side != "BUY" && t.side != "SELL") {
      sink.unusable("side is \"" + std::string(t.side.substr(0, 40)) + "\", expected BUY or SELL");
      continue;
    }
    if (!t.product->seen.add(t.id) || (snapshot && unknown[t.product])) continue;
    make_trade(sink, t.product->market, rfc3339(t.time).value_or(ts), t.price, t.size, t.side == "SELL",
               t.id);
  }
}

void Codec::level2(std::string_view event, TsUs ts, std::int64_t sequence, MarketSink& sink) {
  std::string_view type, name, updates;
  json_each_member(event, [&](std::string_view key, std::string_view value) {
    if (key == "type") type = value;
    if (key == "product_id") name = value;
    if (key == "updates") updates = value;
  });
  Product* p = product(name);
  if (!p || !(channels_ & books)) return;
  const bool snapshot = type == "snapshot";
  if (!snapshot && !p->book_known) return;  // of a book that is asked for anew
  levels_.clear();
  bool sides = true;
  json_each(updates, [&](std::string_view u) {
    std::string_view side, price, size;
    json_each_member(u, [&](std::string_view key, std::string_view value) {
      if (key == "side") side = value;
      if (key == "price_level") price = value;
      if (key == "new_quantity") size = value;
    });
    const bool bid = side == "bid", offer = side == "offer" || side == "ask";
    if (!bid && !offer)
      sides = false;
    else
      levels_.add(bid, price, size);
  });
  if (!sides || !levels_.good()) {
    sink.unusable(name.empty() ? "a book without product"
                               : std::string(name) + ": a level of the book is not usable");
    p->book_known = false;
    sink.broken(p->market.symbol, "a level of the book is not usable");
    ask(sink, "unsubscribe", "level2");
    ask(sink, "subscribe", "level2");
    return;
  }
  p->book_known = true;
  if (snapshot || !levels_.empty()) levels_.make(sink, p->market, ts, snapshot, sequence);
}

// The open bar is sent again and again: it is finished when a later one begins. What was finished before the
// first message is history.
void Codec::candles_of(std::string_view event, MarketSink& sink) {
  struct Bar {
    TsUs start;
    std::string_view text;
    Product* product;
  };
  std::vector<Bar> bars;
  json_each(json_member(event, "candles"), [&](std::string_view c) {
    const std::optional<std::int64_t> start = text::to_integer(json_member(c, "start"));
    Product* p = product(json_member(c, "product_id"));
    if (p && start && *start > 0 && *start < ts_limit / us_per_s) bars.push_back({*start * us_per_s, c, p});
  });
  std::stable_sort(bars.begin(), bars.end(), [](const Bar& a, const Bar& b) { return a.start < b.start; });
  std::set<const Product*> first;
  for (const Bar& b : bars)
    if (b.product->candle_start == 0) first.insert(b.product);
  for (const Bar& b : bars) {
    Product& p = *b.product;
    if (b.start < p.candle_start) continue;
    if (b.start > p.candle_start && !first.contains(&p)) {
      const auto of = [&](std::string_view key) { return json_member(p.candle, key); };
      make_candle(sink, p.market, "5m", p.candle_start, p.candle_start + candle_us,
                  {of("open"), of("high"), of("low"), of("close"), of("volume"), {}, {}, {}});
    }
    p.candle_start = b.start;
    p.candle = b.text;
  }
}

}  // namespace

std::unique_ptr<MarketCodec> market_codec(const MarketRequest& request) {
  return std::make_unique<Codec>(request);
}

}  // namespace tu::venue::coinbase
