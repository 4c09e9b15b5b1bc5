// Freqtrade's JSON: candles [[open time ms, open, high, low, close, volume], ...] and trades
// [[time ms, id, type, side, price, amount, cost], ...], in files named BTC_USDT-5m.json,
// BTC_USDT-trades.json.
#include "source/cadence.h"
#include "source/elements.h"
#include "source/formats.h"
#include "wire/json_scan.h"

namespace tu::source {

namespace {

std::size_t width_of(std::string_view head) {
  const auto first = first_elements(head, 1);
  if (first.empty() || first[0].front() != '[' || text::trim(head).front() != '[') return 0;
  std::vector<std::string_view> items;
  wire::json_items(first[0], items);
  return items.empty() || !text::to_integer(items[0]) ? 0 : items.size();
}

Result<std::unique_ptr<Importer>> open(Layout l, std::string_view path, std::string_view head,
                                       const ImportHints& hints) {
  ImportHints known = hints;
  if (known.market.empty() &&
      market_from(path).empty()) {  // perpetuals carry their settlement: BTC_USDT_USDT-5m
    std::optional<std::string> perp;
    std::string_view name = path.substr(path.rfind('/') == path.npos ? 0 : path.rfind('/') + 1);
    if (name.find('-') != name.npos) perp = symbol_from(name.substr(0, name.find('-')), "spot");
    known.market = perp && perp->ends_with("-PERP") ? "usdm" : "spot";
  }
  Result<Subject> subject = subject_of(path, known, l.type == "candle");
  if (!subject) return subject.error();
  l.subject = std::move(*subject);
  l.time_unit = hints.time_unit;
  l.delay = hints.delay;
  std::vector<std::string_view> rows = first_elements(head, 100);
  for (std::string_view& row : rows) row = row.substr(1, row.size() - 2);  // an array of numbers reads as CSV
  if (Status st = bars_fit(l, hints, rows); !st) return st.error();
  return make_elements(std::move(l));
}

}  // namespace

const Format freqtrade_json_format = {
    "freqtrade-json", "Freqtrade's candles in JSON", Rows::elements,
    [](std::string_view, std::string_view head) { return width_of(head) == 6; },
    [](std::string_view path, std::string_view head, const ImportHints& hints) {
      Layout l;
      l.type = "candle";
      l.width = 6;
      l[Column::start] = 0, l[Column::open] = 1, l[Column::high] = 2, l[Column::low] = 3,
      l[Column::close] = 4;
      l[Column::volume] = 5;
      return open(std::move(l), path, head, hints);
    }};

const Format freqtrade_trades_json_format = {
    "freqtrade-trades-json", "Freqtrade's trades in JSON", Rows::elements,
    [](std::string_view, std::string_view head) { return width_of(head) == 7; },
    [](std::string_view path, std::string_view head, const ImportHints& hints) {
      Layout l;
      l.type = "trade";
      l.width = 7;
      l[Column::ts] = 0, l[Column::id] = 1, l[Column::side] = 3, l[Column::price] = 4, l[Column::size] = 5;
      return open(std::move(l), path, head, hints);
    }};

}  // namespace tu::source
