#include "base/time.h"

#include <fmt/format.h>

#include <array>

#include "base/text.h"

namespace tu {
namespace {

// Days since 1970-01-01 of the proleptic Gregorian calendar, counted in 400-year eras that begin on 1 March.
std::int64_t days_from(int year, int month, int day) {
  const std::int64_t y = month <= 2 ? year - 1 : year;
  const std::int64_t era = (y >= 0 ? y : y - 399) / 400;
  const std::int64_t of_era = y - era * 400;
  const std::int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

struct Unit {
  std::string_view name;
  DurUs us;
};
constexpr std::array<Unit, 7> units = {{{"w", 7 * us_per_day},
                                        {"d", us_per_day},
                                        {"h", us_per_hour},
                                        {"m", us_per_min},
                                        {"s", us_per_s},
                                        {"ms", us_per_ms},
                                        {"us", 1}}};

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// Reads exactly `n` digits from the front of s.
bool take_digits(std::string_view& s, std::size_t n, int& value) {
  if (s.size() < n) return false;
  value = 0;
  for (std::size_t i = 0; i < n; ++i) {
    if (!is_digit(s[i])) return false;
    value = value * 10 + (s[i] - '0');
  }
  s.remove_prefix(n);
  return true;
}
bool take(std::string_view& s, char c) {
  if (s.empty() || s[0] != c) return false;
  s.remove_prefix(1);
  return true;
}

// ".123" in microseconds; at most six digits.
bool take_fraction(std::string_view& s, int& us) {
  int scale = 100'000, digits = 0;
  while (!s.empty() && is_digit(s[0])) {
    if (++digits > 6) return false;
    us += (s[0] - '0') * scale;
    scale /= 10;
    s.remove_prefix(1);
  }
  return digits > 0;
}

int days_in(int year, int month) {
  constexpr int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return month == 2 && leap ? 29 : days[month - 1];
}

}  // namespace

std::optional<DurUs> parse_duration(std::string_view s) {
  std::size_t n = 0;
  while (n < s.size() && (is_digit(s[n]) || s[n] == '.')) ++n;
  const std::string_view number = s.substr(0, n), name = s.substr(n);
  const std::size_t point = number.find('.');
  const std::string_view whole = number.substr(0, point);
  std::string_view fraction = point == number.npos ? std::string_view() : number.substr(point + 1);
  if (point != number.npos && fraction.empty()) return std::nullopt;
  for (const Unit& unit : units) {
    if (unit.name != name) continue;
    const auto w = text::to_integer(whole);
    std::int64_t us = 0;
    if (!w || __builtin_mul_overflow(*w, unit.us, &us)) return std::nullopt;
    std::int64_t part = 0, scale = 1;
    while (!fraction.empty() && fraction.back() == '0') fraction.remove_suffix(1);
    if (fraction.size() > 12) return std::nullopt;
    for (const char c : fraction) {
      if (!is_digit(c)) return std::nullopt;
      part = part * 10 + (c - '0');
      scale *= 10;
    }
    const __int128 fine = static_cast<__int128>(part) * unit.us;
    if (fine % scale != 0) return std::nullopt;  // finer than a microsecond
    if (__builtin_add_overflow(us, static_cast<std::int64_t>(fine / scale), &us)) return std::nullopt;
    return us;
  }
  return std::nullopt;
}

std::string duration_text(DurUs d) {
  if (d == 0) return "0s";
  for (const Unit& unit : units)
    if (d % unit.us == 0) return fmt::format("{}{}", d / unit.us, unit.name);
  return {};
}

std::optional<TsUs> parse_time(std::string_view s) {
  if (const auto us = text::to_integer(s)) {
    if (*us < -ts_limit || *us > ts_limit) return std::nullopt;
    return *us;
  }
  int year, month, day, hour = 0, minute = 0, second = 0, us = 0;
  if (!take_digits(s, 4, year) || !take(s, '-') || !take_digits(s, 2, month) || !take(s, '-') ||
      !take_digits(s, 2, day))
    return std::nullopt;
  if (month < 1 || month > 12 || day < 1 || day > days_in(year, month)) return std::nullopt;
  if (!s.empty()) {
    if (!take(s, 'T') || !take_digits(s, 2, hour) || !take(s, ':') || !take_digits(s, 2, minute))
      return std::nullopt;
    if (take(s, ':')) {
      if (!take_digits(s, 2, second)) return std::nullopt;
      if (take(s, '.') && !take_fraction(s, us)) return std::nullopt;
    }
    if (!s.empty() && s != "Z") return std::nullopt;
  }
  if (hour > 23 || minute > 59 || second > 59) return std::nullopt;
  return from_civil(year, month, day, hour, minute, second, us);
}

std::string time_text(TsUs ts) {
  const Civil c = civil(ts);
  std::string s =
      fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", c.year, c.month, c.day, c.hour, c.minute, c.second);
  if (c.us != 0) s += fmt::format(".{:06}", c.us);
  return s + "Z";
}

std::string date_text(TsUs ts) {
  const Civil c = civil(ts);
  return fmt::format("{:04}-{:02}-{:02}", c.year, c.month, c.day);
}

Civil civil(TsUs ts) {
  const TsUs start = day_start(ts);
  const std::int64_t days = start / us_per_day, shifted = days + 719468;
  const std::int64_t era = (shifted >= 0 ? shifted : shifted - 146096) / 146097;
  const std::int64_t of_era = shifted - era * 146097;
  const std::int64_t year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
  const std::int64_t of_year = of_era - (365 * year + year / 4 - year / 100);
  const std::int64_t m = (5 * of_year + 2) / 153;
  Civil c{};
  c.day = static_cast<int>(of_year - (153 * m + 2) / 5 + 1);
  c.month = static_cast<int>(m < 10 ? m + 3 : m - 9);
  c.year = static_cast<int>(year + era * 400 + (c.month <= 2 ? 1 : 0));
  const std::int64_t of_day = ts - start;
  c.hour = static_cast<int>(of_day / us_per_hour);
  c.minute = static_cast<int>(of_day / us_per_min % 60);
  c.second = static_cast<int>(of_day / us_per_s % 60);
  c.us = static_cast<int>(of_day % us_per_s);
  c.weekday = static_cast<int>(((days + 3) % 7 + 7) % 7);  // 1970-01-01 was a Thursday
  return c;
}

TsUs from_civil(int year, int month, int day, int hour, int minute, int second, int us) {
  return days_from(year, month, day) * us_per_day + hour * us_per_hour + minute * us_per_min +
         second * us_per_s + us;
}

}  // namespace tu
