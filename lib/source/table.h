// Table: an importer for any CSV of candles, trades, quotes, funding rates or metrics, once it is known which
// column holds what. The formats with a header find that by the columns' names, the others know it.
#pragma once

#include <array>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/decimal.h"
#include "source/foreign.h"

namespace tu::source {

enum class Column : unsigned char {
  ts,
  start,
  recv,
  venue,
  symbol,  // of every type (start: of candles)
  open,
  high,
  low,
  close,
  volume,
  trades,
  quote_volume,
  taker_buy,
  close_time,  // candle
  price,
  size,
  side,
  buyer_maker,
  id,  // trade
  bid,
  bid_size,
  ask,
  ask_size,  // quote
  rate,
  mark,
  interval_hours,  // funding
  value,           // metric
  count_
};
std::string_view name_of(Column c);

// What one contract is, where sizes count contracts; where both are absent sizes are in base already.
struct Contract {
  double quote = 0;             // inverse ones: quote currency in one
  std::optional<Decimal> base;  // linear ones: base currency in one
  double in_base(double size, double price) const;
};
// As --contract-size says it; empty without. An Error (usage) where it is no number above 0.
Result<Contract> said_contract(const ImportHints& hints);

struct Layout {
  std::string type;  // candle, trade, quote, funding, metric
  std::array<int, static_cast<std::size_t>(Column::count_)> at;
  std::size_t width = 0;  // columns of a row; 0: as many as are needed
  bool header = false;    // the first row is no data
  Subject subject;        // venue and symbol may stand in the row instead
  std::string time_unit, metric;
  DurUs delay = 0;
  DurUs known_after = 0;        // metrics: the value at a time of the file is known so much later
  bool rate_unit_said = false;  // funding: any rate is believed
  int scale10 = 0;              // rates and metric values are multiplied by this power of ten
  Contract contract;            // what sizes count
  std::string_view tf_said_by = "its name";  // or the option; for messages
  std::string interval;                      // funding: of the first row; then by the distance of rows

  Layout() { at.fill(-1); }
  int& operator[](Column c) { return at[static_cast<std::size_t>(c)]; }
  int operator[](Column c) const { return at[static_cast<std::size_t>(c)]; }
  bool has(Column c) const { return (*this)[c] >= 0; }
};

struct ColumnName {
  Column column;
  std::string_view name;
};
// Each column by the first of its names that the header has.
void find_columns(const std::vector<std::string>& header, std::span<const ColumnName> names, Layout& layout);

// What an event of that type needs; the time of a candle, which may be its start or its close, is not among
// them. Empty: no table has such events.
std::span<const Column> columns_of(std::string_view type);
// The name of one that a layout lacks, the time of candles included; "": all are there.
std::string_view missing_column(const Layout& layout);

std::unique_ptr<Importer> make_table(Layout layout);

// A venue and symbol as data vendors name them: "binance-futures", "BTCUSDT".
struct Listed {
  std::string venue, symbol;
  Contract contract;
};
// `said` is what the user said of contracts. Where sizes count contracts and neither he nor the venue's rule
// says what one is, and where he said it of sizes that are known, an Error (usage).
Result<Listed> listed(std::string_view exchange, std::string_view symbol, const Contract& said);
// The same Error of the first row of data, if any, so that a file is refused before its rows are.
Status listed_at_head(std::string_view head, int exchange, int symbol, const Contract& said);
// What sizes of a venue's instrument count, by the rule above.
Result<Contract> contract_of(std::string_view venue, std::string_view symbol, const Contract& said);
// What sizes of trades and quotes of a Binance market count.
Contract contract_of(const Subject& subject);
// Quote currency a contract of a venue's inverse perpetual; 0: not one.
double inverse_contract(std::string_view venue, std::string_view symbol);

}  // namespace tu::source
