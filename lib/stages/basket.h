// Basket: which assets move together in a study, and when a bar of all of them is known.
//
// Members are named, or learned: every symbol that sends a candle of the timeframe, less those that a
// `universe` event takes out. A symbol counts once, on the venue that sends it first. A bar closes at the end
// of its instant, or, with a grace, when all are there, the grace is over, or the next bar begins. What comes
// later is late: it is counted, and its price serves the next bar. A member that misses `lost` bars in a row
// is out until it is back.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "event/event.h"
#include "stage/option.h"
#include "stage/stage.h"

namespace tu::stages {

struct BasketOptions {
  std::string on = "1m";
  std::vector<std::string> basket, venues;
  Duration grace{0};
  int lost = 10;
};
Status check_basket(const BasketOptions& o);
// The rows of these options, for a struct that derives from BasketOptions.
template <class Options>
std::vector<Row<Options>> basket_rows();

class Basket {
 public:
  struct Asset {
    Atom venue = Atom::none, symbol = Atom::none;
    bool member = true;  // not taken out by a universe event
    TsUs until = -1;     // of its membership; -1: no end
    int missed = 0;      // bars in a row
    double price = 0;    // its last
    bool here = false;   // has a price of the open bar
    TsUs price_ts = -1;  // of its last price
    std::int64_t late = 0, missing = 0;
  };
  struct Bar {
    TsUs ts = 0;                 // the bar's close
    std::vector<double> prices;  // one an asset; NaN: none of this bar
    std::vector<char> takes_part;
    int members = 0, missing = 0;
    std::vector<std::pair<std::size_t, double>> late;  // prices of the bar before that came after it closed
  };

  explicit Basket(const BasketOptions& o);

  // Bars that end when `e` is seen, or at the end of instant `ts`. The reference is good until the next call.
  const Bar* closes_before(const Event& e);
  const Bar* closes_at(TsUs ts);
  void take(const Event& e);  // candle and universe

  const std::vector<Asset>& assets() const { return assets_; }
  // "4 assets, 120 bars; missing: SOL-USDT 3; late: ...": for the summary.
  std::string told() const;

 private:
  bool wanted(const Event& e) const;
  std::size_t index(const Event& e);
  void take_candle(const Event& e);
  void take_universe(const Event& e);
  bool takes_part(const Asset& a) const;
  bool complete() const;
  void take_strange(const Event& e);
  const Bar* close();

  // Configured.
  std::string tf_;
  std::set<Atom> only_, venues_;
  DurUs grace_;
  int lost_;
  // State.
  std::vector<Asset> assets_;
  std::map<Atom, std::size_t> by_symbol_;
  std::map<Atom, std::pair<bool, TsUs>> universe_;  // of symbols that are not seen yet too
  TsUs open_ = -1, closed_ = -1;                    // the bar that is open, the newest that is closed
  Bar bar_;
  std::vector<std::pair<std::size_t, double>> late_;
  std::int64_t bars_ = 0;
  std::set<Atom> elsewhere_;       // symbols that a second venue sends too
  std::set<std::string> strange_;  // some candles that are not of the basket, while none of it has come
};

template <class Options>
std::vector<Row<Options>> basket_rows() {
  const auto own = []<class T>(T BasketOptions::*m) { return static_cast<T Options::*>(m); };
  return {
      {"--on", "TF", "timeframe of the candles that make a bar of the basket", own(&BasketOptions::on)},
      {"--basket", "LIST", "symbols of the basket; default: all that send such candles",
       own(&BasketOptions::basket)},
      {"--venues", "LIST", "only candles of these venues", own(&BasketOptions::venues)},
      {"--grace", "DURATION", "wait so long for late symbols of a bar", own(&BasketOptions::grace),
       at_least(0)},
      {"--lost", "BARS", "leave a symbol out that misses so many bars in a row, until it is back; 0: never",
       own(&BasketOptions::lost), at_least(0)}};
}

}  // namespace tu::stages
