// CSV whose header says what it holds: candles (Freqtrade's export, Binance USD-M klines and many more; the
// time is the bar's open), trades and quotes (Tardis, Binance, Freqtrade). Columns are found by the names in
// use.
#include <algorithm>

#include "source/cadence.h"
#include "source/formats.h"
#include "source/table.h"

namespace tu::source {

namespace {

constexpr ColumnName candle_names[] = {{Column::start, "date"},
                                       {Column::start, "open_time"},
                                       {Column::start, "timestamp"},
                                       {Column::start, "time"},
                                       {Column::start, "open time"},
                                       {Column::start, "datetime"},
                                       {Column::start, "unix"},
                                       {Column::close_time, "close_time"},
                                       {Column::close_time, "close time"},
                                       {Column::open, "open"},
                                       {Column::high, "high"},
                                       {Column::low, "low"},
                                       {Column::close, "close"},
                                       {Column::volume, "volume"},
                                       {Column::trades, "trades"},
                                       {Column::trades, "count"},
                                       {Column::trades, "num_trades"},
                                       {Column::quote_volume, "quote_volume"},
                                       {Column::quote_volume, "quote_asset_volume"},
                                       {Column::taker_buy, "taker_buy_volume"},
                                       {Column::taker_buy, "taker_buy_base"},
                                       {Column::taker_buy, "taker_buy_base_volume"},
                                       {Column::taker_buy, "taker_buy_base_asset_volume"}};

constexpr ColumnName trade_names[] = {{Column::ts, "timestamp"},
                                      {Column::ts, "transact_time"},
                                      {Column::ts, "time"},
                                      {Column::ts, "date"},
                                      {Column::recv, "local_timestamp"},
                                      {Column::venue, "exchange"},
                                      {Column::symbol, "symbol"},
                                      {Column::price, "price"},
                                      {Column::size, "base_qty"},
                                      {Column::size, "amount"},
                                      {Column::size, "size"},
                                      {Column::size, "qty"},
                                      {Column::size, "quantity"},
                                      {Column::side, "side"},
                                      {Column::buyer_maker, "is_buyer_maker"},
                                      {Column::buyer_maker, "buyer_maker"},
                                      {Column::id, "id"},
                                      {Column::id, "agg_trade_id"},
                                      {Column::id, "trade_id"}};

constexpr ColumnName quote_names[] = {
    {Column::ts, "timestamp"},      {Column::ts, "event_time"},        {Column::ts, "transaction_time"},
    {Column::ts, "time"},           {Column::recv, "local_timestamp"}, {Column::venue, "exchange"},
    {Column::symbol, "symbol"},     {Column::bid, "bid_price"},        {Column::bid, "best_bid_price"},
    {Column::bid, "bid"},           {Column::bid_size, "bid_amount"},  {Column::bid_size, "best_bid_qty"},
    {Column::bid_size, "bid_size"}, {Column::ask, "ask_price"},        {Column::ask, "best_ask_price"},
    {Column::ask, "ask"},           {Column::ask_size, "ask_amount"},  {Column::ask_size, "best_ask_qty"},
    {Column::ask_size, "ask_size"}};

Layout candle_layout(std::string_view head) {
  Layout l;
  l.type = "candle";
  find_columns(header_of(first_line(head)), candle_names, l);
  return l;
}
bool is_candles(const Layout& l) {
  return missing_column(l).empty();
}
Layout trade_layout(std::string_view head) {
  Layout l;
  l.type = "trade";
  find_columns(header_of(first_line(head)), trade_names, l);
  return l;
}
// Dumps of books have these columns too.
bool is_trades(const Layout& l, std::string_view head) {
  return missing_column(l).empty() && first_line(head).find("update") == head.npos &&
         first_line(head).find("snapshot") == head.npos;
}
Layout quote_layout(std::string_view head) {
  Layout l;
  l.type = "quote";
  find_columns(header_of(first_line(head)), quote_names, l);
  return l;
}
bool is_quotes(const Layout& l) {
  return missing_column(l).empty();
}

// Binance gives its own headers ("..._buyer_maker", "ignore") to files of perpetuals alone.
std::string market_of(std::string_view path, std::string_view head, const ImportHints& hints) {
  if (!hints.market.empty()) return hints.market;
  std::string market = market_from(path, hints.venue);
  const std::vector<std::string> header = header_of(first_line(head));
  auto has = [&](std::string_view name) { return has_name(header, name); };
  if (market.empty() && has("base_qty")) return "coinm";
  if (market.empty() && (has("ignore") || (has("is_buyer_maker") && !has("is_best_match")))) return "usdm";
  return market;
}

// What sizes of a file with one venue count.
Status sizes(Layout& l, std::string_view head, bool symbols_in_rows) {
  if (l.type == "candle") {
    if (l.contract.base && l.subject.market == "coinm")
      return fail(Exit::usage, "--contract-size is " + l.contract.base->str() +
                                   ", but the volume of COIN-M candles is read in base currency");
    return {};
  }
  const std::vector<std::string> header = header_of(first_line(head));
  auto has = [&](std::string_view name) { return has_name(header, name); };
  if (has("base_qty") || symbols_in_rows) return {};
  if (has("cost") && !l.contract.base) {  // Freqtrade's amounts are in base, of linear contracts
    l.contract.quote = inverse_contract(l.subject.venue, l.subject.symbol);
    return {};
  }
  if (l.subject.venue == "binance" && l.subject.market == "coinm" && !l.contract.base) {
    l.contract = contract_of(l.subject);
    return {};
  }
  Result<Contract> contract = contract_of(l.subject.venue, l.subject.symbol, l.contract);
  if (!contract) return contract.error();
  l.contract = *contract;
  return {};
}

Result<std::unique_ptr<Importer>> open(Layout l, bool enough, std::string_view path, std::string_view head,
                                       const ImportHints& hints) {
  if (!enough)
    return fail(Exit::bad_data, "the header \"" + std::string(first_line(head).substr(0, 60)) +
                                    "\" lacks a column of a " + l.type);
  // COIN-M counts contracts; where a column counts base units, that one is the volume.
  ImportHints known = hints;
  known.market = market_of(path, head, hints);
  const std::string venue = hints.venue.empty() ? venue_from(path) : hints.venue;
  if (known.market == "coinm" && l.type == "candle" && venue == "binance" && !l.has(Column::quote_volume))
    return fail(
        Exit::usage,
        "\"volume\" of COIN-M counts contracts, and no column \"quote_volume\" has it in base currency; "
        "where it is in base name the columns with --columns");
  if (known.market == "coinm" && l.type == "candle" && l.has(Column::quote_volume)) {
    l[Column::volume] = l[Column::quote_volume];
    l[Column::quote_volume] = -1;
    if (l.has(Column::taker_buy)) ++l[Column::taker_buy];  // taker_buy_quote_volume follows it
  }
  l.time_unit = hints.time_unit;
  l.delay = hints.delay;
  Result<Contract> said = said_contract(hints);
  if (!said) return said.error();
  l.contract = *said;
  if (l.has(Column::venue) && l.has(Column::symbol)) {
    if (Status st = listed_at_head(head, l[Column::venue], l[Column::symbol], *said); !st) return st.error();
    return make_table(std::move(l));
  }
  const bool in_row = l.has(Column::symbol) && hints.symbol.empty();
  if (in_row)
    known.symbol = "(in the row)";
  else
    l[Column::symbol] = -1;
  Result<Subject> subject = subject_of(path, known, l.type == "candle", head);
  if (!subject) return subject.error();
  l.subject = std::move(*subject);
  if (Status st = sizes(l, head, in_row); !st) return st.error();
  if (Status st = bars_fit(l, hints, rows_at_head(head, true)); !st) return st.error();
  return make_table(std::move(l));
}

}  // namespace

const Format candles_csv_format = {
    "candles-csv",
    "candles in CSV with a header: Freqtrade, Binance USD-M klines, and others; the time is the bar's open",
    Rows::lines,
    [](std::string_view, std::string_view head) { return is_candles(candle_layout(head)); },
    [](std::string_view path, std::string_view head, const ImportHints& hints) {
      Layout l = candle_layout(head);
      const bool enough = is_candles(l);
      return open(std::move(l), enough, path, head, hints);
    },
    wire::line_max,
    true};

const Format trades_csv_format = {
    "trades-csv",
    "trades in CSV with a header: Tardis, Binance trades and aggTrades, Freqtrade",
    Rows::lines,
    [](std::string_view, std::string_view head) { return is_trades(trade_layout(head), head); },
    [](std::string_view path, std::string_view head, const ImportHints& hints) {
      Layout l = trade_layout(head);
      const bool enough = is_trades(l, head);
      return open(std::move(l), enough, path, head, hints);
    },
    wire::line_max,
    true};

const Format quotes_csv_format = {
    "quotes-csv",
    "best bid and ask in CSV with a header: Tardis quotes, Binance bookTicker",
    Rows::lines,
    [](std::string_view, std::string_view head) { return is_quotes(quote_layout(head)); },
    [](std::string_view path, std::string_view head, const ImportHints& hints) {
      Layout l = quote_layout(head);
      const bool enough = is_quotes(l);
      return open(std::move(l), enough, path, head, hints);
    },
    wire::line_max,
    true};

}  // namespace tu::source
