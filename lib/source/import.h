// Importers: foreign files of market data to the lines of our own recordings, exactly as feed would print
// them.
//
// A format is one file import_*.cpp and one row of the table in import.cpp. Times: `ts` is when the fact
// could first be known: a candle's close, the end of the day that a daily index describes. Numbers keep their
// value: text to the nearest double to the shortest text. A row that cannot be used is an error that names
// the column, the value and what was expected; it never becomes an event.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/time.h"
#include "wire/wire.h"

namespace tu::source {

// What the user said about a foreign file; what is absent is inferred from its path and first lines.
struct ImportHints {
  std::string format;         // a name of the table; "" guesses
  std::string venue;          // "binance"
  std::string symbol;         // "BTC-USDT-PERP"
  std::string tf;             // "1m"
  std::string columns;        // "ts=time,close=c,...": our field = their column (name, or number from 1)
  std::string type;           // with columns: candle (default), trade, quote, funding, metric
  std::string time_unit;      // s, ms, us, ns; "" guesses by size
  std::string metric;         // with metrics: the name, "fear_greed"
  DurUs delay = 0;            // added to the inferred publication time
  std::string market;         // spot, usdm or coinm, where the path does not say
  std::string rate_unit;      // fraction or percent, of funding rates where the file does not say
  std::string contract_size;  // base currency in a contract, where sizes count contracts
};

// One open foreign file. Lines (or, for JSON documents, elements) come in, lines of ours go out.
class Importer {
 public:
  virtual ~Importer() = default;
  // One row; appends zero or more whole lines to `out`. An Error's message has no place in it: the caller
  // knows it.
  virtual Status row(std::string_view line, wire::Buffer& out) = 0;
  // The file is over: what was held back (a book update that the next row could have continued).
  virtual Status finish(wire::Buffer& out) {
    (void)out;
    return {};
  }
};

// The shape of a file's rows.
enum class Rows : unsigned char {
  lines,     // one a line
  elements,  // one an element of the JSON array that the document is (or of the first array in it)
};

struct Format {
  std::string_view name;
  std::string_view doc;  // what it reads, for the man page
  Rows rows;
  // Is this it? `path` as given (the name inside of a zip appended after ':'); `head`: the first few KiB.
  bool (*recognise)(std::string_view path, std::string_view head);
  Result<std::unique_ptr<Importer>> (*open)(std::string_view path, std::string_view head,
                                            const ImportHints& hints);
  std::size_t row_max = wire::line_max;  // a longer row is not read
  bool contracts = false;                // its sizes may count contracts: it takes --contract-size
};

std::span<const Format> formats();
const Format* find_format(std::string_view name);                              // null: none of that name
const Format* recognise_format(std::string_view path, std::string_view head);  // null: none
// The same with `more`, which other rooms know, before the table.
const Format* find_format(std::string_view name, std::span<const Format> more);
const Format* recognise_format(std::string_view path, std::string_view head, std::span<const Format> more);

}  // namespace tu::source
