// book: order books, what they lean to, and how good they are.
//
// Changes and snapshots build one book a market. Its figures stand on book, quote and candle lines, and as
// metrics at every point of a grid of the stream's time; a point is taken before the first event at or after
// it. A book that lost a change, is crossed or has been silent for long gives no figure at all, and a `gap`
// or `stale` line says so once.
#include <algorithm>
#include <memory>

#include "account/book_state.h"
#include "base/text.h"
#include "stages/all.h"
#include "stages/book_options.h"
#include "stages/by_market.h"

namespace tu::stages {
namespace {

struct Market {
  Market(const BookRules& rules, Atom v, Atom s) : venue(v), symbol(s), features(rules) {}
  Atom venue, symbol;
  account::BookState state;
  BookFeatures features;
  enum class Health : std::uint8_t { waiting, good, crossed, silent } health = Health::waiting;
  TsUs heard = 0;                          // newest book line, whatever it changed
  bool has_book = false, started = false;  // book lines came; and a snapshot
};

class Book final : public Stage {
 public:
  Book(const BookOptions& o, const Ports&)
      : rules_(o.rules()), stale_(o.stale.us), every_(o.every.us), alarm_(o.alarm), prefix_(o.as) {
    notes_ = std::move(o.chosen(o.notes, "--notes")).value();
    metrics_ = std::move(o.chosen(o.metrics, "--metrics")).value();
    on_book_ = o.annotates("book"), on_quote_ = o.annotates("quote"), on_candle_ = o.annotates("candle");
    for (std::size_t i = 0; i < book_feature_count; ++i)
      keys_.push_back(prefix_ + "_" + std::string(name_of(static_cast<BookFeature>(i))));
  }
  static Status check(const BookOptions& o) { return o.check(); }

  void on(Event& e, Out& out) override {
    if (e.ts >= next_) sample_until(e.ts, out);
    switch (e.type) {
      case Type::book:
        return on_book(e, out);
      case Type::trade:
        on_trade(e);
        break;
      case Type::quote:
        if (on_quote_) annotate(e, out);
        break;
      case Type::candle:
        if (on_candle_) annotate(e, out);
        break;
      case Type::gap:
        out.pass(e);
        return on_gap(e);
      default:
        break;
    }
    out.pass(e);
  }

  std::string summary() const override {
    std::string said;
    if (gaps_ + crossings_ + silences_ > 0)
      said = "book: " + std::to_string(gaps_) + " lost, " + std::to_string(crossings_) + " crossed, " +
             std::to_string(silences_) + " silent";
    for (const Market* m : in_order_)
      if (m->has_book && !m->started)
        said += (said.empty() ? "book: " : "\nbook: ") + std::string(name_of(m->venue)) + "/" +
                std::string(name_of(m->symbol)) + ": changes came, but no snapshot to begin with";
    return said;
  }

 private:
  Market& market(const Event& e) {
    return *markets_.get(find_stream(Type::book, e.venue, e.symbol, ""), [&] {
      auto made = std::make_unique<Market>(rules_, e.venue, e.symbol);
      const auto before = [](const Market* a, const Market* b) {
        if (a->venue != b->venue) return name_of(a->venue) < name_of(b->venue);
        return name_of(a->symbol) < name_of(b->symbol);
      };
      in_order_.insert(std::upper_bound(in_order_.begin(), in_order_.end(), made.get(), before), made.get());
      return made;
    });
  }

  void on_book(Event& e, Out& out) {
    Market& m = market(e);
    m.has_book = true;
    const TsUs before = m.state.ts();
    const account::BookState::Change change = m.state.apply(e);
    if (change == account::BookState::Change::lost) {
      out.pass(e);
      return say_lost(m, before, e, out);
    }
    const bool crosses = change == account::BookState::Change::applied && judge(m);
    if (m.state.synced()) m.heard = e.ts;
    if (m.health == Market::Health::good && on_book_) note(m, e, out);
    out.pass(e);
    if (crosses) say_crossed(m, e, out);
  }

  // After a change: is the book good, and what does it say? True when it has just crossed.
  static bool judge(Market& m) {
    m.started = true;
    if (m.state.usable()) {
      m.health = Market::Health::good;
      m.features.book(m.state.book());
      return false;
    }
    const Market::Health was = m.health;
    if (was == Market::Health::good) m.features.interrupt();
    m.health = m.state.book().crossed() ? Market::Health::crossed : Market::Health::waiting;
    return m.health == Market::Health::crossed && was != m.health;
  }

  void on_trade(const Event& e) {
    constexpr Field price{Type::trade, "price"}, size{Type::trade, "size"}, side{Type::trade, "side"};
    const std::string_view s = e.text(side);
    market(e).features.trade(e.ts, e.real(price), e.real(size), s == "buy" ? 1 : s == "sell" ? -1 : 0);
  }

  void annotate(Event& e, Out& out) {
    Market& m = market(e);
    if (m.health == Market::Health::good && e.ts - m.heard <= stale_) note(m, e, out);
  }

  void note(const Market& m, Event& e, Out& out) {
    for (const BookFeature f : notes_) {
      const double x = m.features.of(f);
      if (quant::known(x)) out.note(e, keys_[static_cast<std::size_t>(f)], x);
    }
  }

  // A feed says that data is missing: of a market, of a venue, or of all.
  void on_gap(const Event& e) {
    for (Market* m : in_order_) {
      if (e.venue != Atom::none && e.venue != m->venue) continue;
      if (e.symbol != Atom::none && e.symbol != m->symbol) continue;
      m->state.lose();
      leave(*m, Market::Health::waiting);
    }
  }

  static void leave(Market& m, Market::Health health) {
    m.features.interrupt();
    m.health = health;
  }

  void say_lost(Market& m, TsUs from, const Event& e, Out& out) {
    ++gaps_;
    leave(m, Market::Health::waiting);
    const account::BookState::Hole& hole = m.state.hole();
    std::string why = "book: change " + std::to_string(hole.seq);
    if (hole.prev >= 0) why += " follows " + std::to_string(hole.prev);
    why += hole.seq > hole.after ? ", expected one that follows " : ", expected one after ";
    why += std::to_string(hole.after) + "; not used until a snapshot";
    Event& gap = out.make(Type::gap, e.ts, m.venue, m.symbol);
    gap.set_integer(Field{Type::gap, "from"}, from);
    gap.set_integer(Field{Type::gap, "to"}, e.ts);
    gap.set_text(Field{Type::gap, "reason"}, out.keep(why));
    out.pass(gap);
  }

  void say_crossed(const Market& m, const Event& e, Out& out) {
    ++crossings_;
    const quant::Top top = m.state.book().top();
    say_stale(m, e.ts, e.ts,
              "book: crossed: bid " + text::of_real(top.bid.price) + " at or above ask " +
                  text::of_real(top.ask.price) + "; not used until it uncrosses",
              out);
  }

  static void say_stale(const Market& m, TsUs ts, TsUs since, const std::string& why, Out& out) {
    Event& stale = out.make(Type::stale, ts, m.venue, m.symbol);
    stale.set_integer(Field{Type::stale, "since"}, since);
    stale.set_text(Field{Type::stale, "reason"}, out.keep(why));
    out.pass(stale);
  }

  // All points of the grid up to `now`. Where no book is good any more nothing can change, and points are
  // left out.
  void sample_until(TsUs now, Out& out) {
    if (next_ == 0) next_ = now / every_ * every_ + (now % every_ ? every_ : 0);
    while (next_ <= now) {
      const bool some = sample(next_, out);
      next_ += every_;
      if (!some) next_ = std::max(next_, (now / every_ + 1) * every_);
    }
  }

  bool sample(TsUs grid, Out& out) {
    bool some = false;
    for (Market* m : in_order_) {
      if (m->health != Market::Health::good) continue;
      if (grid - m->heard > stale_) {
        ++silences_;
        leave(*m, Market::Health::silent);
        say_stale(*m, grid, m->heard, "book: silent for more than " + show_value(Duration{stale_}), out);
        continue;
      }
      some = true;
      m->features.sample(grid, m->state.book());
      for (const BookFeature f : metrics_) metric(*m, f, grid, out);
    }
    if (some && !metrics_.empty()) sample_all(grid, out);
    return some;
  }

  void metric(const Market& m, BookFeature f, TsUs grid, Out& out) {
    const double x = m.features.of(f);
    if (!quant::known(x)) return;
    Event& e = out.make(Type::metric, grid, m.venue, m.symbol);
    e.set_text(Field{Type::metric, "name"}, keys_[static_cast<std::size_t>(f)]);
    e.set(Field{Type::metric, "value"}, x);
    out.pass(e);
  }

  // The state of all books together.
  void sample_all(TsUs grid, Out& out) {
    int books = 0, leaving = 0, staying = 0, cascades = 0, leaning = 0;
    double imbalance = 0;
    for (const Market* m : in_order_) {
      if (m->health != Market::Health::good) continue;
      if (const double x = m->features.of(BookFeature::imbalance_ma); quant::known(x)) {
        ++leaning;
        imbalance += x;
      }
      const double w = m->features.of(BookFeature::withdrawal);
      if (!quant::known(w)) continue;
      ++books;
      leaving += w <= -alarm_;
      staying += w > -alarm_ / 4;
      cascades += m->features.cascade(alarm_);
    }
    const auto say = [&](const std::string& name, double x) {
      Event& e = out.make(Type::metric, grid);
      e.set_text(Field{Type::metric, "name"}, out.keep(prefix_ + name));
      e.set(Field{Type::metric, "value"}, x);
      out.pass(e);
    };
    if (leaning > 0) say("_market_imbalance", imbalance / leaning);
    if (books == 0) return;
    say("_cascades", cascades);
    const int regime = leaving * 2 >= books ? 1 : cascades == 0 && staying * 5 >= books * 4 ? -1 : 0;
    say("_regime", regime);
  }

  // Configured.
  BookRules rules_;
  DurUs stale_, every_;
  double alarm_;
  std::string prefix_;
  std::vector<BookFeature> notes_, metrics_;
  std::vector<std::string> keys_;
  bool on_book_, on_quote_, on_candle_;
  // State.
  ByMarket<std::unique_ptr<Market>> markets_;
  std::vector<Market*> in_order_;  // of venue and symbol
  TsUs next_ = 0;
  std::int64_t gaps_ = 0, crossings_ = 0, silences_ = 0;
};

}  // namespace

const StageSpec& book() {
  static const StageSpec spec = [] {
    StageSpec s = describe<Book, BookOptions>(
        "book", "keep order books and append what they lean to and how good they are",
        {"book", "quote", "trade", "candle", "gap"},
        {"book.book_FIGURE", "quote.book_FIGURE", "candle.book_FIGURE", "metric", "gap", "stale"},
        book_option_rows());
    s.annotates = true;
    s.examples = {{"import examples/data/binance-ticks-2024-08-08/spot_btcusdt.ndj.gz | book --every 500ms",
                   "books of a recording with their figures, and samples twice a second"}};
    s.see_also = {"feed", "arbscan", "signal-agg", "size"};
    return s;
  }();
  return spec;
}

}  // namespace tu::stages
