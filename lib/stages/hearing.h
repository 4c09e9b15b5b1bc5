// Hearing: what all sources say about all markets, from the events of the stream. It decides nothing.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "account/book_state.h"
#include "quant/blend.h"
#include "stages/opinions.h"
#include "stages/rule_keys.h"
#include "stages/sources.h"
#include "stages/venue_prices.h"

namespace tu::stages {

using quant::Voice;

// One look: a voice and the opinion behind it for each source, in the order of the sources.
struct Heard {
  std::vector<Voice> voices;
  std::vector<Opinion> opinions;
};

class Hearing {
 public:
  // `guests`: signals of sources that are not listed count with the weight that they bring.
  Hearing(std::vector<Source> sources, bool guests);

  void observe(const Event& e);  // candle, trade, quote, book, gap, metric, signal; others are not looked at
  // `closing`: sources that may only close positions are heard too.
  Heard listen(Atom venue, Atom symbol, TsUs now, bool closing);
  // The newest label of the regime stage; "" before the first.
  const std::string& regime(Atom venue, Atom symbol);

  // What was named and never came: keys of rules and of sources, signals of sources; a line for each. Where
  // no candle of `on` came that is said of the whole.
  std::vector<std::string> never_seen(std::string_view on) const;

  // [{"source":..,"side":..,"confidence":..,"weight":..}] of the voices that speak.
  std::string signals_json(const Heard& h) const;
  // Ids of the events that they rest on, after `first`.
  std::string causes_json(const Heard& h, std::string first) const;

 private:
  struct Market {
    explicit Market(std::size_t sources) : candles(sources) {}
    CandleOpinions candles;
    account::BookState book;
  };
  using Key = std::pair<Atom, Atom>;  // (symbol, venue)
  struct Silent {
    SourceKind kind;
    std::string name;
  };

  Market& market(Atom venue, Atom symbol);
  void await(const Event& candle);
  void heard(SourceKind kind) {
    if (!silent_.empty()) std::erase_if(silent_, [kind](const Silent& s) { return s.kind == kind; });
  }
  void on_metric(const Event& e);
  void on_signal(const Event& e);
  void on_gap(const Event& e);
  Opinion opinion(Market& m, Key key, std::size_t source, TsUs now);
  Opinion on_arb(Key key, const Source& s, TsUs now);
  Opinion on_book(const Market& m, Key key, const Source& s) const;
  Opinion on_signals(Key key, std::size_t source) const;

  // Configured.
  bool guests_;
  bool reads_books_ = false, reads_prices_ = false;
  std::string regime_tf_;
  // State.
  std::vector<Source> sources_;  // guests are appended
  std::vector<Opinion> shared_;  // of sources that speak about all markets
  std::map<Key, Market> markets_;
  VenuePrices prices_;
  std::map<Key, std::vector<Opinion>> signals_;
  std::map<std::string, double> latency_;  // slow averages
  std::vector<RuleKeys> awaited_;          // of what some keys have not come yet
  std::vector<Silent> silent_;             // sources of which nothing came yet
};

}  // namespace tu::stages
