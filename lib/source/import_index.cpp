// Indices as metrics: fear & greed, DVOL. A value describes a date (or an hour, a minute) and is known when
// that is over; --delay adds the time until it was published.
#include "source/elements.h"
#include "source/formats.h"
#include "wire/json_scan.h"

namespace tu::source {

namespace {

struct Known {
  std::string_view word, metric;
};
constexpr Known known[] = {
    {"fng", "fear_greed"},       {"fear_greed", "fear_greed"},     {"fear-greed", "fear_greed"},
    {"feargreed", "fear_greed"}, {"fear_and_greed", "fear_greed"}, {"dvol", "dvol"}};

std::string metric_in(std::string_view text) {
  for (const Known& k : known)
    if (text.find(k.word) != text.npos) return std::string(k.metric);
  return {};
}

Layout layout_of(const ImportHints& hints, std::string metric) {
  Layout l;
  l.type = "metric";
  l[Column::ts] = 0, l[Column::value] = 1;
  l.metric = hints.metric.empty() ? std::move(metric) : hints.metric;
  l.time_unit = hints.time_unit;
  l.delay = hints.delay;
  l.subject.venue = hints.venue, l.subject.symbol = hints.symbol;
  return l;
}

// A value holds for as long as the next one is away: that is when it is complete.
DurUs step_of(Result<TsUs> a, Result<TsUs> b) {
  if (!a || !b || *a == *b) return us_per_day;
  return *a < *b ? *b - *a : *a - *b;
}

std::string metric_of_csv(std::string_view head) {
  const std::vector<std::string> header = header_of(first_line(head));
  if (header.size() != 2 || (header[0] != "date" && header[0] != "timestamp" && header[0] != "time"))
    return {};
  return metric_in(header[1]);
}

Result<std::unique_ptr<Importer>> open_csv(std::string_view, std::string_view head,
                                           const ImportHints& hints) {
  Layout l = layout_of(hints, metric_of_csv(head));
  l.header = true;
  l.width = 2;
  const std::vector<std::string_view> lines = text::split(head, '\n');
  if (lines.size() > 2)
    l.known_after = step_of(to_time("time", lines[1].substr(0, lines[1].find(',')), hints.time_unit),
                            to_time("time", lines[2].substr(0, lines[2].find(',')), hints.time_unit));
  return make_table(std::move(l));
}

bool is_index_json(std::string_view path, std::string_view head) {
  const auto first = first_elements(head, 1);
  if (first.empty()) return false;
  if (first[0].front() == '{') return wire::json_member(first[0], "value_classification").data() != nullptr;
  std::vector<std::string_view> items;
  wire::json_items(first[0], items);
  return items.size() == 2 && text::trim(head).starts_with('[') &&
         !metric_in(path.substr(path.rfind('/') + 1)).empty();
}

Result<std::unique_ptr<Importer>> open_json(std::string_view path, std::string_view head,
                                            const ImportHints& hints) {
  const auto first = first_elements(head, 2);
  const bool objects = !first.empty() && first[0].front() == '{';  // the API of alternative.me
  Layout l = layout_of(hints, objects ? "fear_greed" : metric_in(path.substr(path.rfind('/') + 1)));
  if (l.metric.empty()) return fail(Exit::usage, "a metric needs a name: give --metric dvol");
  auto time = [&](std::string_view element) {
    std::vector<std::string_view> items;
    wire::json_items(element, items);
    return to_time("time",
                   objects         ? wire::json_member(element, "timestamp")
                   : items.empty() ? ""
                                   : items[0],
                   hints.time_unit);
  };
  l.known_after = objects || first.size() < 2 ? us_per_day : step_of(time(first[0]), time(first[1]));
  return make_elements(std::move(l),
                       objects ? std::vector<std::string>{"timestamp", "value"} : std::vector<std::string>{},
                       true);
}

}  // namespace

const Format index_csv_format = {
    "index-csv", "an index in CSV (date, fng; date, dvol), known at the end of what it describes",
    Rows::lines, [](std::string_view, std::string_view head) { return !metric_of_csv(head).empty(); },
    open_csv};

const Format index_json_format = {
    "index-json", "an index in JSON: alternative.me's fear & greed, [[time, value], ...] named dvol or fng",
    Rows::elements, is_index_json, open_json};

}  // namespace tu::source
