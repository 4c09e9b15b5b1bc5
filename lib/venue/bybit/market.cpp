#include "venue/bybit/market.h"

#include <algorithm>
#include <map>

#include "base/text.h"
#include "venue/price_codec.h"
#include "venue/seen.h"
#include "venue/snapshot_wait.h"
#include "venue/text_book.h"
#include "wire/json_scan.h"

namespace tu::venue::bybit {

namespace {

using wire::json_each;
using wire::json_each_member;
using wire::json_member;

constexpr DurUs ping_every = 20 * us_per_s;
constexpr std::size_t args_a_message = 10;  // spot takes no more
constexpr std::string_view best = "orderbook.1.", deep = "orderbook.200.";

struct Symbol {
  Market market;
  bool perpetual = false;
  TextBook top;  // of orderbook.1, which carries the best prices
  bool book_known = false;
  std::int64_t update = 0;
  SeenTrades seen;
  // A linear ticker says what changed; what it does not say stays.
  std::string rate, mark, index, next, hours = "8", next_told;
};

class Codec final : public MarketCodec {
 public:
  explicit Codec(const MarketRequest& request)
      : channels_(request.channels), tf_(request.tf.empty() ? "1m" : request.tf) {
    for (const std::string& s : request.symbols) {
      Symbol& symbol = symbols_[native_symbol(s)];
      symbol.market = {intern("bybit"), intern(s)};
      symbol.perpetual = s.ends_with("-PERP");
    }
  }

  void opened(MarketSink& sink) override {
    pinged_ = 0;
    wait_.restart();
    std::vector<std::string> topics;
    for (auto& [name, s] : symbols_) {
      s.book_known = false;
      s.top.clear();
      if (channels_ & quotes) topics.push_back(std::string(best) + name);
      if (channels_ & books) topics.push_back(std::string(deep) + name);
      if (channels_ & trades) topics.push_back("publicTrade." + name);
      if (channels_ & candles) topics.push_back("kline." + interval_of(tf_) + "." + name);
      if ((channels_ & funding) && s.perpetual) topics.push_back("tickers." + name);
    }
    ask(sink, "subscribe", topics);
  }

  void frame(std::string_view text, TsUs recv, MarketSink& sink) override;

  void tick(TsUs now, MarketSink& sink) override {
    if (now - pinged_ >= ping_every) {
      pinged_ = now;
      sink.send(R"({"op":"ping"})");
    }
    if (channels_ & books) wait_.tick(symbols_, now, sink);
  }

 private:
  void ask(MarketSink& sink, std::string_view op, const std::vector<std::string>& topics) {
    for (std::size_t from = 0; from < topics.size(); from += args_a_message) {
      std::string s = "{\"op\":\"" + std::string(op) + "\",\"args\":[";
      for (std::size_t k = from; k < std::min(topics.size(), from + args_a_message); ++k)
        s += (k > from ? ",\"" : "\"") + topics[k] + "\"";
      sink.send(s + "]}");
    }
  }
  bool levels(std::string_view rows, bool bid, TextBook* top);
  void best_prices(Symbol& s, std::string_view data, bool snapshot, TsUs ts, MarketSink& sink);
  void book(const std::string& name, Symbol& s, std::string_view data, bool snapshot, TsUs ts,
            MarketSink& sink);
  void trade(Symbol& s, std::string_view row, TsUs ts, MarketSink& sink);
  void kline(Symbol& s, std::string_view row, MarketSink& sink);
  void ticker(Symbol& s, std::string_view data, TsUs ts, MarketSink& sink);

  unsigned channels_;
  std::string tf_;
  std::map<std::string, Symbol, std::less<>> symbols_;

  TsUs pinged_ = 0;
  SnapshotWait wait_;
  BookLevels levels_;
};

void Codec::frame(std::string_view text, TsUs recv, MarketSink& sink) {
  if (!wire::json_valid(text))
    return sink.unusable("the frame is not JSON: " + std::string(text.substr(0, 60)));
  std::string_view topic, type, time, data, success, message;
  json_each_member(text, [&](std::string_view key, std::string_view value) {
    if (key == "topic") topic = value;
    if (key == "type") type = value;
    if (key == "ts") time = value;
    if (key == "data") data = value;
    if (key == "success") success = value;
    if (key == "ret_msg") message = value;
  });
  if (success == "false")
    return sink.alert("warning", "bybit: " + unescaped(message.substr(0, 200), sink.arena()));
  if (topic.empty()) return;  // an acknowledgement, a pong
  const auto it = symbols_.find(topic.substr(topic.rfind('.') + 1));
  if (it == symbols_.end()) return;
  Symbol& s = it->second;
  const TsUs ts = milliseconds(time).value_or(recv);
  if (topic.starts_with(best)) return best_prices(s, data, type == "snapshot", ts, sink);
  if (topic.starts_with("orderbook.")) return book(it->first, s, data, type == "snapshot", ts, sink);
  if (topic.starts_with("tickers.")) return ticker(s, data, ts, sink);
  json_each(data, [&](std::string_view row) {
    if (topic.starts_with("kline.")) return kline(s, row, sink);
    if (topic.starts_with("publicTrade.") || topic.starts_with("trade.")) return trade(s, row, ts, sink);
  });
}

// Into levels_, or, where given, into the small book of the best prices.
bool Codec::levels(std::string_view rows, bool bid, TextBook* top) {
  bool good = true;
  json_each(rows, [&](std::string_view row) {
    std::string_view pair[2];
    int n = 0;
    json_each(row, [&](std::string_view item) {
      if (n < 2) pair[n++] = item;
    });
    good = good && n == 2 && (top ? top->set(bid, pair[0], pair[1]) : levels_.add(bid, pair[0], pair[1]));
  });
  return good;
}

void Codec::best_prices(Symbol& s, std::string_view data, bool snapshot, TsUs ts, MarketSink& sink) {
  if (snapshot) s.top.clear();
  if (!levels(json_member(data, "b"), true, &s.top) || !levels(json_member(data, "a"), false, &s.top)) {
    s.top.clear();
    return sink.unusable(std::string(name_of(s.market.symbol)) + ": a best price is not usable");
  }
  TextBook::Level bid, ask;
  s.top.best(true, 1, [&](const TextBook::Level& l) { bid = l; });
  s.top.best(false, 1, [&](const TextBook::Level& l) { ask = l; });
  make_quote(sink, s.market, ts, bid.price, bid.size, ask.price, ask.size);
}

// u rises by one with each message of a topic; a snapshot at any time, or u = 1 after a restart, begins anew.
void Codec::book(const std::string& name, Symbol& s, std::string_view data, bool snapshot, TsUs ts,
                 MarketSink& sink) {
  const auto update = count_of(json_member(data, "u"));
  snapshot = snapshot || update == 1;
  if (!snapshot && !s.book_known) return;  // of a book that is asked for anew
  std::string broken;
  if (!snapshot && update && *update <= s.update) return;  // doubled
  if (!snapshot && update && *update != s.update + 1)
    broken = "update " + std::to_string(*update) + " after " + std::to_string(s.update);
  levels_.clear();
  if (broken.empty() &&
      (!levels(json_member(data, "b"), true, nullptr) || !levels(json_member(data, "a"), false, nullptr)))
    broken = "a level of the book is not usable";
  if (!broken.empty()) {
    s.book_known = false;
    sink.broken(s.market.symbol, broken);
    ask(sink, "unsubscribe", {std::string(deep) + name});
    return ask(sink, "subscribe", {std::string(deep) + name});
  }
  s.book_known = true;
  s.update = update.value_or(s.update + 1);
  if (snapshot || !levels_.empty()) levels_.make(sink, s.market, ts, snapshot, update);
}

void Codec::trade(Symbol& s, std::string_view row, TsUs ts, MarketSink& sink) {
  const auto of = [&](std::string_view key) { return json_member(row, key); };
  const std::string_view side = of("S");
  if (side != "Buy" && side != "Sell")
    return sink.unusable("S is \"" + std::string(side.substr(0, 40)) + "\", expected Buy or Sell");
  if (of("BT") == "true" || !s.seen.add(of("i"))) return;  // block trades are made beside the book
  make_trade(sink, s.market, milliseconds(of("T")).value_or(ts), of("p"), of("v"), side == "Buy", of("i"));
}

void Codec::kline(Symbol& s, std::string_view row, MarketSink& sink) {
  const auto of = [&](std::string_view key) { return json_member(row, key); };
  if (of("confirm") != "true") return;
  const std::optional<TsUs> start = milliseconds(of("start")), last = milliseconds(of("end"));
  if (!start || !last)
    return sink.unusable(std::string(name_of(s.market.symbol)) + ": a kline without its times");
  make_candle(sink, s.market, tf_, *start, *last + us_per_ms,
              {of("open"), of("high"), of("low"), of("close"), of("volume"), {}, of("turnover"), {}});
}

void Codec::ticker(Symbol& s, std::string_view data, TsUs ts, MarketSink& sink) {
  bool changed = false;
  json_each_member(data, [&](std::string_view key, std::string_view value) {
    std::string* field = key == "fundingRate"           ? &s.rate
                         : key == "markPrice"           ? &s.mark
                         : key == "indexPrice"          ? &s.index
                         : key == "nextFundingTime"     ? &s.next
                         : key == "fundingIntervalHour" ? &s.hours
                                                        : nullptr;
    if (field && *field != value) *field = value, changed = true;
  });
  if (!changed || s.rate.empty()) return;
  make_funding(sink, s.market, ts, s.hours + "h",
               {s.rate, s.mark, s.index, milliseconds(s.next).value_or(0), false});
}

bool read(std::string_view body, Market of, TsUs recv, MarketSink& sink) {
  bool found = false;
  const TsUs ts = milliseconds(json_member(body, "time")).value_or(recv);
  json_each(json_member(json_member(body, "result"), "list"), [&](std::string_view row) {
    const auto field = [&](std::string_view key) { return json_member(row, key); };
    if (field("bid1Price").empty()) return;
    make_quote(sink, of, ts, field("bid1Price"), field("bid1Size"), field("ask1Price"), field("ask1Size"));
    found = true;
  });
  return found;
}

}  // namespace

std::string native_symbol(std::string_view symbol) {
  std::string s(symbol);
  if (s.ends_with("-PERP")) s.resize(s.size() - 5);
  std::erase(s, '-');
  return s;
}

std::string interval_of(std::string_view tf) {
  const std::optional<DurUs> d = parse_duration(tf);
  for (const int minutes : {1, 3, 5, 15, 30, 60, 120, 240, 360, 720})
    if (d && *d == minutes * us_per_min) return std::to_string(minutes);
  return d == us_per_day ? "D" : "";
}

std::unique_ptr<MarketCodec> market_codec(const MarketRequest& request) {
  return std::make_unique<Codec>(request);
}

std::unique_ptr<MarketCodec> price_codec(const MarketRequest& request) {
  return make_price_codec(price_requests("bybit", request,
                                         [](const std::string& s) {
                                           return std::string("/v5/market/tickers?category=") +
                                                  (s.ends_with("-PERP") ? "linear" : "spot") +
                                                  "&symbol=" + native_symbol(s);
                                         }),
                          read);
}

}  // namespace tu::venue::bybit
