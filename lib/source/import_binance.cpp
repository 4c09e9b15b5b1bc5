// Binance's public data without a header (all spot files, USD-M before 2022): klines, trades, aggTrades.
// Times are in milliseconds, in spot files since 2025 in microseconds.
#include "source/cadence.h"
#include "source/formats.h"
#include "source/table.h"

namespace tu::source {

namespace {

std::size_t number_columns(std::string_view head, std::vector<std::string_view>& fields) {
  split_csv(first_line(head), fields);
  return !fields.empty() && text::to_real(text::trim(fields[0])) ? fields.size() : 0;
}
bool boolean(std::string_view v) {
  v = text::trim(v);
  return v == "true" || v == "false" || v == "True" || v == "False" || v == "TRUE" || v == "FALSE";
}
bool time_like(std::string_view v) {
  // Milliseconds and finer; or seconds.
  auto n = text::to_integer(text::trim(v));
  return n && (*n > 1'000'000'000'000 || (*n > year_1990_s && *n < year_2100_s));
}

// 12 columns: open time, open, high, low, close, volume, close time, quote volume, trades, taker buy base,
// quote, ignore.
bool is_klines(std::string_view, std::string_view head) {
  std::vector<std::string_view> f;
  return number_columns(head, f) == 12 && time_like(f[0]) && time_like(f[6]);
}
// id, price, quantity, quote quantity, time, buyer is maker[, best match].
bool is_trades(std::string_view, std::string_view head) {
  std::vector<std::string_view> f;
  const std::size_t n = number_columns(head, f);
  return (n == 6 || n == 7) && time_like(f[4]) && boolean(f[5]);
}
// id, price, quantity, first id, last id, time, buyer is maker[, best match].
bool is_agg_trades(std::string_view, std::string_view head) {
  std::vector<std::string_view> f;
  const std::size_t n = number_columns(head, f);
  return (n == 7 || n == 8) && time_like(f[5]) && boolean(f[6]);
}

Result<std::unique_ptr<Importer>> open(Layout l, std::string_view path, std::string_view head,
                                       const ImportHints& hints) {
  std::vector<std::string_view> fields;
  l.width = number_columns(head, fields);
  ImportHints known = hints;
  if (known.venue.empty() && venue_from(path).empty()) known.venue = "binance";
  // The last column of a spot file says whether the trade was the best match.
  if (known.market.empty() && market_from(path, known.venue).empty() && l.type == "trade" &&
      fields.size() >= 2 && boolean(fields.back()) && boolean(fields[fields.size() - 2]))
    known.market = "spot";
  Result<Subject> subject = subject_of(path, known, l.type == "candle", head);
  if (!subject) return subject.error();
  l.subject = std::move(*subject);
  l.time_unit = hints.time_unit;
  l.delay = hints.delay;
  if (l.type == "trade") l.contract = contract_of(l.subject);
  if (l.type == "candle" && l.subject.market == "coinm") {  // volume is in contracts, these are in base
    l[Column::volume] = 7;
    l[Column::quote_volume] = -1;
    l[Column::taker_buy] = 10;
  }
  if (Status st = bars_fit(l, hints, rows_at_head(head, false)); !st) return st.error();
  return make_table(std::move(l));
}

Result<std::unique_ptr<Importer>> open_klines(std::string_view path, std::string_view head,
                                              const ImportHints& hints) {
  Layout l;
  l.type = "candle";
  l[Column::start] = 0, l[Column::open] = 1, l[Column::high] = 2, l[Column::low] = 3, l[Column::close] = 4;
  l[Column::close_time] = 6;
  l[Column::volume] = 5, l[Column::quote_volume] = 7, l[Column::trades] = 8, l[Column::taker_buy] = 9;
  return open(std::move(l), path, head, hints);
}

Result<std::unique_ptr<Importer>> open_trades(std::string_view path, std::string_view head,
                                              const ImportHints& hints) {
  Layout l;
  l.type = "trade";
  l[Column::id] = 0, l[Column::price] = 1, l[Column::size] = 2, l[Column::ts] = 4, l[Column::buyer_maker] = 5;
  return open(std::move(l), path, head, hints);
}

Result<std::unique_ptr<Importer>> open_agg_trades(std::string_view path, std::string_view head,
                                                  const ImportHints& hints) {
  Layout l;
  l.type = "trade";
  l[Column::id] = 0, l[Column::price] = 1, l[Column::size] = 2, l[Column::ts] = 5, l[Column::buyer_maker] = 6;
  return open(std::move(l), path, head, hints);
}

}  // namespace

const Format binance_klines_format = {"binance-klines", "Binance public data, klines without a header",
                                      Rows::lines, is_klines, open_klines};
const Format binance_trades_format = {"binance-trades", "Binance public data, trades without a header",
                                      Rows::lines, is_trades, open_trades};
const Format binance_agg_trades_format = {"binance-aggtrades",
                                          "Binance public data, aggTrades without a header", Rows::lines,
                                          is_agg_trades, open_agg_trades};

}  // namespace tu::source
