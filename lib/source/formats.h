// The formats that are there: one import_*.cpp each or a family of them.
#pragma once

#include "source/import.h"

namespace tu::source {

extern const Format candles_csv_format, trades_csv_format, quotes_csv_format;  // import_tables.cpp
extern const Format binance_klines_format, binance_trades_format,
    binance_agg_trades_format;                                            // import_binance.cpp
extern const Format binance_frames_format;                                // import_frames.cpp
extern const Format tardis_snapshot_format, tardis_l2_format;             // import_tardis.cpp
extern const Format freqtrade_json_format, freqtrade_trades_json_format;  // import_freqtrade.cpp
extern const Format lean_format, lean_interest_format;                    // import_lean.cpp
extern const Format funding_csv_format, funding_json_format;              // import_funding.cpp
extern const Format index_csv_format, index_json_format;                  // import_index.cpp
extern const Format scans_format;                                         // import_scans.cpp
extern const Format columns_format;                                       // import_columns.cpp

}  // namespace tu::source
