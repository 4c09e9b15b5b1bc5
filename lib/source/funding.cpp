#include "source/funding.h"

#include <algorithm>
#include <cmath>

namespace tu::source {

namespace {

// The highest caps that venues have stood at 3% (Binance) and 4% (Hyperliquid, an hour).
constexpr double rate_max = 0.05;
// The usual rate is 0.01%, which is 0.01 in percent. Half of a file's rates at ten times as much and more
// were never charged for weeks; in percent half of them nearly always are.
constexpr double median_max = 0.001;
constexpr std::size_t rates_min = 3;  // fewer may be of an extraordinary day

}  // namespace

bool names_a_fraction(std::string_view column) {
  return column == "last_funding_rate" || column == "funding_rate" || column == "fundingrate";
}

Status rate_fits(double rate) {
  if (std::abs(rate) <= rate_max) return {};
  return fail(Exit::bad_data, "\"rate\" is " + text::of_real(rate) +
                                  ", expected at most 0.05 (5%), which no venue exceeds; give --rate-unit "
                                  "percent, or fraction where it is right");
}

Status rates_fit(std::vector<double> rates) {
  if (rates.size() < rates_min) return {};
  for (double& rate : rates) rate = std::abs(rate);
  const auto middle = rates.begin() + static_cast<std::ptrdiff_t>(rates.size() / 2);
  std::nth_element(rates.begin(), middle, rates.end());
  if (*middle < median_max) return {};
  return fail(Exit::usage,
              "its rates are in the middle " + text::of_real(*middle) +
                  ", which would be over 0.1% an interval, expected about 0.0001; give --rate-unit "
                  "percent, or fraction where they are right");
}

Error which_unit(std::string_view column) {
  return fail(Exit::usage,
              "rates as fractions or in percent? " +
                  (column.empty() ? std::string("The file") : "The column \"" + std::string(column) + "\"") +
                  " does not say; give --rate-unit fraction or percent");
}

std::string interval_of(const Result<TsUs>& a, const Result<TsUs>& b) {
  if (!a || !b) return {};
  const std::int64_t hours = ((*a < *b ? *b - *a : *a - *b) + us_per_hour / 2) / us_per_hour;
  return hours >= 1 && 24 % hours == 0 ? std::to_string(hours) + "h" : std::string();  // not over a gap
}

std::string interval_at_head(const Layout& l, const std::vector<std::string_view>& rows) {
  if (rows.size() < 2) return {};
  std::vector<std::string_view> a, b;
  split_csv(rows[0], a);
  split_csv(rows[1], b);
  return interval_of(to_time("time", field_at(a, l[Column::ts]), l.time_unit),
                     to_time("time", field_at(b, l[Column::ts]), l.time_unit));
}

std::vector<double> rates_at_head(const Layout& l, const std::vector<std::string_view>& rows) {
  std::vector<double> rates;
  std::vector<std::string_view> f;
  for (const std::string_view row : rows) {
    split_csv(row, f);
    if (const auto rate = text::to_real(text::trim(field_at(f, l[Column::rate])))) rates.push_back(*rate);
  }
  return rates;
}

}  // namespace tu::source
