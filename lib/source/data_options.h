// The option rows that say which data is read, written once: feed, import, backtest, leak and ledger put them
// into their tables, so that one name means one thing and reads the same in every manual.
//
//   struct Options : source::RangeOptions, source::ForeignOptions { bool quiet = false; };
//   cli::describe_command<Options>(..., cli::joined(source::range_rows<Options>(), {{"--quiet", ...}}));
#pragma once

#include <string>
#include <vector>

#include "source/source.h"
#include "stage/option.h"

namespace tu::source {

// Which part of the data.
struct RangeOptions {
  std::string from, to;
  std::vector<std::string> symbols;
};

// What comes before that part, and in which order it all comes.
struct HistoryOptions {
  std::string warm, by = "ts";
};

// What files are that do not say it themselves.
struct ForeignOptions {
  std::string format, venue, symbol, tf, market, columns, type, time_unit, metric, rate_unit, contract_size;
  Duration delay;
};

// A member of a base as one of the options that derive from it: what Row takes.
template <class Options, class T, class Base>
T Options::*own(T Base::*member) {
  return member;
}

template <class Options>
std::vector<Row<Options>> range_rows() {
  using O = RangeOptions;
  return {{"--from", "TIME", "first time of the range", own<Options>(&O::from)},
          {"--to", "TIME", "end of the range, itself not in it", own<Options>(&O::to)},
          {"--symbol", "LIST", "only these symbols", own<Options>(&O::symbols)}};
}

template <class Options>
std::vector<Row<Options>> history_rows() {
  using O = HistoryOptions;
  return {
      {"--warm", "BARS", "history sent before the range: bars of the smallest timeframe, a duration, or auto",
       own<Options>(&O::warm)},
      {"--by", "TIME", "order by the time of the event (ts) or of its receipt (recv)", own<Options>(&O::by),
       one_of({"ts", "recv"})}};
}

template <class Options>
Row<Options> seed_row(std::int64_t Options::*member) {
  return {"--seed", "N", "number that enters the session's id", member};
}

template <class Options>
std::vector<Row<Options>> foreign_rows() {
  using O = ForeignOptions;
  return {{"--format", "NAME", "format of files that are no recordings", own<Options>(&O::format)},
          {"--venue-name", "NAME", "venue of files that are no recordings", own<Options>(&O::venue)},
          {"--symbol-name", "NAME", "symbol of files that are no recordings", own<Options>(&O::symbol)},
          {"--tf", "TF", "timeframe of candles where nothing else says it", own<Options>(&O::tf)},
          {"--market", "NAME", "market of files that are no recordings", own<Options>(&O::market),
           one_of({"", "spot", "usdm", "coinm"})},
          {"--columns", "LIST", "columns of a CSV file: start=time,close=c,...", own<Options>(&O::columns)},
          {"--type", "TYPE", "type of event that --columns makes", own<Options>(&O::type),
           one_of({"", "candle", "trade", "quote", "funding", "metric"})},
          {"--time-unit", "UNIT", "unit of times in files that are no recordings",
           own<Options>(&O::time_unit), one_of({"", "s", "ms", "us", "ns"})},
          {"--rate-unit", "UNIT", "unit of funding rates in files that do not say it",
           own<Options>(&O::rate_unit), one_of({"", "fraction", "percent"})},
          {"--contract-size", "NUMBER", "base currency in one contract, where sizes count contracts",
           own<Options>(&O::contract_size)},
          {"--metric", "NAME", "name of the metric that a file holds", own<Options>(&O::metric)},
          {"--delay", "TIME", "how long after its time a row was published", own<Options>(&O::delay)}};
}

// Into the options of a Source. An Error (usage) names the option, its text and what was expected.
Status take(const RangeOptions& options, SourceOptions& source);
Status take(const HistoryOptions& options, std::int64_t auto_bars, SourceOptions& source);
void take(const ForeignOptions& options, SourceOptions& source);

}  // namespace tu::source
