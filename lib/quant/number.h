// What "not known" is in this room, and how decisions compare.
//
// A number that is missing is NaN, in and out: `known` tells. Infinity counts as missing wherever an input is
// judged. Nothing here lets a NaN reach a caller as if it were a value: ask `known` before use. Threads:
// none.
//
// Decisions against documented constants compare with a slack of 1e-9, so that decimal equality counts as
// equality although binary rounding disturbs it. Two market prices, two indicator values, counts and scores
// compare plainly.
#pragma once

#include <cmath>
#include <limits>

namespace tu::quant {

inline constexpr double absent = std::numeric_limits<double>::quiet_NaN();
inline constexpr double infinite = std::numeric_limits<double>::infinity();
inline constexpr double slack = 1e-9;

// x - x is 0 for every finite x and NaN for the rest: one subtraction instead of a classification.
inline bool known(double x) {
  return x - x == 0.0;
}
inline bool known_positive(double x) {
  return x > 0.0 && known(x);
}

inline bool at_least(double a, double b) {
  return a - b >= -slack;
}
inline bool above(double a, double b) {
  return a - b > slack;
}
inline bool at_most(double a, double b) {
  return a - b <= slack;
}
inline bool below(double a, double b) {
  return a - b < -slack;
}

// If lo > hi the upper bound wins.
inline double clamp(double x, double lo, double hi) {
  const double raised = x > lo ? x : lo;
  return raised < hi ? raised : hi;
}

// A bar that can be used: finite, and high is not below low.
inline bool good_bar(double high, double low, double close) {
  return known(high - low + close) && high >= low;
}
inline bool good_volume(double volume) {
  return known(volume) && volume >= 0.0;
}

}  // namespace tu::quant
