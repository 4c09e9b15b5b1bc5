// One book of Binance: differences of the socket joined to a snapshot by REST, by their update ids.
//
// Differences that come before the snapshot wait. Spot: the first one used begins at most one after the
// snapshot's id, each next one exactly one after the one before. Futures: the first one spans the snapshot's
// id, each next one names the id before it (pu).
#pragma once

#include <cstdint>
#include <deque>
#include <string>

#include "venue/binance/market.h"
#include "venue/market_events.h"

namespace tu::venue::binance {

struct Difference {
  TsUs ts = 0;
  std::int64_t first = 0, last = 0, before = -1;  // U, u, pu (futures)
  std::string_view bids, asks;                    // JSON
};

class Depth {
 public:
  Depth(Kind kind, Market market, double contract) : kind_(kind), market_(market), contract_(contract) {}

  void restart();  // a new connection
  // A difference came. Afterwards wants_snapshot() may have become true.
  void add(const Difference& d, MarketSink& sink);
  void snapshot(TsUs ts, std::int64_t id, std::string_view bids, std::string_view asks, MarketSink& sink);
  bool wants_snapshot() const { return state_ == State::wanting; }
  void asked() { state_ = State::asked; }
  void failed() { state_ = State::wanting; }  // the request brought nothing: it is wanted again
  bool known() const { return state_ == State::known || state_ == State::joining; }

 private:
  enum class State : unsigned char {
    idle,     // nothing came yet
    wanting,  // differences wait for a snapshot that is not asked for
    asked,
    joining,  // the snapshot is out, no difference was joined to it yet
    known,
  };
  struct Held {
    TsUs ts;
    std::int64_t first, last, before;
    std::string bids, asks;
  };
  enum class Fit : unsigned char { old, next, gap };
  Fit fit(const Difference& d) const;
  void hold(const Difference& d);
  bool out(const Difference& d, MarketSink& sink);
  bool levels(std::string_view bids, std::string_view asks, MarketSink& sink);
  void broken(const std::string& reason, MarketSink& sink);

  Kind kind_;
  Market market_;
  double contract_;  // quote currency a contract, of COIN-M; 0: sizes are in base

  State state_ = State::idle;
  std::int64_t last_ = 0;
  std::deque<Held> held_;
  std::size_t held_bytes_ = 0;
  BookLevels levels_;
};

}  // namespace tu::venue::binance
