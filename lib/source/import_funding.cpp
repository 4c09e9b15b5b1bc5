// Funding rates. CSV: Binance's public files (calc_time, funding_interval_hours, last_funding_rate),
// Freqtrade's export (date, and the rate in the column `open`), and the like. JSON: [[time, rate], ...] and
// Binance's API objects. A row is one settled rate, known when it was settled. Daily means are no
// settlements: a metric, known after the day.
#include <algorithm>

#include "base/text.h"
#include "source/cadence.h"
#include "source/elements.h"
#include "source/formats.h"
#include "source/funding.h"
#include "wire/json_scan.h"

namespace tu::source {

namespace {

constexpr ColumnName names[] = {{Column::ts, "calc_time"},
                                {Column::ts, "fundingtime"},
                                {Column::ts, "funding_time"},
                                {Column::ts, "timestamp"},
                                {Column::ts, "date"},
                                {Column::ts, "time"},
                                {Column::rate, "last_funding_rate"},
                                {Column::rate, "funding_rate"},
                                {Column::rate, "fundingrate"},
                                {Column::rate, "rate"},
                                {Column::rate, "open"},
                                {Column::mark, "mark_price"},
                                {Column::mark, "markprice"},
                                {Column::interval_hours, "funding_interval_hours"}};

bool funding_path(std::string_view path) {
  return text::lower(path.substr(path.rfind('/') + 1)).find("funding") != std::string::npos;
}

Layout layout_of(std::string_view head) {
  Layout l;
  l.type = "funding";
  find_columns(header_of(first_line(head)), names, l);
  return l;
}

Result<std::unique_ptr<Importer>> finish(Layout l, bool json, std::vector<std::string> keys,
                                         std::string_view path, const ImportHints& hints) {
  ImportHints known = hints;
  if (known.market.empty() && market_from(path).empty())
    known.market = "usdm";  // only perpetuals are charged
  Result<Subject> subject = subject_of(path, known, false);
  if (!subject) return subject.error();
  l.subject = std::move(*subject);
  l.time_unit = hints.time_unit;
  l.delay = hints.delay;
  if (!hints.tf.empty()) l.interval = hints.tf;
  if (hints.rate_unit == "percent") l.scale10 = -2;
  l.rate_unit_said = !hints.rate_unit.empty();
  if (json) return make_elements(std::move(l), std::move(keys));
  return make_table(std::move(l));
}

Result<std::unique_ptr<Importer>> open_csv(std::string_view path, std::string_view head,
                                           const ImportHints& hints) {
  const std::vector<std::string> header = header_of(first_line(head));
  for (std::string_view mean : {"funding_mean", "funding_avg"}) {
    auto it = std::find(header.begin(), header.end(), mean);
    if (it == header.end()) continue;
    Layout l = layout_of(head);
    l.type = "metric";
    l[Column::value] = static_cast<int>(it - header.begin());
    l.metric = hints.metric.empty() ? "funding_mean" : hints.metric;
    l.known_after = us_per_day;
    l.delay = hints.delay;
    l.subject.venue = hints.venue, l.subject.symbol = hints.symbol;
    if (hints.rate_unit == "percent") l.scale10 = -2;
    return make_table(std::move(l));
  }
  Layout l = layout_of(head);
  if (!missing_column(l).empty())
    return fail(Exit::bad_data,
                "the header \"" + std::string(first_line(head).substr(0, 60)) + "\" lacks a time or a rate");
  l.time_unit = hints.time_unit;
  const std::vector<std::string_view> rows = rows_at_head(head, true);
  l.interval = interval_at_head(l, rows);
  if (hints.rate_unit.empty()) {
    const std::string& rate = header[static_cast<std::size_t>(l[Column::rate])];
    const bool freqtrade =
        rate == "open" && has_name(header, "high") && has_name(header, "low") && has_name(header, "close");
    if (!names_a_fraction(rate) && !freqtrade) return which_unit(rate);
    if (Status st = rates_fit(rates_at_head(l, rows)); !st) return st.error();
  }
  return finish(std::move(l), false, {}, path, hints);
}

Result<std::unique_ptr<Importer>> open_json(std::string_view path, std::string_view head,
                                            const ImportHints& hints) {
  const auto first = first_elements(head, 200);
  if (first.empty()) return fail(Exit::bad_data, "no funding rates at the beginning of the file");
  Layout l;
  l.type = "funding";
  l[Column::ts] = 0, l[Column::rate] = 1;
  std::vector<std::string> keys;
  const bool objects = first[0].front() == '{';
  std::vector<std::string_view> items;
  auto field = [&](std::string_view element, std::string_view key, std::size_t at) {
    if (objects) return wire::json_member(element, key);
    wire::json_items(element, items);
    return items.size() > at ? items[at] : std::string_view();
  };
  auto time = [&](std::string_view element) {
    return to_time("time", field(element, "fundingTime", 0), hints.time_unit);
  };
  if (objects) {
    keys = {"fundingTime", "fundingRate", "markPrice"};
    l[Column::mark] = 2;
  } else {
    wire::json_items(first[0], items);
    if (items.size() == 2 && hints.rate_unit.empty()) return which_unit({});
  }
  if (first.size() >= 2) l.interval = interval_of(time(first[0]), time(first[1]));
  std::vector<double> rates;
  for (const std::string_view element : first)
    if (const auto rate = text::to_real(field(element, "fundingRate", 1))) rates.push_back(*rate);
  if (hints.rate_unit.empty())
    if (Status st = rates_fit(std::move(rates)); !st) return st.error();
  return finish(std::move(l), true, std::move(keys), path, hints);
}

}  // namespace

const Format funding_csv_format = {
    "funding-csv", "funding rates in CSV, recognised by \"funding\" in the name", Rows::lines,
    [](std::string_view path, std::string_view head) {
      if (!funding_path(path) || text::trim(head).starts_with('[') || text::trim(head).starts_with('{'))
        return false;
      Layout l = layout_of(head);
      return l.has(Column::ts) && (l.has(Column::rate) || first_line(head).find("funding") != head.npos);
    },
    open_csv};

const Format funding_json_format = {
    "funding-json",
    "funding rates in JSON, [[time, rate], ...] or objects, recognised by \"funding\" in the name",
    Rows::elements,
    [](std::string_view path, std::string_view head) {
      return funding_path(path) && text::trim(head).starts_with('[') && !first_elements(head, 1).empty();
    },
    open_json};

}  // namespace tu::source
