// Composite: many opinions into one. Pure numbers; who says what, and whether it is fresh, is decided before.
//
//   composite    |sum of weight x direction x confidence| / sum of weights, over the fresh sources that can
//   speak for
//                that side. A fresh source that says nothing counts below the line.
//   confirming   the side with more voices; mean of the confidences of those voices, by weight. Needs two of
//   them. all_weights  as confirming, but divided by the weights of all sources, silent and missing ones too.
#pragma once

#include <cstdint>
#include <vector>

namespace tu::stages {

enum class Blend : std::uint8_t { composite, confirming, all_weights };

struct Voice {
  double weight = 0;
  int side = 0;           // +1 buy, -1 sell, 0 nothing
  double confidence = 0;  // 0 to 1
  bool fresh = false;
  bool buys = true, sells = true;  // the sides that it can speak for
};

struct Verdict {
  int side = 0;      // the side that leads, even below the threshold
  double value = 0;  // 0 to 1
  double coverage =
      0;           // weight of the fresh sources over that of all, among those that can speak for the side
  int voices = 0;  // that speak for the side
};

constexpr double slack = 1e-9;  // decimal equality counts as equality

Verdict blend(const std::vector<Voice>& voices, Blend how);
inline bool reaches(double x, double limit) {
  return x - limit >= -slack;
}

}  // namespace tu::stages
