#include "source/cadence.h"

#include <algorithm>
#include <map>

namespace tu::source {

namespace {

// Closing times are written as the last millisecond, microsecond or second of a bar, or as the first of the
// next.
constexpr DurUs rounding = us_per_s;

// How much nearer together bars may be: days by a local clock have 23 hours once a year.
DurUs slack(DurUs length) {
  return length >= us_per_day ? us_per_hour : 0;
}

DurUs length_of(TsUs start, std::string_view tf) {
  return bar_close(start, tf).value_or(start) - start;
}

DurUs up_to_second(DurUs d) {
  return (d + us_per_s - 1) / us_per_s * us_per_s;
}

// Most frequent length and how often it is there.
std::pair<DurUs, std::size_t> commonest(const std::map<DurUs, std::size_t>& counts) {
  std::pair<DurUs, std::size_t> best{0, 0};
  for (const auto& [length, n] : counts)
    if (n > best.second) best = {length, n};
  return best;
}

// `first`: when the first bar opens; a time of another age tells of a wrong unit.
Error differ(const std::string& what, DurUs length, TsUs first, const Layout& l) {
  constexpr TsUs early = year_1990_s * us_per_s, late = year_2100_s * us_per_s;
  std::string why =
      what + " " + duration_text(length) + ", but " + std::string(l.tf_said_by) + " says " + l.subject.tf;
  if (first < early || first > late)
    return fail(Exit::bad_data,
                why + ", and the first opens at " + time_text(first) + ", which is " +
                    (first < early ? "before 1990" : "after 2100") +
                    ": if the file's times are in another unit give it with --time-unit s, ms, us or ns");
  return fail(Exit::bad_data, why + "; where that is wrong give --tf " + duration_text(length));
}

struct Times {
  std::size_t rows = 0, steps = 0, unlike = 0, nearer = 0, wider = 0;
  std::map<DurUs, std::size_t> lengths, near, wide;  // that do not fit

  void length(DurUs is, DurUs expected) {
    if (is <= expected && is >= expected - rounding) return;
    ++unlike;
    ++lengths[up_to_second(is)];
  }
  void step(DurUs is, DurUs expected) {
    ++steps;
    if (is < expected - slack(expected)) ++nearer, ++near[is];
    if (is > expected) ++wider, ++wide[is];
  }
};

}  // namespace

std::vector<std::string_view> rows_at_head(std::string_view head, bool header) {
  std::vector<std::string_view> rows;
  for (std::size_t at = 0, end = 0; (end = head.find('\n', at)) != head.npos; at = end + 1)
    if (const std::string_view row = head.substr(at, end - at); !text::trim(row).empty()) rows.push_back(row);
  if (header && !rows.empty()) rows.erase(rows.begin());
  return rows;
}

Status bars_fit(Layout& l, const ImportHints& hints, const std::vector<std::string_view>& rows) {
  if (l.type != "candle") return {};
  if (!hints.tf.empty()) l.tf_said_by = "--tf";
  const Column time = l.has(Column::start) ? Column::start : Column::ts;
  Times times;
  std::vector<std::string_view> f;
  std::string symbol, last_symbol;
  TsUs last = -1, first = 0;
  auto field = [&](Column c) { return field_at(f, l[c]); };
  for (const std::string_view row : rows) {
    split_csv(row, f);
    Result<TsUs> start = to_time("start", field(time), l.time_unit);
    if (!start) continue;
    if (++times.rows == 1) first = *start;
    const DurUs length = length_of(*start, l.subject.tf);
    if (Result<TsUs> end = to_time("close_time", field(Column::close_time), l.time_unit);
        end && time == Column::start)
      times.length(*end - *start, length);
    symbol = field(Column::symbol);
    if (last >= 0 && symbol == last_symbol && *start != last)
      times.step(std::max(*start, last) - std::min(*start, last),
                 length_of(std::min(*start, last), l.subject.tf));
    last = *start, last_symbol = symbol;
  }
  if (2 * times.unlike > times.rows)
    return differ("its bars close after", commonest(times.lengths).first, first, l);
  if (2 * times.nearer > times.steps)
    return differ("its bars open every", commonest(times.near).first, first, l);
  const auto [wide, n] = commonest(times.wide);
  if (times.steps >= 10 && 10 * n >= 9 * times.steps) return differ("its bars open every", wide, first, l);
  return {};
}

Status Cadence::take(TsUs start, std::optional<TsUs> end, const Subject& of, std::string_view said_by) {
  const TsUs close = start + length_of(start, of.tf);
  if (end && *end > close)
    return fail(Exit::bad_data, "\"close_time\" is " + time_text(*end) + ", expected none after " +
                                    time_text(close) + ": it opens at " + time_text(start) + ", and " +
                                    std::string(said_by) + " says " + of.tf);
  if (of.symbol != symbol_) symbol_ = of.symbol, last_ = -1;
  const TsUs early = std::min(start, last_), late = std::max(start, last_);
  const DurUs length = length_of(early, of.tf);
  if (last_ >= 0 && early != late && late < early + length - slack(length))
    return fail(Exit::bad_data, "\"start\" is " + time_text(start) + ", which overlaps the bar of " +
                                    time_text(last_) + " before it, expected a distance of at least " +
                                    of.tf);
  last_ = start;
  return {};
}

}  // namespace tu::source
