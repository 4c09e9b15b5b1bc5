// BarBuilder: one bar in the making, of one symbol and one timeframe. It knows nothing of streams;
// candles.cpp decides what is fed to it and when a bar is over.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <string_view>

#include "event/event.h"
#include "stages/timeframe.h"

namespace tu::stages {

constexpr TsUs never = std::numeric_limits<TsUs>::max();

// What a bar is made of: a trade, the middle of a quote, or a smaller candle.
struct Piece {
  TsUs start = 0, end = 0;
  double open = 0, high = 0, low = 0, close = 0, volume = 0;
  std::int64_t trades = 0;
  double notional = 0, taker_buy = 0;
  bool has_trades = false, has_notional = false, has_taker = false;
};

inline Piece piece_of(const Event& e) {
  constexpr Field start{Type::candle, "start"}, o{Type::candle, "open"}, h{Type::candle, "high"},
      l{Type::candle, "low"}, c{Type::candle, "close"}, v{Type::candle, "volume"},
      trades{Type::candle, "trades"}, notional{Type::candle, "quote_volume"},
      taker{Type::candle, "taker_buy"};
  Piece p;
  p.start = e.integer(start);
  p.end = e.ts;
  p.open = e.real(o), p.high = e.real(h), p.low = e.real(l), p.close = e.real(c), p.volume = e.real(v);
  p.trades = e.integer(trades), p.has_trades = e.has(trades);
  p.notional = e.real(notional), p.has_notional = e.has(notional);
  p.taker_buy = e.real(taker), p.has_taker = e.has(taker);
  return p;
}

class BarBuilder {
 public:
  explicit BarBuilder(const Timeframe* tf) : tf_(tf) {}

  bool open() const { return open_; }
  TsUs close_ts() const { return close_; }  // of a time bar; `never` for others until they are full
  TsUs due = never;                         // an event of this time or later ends the bar
  TsUs closed_until = std::numeric_limits<TsUs>::min();  // end of the newest bar that was made
  bool first() const { return closed_until == std::numeric_limits<TsUs>::min(); }  // none was made yet
  bool made = false;                                                               // one was handed out
  bool waits = false;       // it is over, and made when its instant ends
  bool silent = false;      // the stream has this timeframe itself
  bool rival = false;       // and brings bars that were being made
  bool partial = false;     // the stream began inside this bar
  double bid = 0, ask = 0;  // of the newest quote within the bar; 0: none

  const Timeframe& tf() const { return *tf_; }

  void add(const Piece& p) {
    if (!open_) begin(p);
    sum_.high = std::max(sum_.high, p.high);
    sum_.low = std::min(sum_.low, p.low);
    sum_.close = p.close;
    sum_.end = p.end;
    sum_.volume += p.volume;
    sum_.trades += p.trades;
    sum_.notional += p.notional;
    sum_.taker_buy += p.taker_buy;
    sum_.has_trades &= p.has_trades;
    sum_.has_notional &= p.has_notional;
    sum_.has_taker &= p.has_taker;
  }

  // A bar of trades, volume or notional that has reached its amount.
  bool full() const {
    switch (tf_->by) {
      case Timeframe::By::trades:
        return static_cast<double>(sum_.trades) >= tf_->amount;
      case Timeframe::By::volume:
        return sum_.volume >= tf_->amount;
      case Timeframe::By::notional:
        return sum_.notional >= tf_->amount;
      default:
        return false;
    }
  }

  // The field that an amount is counted by, if nothing in the open bar had it.
  std::string_view lacks() const {
    if (tf_->by == Timeframe::By::trades && sum_.trades == 0) return "trades";
    if (tf_->by == Timeframe::By::notional && !sum_.has_notional && !(sum_.notional > 0))
      return "quote_volume";
    if (tf_->by == Timeframe::By::volume && !(sum_.volume > 0)) return "volume";
    return {};
  }

  void drop() {
    open_ = false;
    due = never;
    bid = ask = 0;
    partial = waits = false;
  }

  // Fills `candle` and is ready for the next bar.
  void finish(Event& candle) {
    constexpr Field tf{Type::candle, "tf"}, start{Type::candle, "start"}, o{Type::candle, "open"},
        h{Type::candle, "high"}, l{Type::candle, "low"}, c{Type::candle, "close"}, v{Type::candle, "volume"},
        trades{Type::candle, "trades"}, notional{Type::candle, "quote_volume"},
        taker{Type::candle, "taker_buy"}, best_bid{Type::candle, "bid"}, best_ask{Type::candle, "ask"};
    candle.set_text(tf, tf_->text);
    candle.set_integer(start, sum_.start);
    candle.set(o, sum_.open);
    candle.set(h, sum_.high);
    candle.set(l, sum_.low);
    candle.set(c, sum_.close);
    candle.set(v, sum_.volume);
    if (sum_.has_trades) candle.set_integer(trades, sum_.trades);
    if (sum_.has_notional) candle.set(notional, sum_.notional);
    if (sum_.has_taker) candle.set(taker, sum_.taker_buy);
    if (bid > 0) candle.set(best_bid, bid), candle.set(best_ask, ask);
    closed_until = candle.ts;
    made = true;
    drop();
  }

 private:
  void begin(const Piece& p) {
    open_ = true;
    sum_ = p;
    sum_.volume = sum_.notional = sum_.taker_buy = 0;
    sum_.trades = 0;
    close_ = never;
    if (tf_->by == Timeframe::By::time) {
      sum_.start = bar_start(p.start, tf_->length);
      close_ = sum_.start + tf_->length;
    }
  }

  const Timeframe* tf_;
  bool open_ = false;
  TsUs close_ = never;
  Piece sum_;
};

}  // namespace tu::stages
