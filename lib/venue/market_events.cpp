#include "venue/market_events.h"

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "event/copy.h"
#include "wire/json.h"

namespace tu::venue {

namespace {

constexpr std::size_t levels_max = 8000;  // a side of one event: at most 64 bytes each

std::string shown(std::string_view s) {
  return "\"" + std::string(s.substr(0, 40)) + (s.size() > 40 ? "...\"" : "\"");
}

void tell(MarketSink& sink, Market of, const char* what, std::string_view value, const char* expected) {
  sink.unusable(std::string(name_of(of.symbol)) + ": " + what + " is " + shown(value) + ", expected " +
                expected);
}

Event& blank(MarketSink& sink, Type type, Market of, TsUs ts) {
  Event* e = make_event(type, ts, sink.arena());
  e->venue = of.venue;
  e->symbol = of.symbol;
  return *e;
}

bool none(std::string_view text) {
  return text.empty() || text == "null" || real_of(text) == 0.0;
}

}  // namespace

std::optional<double> real_of(std::string_view text) {
  return text::to_real(text);
}

std::optional<double> price_of(std::string_view text) {
  std::optional<double> x = text::to_real(text);
  return x && *x > 0 ? x : std::nullopt;
}

std::optional<double> size_of(std::string_view text) {
  std::optional<double> x = text::to_real(text);
  return x && *x >= 0 ? x : std::nullopt;
}

std::optional<std::int64_t> count_of(std::string_view text) {
  const std::optional<std::int64_t> n = text::to_integer(text);
  return n && *n >= 0 && *n < std::int64_t{1} << 62 ? n : std::nullopt;
}

std::string scaled(std::string_view size, double factor) {
  const std::optional<double> x = size_of(size);
  const double product = x ? *x * factor : 0;
  return x && std::isfinite(product) ? text::of_real(product) : std::string(size);
}

std::optional<TsUs> rfc3339(std::string_view s) {
  if (s.size() < 20) return std::nullopt;
  std::string_view zone = s.substr(19);
  std::string date(s.substr(0, 19));
  if (date[10] == ' ') date[10] = 'T';
  if (zone.front() == '.') {  // beyond microseconds nothing is kept
    const std::size_t end = std::min(zone.find_first_not_of("0123456789", 1), zone.size());
    date += zone.substr(0, std::min<std::size_t>(end, 7));
    zone.remove_prefix(end);
  }
  if (zone != "Z" && zone != "+00:00" && zone != "z") return std::nullopt;
  std::optional<TsUs> ts = parse_time(date + "Z");
  return ts && *ts >= 0 && *ts < ts_limit ? ts : std::nullopt;
}

std::optional<TsUs> milliseconds(std::string_view text) {
  std::optional<std::int64_t> n = text::to_integer(text);
  return n && *n >= 0 && *n < ts_limit / us_per_ms ? std::optional<TsUs>(*n * us_per_ms) : std::nullopt;
}

std::string answer_in_words(int status, std::string_view body) {
  constexpr std::size_t shown = 160;
  std::string said = status ? "status " + std::to_string(status) : std::string();
  bool apart = true;  // whatever stands between words, line ends too, becomes one blank
  for (const char c : body.substr(0, shown)) {
    const bool between = static_cast<unsigned char>(c) <= ' ' || c == 0x7f;
    if (!between && apart && !said.empty()) said += ' ';
    if (!between) said += c;
    apart = between;
  }
  return said;
}

std::string unescaped(std::string_view text, Arena& arena) {
  return std::string(text.find('\\') == text.npos ? text : wire::unescape(text, arena));
}

void make_quote(MarketSink& sink, Market of, TsUs ts, std::string_view bid, std::string_view bid_size,
                std::string_view ask, std::string_view ask_size) {
  if (none(bid) || none(ask)) return;  // nobody on that side
  const std::optional<double> b = price_of(bid), bs = size_of(bid_size), a = price_of(ask),
                              as = size_of(ask_size);
  if (!b) return tell(sink, of, "bid", bid, "a price above 0");
  if (!a) return tell(sink, of, "ask", ask, "a price above 0");
  if (!bs) return tell(sink, of, "bid size", bid_size, "a size of at least 0");
  if (!as) return tell(sink, of, "ask size", ask_size, "a size of at least 0");
  Event& e = blank(sink, Type::quote, of, ts);
  e.set(Field{Type::quote, "bid"}, *b);
  e.set(Field{Type::quote, "bid_size"}, *bs);
  e.set(Field{Type::quote, "ask"}, *a);
  e.set(Field{Type::quote, "ask_size"}, *as);
  sink.event(e);
}

bool make_trade(MarketSink& sink, Market of, TsUs ts, std::string_view price, std::string_view size, bool buy,
                std::string_view id) {
  const std::optional<double> p = price_of(price), s = size_of(size);
  if (!p) tell(sink, of, "trade price", price, "a price above 0");
  if (!s) tell(sink, of, "trade size", size, "a size of at least 0");
  if (!p || !s) return false;
  Event& e = blank(sink, Type::trade, of, ts);
  e.set(Field{Type::trade, "price"}, *p);
  e.set(Field{Type::trade, "size"}, *s);
  e.set_text(Field{Type::trade, "side"}, buy ? "buy" : "sell");
  if (!id.empty()) e.set_text(Field{Type::trade, "id"}, sink.arena().copy(id));
  sink.event(e);
  return true;
}

void make_candle(MarketSink& sink, Market of, std::string_view tf, TsUs start, TsUs close,
                 const CandleText& c) {
  const std::optional<double> o = price_of(c.open), h = price_of(c.high), l = price_of(c.low),
                              x = price_of(c.close), v = size_of(c.volume);
  if (!o || !h || !l || !x || !v || *h < std::max(*o, *x) || *l > std::min(*o, *x))
    return tell(sink, of, "candle",
                std::string(c.open) + "," + std::string(c.high) + "," + std::string(c.low),
                "open, high, low, close and volume that fit together");
  Event& e = blank(sink, Type::candle, of, close);
  e.set_text(Field{Type::candle, "tf"}, sink.arena().copy(tf));
  e.set_integer(Field{Type::candle, "start"}, start);
  e.set(Field{Type::candle, "open"}, *o);
  e.set(Field{Type::candle, "high"}, *h);
  e.set(Field{Type::candle, "low"}, *l);
  e.set(Field{Type::candle, "close"}, *x);
  e.set(Field{Type::candle, "volume"}, *v);
  if (auto n = text::to_integer(c.trades); n && *n >= 0) e.set_integer(Field{Type::candle, "trades"}, *n);
  if (auto q = size_of(c.quote_volume)) e.set(Field{Type::candle, "quote_volume"}, *q);
  if (auto t = size_of(c.taker_buy)) e.set(Field{Type::candle, "taker_buy"}, *t);
  sink.event(e);
}

void make_funding(MarketSink& sink, Market of, TsUs ts, std::string_view interval, const FundingText& f) {
  const std::optional<double> rate = real_of(f.rate);
  if (!rate) return tell(sink, of, "funding rate", f.rate, "a number");
  Event& e = blank(sink, Type::funding, of, ts);
  e.set(Field{Type::funding, "rate"}, *rate);
  e.set_flag(Field{Type::funding, "settled"}, f.settled);
  e.set_text(Field{Type::funding, "interval"}, sink.arena().copy(interval));
  if (auto mark = price_of(f.mark)) e.set(Field{Type::funding, "mark"}, *mark);
  if (auto index = price_of(f.index)) e.set(Field{Type::funding, "index"}, *index);
  if (f.next > 0) e.set_integer(Field{Type::funding, "next"}, f.next);
  sink.event(e);
}

bool BookLevels::add(bool bid, std::string_view price, std::string_view size) {
  const std::optional<double> p = price_of(price), s = size_of(size);
  if (!p || !s) return bad_ = true, false;
  return add(bid, *p, *s);
}

bool BookLevels::add(bool bid, double price, double size) {
  if (!std::isfinite(size)) return bad_ = true, false;  // of contracts that were turned into base
  (bid ? bids_ : asks_).push_back({price, size});
  return true;
}

void BookLevels::make(MarketSink& sink, Market of, TsUs ts, bool snapshot, std::optional<std::int64_t> seq) {
  const auto text = [&](const std::vector<Level>& side, std::size_t from) {
    text_ = "[";
    char number[64];
    for (std::size_t i = from; i < std::min(side.size(), from + levels_max); ++i) {
      text_ += i > from ? ",[" : "[";
      text_.append(number, text::put_real(number, side[i].price));
      text_ += ',';
      text_.append(number, text::put_real(number, side[i].size));
      text_ += ']';
    }
    return sink.arena().copy(text_ += ']');
  };
  std::size_t from = 0;
  do {
    Event& e = blank(sink, Type::book, of, ts);
    e.set_flag(Field{Type::book, "snapshot"}, snapshot && from == 0);
    e.set_text(Field{Type::book, "bids"}, text(bids_, from));
    e.set_text(Field{Type::book, "asks"}, text(asks_, from));
    if (seq) e.set_integer(Field{Type::book, "seq"}, *seq);
    sink.event(e);
    from += levels_max;
  } while (from < std::max(bids_.size(), asks_.size()));
}

}  // namespace tu::venue
