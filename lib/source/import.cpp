#include "source/import.h"

#include <array>

#include "source/formats.h"

namespace tu::source {

namespace {
// A format that only a narrower sign tells from a later one comes first.
const std::array table = {scans_format,          lean_interest_format,      lean_format,
                          funding_csv_format,    funding_json_format,       index_csv_format,
                          index_json_format,     binance_frames_format,     binance_klines_format,
                          binance_trades_format, binance_agg_trades_format, tardis_snapshot_format,
                          tardis_l2_format,      freqtrade_json_format,     freqtrade_trades_json_format,
                          candles_csv_format,    quotes_csv_format,         trades_csv_format,
                          columns_format};
}  // namespace

std::span<const Format> formats() {
  return table;
}

const Format* find_format(std::string_view name) {
  return find_format(name, {});
}

const Format* recognise_format(std::string_view path, std::string_view head) {
  return recognise_format(path, head, {});
}

const Format* find_format(std::string_view name, std::span<const Format> more) {
  for (std::span<const Format> all : {more, std::span<const Format>(table)})
    for (const Format& f : all)
      if (f.name == name) return &f;
  return nullptr;
}

const Format* recognise_format(std::string_view path, std::string_view head, std::span<const Format> more) {
  for (std::span<const Format> all : {more, std::span<const Format>(table)})
    for (const Format& f : all)
      if (f.recognise(path, head)) return &f;
  return nullptr;
}

}  // namespace tu::source
