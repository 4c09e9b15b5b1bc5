#include "venue/kraken/market.h"

#include <algorithm>
#include <map>

#include "base/text.h"
#include "venue/crc32.h"
#include "venue/seen.h"
#include "venue/snapshot_wait.h"
#include "wire/json_scan.h"

namespace tu::venue::kraken {

namespace {

using wire::json_each;
using wire::json_each_member;
using wire::json_member;

constexpr std::size_t depth = 100;  // levels a side that are subscribed

struct Pair {
  Market market;
  TextBook book;
  bool book_known = false;
  SeenTrades seen;
  TsUs candle_start = 0;  // of the bar that is still open
  std::string candle;
};

class Codec final : public MarketCodec {
 public:
  explicit Codec(const MarketRequest& request)
      : channels_(request.channels), tf_(request.tf.empty() ? "1m" : request.tf) {
    for (const std::string& s : request.symbols)
      pairs_[native_symbol(s)].market = {intern("kraken"), intern(s)};
  }

  void opened(MarketSink& sink) override {
    wait_.restart();
    for (auto& [name, pair] : pairs_) pair.book_known = false;
    if (channels_ & quotes) ask(sink, "subscribe", "ticker", R"("event_trigger":"bbo","snapshot":true)");
    if (channels_ & trades) ask(sink, "subscribe", "trade", R"("snapshot":true)");
    if (channels_ & books)
      ask(sink, "subscribe", "book", "\"depth\":" + std::to_string(depth) + ",\"snapshot\":true");
    if (channels_ & candles)
      ask(sink, "subscribe", "ohlc",
          "\"interval\":" + std::to_string(minutes_of(tf_)) + ",\"snapshot\":true");
  }

  void frame(std::string_view text, TsUs recv, MarketSink& sink) override;

  void tick(TsUs now, MarketSink& sink) override {
    if (channels_ & books) wait_.tick(pairs_, now, sink);
  }

 private:
  void ask(MarketSink& sink, std::string_view what, std::string_view channel, std::string_view more,
           std::string_view only = {}) {
    std::string s = "{\"method\":\"" + std::string(what) + "\",\"params\":{\"channel\":\"" +
                    std::string(channel) + "\",\"symbol\":[";
    for (const auto& [name, pair] : pairs_)
      if (only.empty() || only == name) s += (s.back() == '[' ? "\"" : ",\"") + name + "\"";
    sink.send(s + "]," + std::string(more) + "},\"req_id\":" + std::to_string(++request_) + "}");
  }
  Pair* find(std::string_view name, Arena& arena) {
    const auto it = pairs_.find(unescaped(name, arena));
    return it == pairs_.end() ? nullptr : &it->second;
  }

  void ticker(std::string_view row, TsUs recv, MarketSink& sink);
  void trade(std::string_view row, TsUs recv, bool snapshot, bool history, MarketSink& sink);
  void trades_of(std::string_view data, bool snapshot, TsUs recv, MarketSink& sink);
  void book(std::string_view row, bool snapshot, TsUs recv, MarketSink& sink);
  void book_again(std::string_view name, Pair& pair, const std::string& reason, MarketSink& sink);
  void ohlc(std::string_view data, MarketSink& sink);

  unsigned channels_;
  std::string tf_;
  std::map<std::string, Pair, std::less<>> pairs_;

  SnapshotWait wait_;
  int request_ = 0;
  BookLevels levels_;
};

void Codec::frame(std::string_view text, TsUs recv, MarketSink& sink) {
  if (!wire::json_valid(text))
    return sink.unusable("the frame is not JSON: " + std::string(text.substr(0, 60)));
  std::string_view channel, type, data, success, error;
  json_each_member(text, [&](std::string_view key, std::string_view value) {
    if (key == "channel") channel = value;
    if (key == "type") type = value;
    if (key == "data") data = value;
    if (key == "success") success = value;
    if (key == "error") error = value;
  });
  if (success == "false" || !error.empty())
    return sink.alert("warning", "kraken: " + unescaped(error.substr(0, 200), sink.arena()));
  const bool snapshot = type == "snapshot";
  if (channel == "trade") return trades_of(data, snapshot, recv, sink);
  if (channel == "ohlc") return ohlc(data, sink);
  json_each(data, [&](std::string_view row) {
    if (channel == "ticker") return ticker(row, recv, sink);
    if (channel == "book") return book(row, snapshot, recv, sink);
    if (channel == "status" && json_member(row, "system") != "online")
      sink.alert("warning", "kraken: the system is " + std::string(json_member(row, "system").substr(0, 40)));
  });
}

void Codec::ticker(std::string_view row, TsUs recv, MarketSink& sink) {
  std::string_view name, bid, bid_size, ask, ask_size, time;
  json_each_member(row, [&](std::string_view key, std::string_view value) {
    if (key == "symbol") name = value;
    if (key == "bid") bid = value;
    if (key == "bid_qty") bid_size = value;
    if (key == "ask") ask = value;
    if (key == "ask_qty") ask_size = value;
    if (key == "timestamp") time = value;
  });
  if (const Pair* p = find(name, sink.arena()))
    make_quote(sink, p->market, rfc3339(time).value_or(recv), bid, bid_size, ask, ask_size);
}

// The first snapshot is history from before the session, of which only the ids are kept; a later one holds
// what may have been missed.
void Codec::trades_of(std::string_view data, bool snapshot, TsUs recv, MarketSink& sink) {
  std::map<const Pair*, bool> unknown;
  json_each(data, [&](std::string_view row) {
    std::string_view name, side, price, size, id, time;
    json_each_member(row, [&](std::string_view key, std::string_view value) {
      if (key == "symbol") name = value;
      if (key == "side") side = value;
      if (key == "price") price = value;
      if (key == "qty") size = value;
      if (key == "trade_id") id = value;
      if (key == "timestamp") time = value;
    });
    Pair* p = find(name, sink.arena());
    if (!p) return;
    unknown.try_emplace(p, p->seen.empty());
    if (side != "buy" && side != "sell")
      return sink.unusable("side is \"" + std::string(side.substr(0, 40)) + "\", expected buy or sell");
    if (!p->seen.add(id) || (snapshot && unknown[p])) return;
    make_trade(sink, p->market, rfc3339(time).value_or(recv), price, size, side == "buy", id);
  });
}

void Codec::book(std::string_view row, bool snapshot, TsUs recv, MarketSink& sink) {
  std::string_view name, bids, asks, sum, time;
  json_each_member(row, [&](std::string_view key, std::string_view value) {
    if (key == "symbol") name = value;
    if (key == "bids") bids = value;
    if (key == "asks") asks = value;
    if (key == "checksum") sum = value;
    if (key == "timestamp") time = value;
  });
  Pair* p = find(name, sink.arena());
  if (!p || (!snapshot && !p->book_known)) return;  // of a book that is asked for anew
  if (snapshot) p->book.clear();
  levels_.clear();
  bool good = true;
  for (const bool bid : {true, false})
    json_each(bid ? bids : asks, [&](std::string_view level) {
      const std::string_view price = json_member(level, "price"), size = json_member(level, "qty");
      good = good && p->book.set(bid, price, size) && levels_.add(bid, price, size);
    });
  const std::string pair = unescaped(name, sink.arena());
  if (!good) return book_again(pair, *p, "a level of the book is not usable", sink);
  p->book.cut(depth, levels_);
  const std::uint32_t ours = checksum(p->book);
  if (sum.data() != nullptr && sum != std::to_string(ours))
    return book_again(pair, *p,
                      "checksum is " + std::to_string(ours) + ", expected " + std::string(sum.substr(0, 20)),
                      sink);
  p->book_known = true;
  if (snapshot || !levels_.empty())
    levels_.make(sink, p->market, rfc3339(time).value_or(recv), snapshot, std::nullopt);
}

void Codec::book_again(std::string_view name, Pair& pair, const std::string& reason, MarketSink& sink) {
  pair.book_known = false;
  sink.broken(pair.market.symbol, reason);
  const std::string of = "\"depth\":" + std::to_string(depth);
  ask(sink, "unsubscribe", "book", of, name);
  ask(sink, "subscribe", "book", of + ",\"snapshot\":true", name);
}

// The open bar is sent again with each trade: it is finished when a later one begins. What was finished
// before the first message is history.
void Codec::ohlc(std::string_view data, MarketSink& sink) {
  std::map<const Pair*, bool> unknown;
  json_each(data, [&](std::string_view row) {
    Pair* p = find(json_member(row, "symbol"), sink.arena());
    const std::optional<TsUs> start = rfc3339(json_member(row, "interval_begin"));
    if (!p) return;
    if (!start)
      return sink.unusable(std::string(name_of(p->market.symbol)) + ": a candle without interval_begin");
    unknown.try_emplace(p, p->candle_start == 0);
    if (*start < p->candle_start) return;
    if (*start > p->candle_start && !unknown[p]) {
      const auto of = [&](std::string_view key) { return json_member(p->candle, key); };
      make_candle(sink, p->market, tf_, p->candle_start, p->candle_start + minutes_of(tf_) * us_per_min,
                  {of("open"), of("high"), of("low"), of("close"), of("volume"), of("trades"), {}, {}});
    }
    p->candle_start = *start;
    p->candle = row;
  });
}

}  // namespace

std::string native_symbol(std::string_view symbol) {
  std::string s(symbol);
  std::replace(s.begin(), s.end(), '-', '/');
  return s;
}

int minutes_of(std::string_view tf) {
  const std::optional<DurUs> d = parse_duration(tf);
  for (const int minutes : {1, 5, 15, 30, 60, 240, 1440, 10080})
    if (d && *d == minutes * us_per_min) return minutes;
  return 0;
}

std::uint32_t checksum(const TextBook& book) {
  std::string text;
  const auto digits = [&](std::string_view number) {
    bool begun = false;
    for (char c : number) {
      begun = begun || (c >= '1' && c <= '9');
      if (begun && c != '.') text += c;
    }
  };
  for (const bool bid : {false, true})
    book.best(bid, 10, [&](const TextBook::Level& level) {
      digits(level.price);
      digits(level.size);
    });
  return crc32(text);
}

std::unique_ptr<MarketCodec> market_codec(const MarketRequest& request) {
  return std::make_unique<Codec>(request);
}

}  // namespace tu::venue::kraken
