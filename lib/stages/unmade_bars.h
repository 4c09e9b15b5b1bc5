// Why a timeframe has no bar at the end of the input, as candles tells it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "stages/bar_builder.h"

namespace tu::stages {

// What all markets' bars of one timeframe have come to.
struct FrameSeen {
  const Timeframe* tf = nullptr;
  bool open = false, made = false, ready_made = false;
  DurUs misfit = 0;        // length of the smaller candles that cannot fill a bar; 0: none was of that kind
  std::string_view lacks;  // the field by which a bar is measured and that nothing brought

  void look(const BarBuilder& bar, DurUs piece);
};

// Lines without the tool's name; none where every timeframe has a bar, or nothing came that it is made of.
// `none_made`: no timeframe has one.
std::vector<std::string> unmade_bars(const std::vector<FrameSeen>& frames, bool none_made);

}  // namespace tu::stages
