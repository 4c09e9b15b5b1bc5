#include "study/chart.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace tu::study {
namespace {

constexpr int width = 960, left = 64, right = 12, top = 10, bottom = 24;

struct Scale {
  double lo, hi;
  int from, to;  // pixels
  double at(double v) const {
    return hi > lo ? from + (v - lo) / (hi - lo) * (to - from) : (from + to) / 2.0;
  }
};

// 1, 2 or 5 times a power of ten, so that about `n` of them fit.
double nice_step(double span, int n) {
  if (!(span > 0)) return 1;
  double step = 1;
  while (step * n > span) step /= 10;
  while (step * n * 10 <= span) step *= 10;
  for (double m : {1.0, 2.0, 5.0, 10.0})
    if (step * m * n >= span) return step * m;
  return step * 10;
}

std::string axis_number(double v, double step, bool percent) {
  if (percent) return fmt::format("{:.{}f}%", v * 100, step * 100 < 1 ? (step * 100 < 0.1 ? 2 : 1) : 0);
  int places = 0;
  for (double s = step; s < 0.999 && places < 6; s *= 10) ++places;
  return money(v, places);
}

std::string y_axis(const Scale& y, bool percent) {
  std::string s;
  const double step = nice_step(y.hi - y.lo, 4);
  for (double v = std::ceil(y.lo / step) * step; v <= y.hi + step * 1e-9; v += step) {
    if (std::fabs(v) < step * 1e-9) v = 0;
    s += fmt::format(
        "<line class='grid' x1='{}' x2='{}' y1='{:.1f}' y2='{:.1f}'/><text x='{}' y='{:.1f}' "
        "class='y'>{}</text>",
        left, width - right, y.at(v), y.at(v), left - 6, y.at(v) + 4, axis_number(v, step, percent));
  }
  return s;
}

std::string x_axis(const Scale& x, TsUs from, TsUs to, int height) {
  std::string s;
  const TsUs days = std::max<TsUs>(1, (to - from) / us_per_day);
  DurUs step = us_per_day;
  for (int d : {1, 2, 5, 7, 14, 30, 60, 90, 180, 365})
    if (days / d <= 9) {
      step = d * us_per_day;
      break;
    }
  if (days < 3) step = 6 * us_per_hour;
  if ((to - from) < us_per_day) step = std::max<DurUs>(us_per_min, (to - from) / 6 / us_per_min * us_per_min);
  for (TsUs t = day_start(from); t <= to; t += step) {
    if (t < from) continue;
    const Civil c = civil(t);
    const std::string label = step < us_per_day ? fmt::format("{:02}:{:02}", c.hour, c.minute)
                                                : fmt::format("{:02}-{:02}", c.month, c.day);
    s += fmt::format("<text x='{:.1f}' y='{}' class='x'>{}</text>", x.at(static_cast<double>(t)), height - 6,
                     label);
  }
  return s;
}

}  // namespace

std::string escape_html(std::string_view s) {
  std::string out;
  for (char c : s) switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += c;
    }
  return out;
}

std::string money(double x, int places) {
  std::string digits = fmt::format("{:.{}f}", std::fabs(x), places);
  std::size_t point = digits.find('.');
  if (point == digits.npos) point = digits.size();
  for (std::size_t i = point; i > 3; i -= 3) digits.insert(i - 3, ",");
  const bool zero = digits.find_first_not_of("0.,") == digits.npos;
  return (x < 0 && !zero ? "\u2212" : "") + digits;
}
std::string percent(double f, int places) {
  return money(f * 100, places) + "%";
}
std::string fixed(double x, int places) {
  return money(x, places);
}

std::string svg(const TimeChart& c, TsUs from, TsUs to) {
  double lo = 1e300, hi = -1e300;
  for (const Line& l : c.lines)
    for (const Dot& d : l.dots) lo = std::min(lo, d.y), hi = std::max(hi, d.y);
  for (const Line& l : c.lines)
    if (l.fill_to_zero) lo = std::min(lo, 0.0), hi = std::max(hi, 0.0);
  if (lo > hi) return {};
  if (hi == lo) hi += 1, lo -= 1;
  const double pad = (hi - lo) * 0.04;
  const Scale y{lo - pad, hi + pad, c.height - bottom, top};
  const Scale x{static_cast<double>(from), static_cast<double>(to), left, width - right};
  std::string s = fmt::format("<svg viewBox='0 0 {} {}' role='img' aria-label='{}'>", width, c.height,
                              escape_html(c.label));
  for (const Band& b : c.bands) {
    const double a = x.at(static_cast<double>(b.from)), e = x.at(static_cast<double>(b.to));
    s += fmt::format(
        "<rect class='halt' x='{:.1f}' y='{}' width='{:.1f}' height='{}'><title>{}</title></rect>", a, top,
        std::max(2.0, e - a), c.height - bottom - top, escape_html(b.title));
  }
  s += y_axis(y, c.percent) + x_axis(x, from, to, c.height);
  for (const Line& l : c.lines) {
    std::string points;
    for (const Dot& d : l.dots)
      points += fmt::format("{:.1f},{:.1f} ", x.at(static_cast<double>(d.ts)), y.at(d.y));
    if (l.fill_to_zero && !l.dots.empty())
      s += fmt::format("<polygon class='{}' points='{:.1f},{:.1f} {} {:.1f},{:.1f}'/>", l.css_class,
                       x.at(static_cast<double>(l.dots.front().ts)), y.at(0), points,
                       x.at(static_cast<double>(l.dots.back().ts)), y.at(0));
    else
      s += fmt::format("<polyline class='{}' points='{}'><title>{}</title></polyline>", l.css_class, points,
                       escape_html(l.label));
  }
  for (const Marker& m : c.markers) {
    const double px = x.at(static_cast<double>(m.ts)), py = y.at(m.y), d = m.up ? 5 : -5;
    s += fmt::format("<path class='{}' d='M{:.1f} {:.1f}l5 {}h-10z'><title>{}</title></path>", m.css_class,
                     px, py, d * 1.6, escape_html(m.title));
  }
  return s + "</svg>";
}

std::string waterfall(const std::vector<Bar>& bars, std::string_view unit) {
  double level = 0, lo = 0, hi = 0;
  for (const Bar& b : bars) {
    const double next = b.total ? b.value : level + b.value;
    lo = std::min({lo, level, next});
    hi = std::max({hi, level, next});
    level = next;
  }
  if (hi == lo) hi = 1;
  const int height = 250;
  const double pad = (hi - lo) * 0.12;
  const Scale y{lo - pad, hi + pad, height - bottom, top};
  std::string s =
      fmt::format("<svg viewBox='0 0 {} {}' role='img' aria-label='from gross to net'>", width, height);
  s += y_axis(y, false);
  const double slot = static_cast<double>(width - left - right) / static_cast<double>(bars.size());
  level = 0;
  for (std::size_t i = 0; i < bars.size(); ++i) {
    const Bar& b = bars[i];
    const double a = b.total ? 0 : level, e = b.total ? b.value : level + b.value;
    const double x0 = left + slot * static_cast<double>(i) + slot * 0.2, y0 = y.at(std::max(a, e)),
                 y1 = y.at(std::min(a, e));
    s += fmt::format("<rect class='{}' x='{:.1f}' y='{:.1f}' width='{:.1f}' height='{:.1f}'/>",
                     e >= a ? "gain" : "loss", x0, y0, slot * 0.6, std::max(1.0, y1 - y0));
    s += fmt::format(
        "<text class='bar' x='{:.1f}' y='{:.1f}'>{} {}</text><text class='bar' x='{:.1f}' y='{}'>{}</text>",
        x0 + slot * 0.3, y0 - 5, money(b.value), escape_html(unit), x0 + slot * 0.3, height - 6,
        escape_html(b.label));
    level = e;
  }
  s += fmt::format("<line class='zero' x1='{}' x2='{}' y1='{:.1f}' y2='{:.1f}'/>", left, width - right,
                   y.at(0), y.at(0));
  return s + "</svg>";
}

}  // namespace tu::study
