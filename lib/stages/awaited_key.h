// AwaitedKey: a key that an earlier stage writes on candles of one timeframe, and that something rests on, by
// market. It knows when the key is overdue: more candles have passed than its window needs, and none had it.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "event/event.h"

namespace tu::stages {

class AwaitedKey {
 public:
  enum class Kind : std::uint8_t { number, word };
  // Known at last from the `window`-th candle of `tf` on.
  AwaitedKey(std::string key, std::string tf, int window, Kind kind = Kind::number);

  // Candles of other timeframes tell how much time has passed while none of `tf` came.
  void observe(const Event& candle);
  // The newest value of a number.
  std::optional<double> number(Atom venue, Atom symbol) const;
  bool known(Atom venue, Atom symbol) const;
  // What has come instead of it; nothing while it may still come.
  struct Overdue {
    std::string text;  // "none of 16 candles of 5m had atr_14"
    bool candles;      // there are candles of tf
  };
  std::optional<Overdue> overdue(Atom venue, Atom symbol) const;

  const std::string& key() const { return key_; }
  const std::string& tf() const { return tf_; }

 private:
  struct Market {
    bool known = false;
    double number = 0;
    int without = 0;       // candles of tf, before the key is known
    std::string other_tf;  // while no market has had a candle of tf: the first other one,
    DurUs meanwhile = 0;   // and how much time its candles have covered
  };
  const Market* find(Atom venue, Atom symbol) const;

  // Configured.
  std::string key_, tf_;
  int window_;
  Kind kind_;
  DurUs length_;  // of a candle of tf; 0 where it is not of time
  // State.
  std::map<std::pair<Atom, Atom>, Market> markets_;
  bool came_ = false;  // a candle of tf, in any market
};

}  // namespace tu::stages
