#include "venue/bitfinex/market.h"

#include <algorithm>
#include <map>

#include "base/text.h"
#include "venue/seen.h"
#include "venue/snapshot_wait.h"
#include "wire/json_scan.h"

namespace tu::venue::bitfinex {

namespace {

using wire::json_each;
using wire::json_items;
using wire::json_member;

// Numbers on all messages, and checksums of books.
constexpr std::string_view configuration = R"({"event":"conf","flags":196608})";

struct Symbol {
  Market market;
  std::string native;
  TextBook book;
  bool book_known = false;
  SeenTrades seen;
  TsUs candle_start = 0;  // of the bar that is still open
  std::string candle;
};

enum class About : unsigned char { ticker, trades, book, candles };

struct Subscription {
  About about;
  Symbol* symbol;
};

class Codec final : public MarketCodec {
 public:
  explicit Codec(const MarketRequest& request)
      : channels_(request.channels), tf_(request.tf.empty() ? "1m" : request.tf) {
    for (const std::string& s : request.symbols) {
      Symbol& symbol = symbols_[native_symbol(s)];
      symbol.market = {intern("bitfinex"), intern(s)};
      symbol.native = native_symbol(s);
    }
  }

  void opened(MarketSink& sink) override {
    subscriptions_.clear();
    known_sequence_ = false;
    wait_.restart();
    sink.send(configuration);
    for (auto& [name, s] : symbols_) {
      s.book_known = false;
      if (channels_ & quotes) ask(sink, R"("channel":"ticker","symbol":")" + name + "\"");
      if (channels_ & trades) ask(sink, R"("channel":"trades","symbol":")" + name + "\"");
      if (channels_ & books) ask_book(sink, name);
      if (channels_ & candles)
        ask(sink, R"("channel":"candles","key":"trade:)" + frame_of(tf_) + ":" + name + "\"");
    }
  }

  void frame(std::string_view text, TsUs recv, MarketSink& sink) override;

  void tick(TsUs now, MarketSink& sink) override {
    if (channels_ & books) wait_.tick(symbols_, now, sink);
  }

 private:
  static void ask(MarketSink& sink, const std::string& what) {
    sink.send(R"({"event":"subscribe",)" + what + "}");
  }
  static void ask_book(MarketSink& sink, const std::string& name) {
    ask(sink, R"("channel":"book","symbol":")" + name + R"(","prec":"P0","freq":"F0","len":"100")");
  }
  void event(std::string_view text, MarketSink& sink);
  void subscribed(std::string_view text);
  bool in_sequence(const std::vector<std::string_view>& items, MarketSink& sink);
  void ticker(Symbol& s, std::string_view row, TsUs recv, MarketSink& sink);
  void trade(Symbol& s, std::string_view row, bool history, MarketSink& sink);
  void book(Symbol& s, std::string_view payload, std::int64_t channel, TsUs recv, MarketSink& sink);
  void book_again(Symbol& s, std::int64_t channel, const std::string& reason, MarketSink& sink);
  void candle(Symbol& s, std::string_view row, bool history, MarketSink& sink);
  static bool is_list(std::string_view payload) {  // of rows, and not one row
    const std::size_t first = wire::json_skip_blanks(payload, 1);
    return payload.starts_with('[') && first < payload.size() &&
           (payload[first] == '[' || payload[first] == ']');
  }

  unsigned channels_;
  std::string tf_;
  std::map<std::string, Symbol, std::less<>> symbols_;

  std::map<std::int64_t, Subscription> subscriptions_;  // by the venue's number
  bool known_sequence_ = false;
  std::int64_t sequence_ = 0;
  SnapshotWait wait_;
  BookLevels levels_;
  std::vector<std::string_view> items_, row_;
};

void Codec::frame(std::string_view text, TsUs recv, MarketSink& sink) {
  if (!wire::json_valid(text))
    return sink.unusable("the frame is not JSON: " + std::string(text.substr(0, 60)));
  if (text.starts_with('{')) return event(text, sink);
  json_items(text, items_);
  const auto channel = items_.size() < 2 ? std::nullopt : text::to_integer(items_[0]);
  if (!channel) return sink.unusable("a frame without channel: " + std::string(text.substr(0, 60)));
  if (!in_sequence(items_, sink)) return;
  const auto it = subscriptions_.find(*channel);
  if (it == subscriptions_.end()) return;  // one that was given up
  Symbol& s = *it->second.symbol;
  const std::string_view what = items_[1];
  if (what == "hb") return;
  if (what == "cs") {
    const std::string ours = std::to_string(checksum(s.book));
    if (s.book_known && items_.size() > 2 && items_[2] != ours)
      book_again(s, *channel, "checksum is " + ours + ", expected " + std::string(items_[2].substr(0, 20)),
                 sink);
    return;
  }
  switch (it->second.about) {
    case About::ticker:
      return ticker(s, what, recv, sink);
    case About::book:
      return book(s, what, *channel, recv, sink);
    case About::trades:
      // te is the trade, tu the same with its final id.
      if ((what == "te" || what == "tu") && items_.size() > 2) return trade(s, items_[2], false, sink);
      if (is_list(what)) {  // the newest first; the first list is from before the session
        const bool history = s.seen.empty();
        std::vector<std::string_view> rows;
        json_items(what, rows);
        for (auto row = rows.rbegin(); row != rows.rend(); ++row) trade(s, *row, history, sink);
      }
      return;
    case About::candles:
      if (!is_list(what)) return candle(s, what, false, sink);
      const bool history = s.candle_start == 0;
      std::vector<std::string_view> rows;
      json_items(what, rows);
      for (auto row = rows.rbegin(); row != rows.rend(); ++row) candle(s, *row, history, sink);
      return;
  }
}

void Codec::event(std::string_view text, MarketSink& sink) {
  const std::string_view kind = json_member(text, "event");
  if (kind == "subscribed") return subscribed(text);
  if (kind == "error")
    return sink.alert("warning",
                      "bitfinex: " + unescaped(json_member(text, "msg").substr(0, 120), sink.arena()) + " " +
                          std::string(json_member(text, "symbol").substr(0, 40)));
  if (kind != "info") return;
  const std::string_view code = json_member(text, "code");
  if (code == "20051") return sink.reconnect("the venue asks for a new connection");
  if (code == "20061") return sink.reconnect("maintenance is over");
  if (code == "20060" || json_member(json_member(text, "platform"), "status") == "0")
    sink.alert("warning", "bitfinex: maintenance");
}

void Codec::subscribed(std::string_view text) {
  const auto channel = text::to_integer(json_member(text, "chanId"));
  const std::string_view kind = json_member(text, "channel");
  std::string_view name = json_member(text, "symbol");
  if (kind == "candles") {  // "trade:1m:tBTCUSD", and names may hold a colon
    name = json_member(text, "key");
    for (int i = 0; i < 2; ++i) name.remove_prefix(std::min(name.find(':') + 1, name.size()));
  }
  const auto it = symbols_.find(name);
  if (!channel || it == symbols_.end()) return;
  const About about = kind == "ticker"   ? About::ticker
                      : kind == "trades" ? About::trades
                      : kind == "book"   ? About::book
                                         : About::candles;
  if (about == About::book)
    std::erase_if(subscriptions_, [&](const auto& s) {
      return s.second.about == About::book && s.second.symbol == &it->second;
    });
  subscriptions_[*channel] = {about, &it->second};
}

// With the flag set each message ends with a number, rising by one over all channels.
bool Codec::in_sequence(const std::vector<std::string_view>& items, MarketSink& sink) {
  const bool named = items[1] == "te" || items[1] == "tu" || items[1] == "cs";
  const std::size_t place = named ? 3 : 2;
  const auto number = items.size() > place ? count_of(items[place]) : std::nullopt;
  if (!number) return true;  // the venue does not number
  if (known_sequence_ && *number <= sequence_) return false;
  const std::int64_t missing = known_sequence_ ? *number - sequence_ - 1 : 0;
  known_sequence_ = true;
  sequence_ = *number;
  if (missing == 0) return true;
  const std::string reason =
      "lost " + std::to_string(missing) + " messages before number " + std::to_string(*number);
  for (auto& [name, s] : symbols_) {
    s.book_known = false;
    sink.broken(s.market.symbol, reason);
  }
  sink.reconnect(reason);
  return true;
}

void Codec::ticker(Symbol& s, std::string_view row, TsUs recv, MarketSink& sink) {
  json_items(row, row_);
  if (row_.size() < 4)
    return sink.unusable(s.native + ": a ticker of " + std::to_string(row_.size()) + " columns, expected 10");
  make_quote(sink, s.market, recv, row_[0], row_[1], row_[2], row_[3]);
}

void Codec::trade(Symbol& s, std::string_view row, bool history, MarketSink& sink) {
  json_items(row, row_);
  const std::optional<TsUs> ts = row_.size() < 4 ? std::nullopt : milliseconds(row_[1]);
  if (!ts) return sink.unusable(s.native + ": a trade that is not [ID, MTS, AMOUNT, PRICE]");
  if (!s.seen.add(row_[0]) || history) return;
  const bool sold = row_[2].starts_with('-');
  make_trade(sink, s.market, *ts, row_[3], row_[2].substr(sold ? 1 : 0), !sold, row_[0]);
}

void Codec::book(Symbol& s, std::string_view payload, std::int64_t channel, TsUs recv, MarketSink& sink) {
  const bool snapshot = is_list(payload);
  if (!snapshot && !s.book_known) return;  // of a book that is asked for anew
  if (snapshot) s.book.clear();
  levels_.clear();
  bool good = true;
  const auto level =
      [&](std::string_view row) {  // [PRICE, COUNT, AMOUNT]: COUNT 0 removes, the sign is the side
        json_items(row, row_);
        if (row_.size() < 3) return void(good = false);
        const bool bid = !row_[2].starts_with('-');
        const std::string_view size = row_[1] == "0" ? "0" : row_[2].substr(bid ? 0 : 1);
        good = good && s.book.set(bid, row_[0], size) && levels_.add(bid, row_[0], size);
      };
  if (snapshot)
    json_each(payload, level);
  else
    level(payload);
  if (!good) return book_again(s, channel, "a level of the book is not usable", sink);
  s.book_known = true;
  levels_.make(sink, s.market, recv, snapshot, std::nullopt);
}

void Codec::book_again(Symbol& s, std::int64_t channel, const std::string& reason, MarketSink& sink) {
  s.book_known = false;
  subscriptions_.erase(channel);
  sink.broken(s.market.symbol, reason);
  sink.send("{\"event\":\"unsubscribe\",\"chanId\":" + std::to_string(channel) + "}");
  ask_book(sink, s.native);
}

// The open bar is sent again with each trade: it is finished when a later one begins.
void Codec::candle(Symbol& s, std::string_view row, bool history, MarketSink& sink) {
  json_items(row, row_);
  const std::optional<TsUs> start = row_.size() < 6 ? std::nullopt : milliseconds(row_[0]);
  if (!start) return sink.unusable(s.native + ": a candle that is not [MTS, OPEN, CLOSE, HIGH, LOW, VOLUME]");
  if (*start < s.candle_start) return;
  if (*start > s.candle_start && s.candle_start != 0 && !history) {
    json_items(s.candle, row_);
    make_candle(sink, s.market, tf_, s.candle_start, s.candle_start + parse_duration(tf_).value_or(0),
                {row_[1], row_[3], row_[4], row_[2], row_[5], {}, {}, {}});
  }
  s.candle_start = *start;
  s.candle = row;
}

}  // namespace

std::unique_ptr<MarketCodec> market_codec(const MarketRequest& request) {
  return std::make_unique<Codec>(request);
}

}  // namespace tu::venue::bitfinex
