#include "simex/market/recorded.h"

#include <algorithm>

#include "base/text.h"
#include "event/copy.h"
#include "simex/market/seeded.h"
#include "source/source.h"

namespace tu::simex {
namespace {

constexpr Field trade_price{Type::trade, "price"}, trade_size{Type::trade, "size"},
    trade_side{Type::trade, "side"};
constexpr Field bid{Type::quote, "bid"}, bid_size{Type::quote, "bid_size"}, ask{Type::quote, "ask"},
    ask_size{Type::quote, "ask_size"};
constexpr Field snapshot{Type::book, "snapshot"}, bids{Type::book, "bids"}, asks{Type::book, "asks"};
constexpr Field open_price{Type::candle, "open"}, high{Type::candle, "high"}, low{Type::candle, "low"},
    close_price{Type::candle, "close"}, volume{Type::candle, "volume"};

const Decimal most = Decimal::from_integer(1'000'000'000);
const Decimal smallest = *Decimal::parse("0.00000001");

// Prices and sizes of a recording, as far as an exchange can have them.
Decimal amount(double x) {
  const std::optional<Decimal> d = Decimal::from_real(x);
  return d && !d->negative() && *d <= most ? floor_to(*d, smallest) : Decimal{};
}

Result<std::unique_ptr<source::Source>> open(const RecordedOptions& o) {
  source::SourceOptions s;
  s.files = o.files;
  s.lockstep = s.beats = false;
  s.report = o.report;
  return source::Source::open(std::move(s));
}

// The symbol under which the exchange trades it; "" when it is not wanted.
std::string wanted_symbol(const RecordedOptions& o, const Event& e) {
  const std::string symbol(name_of(e.symbol));
  const auto renamed = o.rename.find(symbol);
  const std::string& name = renamed == o.rename.end() ? symbol : renamed->second;
  const bool all = o.symbols.empty();
  return all || std::find(o.symbols.begin(), o.symbols.end(), name) != o.symbols.end() ? name : std::string();
}

int decimals(double x) {
  const std::string s = text::of_real(x);
  if (s.find('e') != s.npos) return 8;
  const std::size_t point = s.find('.');
  return point == s.npos ? 0 : static_cast<int>(std::min<std::size_t>(s.size() - point - 1, 8));
}

double any_price(const Event& e) {
  switch (e.type) {
    case Type::trade:
      return e.real(trade_price);
    case Type::quote:
      return e.real(bid);
    case Type::candle:
      return e.real(close_price);
    default:
      return 0;
  }
}

struct Level2 {
  Decimal price, size;
};
// [[price,size],...]
std::vector<Level2> levels_of(std::string_view text) {
  std::vector<Decimal> numbers;
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t begin = text.find_first_of("-0123456789", i);
    if (begin == text.npos) break;
    const std::size_t end = std::min(text.find_first_of(",] \t\"", begin), text.size());
    const std::optional<double> x = text::to_real(text.substr(begin, end - begin));
    numbers.push_back(x ? amount(*x) : Decimal{});
    i = end;
  }
  std::vector<Level2> all;
  for (std::size_t i = 0; i + 1 < numbers.size(); i += 2) all.push_back({numbers[i], numbers[i + 1]});
  return all;
}

class Recorded : public MarketSource {
 public:
  Recorded(RecordedOptions o, const std::vector<Product>& products, std::unique_ptr<source::Source> source)
      : o_(std::move(o)), source_(std::move(source)) {
    for (ProductId id = 0; id < products.size(); ++id) ids_[products[id].id] = id;
    told_.resize(products.size());
    read();
    begin_ = upcoming();
  }
  TsUs begin() const override { return begin_; }
  TsUs upcoming() override { return next_ ? next_->ts : 0; }
  std::int64_t events() const override { return events_; }
  void apply(Exchange& x) override {
    const TsUs instant = upcoming();
    while (next_ && next_->ts <= instant) {  // an older one is late: it happens now
      happen(x, *next_);
      read();
    }
  }

 private:
  struct Told {  // what kinds of events a product has had
    bool book = false, quote = false, trade = false;
    Atom venue = Atom::none;
  };

  void read() {
    for (;;) {
      arena_.reset();
      Event* e = nullptr;
      next_ = source_->next(e, arena_) ? e : nullptr;
      if (!next_) return;
      if (e->symbol == Atom::none) continue;
      if (e->type != Type::trade && e->type != Type::quote && e->type != Type::book &&
          e->type != Type::candle)
        continue;
      const auto found = ids_.find(wanted_symbol(o_, *e));
      if (found == ids_.end()) continue;
      Told& told = told_[found->second];
      if (told.venue == Atom::none) told.venue = e->venue;
      if (told.venue != e->venue) continue;  // one venue a product: the first that was seen
      id_ = found->second;
      return;
    }
  }

  void happen(Exchange& x, const Event& e) {
    ++events_;
    Told& told = told_[id_];
    if (e.type == Type::trade) {
      told.trade = true;
      trade(x, amount(e.real(trade_price)), amount(e.real(trade_size)), e.text(trade_side));
    } else if (e.type == Type::quote && !told.book) {
      told.quote = true;
      best(x, amount(e.real(bid)), amount(e.real(bid_size)), amount(e.real(ask)), amount(e.real(ask_size)));
    } else if (e.type == Type::book) {
      told.book = true;
      book(x, e);
    } else if (e.type == Type::candle && !told.trade && !told.book && !told.quote) {
      candle(x, e);
    }
  }

  void trade(Exchange& x, Decimal price, Decimal size, std::string_view side) {
    if (price.is_zero() || size.is_zero()) return;
    const Market& m = x.market(id_);
    const Decimal mid = m.mid();
    const bool buys = side.empty() ? price >= (mid.is_zero() ? m.last : mid) : side == "buy";
    x.print(id_, price, size, buys ? Side::buy : Side::sell);
    if (!told_[id_].book && !told_[id_].quote) around(x, price, size);
  }

  // A thin quote where the recording has none.
  void around(Exchange& x, Decimal price, Decimal size) {
    const Decimal tick = x.market(id_).product.tick;
    if (price > tick) best(x, price - tick, size, price + tick, size);
  }

  void best(Exchange& x, Decimal bid_at, Decimal bids_there, Decimal ask_at, Decimal asks_there) {
    if (bid_at.is_zero() || ask_at.is_zero() || bid_at >= ask_at) return;
    clear_but(x, Side::buy, bid_at);
    clear_but(x, Side::sell, ask_at);
    x.set_level(id_, Side::buy, bid_at, bids_there);
    x.set_level(id_, Side::sell, ask_at, asks_there);
  }

  void clear_but(Exchange& x, Side side, Decimal price) {
    std::vector<Decimal> gone;
    for (const auto& [key, level] : x.market(id_).side(side).levels())
      if (level.price != price && !level.outside.is_zero()) gone.push_back(level.price);
    for (const Decimal p : gone) x.set_level(id_, side, p, {});
  }

  // What goes away goes first, so that a book that moves through itself is not crossed on the way.
  void book(Exchange& x, const Event& e) {
    const std::vector<Level2> b = levels_of(e.text(bids)), a = levels_of(e.text(asks));
    if (e.flag(snapshot)) x.clear_outside(id_);
    for (const bool removals : {true, false}) {
      for (const Level2& l : b)
        if (!l.price.is_zero() && l.size.is_zero() == removals) x.set_level(id_, Side::buy, l.price, l.size);
      for (const Level2& l : a)
        if (!l.price.is_zero() && l.size.is_zero() == removals) x.set_level(id_, Side::sell, l.price, l.size);
    }
  }

  // Four trades, the lower end first when it fell.
  void candle(Exchange& x, const Event& e) {
    const Decimal part = floor_to(amount(e.real(volume)) / Decimal::from_integer(4), smallest);
    if (part.is_zero()) return around(x, amount(e.real(close_price)), smallest);
    const bool fell = e.real(close_price) < e.real(open_price);
    const double path[] = {e.real(open_price), e.real(fell ? high : low), e.real(fell ? low : high),
                           e.real(close_price)};
    for (const double p : path) trade(x, amount(p), part, {});
  }

  RecordedOptions o_;
  std::unique_ptr<source::Source> source_;
  std::map<std::string, ProductId, std::less<>> ids_;
  std::vector<Told> told_;
  Arena arena_;
  Event* next_ = nullptr;
  ProductId id_ = 0;
  TsUs begin_ = 0;
  std::int64_t events_ = 0;
};

}  // namespace

Result<std::vector<Product>> recorded_products(const RecordedOptions& options) {
  struct Seen {
    int decimals = 0;
    double price = 0;
  };
  std::map<std::string, Seen> seen;
  Result<std::unique_ptr<source::Source>> source = open(options);
  if (!source) return source.error();
  Arena arena;
  for (Event* e = nullptr; (*source)->next(e, arena); arena.reset()) {
    if (e->symbol == Atom::none) continue;
    const std::string symbol = wanted_symbol(options, *e);
    if (symbol.empty()) continue;
    Seen* s = nullptr;
    if (const double price = any_price(*e); price > 0) {
      s = &seen[symbol];
      s->price = price;
      s->decimals = std::max(s->decimals, decimals(price));
    } else if (e->type == Type::book) {
      s = &seen[symbol];
      for (const Level2& l : levels_of(e->text(bids))) {
        s->price = l.price.to_real();
        s->decimals = std::max(s->decimals, decimals(s->price));
      }
    }
  }
  std::vector<Product> products;
  for (const auto& [symbol, s] : seen) {
    SeededProduct p = seeded_product(symbol);
    p.product.tick = Decimal::from_integer(1);
    for (int i = 0; i < s.decimals; ++i) p.product.tick = p.product.tick / Decimal::from_integer(10);
    if (s.price > 0)
      p.product.max_qty = Decimal::from_integer(static_cast<std::int64_t>(std::min(1e8 / s.price, 1e8)) + 1);
    products.push_back(p.product);
  }
  if (products.empty())
    return fail(Exit::bad_data, "the data holds no trade, quote, book or candle of a symbol");
  return products;
}

Result<std::unique_ptr<MarketSource>> recorded_market(const RecordedOptions& options,
                                                      const std::vector<Product>& products) {
  Result<std::unique_ptr<source::Source>> source = open(options);
  if (!source) return source.error();
  return std::unique_ptr<MarketSource>(
      std::make_unique<Recorded>(options, products, std::move(source).value()));
}

}  // namespace tu::simex
