// candles: bars from trades, quotes or smaller candles.
//
// A time bar is finished when its end is known to have come: by the first event at or after it (the bar then
// stands before that event, with its own end as ts), or, made of smaller candles, by the one that ends with
// it (the bar then follows that candle). A bar of trades or volume is finished by the trade that fills it and
// follows that trade. A time without trades makes no bar, and the bar in which the input ends is never made.
#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include "stages/all.h"
#include "stages/bar_builder.h"
#include "stages/unmade_bars.h"

namespace tu::stages {
namespace {

struct Options {
  std::vector<std::string> tf = {"1m"};
  std::string from = "auto";
};

// What a symbol's bars are made of. With `auto` the best that the symbol has sent so far: trades over smaller
// candles over quotes.
enum class From : std::uint8_t { nothing, quotes, candles, trades };

struct Market {
  Atom venue = Atom::none, symbol = Atom::none;
  From from = From::nothing;
  DurUs piece = 0;  // length of the smaller candles that are used
  std::vector<BarBuilder> bars;
};

class Candles final : public Stage {
 public:
  Candles(const Options& o, const Ports&) : automatic_(o.from == "auto") {
    only_ = o.from == "trades" ? From::trades : o.from == "quotes" ? From::quotes : From::candles;
    for (const std::string& s : o.tf) frames_.push_back(std::move(parse_timeframe(s)).value());
  }
  static Status check(const Options& o) {
    if (o.tf.empty()) return fail(Exit::usage, "--tf is empty: expected a list of timeframes such as 5m,1h");
    for (const std::string& s : o.tf)
      if (auto t = parse_timeframe(s); !t) return t.error();
    return {};
  }

  void on(Event& e, Out& out) override {
    if (e.type == Type::candle) hush(e);
    if (e.ts >= next_due_) make_due(e.ts, out);
    switch (e.type) {
      case Type::trade:
        return on_trade(e, out);
      case Type::quote:
        return on_quote(e, out);
      case Type::candle:
        return on_candle(e, out);
      default:
        return out.pass(e);
    }
  }

  void instant_end(TsUs, Out& out) override {
    if (!std::exchange(waiting_, false)) return;
    make([](const BarBuilder& b) { return b.waits; }, out);
  }

  std::string summary() const override {
    std::string s;
    for (const std::string& line : unmade_bars(frames_seen(), made_ == 0))
      s += (s.empty() ? "candles: " : "\ncandles: ") + line;
    if (too_late_ > 0)
      s += (s.empty() ? "candles: " : "\ncandles: ") + std::to_string(too_late_) +
           " events belonged to a bar that was finished already";
    if (ready_made_ > 0)
      s += (s.empty() ? "candles: " : "\ncandles: ") + std::to_string(ready_made_) +
           " bars of these timeframes came in the input, and were not made again";
    return s;
  }

 private:
  std::vector<FrameSeen> frames_seen() const {
    std::vector<FrameSeen> seen;
    for (std::size_t i = 0; i < frames_.size(); ++i) {
      FrameSeen& f = seen.emplace_back();
      f.tf = &frames_[i];
      for (const auto& [key, m] : markets_) f.look(m.bars[i], m.piece);
    }
    return seen;
  }

  Market& market(const Event& e) {
    auto [at, made] = markets_.try_emplace({e.venue, e.symbol});
    if (made) {
      at->second.venue = e.venue;
      at->second.symbol = e.symbol;
      for (const Timeframe& t : frames_) at->second.bars.emplace_back(&t);
    }
    return at->second;
  }

  // Whether this market's bars are made of `kind`. A better kind takes over; what the lesser one began is
  // dropped.
  bool takes(Market& m, From kind) {
    if (!automatic_ && kind != only_) return false;
    if (kind > m.from) {
      m.from = kind;
      for (BarBuilder& b : m.bars) b.drop();
    }
    return kind == m.from;
  }

  void on_trade(Event& e, Out& out) {
    constexpr Field price{Type::trade, "price"}, size{Type::trade, "size"}, side{Type::trade, "side"};
    out.pass(e);
    Market& m = market(e);
    if (!takes(m, From::trades)) return;
    Piece p;
    p.start = p.end = e.ts;
    p.open = p.high = p.low = p.close = e.real(price);
    p.volume = e.real(size);
    p.trades = 1;
    p.notional = p.volume * p.close;
    p.has_trades = p.has_notional = true;
    p.has_taker = e.has(side);
    p.taker_buy = e.text(side) == "buy" ? p.volume : 0;
    add_point(m, p, out);
  }

  void on_quote(Event& e, Out& out) {
    constexpr Field bid{Type::quote, "bid"}, ask{Type::quote, "ask"};
    out.pass(e);
    Market& m = market(e);
    const bool made_of_quotes = takes(m, From::quotes);
    if (made_of_quotes) {
      Piece p;
      p.start = p.end = e.ts;
      p.open = p.high = p.low = p.close = (e.real(bid) + e.real(ask)) / 2;
      p.trades = 1;  // counts towards a bar of trades; has_trades stays false: it is not printed
      add_point(m, p, out);
    }
    for (BarBuilder& b : m.bars)
      if (b.open() && m.from != From::candles) b.bid = e.real(bid), b.ask = e.real(ask);
  }

  void add_point(Market& m, const Piece& p, Out& out) {
    for (BarBuilder& b : m.bars) {
      if (b.silent) continue;
      const bool by_time = b.tf().by == Timeframe::By::time;
      if (by_time && p.start < b.closed_until) {
        ++too_late_;
        continue;
      }
      b.add(p);
      if (by_time) {
        b.due = b.close_ts();
        next_due_ = std::min(next_due_, b.due);
      } else if (b.full()) {
        finish(m, b, p.end, out);
      }
    }
  }

  void on_candle(Event& e, Out& out) {
    constexpr Field tf{Type::candle, "tf"};
    out.pass(e);
    Market& m = market(e);
    const auto length = time_length(e.text(tf));
    if (!length || !takes(m, From::candles) || (m.piece && *length > m.piece)) return;
    const bool first = m.piece != *length;
    if (first) {
      m.piece = *length;
      for (BarBuilder& b : m.bars) b.drop();
    }
    add_candle(m, piece_of(e), first, out);
  }

  // A timeframe that the stream has itself is not made.
  void hush(const Event& e) {
    constexpr Field tf{Type::candle, "tf"};
    for (BarBuilder& b : market(e).bars) {
      if (b.tf().text != e.text(tf)) continue;
      b.rival |= b.open();
      ready_made_ += b.rival;
      b.silent = true;
      b.drop();
    }
  }

  void add_candle(Market& m, const Piece& p, bool first, Out& out) {
    for (BarBuilder& b : m.bars) {
      const bool by_time = b.tf().by == Timeframe::By::time;
      if (b.silent || (by_time && (b.tf().length <= m.piece || b.tf().length % m.piece != 0))) continue;
      if (by_time && p.start < b.closed_until) {
        ++too_late_;
        continue;
      }
      b.add(p);
      if (!by_time) {
        if (b.full()) finish(m, b, p.end, out);
        continue;
      }
      if (first && p.start != b.close_ts() - b.tf().length) b.partial = true;
      if (p.start + m.piece >= b.close_ts()) {
        // The stream may have this very bar: whether it does is known of the first one when its instant ends.
        if (!b.first() || p.end > b.close_ts()) {
          finish(m, b, std::max(p.end, b.close_ts()), out);
          continue;
        }
        b.waits = waiting_ = true;
      }
      b.due = b.close_ts() + 1;  // at its end its last candle may still come
      next_due_ = std::min(next_due_, b.due);
    }
  }

  void finish(const Market& m, BarBuilder& b, TsUs ts, Out& out) {
    if (b.partial) {
      b.closed_until = ts;
      return b.drop();
    }
    ++made_;
    Event& candle = out.make(Type::candle, ts, m.venue, m.symbol);
    b.finish(candle);
    out.pass(candle);
  }

  // All bars whose end has come.
  void make_due(TsUs now, Out& out) {
    make([now](const BarBuilder& b) { return b.due <= now; }, out);
  }

  // Those of which it holds, in order of their end, then by name.
  template <class Holds>
  void make(Holds holds, Out& out) {
    struct Due {
      TsUs close;
      Market* market;
      std::size_t bar;
    };
    std::vector<Due> list;
    next_due_ = never;
    for (auto& [key, m] : markets_)
      for (std::size_t i = 0; i < m.bars.size(); ++i) {
        if (holds(m.bars[i]))
          list.push_back({m.bars[i].close_ts(), &m, i});
        else
          next_due_ = std::min(next_due_, m.bars[i].due);
      }
    std::sort(list.begin(), list.end(), [](const Due& a, const Due& b) {
      if (a.close != b.close) return a.close < b.close;
      if (a.market->venue != b.market->venue) return name_of(a.market->venue) < name_of(b.market->venue);
      if (a.market->symbol != b.market->symbol) return name_of(a.market->symbol) < name_of(b.market->symbol);
      return a.bar < b.bar;
    });
    for (const Due& d : list) finish(*d.market, d.market->bars[d.bar], d.close, out);
  }

  bool automatic_;
  From only_ = From::trades;
  std::vector<Timeframe> frames_;
  // State.
  std::map<std::pair<Atom, Atom>, Market> markets_;
  TsUs next_due_ = never;
  bool waiting_ = false;  // a bar is
  std::int64_t too_late_ = 0, made_ = 0, ready_made_ = 0;
};

}  // namespace

const StageSpec& candles() {
  static const StageSpec spec = [] {
    StageSpec s = describe<Candles, Options>(
        "candles", "make bars from trades, quotes or smaller candles", {"trade", "quote", "candle"},
        {"candle"},
        {{"--tf", "TF",
          "timeframes of the bars: time (5m), trades (1000t), volume (50v), notional (1000000d)",
          &Options::tf},
         {"--of", "KIND", "what bars are made of; auto takes trades, else smaller candles, else quotes",
          &Options::from, one_of({"auto", "trades", "quotes", "candles"})}});
    s.examples = {
        {"candles --tf 5m,1h < examples/data/btc-1m.ndjson", "add bars of five minutes and an hour"}};
    s.see_also = {"indicators", "feed"};
    return s;
  }();
  return spec;
}

}  // namespace tu::stages
