// The events that all codecs make, judged in one place: a price is above 0, a size is not below it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "venue/market_codec.h"

namespace tu::venue {

// Decimal text, quoted or not; nothing when it is not a number that its field may hold.
std::optional<double> price_of(std::string_view text);  // > 0
std::optional<double> size_of(std::string_view text);   // >= 0
std::optional<double> real_of(std::string_view text);
// A sequence number or an id: not negative, and far enough from the end of 64 bits to count on.
std::optional<std::int64_t> count_of(std::string_view text);
// A size that is no number of base units yet, times a factor; as it was where that gives no number.
std::string scaled(std::string_view size, double factor);
// RFC 3339 with up to nine digits of a second, truncated to microseconds: "2026-11-21T01:00:00.250731Z".
std::optional<TsUs> rfc3339(std::string_view text);
// Milliseconds since 1970.
std::optional<TsUs> milliseconds(std::string_view text);
// A string's text as it stands in a frame, its escapes undone.
std::string unescaped(std::string_view text, Arena& arena);
// What was answered instead of what was asked for, on one line: "status 500 Internal Server Error".
std::string answer_in_words(int status, std::string_view body);

struct Market {
  Atom venue = Atom::none, symbol = Atom::none;
};

struct Quote {
  double bid = 0, bid_size = 0, ask = 0, ask_size = 0;
};
// Of the texts in a frame. A side that is empty or 0 makes no quote; nonsense is told.
void make_quote(MarketSink& sink, Market of, TsUs ts, std::string_view bid, std::string_view bid_size,
                std::string_view ask, std::string_view ask_size);
// False when it was not usable (and was told).
bool make_trade(MarketSink& sink, Market of, TsUs ts, std::string_view price, std::string_view size, bool buy,
                std::string_view id);

struct CandleText {
  std::string_view open, high, low, close, volume, trades, quote_volume, taker_buy;
};
void make_candle(MarketSink& sink, Market of, std::string_view tf, TsUs start, TsUs close,
                 const CandleText& c);

struct FundingText {
  std::string_view rate, mark, index;
  TsUs next = 0;  // 0: not said
  bool settled = false;
};
void make_funding(MarketSink& sink, Market of, TsUs ts, std::string_view interval, const FundingText& f);

// Levels of a book as they come in, until they are handed over as one event; or as several, because a line
// has at most a mebibyte: the first is the snapshot, the others add to it.
class BookLevels {
 public:
  void clear() { bids_.clear(), asks_.clear(), bad_ = false; }
  // False (and so is good(), then) when price or size is not usable.
  bool add(bool bid, std::string_view price, std::string_view size);
  bool add(bool bid, double price, double size);
  bool good() const { return !bad_; }
  bool empty() const { return bids_.empty() && asks_.empty(); }
  void make(MarketSink& sink, Market of, TsUs ts, bool snapshot, std::optional<std::int64_t> seq);

 private:
  struct Level {
    double price, size;
  };
  std::vector<Level> bids_, asks_;
  std::string text_;
  bool bad_ = false;
};

}  // namespace tu::venue
