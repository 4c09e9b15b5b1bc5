// What the importers share: reading columns, numbers and times of foreign files, and writing our lines.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/text.h"
#include "base/time.h"
#include "source/import.h"

namespace tu::source {

// "columns": splits a CSV row (quotes are taken off; a quoted comma does not separate).
void split_csv(std::string_view row, std::vector<std::string_view>& fields);
// "" where the row has none there, or at is negative.
std::string_view field_at(const std::vector<std::string_view>& fields, int at);
std::vector<std::string> header_of(std::string_view row);  // lower case, trimmed
bool has_name(const std::vector<std::string>& header, std::string_view name);
// A time before or after these, in seconds, is of another unit than it was taken for.
constexpr std::int64_t year_1990_s = 631'152'000, year_2100_s = 4'102'444'800;
std::string_view first_line(std::string_view head);

// The messages name the column and the value.
Result<double> to_number(std::string_view column, std::string_view text);
Result<double> to_price(std::string_view column, std::string_view text);   // > 0
Result<double> to_amount(std::string_view column, std::string_view text);  // >= 0
Result<std::int64_t> to_count(std::string_view column, std::string_view text);
// An integer (unit by size: s, ms, us, ns, unless `unit` says so), or text: "2023-03-01 00:00:00+00:00",
// "2018-02-01", "20130401 08:00".
Result<TsUs> to_time(std::string_view column, std::string_view text, std::string_view unit = {});
// What is of `time` and known `after` it. Times that no event can have are an Error.
Result<TsUs> known_at(TsUs time, DurUs after);

// Writes one line of ours, in the order of the table: begin, the fields, end.
class LineWriter {
 public:
  explicit LineWriter(wire::Buffer& out) : out_(&out) {}
  void begin(std::string_view type, TsUs ts, std::string_view venue, std::string_view symbol);
  void text(std::string_view key, std::string_view value);
  void real(std::string_view key, double value);
  void integer(std::string_view key, std::int64_t value);
  void flag(std::string_view key, bool value);
  void json(std::string_view key, std::string_view value);
  void end() { out_->append("}\n"); }

 private:
  void key(std::string_view name);
  wire::Buffer* out_;
};

struct Bar {
  TsUs start = 0;
  double open = 0, high = 0, low = 0, close = 0, volume = 0;
  std::optional<std::int64_t> trades;
  std::optional<double> quote_volume, taker_buy, bid, ask;
};

// Whose data a file holds, from the hints, else from its path.
struct Subject {
  std::string venue, symbol, tf;
  std::string market;  // spot, usdm, coinm; "" not known
};
// A missing venue, symbol or (if wanted) timeframe is an Error that names the option which gives it.
Result<Subject> subject_of(std::string_view path, const ImportHints& hints, bool wants_tf,
                           std::string_view head = {});

// "BTCUSDT" and usdm: "BTC-USDT-PERP"; "BTC/USDT:USDT", "BTC_USDT_USDT", "BTCUSD_PERP", "BTC-PERPETUAL" are
// known too. Nothing when no quote currency is recognised.
std::optional<std::string> symbol_from(std::string_view foreign, std::string_view market);
// "" when the path does not say. `venue`, where it is known, beats that of the path.
std::string market_from(std::string_view path, std::string_view venue = {});
std::string venue_from(std::string_view path);
std::string tf_from(std::string_view path);

// The close of a bar that starts at `start`: calendar months ("1M") too.
std::optional<TsUs> bar_close(TsUs start, std::string_view tf);

// Checks the bar (high is the highest, low the lowest) and writes its candle line, ts = its close + delay.
Status write_candle(const Subject& of, const Bar& bar, DurUs delay, wire::Buffer& out);

}  // namespace tu::source
