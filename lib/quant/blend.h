// Blend: many opinions into one. Pure numbers; who says what, and whether it is fresh, is decided before.
//
//   composite    |sum of weight x direction x confidence| / sum of weights, over the fresh sources that can
//   speak for that side. A fresh source that says nothing counts below the line.
//   confirming   the side with more voices; mean of the confidences of those voices, by weight. Needs two of
//   them.
//   all_weights  as confirming, but divided by the weights of all sources, silent and missing ones too.
#pragma once

#include <cstdint>
#include <span>

#include "quant/number.h"

namespace tu::quant {

enum class Blend : std::uint8_t { composite, confirming, all_weights };

struct Voice {
  double weight = 0;
  int side = 0;           // +1 buy, -1 sell, 0 nothing
  double confidence = 0;  // 0 to 1
  bool fresh = false;
  bool buys = true, sells = true;  // the sides that it can speak for
};

struct Verdict {
  int side = 0;         // the side that leads, even below the threshold
  double value = 0;     // 0 to 1
  double coverage = 0;  // weight of the fresh sources over that of all that can speak for the side
  int voices = 0;       // that speak for the side
};

// The composite of leans (lean.h) as they come.
struct LeanSum {
  double sum = 0.0, weights = 0.0;
  void add(double weight, double lean) {
    sum += weight * lean;
    weights += weight;
  }
  double mean() const { return weights > 0.0 ? sum / weights : 0.0; }
};

Verdict blend(std::span<const Voice> voices, Blend how);
inline bool reaches(double x, double limit) {
  return at_least(x, limit);
}

}  // namespace tu::quant
