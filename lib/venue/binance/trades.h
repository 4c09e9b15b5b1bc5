// The trades of one symbol of Binance: each once and in the order of their numbers. Those that a cut
// connection lost are asked for, or told as a gap.
#pragma once

#include "venue/binance/lost_trades.h"
#include "venue/binance/market.h"
#include "venue/market_events.h"
#include "venue/seen.h"

namespace tu::venue::binance {

// A size in contracts of a fixed value, as one in the base currency; `contract` 0: it is one already.
std::string in_base(double contract, std::string_view size, std::string_view price);

class Trades {
 public:
  struct Setup {
    Kind kind = Kind::spot;
    Market market;
    double contract = 0;
    std::string native;
    std::uint64_t tag = 0;  // of the questions
    bool asks = true;       // false: nobody answers, as in recordings of others
  };
  explicit Trades(Setup setup) : setup_(std::move(setup)) {}
  void restart() { lost_.restart(); }  // a new connection
  void frame(std::string_view d, bool aggregate, TsUs recv, MarketSink& sink);
  // The answer to a question; "[]" when there was none.
  void answer(std::string_view body, TsUs recv, MarketSink& sink);
  TsUs newest() const { return newest_; }

 private:
  void ask(MarketSink& sink) const;
  void go_on(TsUs recv, MarketSink& sink);

  Setup setup_;
  SeenTrades seen_;
  LostTrades lost_;
  TsUs newest_ = 0;
};

}  // namespace tu::venue::binance
