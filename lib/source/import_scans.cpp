// A day of scans of the eigenvalue engine as CSV: one row a scan, with its figures (vel_div,
// v50_lambda_max_velocity, ..., instability_150, scan_number) and one column of prices a symbol. Each figure
// becomes a metric of its column's name, each price a candle whose open, high, low and close it is, without
// volume: paper fills that look at volume fill nothing of it.
//
// Rows are timed by a column of times, else by their number: the file is named by its date, and row 1 is
// known a bar after midnight. A day of 1,439 rows is one of minutes, whatever is said of 5 seconds.
#include <algorithm>
#include <vector>

#include "source/foreign.h"
#include "source/formats.h"

namespace tu::source {

namespace {

constexpr std::string_view time_names[] = {"timestamp", "time", "ts", "datetime", "date", "scan_time"};

bool starts_with(std::string_view s, std::string_view with) {
  return s.substr(0, with.size()) == with;
}
bool is_figure(std::string_view name) {
  return name == "vel_div" || name == "scan_number" || starts_with(name, "instability_") ||
         name.find("_lambda_") != name.npos;
}
bool is_time(std::string_view name) {
  return std::find(std::begin(time_names), std::end(time_names), name) != std::end(time_names);
}

// "2026-02-25" in the name of the file, as 00:00 UTC.
std::optional<TsUs> date_in(std::string_view path) {
  for (std::size_t at = path.size(); at-- > 0;) {
    const std::string_view part = path.substr(at, 10);
    if (part.size() < 10 || part[4] != '-' || part[7] != '-') continue;
    if (auto ts = to_time("date", part)) return *ts;
  }
  return std::nullopt;
}

class Scans final : public Importer {
 public:
  struct Column {
    std::string name;
    bool price = false, skip = false;
    Subject subject;
  };
  Scans(std::vector<Column> columns, int time, TsUs midnight, DurUs length, std::string tf,
        const ImportHints& hints)
      : columns_(std::move(columns)),
        time_(time),
        midnight_(midnight),
        length_(length),
        tf_(std::move(tf)),
        unit_(hints.time_unit),
        venue_(hints.venue),
        delay_(hints.delay) {}

  Status row(std::string_view line, wire::Buffer& out) override {
    if (first_) {
      first_ = false;
      return {};
    }
    ++number_;
    split_csv(line, fields_);
    if (fields_.size() != columns_.size())
      return fail(Exit::bad_data, "the row has " + std::to_string(fields_.size()) + " columns, expected " +
                                      std::to_string(columns_.size()));
    TsUs ts = midnight_ + number_ * length_;
    if (time_ >= 0) {
      const auto at = static_cast<std::size_t>(time_);
      const auto t = to_time(columns_[at].name, fields_[at], unit_);
      if (!t) return t.error();
      ts = *t;
    }
    for (std::size_t i = 0; i < columns_.size(); ++i)
      if (Status st = column(columns_[i], text::trim(fields_[i]), ts, out); !st) return st;
    return {};
  }

 private:
  Status column(const Column& c, std::string_view text, TsUs ts, wire::Buffer& out) const {
    if (c.skip || text.empty() || text == "nan" || text == "NaN") return {};
    const auto x = to_number(c.name, text);
    if (!x) return x.error();
    if (!c.price) {
      const auto known = known_at(ts, delay_);
      if (!known) return known.error();
      LineWriter w(out);
      w.begin("metric", *known, venue_, "");
      w.text("name", c.name);
      w.real("value", *x);
      w.end();
      return {};
    }
    if (!(*x > 0)) return {};  // no price on this scan
    Bar bar;
    bar.start = ts - length_;
    bar.open = bar.high = bar.low = bar.close = *x;
    return write_candle(c.subject, bar, delay_, out);
  }

  std::vector<Column> columns_;
  int time_;
  TsUs midnight_;
  DurUs length_;
  std::string tf_, unit_, venue_;
  DurUs delay_;
  bool first_ = true;
  std::int64_t number_ = 0;
  std::vector<std::string_view> fields_;
};

Result<std::unique_ptr<Importer>> open(std::string_view path, std::string_view head,
                                       const ImportHints& hints) {
  std::vector<std::string_view> names;
  split_csv(first_line(head), names);
  const std::string tf = hints.tf.empty() ? "1m" : hints.tf;
  const auto length = parse_duration(tf);
  if (!length || *length <= 0)
    return fail(Exit::usage, "--tf is \"" + tf + "\", expected the time between scans, such as 1m or 5s");
  ImportHints known = hints;
  if (known.venue.empty()) known.venue = venue_from(path);
  if (known.venue.empty()) known.venue = "binance";
  int time = -1;
  std::vector<Scans::Column> columns;
  for (const std::string_view raw : names) {
    Scans::Column c;
    c.name = text::trim(raw);
    const std::string lower = header_of(c.name).empty() ? "" : header_of(c.name).front();
    if (is_time(lower) && time < 0) {
      time = static_cast<int>(columns.size());
      c.skip = true;
    } else if (c.name.empty() || starts_with(lower, "unnamed")) {
      c.skip = true;  // a frame's index
    } else if (!is_figure(c.name)) {
      const auto symbol = symbol_from(c.name, hints.market.empty() ? "usdm" : hints.market);
      if (!symbol)
        return fail(Exit::bad_data, "the column \"" + c.name +
                                        "\" is no figure of a scan, no time and no symbol, such as BTCUSDT");
      c.price = true;
      c.subject = {known.venue, *symbol, tf, ""};
    }
    columns.push_back(std::move(c));
  }
  const auto midnight = date_in(path);
  if (time < 0 && !midnight)
    return fail(Exit::bad_data,
                "there is no column of times, and no date such as 2026-02-25 in the file's name");
  return std::unique_ptr<Importer>(
      std::make_unique<Scans>(std::move(columns), time, midnight.value_or(0), *length, tf, known));
}

bool recognise(std::string_view, std::string_view head) {
  const std::string_view line = first_line(head);
  return line.find("vel_div") != line.npos && line.find("_lambda_max_velocity") != line.npos;
}

}  // namespace

const Format scans_format = {
    "scans", "a day of scans of the eigenvalue engine: figures and a column of prices a symbol", Rows::lines,
    recognise, open};

}  // namespace tu::source
