// Candles in CSV with a header: Freqtrade's export (date, open, high, low, close, volume; date is the bar's open) and
// the many files like it. Further columns are taken where their names are known.
#include <algorithm>

#include "source/foreign.h"
#include "source/formats.h"

namespace tu::source {

namespace {

struct Alias { std::string_view field, column; };
constexpr Alias aliases[] = {
    {"start", "date"},          {"start", "open_time"},        {"start", "timestamp"},  {"start", "time"},
    {"start", "open time"},     {"start", "datetime"},         {"start", "unix"},       {"open", "open"},
    {"high", "high"},           {"low", "low"},                {"close", "close"},      {"volume", "volume"},
    {"trades", "trades"},       {"trades", "count"},           {"trades", "num_trades"},
    {"quote_volume", "quote_volume"},                          {"quote_volume", "quote_asset_volume"},
    {"taker_buy", "taker_buy_volume"},                         {"taker_buy", "taker_buy_base"},
    {"taker_buy", "taker_buy_base_volume"},                    {"taker_buy", "taker_buy_base_asset_volume"}};

int column_of(const std::vector<std::string>& header, std::string_view field) {
  for (const Alias& a : aliases)
    if (a.field == field)
      for (std::size_t i = 0; i < header.size(); ++i)
        if (header[i] == a.column) return static_cast<int>(i);
  return -1;
}

struct Columns {
  int start, open, high, low, close, volume, trades, quote_volume, taker_buy;
  explicit Columns(const std::vector<std::string>& h)
      : start(column_of(h, "start")), open(column_of(h, "open")), high(column_of(h, "high")), low(column_of(h, "low")),
        close(column_of(h, "close")), volume(column_of(h, "volume")), trades(column_of(h, "trades")),
        quote_volume(column_of(h, "quote_volume")), taker_buy(column_of(h, "taker_buy")) {}
  bool enough() const { return start >= 0 && open >= 0 && high >= 0 && low >= 0 && close >= 0 && volume >= 0; }
};

class CandlesCsv final : public Importer {
 public:
  CandlesCsv(Subject subject, Columns columns, std::size_t width, const ImportHints& hints)
      : subject_(std::move(subject)), c_(columns), width_(width), unit_(hints.time_unit), delay_(hints.delay) {}

  Status row(std::string_view line, wire::Buffer& out) override {
    if (!header_seen_) {
      header_seen_ = true;
      return {};
    }
    split_csv(line, fields_);
    if (fields_.size() != width_)
      return fail(Exit::bad_data, "the row has " + std::to_string(fields_.size()) + " columns, expected " + std::to_string(width_));
    Bar bar;
    Result<TsUs> start = to_time("open time", at(c_.start), unit_);
    if (!start) return start.error();
    bar.start = *start;
    struct { const char* name; int column; double* to; bool price; } parts[] = {
        {"open", c_.open, &bar.open, true}, {"high", c_.high, &bar.high, true},      {"low", c_.low, &bar.low, true},
        {"close", c_.close, &bar.close, true}, {"volume", c_.volume, &bar.volume, false}};
    for (auto& p : parts) {
      Result<double> x = p.price ? to_price(p.name, at(p.column)) : to_amount(p.name, at(p.column));
      if (!x) return x.error();
      *p.to = *x;
    }
    if (c_.trades >= 0 && !at(c_.trades).empty()) {
      Result<std::int64_t> n = to_count("trades", at(c_.trades));
      if (!n) return n.error();
      bar.trades = *n;
    }
    if (Status st = optional("quote_volume", c_.quote_volume, bar.quote_volume); !st) return st;
    if (Status st = optional("taker_buy", c_.taker_buy, bar.taker_buy); !st) return st;
    return write_candle(subject_, bar, delay_, out);
  }

 private:
  std::string_view at(int column) const { return fields_[static_cast<std::size_t>(column)]; }
  Status optional(std::string_view name, int column, std::optional<double>& to) {
    if (column < 0 || at(column).empty()) return {};
    Result<double> x = to_amount(name, at(column));
    if (!x) return x.error();
    to = *x;
    return {};
  }
  Subject subject_;
  Columns c_;
  std::size_t width_;
  std::string unit_;
  DurUs delay_;
  bool header_seen_ = false;
  std::vector<std::string_view> fields_;
};

bool recognise(std::string_view, std::string_view head) { return Columns(header_of(first_line(head))).enough(); }

Result<std::unique_ptr<Importer>> open(std::string_view path, std::string_view head, const ImportHints& hints) {
  const std::vector<std::string> header = header_of(first_line(head));
  Columns columns(header);
  if (!columns.enough())
    return fail(Exit::bad_data, "the header lacks a column of date, open, high, low, close, volume");
  // Binance's own header comes with perpetuals only: their spot files have none.
  ImportHints known = hints;
  if (known.market.empty() && market_from(path).empty() && column_of(header, "taker_buy") >= 0 &&
      std::find(header.begin(), header.end(), "ignore") != header.end())
    known.market = "usdm";
  Result<Subject> subject = subject_of(path, known, true, head);
  if (!subject) return subject.error();
  return std::unique_ptr<Importer>(new CandlesCsv(std::move(*subject), columns, header.size(), hints));
}

}  // namespace

const Format candles_csv_format = {"candles-csv", "candles in CSV with a header (Freqtrade, Binance USD-M klines and others)",
                                   Rows::lines, recognise, open};

}  // namespace tu::source
