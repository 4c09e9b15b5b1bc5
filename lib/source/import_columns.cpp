// Any CSV, by naming its columns: --columns ts=time,close=c,... Ours = theirs, by name (then the first row is
// a header) or by number from 1.
#include "source/cadence.h"
#include "source/formats.h"
#include "source/funding.h"
#include "source/table.h"

namespace tu::source {

namespace {

Result<Column> column_named(std::string_view name, std::string_view type) {
  for (int c = 0; c < static_cast<int>(Column::count_); ++c)
    if (tu::source::name_of(static_cast<Column>(c)) == name) return static_cast<Column>(c);
  return fail(Exit::usage,
              "--columns names \"" + std::string(name) + "\", expected a field of a " + std::string(type));
}

Status check(const Layout& l) {
  const std::span<const Column> needed = columns_of(l.type);
  if (needed.empty())
    return fail(Exit::usage,
                "--type is \"" + l.type + "\", expected candle, trade, quote, funding or metric");
  for (const Column c : needed)
    if (!l.has(c))
      return fail(Exit::usage,
                  "--columns lacks \"" + std::string(name_of(c)) + "\", which a " + l.type + " needs");
  if (l.type == "candle" && l.has(Column::start) == l.has(Column::ts))
    return fail(Exit::usage,
                "--columns for candles needs one of \"start\" (the bar's open) and \"ts\" (its close)");
  return {};
}

// The unit of the rates, and the interval of the first, which the others have from the one before.
Status funding(Layout& l, std::string_view head, const std::vector<std::string>& header,
               const ImportHints& hints) {
  const std::vector<std::string_view> rows = rows_at_head(head, l.header);
  if (l.interval.empty()) l.interval = interval_at_head(l, rows);
  l.rate_unit_said = !hints.rate_unit.empty();
  if (hints.rate_unit == "percent") l.scale10 = -2;
  if (l.rate_unit_said) return {};
  const auto rate = static_cast<std::size_t>(l[Column::rate]);
  const std::string name = l.header && rate < header.size() ? header[rate] : "";
  if (!names_a_fraction(name)) return which_unit(name);
  return rates_fit(rates_at_head(l, rows));
}

Result<std::unique_ptr<Importer>> open(std::string_view path, std::string_view head,
                                       const ImportHints& hints) {
  if (hints.columns.empty())
    return fail(Exit::usage, "the format \"columns\" needs --columns start=time,close=c,...");
  Layout l;
  l.type = hints.type.empty() ? "candle" : hints.type;
  const std::vector<std::string> header = header_of(first_line(head));
  for (std::string_view pair : text::split(hints.columns, ',')) {
    const std::size_t eq = pair.find('=');
    if (eq == pair.npos)
      return fail(Exit::usage, "--columns has \"" + std::string(pair) + "\", expected FIELD=COLUMN");
    Result<Column> column = column_named(text::trim(pair.substr(0, eq)), l.type);
    if (!column) return column.error();
    if (l.has(*column))
      return fail(Exit::usage, "--columns gives \"" + std::string(name_of(*column)) +
                                   "\" twice, the second time with \"" + std::string(pair) + "\"");
    const std::string_view theirs = text::trim(pair.substr(eq + 1));
    if (auto number = text::to_integer(theirs); number && *number >= 1 && *number <= 4096) {
      l[*column] = static_cast<int>(*number - 1);
      continue;
    }
    const std::string wanted = header_of(theirs).front();
    for (std::size_t i = 0; i < header.size(); ++i)
      if (header[i] == wanted) l[*column] = static_cast<int>(i);
    if (!l.has(*column))
      return fail(Exit::usage, "--columns names the column \"" + std::string(theirs) +
                                   "\", which the header lacks: \"" +
                                   std::string(first_line(head).substr(0, 80)) + "\"");
    l.header = true;
  }
  if (Status st = check(l); !st) return st.error();
  Result<Contract> contract = said_contract(hints);
  if (!contract) return contract.error();
  l.contract = *contract;
  l.time_unit = hints.time_unit;
  l.delay = hints.delay;
  l.metric = hints.metric;
  l.interval = hints.tf;
  if (l.type == "funding")
    if (Status st = funding(l, head, header, hints); !st) return st.error();
  if (l.type == "metric") {
    if (hints.metric.empty()) return fail(Exit::usage, "a metric needs a name: give --metric fear_greed");
    l.subject.venue = hints.venue, l.subject.symbol = hints.symbol;
    return make_table(std::move(l));
  }
  ImportHints known = hints;
  if (l.has(Column::symbol)) known.symbol = "(in the row)";
  if (l.has(Column::venue)) known.venue = "(in the row)";
  Result<Subject> subject = subject_of(path, known, l.type == "candle", head);
  if (!subject) return subject.error();
  l.subject = std::move(*subject);
  if (Status st = bars_fit(l, hints, rows_at_head(head, l.header)); !st) return st.error();
  return make_table(std::move(l));
}

}  // namespace

const Format columns_format = {"columns",   "any CSV, its columns named by --columns",
                               Rows::lines, [](std::string_view, std::string_view) { return false; },
                               open,        wire::line_max,
                               true};

}  // namespace tu::source
