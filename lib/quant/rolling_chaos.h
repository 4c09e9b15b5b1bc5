// Lyapunov and Hurst exponent and fractal dimension of the last bars of a series, as chaos.h defines them,
// for research. NaN until the window is full, and where the figure is not defined. Threads: none.
//
// Work of a bar over a window of n: Lyapunov in proportion to n (a new point looks at all others, and those
// whose nearest neighbour left look again: seldom more than a few); Hurst n for each of its scales; fractal
// dimension 8 n.
#pragma once

#include <vector>

#include "quant/chaos.h"

namespace tu::quant {

// The last `window` values, in order.
class LastValues {
 public:
  explicit LastValues(int window) : window_(static_cast<std::size_t>(window)) {}
  // True when there are `window` of them. A value that is not known begins anew.
  bool add(double x);
  std::span<const double> values() const { return {values_.data() + begin_, values_.size() - begin_}; }
  std::size_t window() const { return window_; }

 private:
  std::size_t window_, begin_ = 0;
  std::vector<double> values_;  // moved to the front when it is twice the window
};

class RollingLyapunov {
 public:
  explicit RollingLyapunov(int window, LyapunovParams params = {});
  double add(double x);  // the largest exponent, per bar

 private:
  struct Point {
    std::size_t nearest = 0;  // number of the neighbour
    double distance = infinite;
    std::vector<double> spread;  // log distance after 0..kmax steps; NaN where they meet
  };
  double distance(std::size_t i, std::size_t j) const;
  void look(std::size_t i);
  void follow(std::size_t i);
  double fit() const;
  Point& point(std::size_t i) { return points_[i % points_.size()]; }
  const Point& point(std::size_t i) const { return points_[i % points_.size()]; }

  LyapunovParams params_;
  LastValues last_;
  std::size_t reach_, references_;
  std::vector<Point> points_;  // of the references, by number modulo their count
  std::size_t count_ = 0;      // values since the series began
  std::size_t first_ = 0;      // number of the oldest reference
};

class RollingHurst {
 public:
  explicit RollingHurst(int window);  // over scales 4, 8, 16, ... up to half of the window
  double add(double x);

 private:
  LastValues last_;
  std::vector<int> scales_;
};

class RollingHiguchi {
 public:
  explicit RollingHiguchi(int window, int kmax = 8) : last_(window), kmax_(kmax) {}
  double add(double x) { return last_.add(x) ? higuchi_dimension(last_.values(), kmax_).dimension : absent; }

 private:
  LastValues last_;
  int kmax_;
};

}  // namespace tu::quant
