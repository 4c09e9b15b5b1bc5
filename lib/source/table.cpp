#include "source/table.h"

#include <algorithm>

#include "source/cadence.h"
#include "source/funding.h"

namespace tu::source {

std::string_view name_of(Column c) {
  constexpr std::string_view names[] = {
      "ts",    "start",          "recv",   "venue",        "symbol",    "open",       "high",     "low",
      "close", "volume",         "trades", "quote_volume", "taker_buy", "close_time", "price",    "size",
      "side",  "buyer_maker",    "id",     "bid",          "bid_size",  "ask",        "ask_size", "rate",
      "mark",  "interval_hours", "value"};
  return names[static_cast<std::size_t>(c)];
}

void find_columns(const std::vector<std::string>& header, std::span<const ColumnName> names, Layout& layout) {
  layout.width = header.size();
  layout.header = true;
  for (const ColumnName& n : names) {
    if (layout.has(n.column)) continue;
    auto it = std::find(header.begin(), header.end(), n.name);
    if (it != header.end()) layout[n.column] = static_cast<int>(it - header.begin());
  }
}

std::span<const Column> columns_of(std::string_view type) {
  static constexpr Column candle[] = {Column::open, Column::high, Column::low, Column::close, Column::volume},
                          trade[] = {Column::ts, Column::price, Column::size},
                          quote[] = {Column::ts, Column::bid, Column::bid_size, Column::ask,
                                     Column::ask_size},
                          funding[] = {Column::ts, Column::rate}, metric[] = {Column::ts, Column::value};
  if (type == "candle") return candle;
  if (type == "trade") return trade;
  if (type == "quote") return quote;
  if (type == "funding") return funding;
  if (type == "metric") return metric;
  return {};
}

std::string_view missing_column(const Layout& l) {
  for (const Column c : columns_of(l.type))
    if (!l.has(c)) return name_of(c);
  const bool timed = l.type != "candle" || l.has(Column::start) || l.has(Column::ts);
  return timed ? std::string_view() : name_of(Column::start);
}

namespace {

class Table final : public Importer {
 public:
  explicit Table(Layout layout) : l_(std::move(layout)), interval_(l_.interval), contract_(l_.contract) {
    for (int c : l_.at) needed_ = std::max(needed_, static_cast<std::size_t>(c + 1));
    missing_ = missing_column(l_);
  }

  Status row(std::string_view line, wire::Buffer& out) override {
    if (l_.header && !header_seen_) {
      header_seen_ = true;
      return {};
    }
    split_csv(line, fields_);
    if (fields_.size() < needed_ || (l_.width && fields_.size() != l_.width))
      return fail(Exit::bad_data, "the row has " + std::to_string(fields_.size()) + " columns, expected " +
                                      std::to_string(std::max(l_.width, needed_)));
    if (!missing_.empty()) return fail(Exit::bad_data, "no column is \"" + std::string(missing_) + "\"");
    if (Status st = whose(); !st) return st;
    if (l_.type == "candle") return candle(out);
    const std::string_view text = at(Column::ts);
    Result<TsUs> ts = to_time(name_of(Column::ts), text, l_.time_unit);
    if (!ts) return ts.error();
    if (l_.type == "metric") return metric(*ts, text, out);
    Result<TsUs> known = known_at(*ts, l_.delay);
    if (!known) return known.error();
    if (l_.type == "trade") return trade(*known, out);
    return l_.type == "quote" ? quote(*known, out) : funding(*known, out);
  }

 private:
  bool has(Column c) const { return l_.has(c) && !fields_[static_cast<std::size_t>(l_[c])].empty(); }
  std::string_view at(Column c) const { return fields_[static_cast<std::size_t>(l_[c])]; }
  Result<double> price(Column c) const { return to_price(name_of(c), at(c)); }
  Result<double> amount(Column c) const { return to_amount(name_of(c), at(c)); }
  double in_base(double size, double at_price) const { return contract_.in_base(size, at_price); }

  Status whose() {
    if (!l_.has(Column::symbol) && !l_.has(Column::venue)) return {};
    const std::string_view exchange =
        l_.has(Column::venue) ? at(Column::venue) : std::string_view(l_.subject.venue);
    const std::string_view symbol =
        l_.has(Column::symbol) ? at(Column::symbol) : std::string_view(l_.subject.symbol);
    if (!symbol.empty() && exchange == exchange_ && symbol == symbol_) return {};
    Result<Listed> found = listed(exchange, symbol, l_.contract);
    if (!found) return found.error();
    exchange_ = exchange, symbol_ = symbol;
    if (l_.has(Column::venue)) l_.subject.venue = found->venue;
    l_.subject.symbol = found->symbol;
    contract_ = found->contract;
    return {};
  }

  Status candle(wire::Buffer& out) {
    Bar bar;
    const Column time = l_.has(Column::start) ? Column::start : Column::ts;
    Result<TsUs> t = to_time(name_of(time), at(time), l_.time_unit);
    if (!t) return t.error();
    bar.start = time == Column::start ? *t : *t - (bar_close(0, l_.subject.tf).value_or(0));
    if (Status st = cadence_.take(bar.start, own_close(time), l_.subject, l_.tf_said_by); !st) return st;
    struct {
      Column column;
      double* to;
    } prices[] = {{Column::open, &bar.open},
                  {Column::high, &bar.high},
                  {Column::low, &bar.low},
                  {Column::close, &bar.close}};
    for (auto& p : prices) {
      Result<double> x = price(p.column);
      if (!x) return x.error();
      *p.to = *x;
    }
    Result<double> volume = amount(Column::volume);
    if (!volume) return volume.error();
    bar.volume = l_.contract.in_base(*volume, bar.close);
    if (has(Column::trades)) {
      Result<std::int64_t> n = to_count(name_of(Column::trades), at(Column::trades));
      if (!n) return n.error();
      bar.trades = *n;
    }
    struct {
      Column column;
      std::optional<double>* to;
    } more[] = {{Column::quote_volume, &bar.quote_volume}, {Column::taker_buy, &bar.taker_buy}};
    for (auto& m : more) {
      if (!has(m.column)) continue;
      Result<double> x = amount(m.column);
      if (!x) return x.error();
      *m.to = m.column == Column::taker_buy ? l_.contract.in_base(*x, bar.close) : *x;
    }
    return write_candle(l_.subject, bar, l_.delay, out);
  }

  // Of files whose columns give both ends of a bar; other texts in such a column are no matter of ours.
  std::optional<TsUs> own_close(Column time) const {
    if (time != Column::start || !has(Column::close_time)) return std::nullopt;
    Result<TsUs> end = to_time(name_of(Column::close_time), at(Column::close_time), l_.time_unit);
    return end ? std::optional<TsUs>(*end) : std::nullopt;
  }

  Status side(std::string_view& word) const {
    if (has(Column::buyer_maker)) {
      const std::string_view v = at(Column::buyer_maker);
      const bool yes = v == "true" || v == "True" || v == "TRUE" || v == "1";
      if (!yes && v != "false" && v != "False" && v != "FALSE" && v != "0")
        return fail(Exit::bad_data,
                    "\"buyer_maker\" is \"" + std::string(v.substr(0, 40)) + "\", expected true or false");
      word = yes ? "sell" : "buy";
    } else if (has(Column::side)) {
      const std::string_view v = at(Column::side);
      if (v == "buy" || v == "BUY" || v == "Buy" || v == "b" || v == "B")
        word = "buy";
      else if (v == "sell" || v == "SELL" || v == "Sell" || v == "s" || v == "S")
        word = "sell";
      else if (v != "unknown")
        return fail(Exit::bad_data,
                    "\"side\" is \"" + std::string(v.substr(0, 40)) + "\", expected buy or sell");
    }
    return {};
  }

  // A power of ten is moved in the text, so 0.006899% stays 0.00006899.
  Result<double> scaled(Column c) const {
    if (l_.scale10 == 0) return to_number(name_of(c), at(c));
    std::string text(text::trim(at(c)));
    std::size_t e = text.find_first_of("eE");
    const std::int64_t power =
        e == text.npos ? 0 : text::to_integer(std::string_view(text).substr(e + 1)).value_or(0);
    return to_number(name_of(c), text.substr(0, e) + "e" + std::to_string(power + l_.scale10));
  }

  Status finish_line(LineWriter& line) {
    if (has(Column::recv)) line.integer("recv", recv_);
    line.end();
    return {};
  }
  // What can fail is read before the line is begun.
  Status read_recv() {
    if (!has(Column::recv)) return {};
    Result<TsUs> recv = to_time(name_of(Column::recv), at(Column::recv), l_.time_unit);
    if (!recv) return recv.error();
    recv_ = *recv;
    return {};
  }

  Status trade(TsUs ts, wire::Buffer& out) {
    Result<double> p = price(Column::price), size = amount(Column::size);
    if (!p) return p.error();
    if (!size) return size.error();
    std::string_view word;
    if (Status st = side(word); !st) return st;
    if (Status st = read_recv(); !st) return st;
    LineWriter line(out);
    line.begin("trade", ts, l_.subject.venue, l_.subject.symbol);
    line.real("price", *p);
    line.real("size", in_base(*size, *p));
    if (!word.empty()) line.text("side", word);
    if (has(Column::id)) line.text("id", at(Column::id));
    return finish_line(line);
  }

  Status quote(TsUs ts, wire::Buffer& out) {
    Result<double> bid = price(Column::bid), ask = price(Column::ask);
    Result<double> bid_size = amount(Column::bid_size), ask_size = amount(Column::ask_size);
    for (const auto* x : {&bid, &bid_size, &ask, &ask_size})
      if (!*x) return x->error();
    if (Status st = read_recv(); !st) return st;
    LineWriter line(out);
    line.begin("quote", ts, l_.subject.venue, l_.subject.symbol);
    line.real("bid", *bid);
    line.real("bid_size", in_base(*bid_size, *bid));
    line.real("ask", *ask);
    line.real("ask_size", in_base(*ask_size, *ask));
    return finish_line(line);
  }

  // Rates are charged for the time since the one before, which may change (8h, 4h, 1h).
  Status funding(TsUs ts, wire::Buffer& out) {
    Result<double> rate = scaled(Column::rate);
    if (!rate) return rate.error();
    if (!l_.rate_unit_said)
      if (Status st = rate_fits(*rate); !st) return st;
    std::optional<double> mark;
    if (has(Column::mark)) {
      Result<double> m = price(Column::mark);
      if (!m) return m.error();
      mark = *m;
    }
    if (has(Column::interval_hours)) {
      Result<std::int64_t> hours = to_count(name_of(Column::interval_hours), at(Column::interval_hours));
      if (!hours) return hours.error();
      interval_ = std::to_string(*hours) + "h";
    } else if (last_ts_ > 0) {
      const std::int64_t hours = (ts - last_ts_ + us_per_hour / 2) / us_per_hour;
      if (hours == 1 || hours == 2 || hours == 4 || hours == 8) interval_ = std::to_string(hours) + "h";
    }
    last_ts_ = ts;
    if (interval_.empty())
      return fail(Exit::bad_data, "the funding interval is not known; give one with --tf 8h");
    LineWriter line(out);
    line.begin("funding", ts, l_.subject.venue, l_.subject.symbol);
    line.real("rate", *rate);
    line.flag("settled", true);
    line.text("interval", interval_);
    if (mark) line.real("mark", *mark);
    return finish_line(line);
  }

  // A date without a time means the whole day: known when it is over.
  Status metric(TsUs time, std::string_view text, wire::Buffer& out) {
    Result<double> value = scaled(Column::value);
    if (!value) return value.error();
    const bool date =
        text.find(':') == text.npos && time % us_per_day == 0 && text.find_first_of("-/") != text.npos;
    const DurUs after = date ? us_per_day : l_.known_after;
    Result<TsUs> complete = known_at(time, after);
    if (!complete) return complete.error();
    Result<TsUs> known = known_at(*complete, l_.delay);
    if (!known) return known.error();
    LineWriter line(out);
    line.begin("metric", *known, l_.subject.venue, l_.subject.symbol);
    line.text("name", l_.metric);
    line.real("value", *value);
    if (*known != time) line.integer("asof", time);
    return finish_line(line);
  }

  Layout l_;
  std::size_t needed_ = 0;
  std::string interval_, exchange_, symbol_;
  std::string_view missing_;
  Contract contract_;
  Cadence cadence_;
  bool header_seen_ = false;
  TsUs last_ts_ = 0, recv_ = 0;
  std::vector<std::string_view> fields_;
};

}  // namespace

std::unique_ptr<Importer> make_table(Layout layout) {
  return std::make_unique<Table>(std::move(layout));
}

}  // namespace tu::source
