// One try of a sweep: a backtest with values of its own, in a directory of its own.
#pragma once

#include <string>

#include "source/source.h"
#include "study/backtest.h"
#include "study/sweep.h"

namespace tu::study {

// Of a run without a result worth a report.
std::string no_report(const BacktestResult& result);

// The directory of a try, under that of its sweep.
std::string place_of(const std::string& sweep, const Settings& settings);

SweepRow run_try(BacktestOptions run, const Settings& settings, source::Preloaded& data,
                 const std::string& directory);

}  // namespace tu::study
