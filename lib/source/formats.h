// The formats that are there: one import_*.cpp each (or a family of them), in the order in which they are tried.
#pragma once

#include "source/import.h"

namespace tu::source {

extern const Format candles_csv_format;    // import_candles.cpp: a header that names open, high, low, close
extern const Format columns_format;        // import_columns.cpp: any CSV, by naming its columns

}  // namespace tu::source
