// Small SVG charts as text: lines over time, bars of a waterfall. No scripts, no outside resources; colours
// are CSS variables of the page, so that light and dark both work.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"

namespace tu::study {

struct Dot {
  TsUs ts;
  double y;
};
struct Line {
  std::string css_class, label;
  std::vector<Dot> dots;
  bool fill_to_zero = false;
};
struct Marker {
  TsUs ts;
  double y;
  std::string css_class, title;
  bool up;
};
struct Band {
  TsUs from, to;
  std::string title;
};

struct TimeChart {
  std::string label;  // for people who do not see it
  int height = 220;
  bool percent = false;
  std::vector<Line> lines;
  std::vector<Marker> markers;
  std::vector<Band> bands;
};
std::string svg(const TimeChart& c, TsUs from, TsUs to);

struct Bar {
  std::string label;
  double value;
  bool total = false;
};  // a total stands on zero
std::string waterfall(const std::vector<Bar>& bars, std::string_view unit);

std::string escape_html(std::string_view s);
std::string money(double x, int places = 2);  // 12,345.67 with a true minus sign
std::string percent(double fraction, int places = 2);
std::string fixed(double x, int places);

}  // namespace tu::study
