#include "venue/binance/market.h"

#include <algorithm>
#include <map>

#include "base/text.h"
#include "venue/binance/depth.h"
#include "venue/binance/trades.h"
#include "wire/json_scan.h"

namespace tu::venue::binance {

namespace {

using wire::json_member;

constexpr std::size_t streams_a_message = 100;
constexpr DurUs retry_first = us_per_s, retry_most = 30 * us_per_s;

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

struct Symbol {
  explicit Symbol(const Trades::Setup& s)
      : market(s.market), contract(s.contract), depth(s.kind, s.market, s.contract), trades(s) {}
  Market market;
  double contract;
  Depth depth;
  Trades trades;
  DurUs retry = 0;    // of the book's snapshot; 0: at once
  TsUs retry_at = 0;  // 0: when the next tick says what time it is
  TsUs funding_next = 0;
  std::string interval = "8h";  // until fundingInfo says otherwise
};

enum Ask : std::uint64_t {
  ask_depth = 0,
  ask_settled = 1,
  ask_intervals = 2,
  ask_trades = 3
};  // the two low bits of a tag

class Codec final : public MarketCodec {
 public:
  Codec(const MarketRequest& request, const MarketSetup& setup)
      : setup_(setup), channels_(request.channels), tf_(request.tf.empty() ? "1m" : request.tf) {
    for (const std::string& s : request.symbols) {
      const double contract = setup.kind != Kind::coinm ? 0 : s.starts_with("BTC-") ? 100 : 10;
      order_.push_back(setup.native.empty() ? native_symbol(s) : setup.native);
      const Trades::Setup one{setup.kind,    Market{intern(setup.venue), intern(s)}, contract,
                              order_.back(), tag_of(order_.back(), ask_trades),      setup.native.empty()};
      symbols_.try_emplace(order_.back(), one);
    }
  }

  void opened(MarketSink& sink) override;
  void frame(std::string_view text, TsUs recv, MarketSink& sink) override;
  void answer(std::uint64_t tag, int status, std::string_view body, TsUs recv, MarketSink& sink) override;
  void tick(TsUs now, MarketSink& sink) override;

 private:
  bool here(Part part) const { return setup_.part == Part::all || setup_.part == part; }
  std::vector<std::string> streams() const;
  Symbol* find(std::string_view name) {
    const auto it = symbols_.find(name);
    return it == symbols_.end() ? nullptr : &it->second;
  }
  std::uint64_t tag_of(std::string_view name, Ask what) const {
    return static_cast<std::uint64_t>(std::find(order_.begin(), order_.end(), name) - order_.begin()) << 2 |
           what;
  }
  void want_snapshot(const std::string& name, Symbol& s, MarketSink& sink);
  TsUs time_of(std::string_view text, TsUs recv) {
    const TsUs ts = milliseconds(text).value_or(0);
    newest_ = std::max(newest_, ts);
    return ts > 0 ? ts : std::max(newest_, recv);  // spot's best bid and ask carry no time
  }

  void data(std::string_view d, TsUs recv, MarketSink& sink);
  void depth(Symbol& s, std::string_view d, TsUs recv, MarketSink& sink);
  void quote(Symbol& s, std::string_view d, TsUs recv, MarketSink& sink);
  void kline(Symbol& s, std::string_view d, MarketSink& sink);
  void mark(const std::string& name, Symbol& s, std::string_view d, TsUs recv, MarketSink& sink);
  void settled(Symbol& s, std::string_view body, MarketSink& sink);
  void intervals(std::string_view body);

  MarketSetup setup_;
  unsigned channels_;
  std::string tf_;
  std::map<std::string, Symbol, std::less<>> symbols_;
  std::vector<std::string> order_;  // place in it: the rest of a tag

  TsUs newest_ = 0;  // of the venue's times
};

std::vector<std::string> Codec::streams() const {
  std::vector<std::string> all;
  for (const std::string& name : order_) {
    std::string s = name;
    std::transform(s.begin(), s.end(), s.begin(), lower);
    if (here(Part::book) && (channels_ & quotes)) all.push_back(s + "@bookTicker");
    if (here(Part::book) && (channels_ & books)) all.push_back(s + "@depth@100ms");
    if (here(Part::market) && (channels_ & trades)) all.push_back(s + "@aggTrade");
    if (here(Part::market) && (channels_ & candles)) all.push_back(s + "@kline_" + tf_);
    if (here(Part::market) && (channels_ & funding) && setup_.kind != Kind::spot)
      all.push_back(s + "@markPrice@1s");
  }
  return all;
}

void Codec::opened(MarketSink& sink) {
  for (auto& [name, s] : symbols_) {
    s.depth.restart();
    s.retry = s.retry_at = 0;
    s.trades.restart();
  }
  const std::vector<std::string> all = streams();
  for (std::size_t i = 0; i < all.size(); i += streams_a_message) {
    std::string m = "{\"method\":\"SUBSCRIBE\",\"params\":[";
    for (std::size_t k = i; k < std::min(all.size(), i + streams_a_message); ++k)
      m += (k > i ? ",\"" : "\"") + all[k] + "\"";
    sink.send(m + "],\"id\":" + std::to_string(i / streams_a_message + 1) + "}");
  }
  if (here(Part::market) && (channels_ & funding) && setup_.kind == Kind::usdm)
    sink.fetch("/fapi/v1/fundingInfo", ask_intervals);
}

void Codec::frame(std::string_view text, TsUs recv, MarketSink& sink) {
  if (!wire::json_valid(text))
    return sink.unusable("the frame is not JSON: " + std::string(text.substr(0, 60)));
  const std::string_view wrapped = json_member(text, "data");
  if (wrapped.data() != nullptr) return data(wrapped, recv, sink);
  if (const std::string_view error = json_member(text, "error"); error.data() != nullptr)
    return sink.alert("warning", setup_.venue + ": " + std::string(json_member(error, "msg").substr(0, 200)));
  if (json_member(text, "id").data() != nullptr) return;  // the answer to SUBSCRIBE
  data(text, recv, sink);
}

void Codec::data(std::string_view d, TsUs recv, MarketSink& sink) {
  const std::string_view event = json_member(d, "e");
  if (event == "serverShutdown") return sink.reconnect("the venue says that it goes down");
  const auto it = symbols_.find(json_member(d, "s"));
  if (it == symbols_.end()) return;
  Symbol& s = it->second;
  if (event == "depthUpdate") return depth(s, d, recv, sink);
  if (event == "aggTrade" || event == "trade") {
    s.trades.frame(d, event == "aggTrade", recv, sink);
    newest_ = std::max(newest_, s.trades.newest());
    return;
  }
  if (event == "kline") return kline(s, d, sink);
  if (event == "markPriceUpdate") return mark(it->first, s, d, recv, sink);
  if (event == "bookTicker" || (event.data() == nullptr && json_member(d, "B").data() != nullptr))
    return quote(s, d, recv, sink);
}

void Codec::depth(Symbol& s, std::string_view d, TsUs recv, MarketSink& sink) {
  Difference diff;
  std::string_view time, first, last, before;
  wire::json_each_member(d, [&](std::string_view key, std::string_view value) {
    if (key == "E") time = value;
    if (key == "U") first = value;
    if (key == "u") last = value;
    if (key == "pu") before = value;
    if (key == "b") diff.bids = value;
    if (key == "a") diff.asks = value;
  });
  const auto u = count_of(last), from = count_of(first);
  if (!u || !from || (setup_.kind != Kind::spot && !count_of(before)))
    return sink.unusable(std::string(name_of(s.market.symbol)) + ": a depth update without its ids");
  diff.ts = time_of(time, recv);
  diff.first = *from, diff.last = *u;
  if (setup_.kind != Kind::spot) diff.before = *count_of(before);
  s.depth.add(diff, sink);
  if (s.depth.wants_snapshot() && s.retry == 0) want_snapshot(std::string(json_member(d, "s")), s, sink);
}

void Codec::want_snapshot(const std::string& name, Symbol& s, MarketSink& sink) {
  const char* path = setup_.kind == Kind::spot   ? "/api/v3/depth?symbol="
                     : setup_.kind == Kind::usdm ? "/fapi/v1/depth?symbol="
                                                 : "/dapi/v1/depth?symbol=";
  s.depth.asked();
  sink.fetch(path + name + "&limit=1000", tag_of(name, ask_depth));
}

void Codec::answer(std::uint64_t tag, int status, std::string_view body, TsUs recv, MarketSink& sink) {
  const bool good = status == 200 && wire::json_valid(body);
  if ((tag & 3) == ask_intervals) return good ? intervals(body) : void();
  const std::size_t place = tag >> 2;
  if (place >= order_.size()) return;
  Symbol& s = *find(order_[place]);
  if ((tag & 3) == ask_settled) return good ? settled(s, body, sink) : void();
  if ((tag & 3) == ask_trades) return s.trades.answer(good ? body : "[]", recv, sink);
  const auto id = count_of(json_member(body, "lastUpdateId"));
  if (good && id) {
    s.depth.snapshot(time_of(json_member(body, "E"), recv), *id, json_member(body, "bids"),
                     json_member(body, "asks"), sink);
  } else {
    s.depth.failed();
    sink.alert("warning", setup_.venue + ": no snapshot of the book of " + order_[place] + ": " +
                              answer_in_words(status, body));
  }
  // One that was too old, or none: again, but not at once.
  if (s.depth.wants_snapshot())
    s.retry = s.retry == 0 ? retry_first : std::min(2 * s.retry, retry_most);
  else
    s.retry = 0;
  s.retry_at = recv + s.retry;
}

void Codec::tick(TsUs now, MarketSink& sink) {
  for (auto& [name, s] : symbols_)
    if (s.retry > 0 && s.depth.wants_snapshot() && now >= s.retry_at) want_snapshot(name, s, sink);
}

void Codec::quote(Symbol& s, std::string_view d, TsUs recv, MarketSink& sink) {
  std::string_view time, bid, bid_size, ask, ask_size;
  wire::json_each_member(d, [&](std::string_view key, std::string_view value) {
    if (key == "E") time = value;
    if (key == "b") bid = value;
    if (key == "B") bid_size = value;
    if (key == "a") ask = value;
    if (key == "A") ask_size = value;
  });
  const TsUs ts = time_of(time, recv);
  if (s.contract == 0) return make_quote(sink, s.market, ts, bid, bid_size, ask, ask_size);
  make_quote(sink, s.market, ts, bid, in_base(s.contract, bid_size, bid), ask,
             in_base(s.contract, ask_size, ask));
}

void Codec::kline(Symbol& s, std::string_view d, MarketSink& sink) {
  const std::string_view k = json_member(d, "k");
  if (json_member(k, "x") != "true") return;
  const std::optional<TsUs> start = milliseconds(json_member(k, "t")),
                            last = milliseconds(json_member(k, "T"));
  if (!start || !last)
    return sink.unusable(std::string(name_of(s.market.symbol)) + ": a kline without its times");
  const auto of = [&](std::string_view key) { return json_member(k, key); };
  make_candle(sink, s.market, of("i"), *start, *last + us_per_ms,
              {of("o"), of("h"), of("l"), of("c"), of("v"), of("n"), of("q"), of("V")});
}

void Codec::mark(const std::string& name, Symbol& s, std::string_view d, TsUs recv, MarketSink& sink) {
  const auto of = [&](std::string_view key) { return json_member(d, key); };
  if (of("r").empty()) return;  // a contract without funding
  const TsUs next = milliseconds(of("T")).value_or(0);
  make_funding(sink, s.market, time_of(of("E"), recv), s.interval, {of("r"), of("p"), of("i"), next, false});
  // The settlement lies behind: what was charged is history now.
  if (s.funding_next != 0 && next > s.funding_next)
    sink.fetch("/fapi/v1/fundingRate?symbol=" + name + "&limit=1", tag_of(name, ask_settled));
  s.funding_next = next;
}

void Codec::settled(Symbol& s, std::string_view body, MarketSink& sink) {
  wire::json_each(body, [&](std::string_view row) {
    const std::optional<TsUs> at = milliseconds(json_member(row, "fundingTime"));
    if (!at)
      return sink.unusable(std::string(name_of(s.market.symbol)) + ": a funding rate without its time");
    make_funding(sink, s.market, *at, s.interval,
                 {json_member(row, "fundingRate"), json_member(row, "markPrice"), {}, 0, true});
  });
}

void Codec::intervals(std::string_view body) {
  wire::json_each(body, [&](std::string_view row) {
    Symbol* s = find(json_member(row, "symbol"));
    const auto hours = text::to_integer(json_member(row, "fundingIntervalHours"));
    if (s && hours && *hours > 0 && *hours <= 24) s->interval = std::to_string(*hours) + "h";
  });
}

}  // namespace

std::unique_ptr<MarketCodec> market_codec(const MarketRequest& request, const MarketSetup& setup) {
  return std::make_unique<Codec>(request, setup);
}

}  // namespace tu::venue::binance
