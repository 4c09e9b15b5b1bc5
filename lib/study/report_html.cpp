#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "study/chart.h"
#include "study/report.h"

namespace tu::study {
namespace {

constexpr std::string_view style = R"(
:root{--bg:#fff;--fg:#1b1f24;--dim:#667;--line:#d8dce2;--card:#f6f7f9;--gain:#1a7f4b;--loss:#b3261e;--main:#2456c7;--other:#b07a1e;--halt:#b3261e22}
@media(prefers-color-scheme:dark){:root{--bg:#14171b;--fg:#e6e9ee;--dim:#9aa3b0;--line:#2c323a;--card:#1c2127;--gain:#4cc38a;--loss:#ff7a70;--main:#7aa2ff;--other:#e0b25c;--halt:#ff7a7033}}
*{box-sizing:border-box}body{margin:0;background:var(--bg);color:var(--fg);font:15px/1.5 system-ui,sans-serif}
main{max-width:1040px;margin:0 auto;padding:24px 20px 64px}h1{font-size:22px;margin:0}h2{font-size:17px;margin:36px 0 8px;padding-top:12px;border-top:1px solid var(--line)}
.sub{color:var(--dim);margin:2px 0 16px}.verdict{font-size:17px;margin:12px 0 18px}
.cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(190px,1fr));gap:10px}
.card{background:var(--card);border-radius:8px;padding:10px 12px}.card b{display:block;font-size:20px;font-variant-numeric:tabular-nums}.card span{color:var(--dim);font-size:13px}
.gain-t{color:var(--gain)}.loss-t{color:var(--loss)}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums;font-size:14px}th,td{padding:4px 10px 4px 0;text-align:right;border-bottom:1px solid var(--line);vertical-align:top}
th{color:var(--dim);font-weight:500}th:first-child,td:first-child{text-align:left}td.t,th.t{text-align:left}
.two{display:grid;grid-template-columns:repeat(auto-fit,minmax(420px,1fr));gap:8px 32px}@media(max-width:520px){.two{grid-template-columns:1fr}}
svg{width:100%;height:auto;display:block;margin:6px 0 10px}svg text{fill:var(--dim);font-size:12px}svg .y{text-anchor:end}svg .x,svg .bar{text-anchor:middle}
svg .grid{stroke:var(--line)}svg .zero{stroke:var(--dim)}svg polyline{fill:none;stroke-width:1.6}svg .equity{stroke:var(--main)}svg .hold{stroke:var(--other);stroke-dasharray:4 3}
svg .price{stroke:var(--dim);stroke-width:1}svg .under{fill:var(--loss);opacity:.35}svg .gain{fill:var(--gain)}svg .loss{fill:var(--loss)}svg .halt{fill:var(--halt)}
svg .buy{fill:var(--gain)}svg .sell{fill:var(--loss)}
code,pre{font:13px/1.45 ui-monospace,monospace}pre{background:var(--card);border-radius:8px;padding:10px 12px;overflow-x:auto;white-space:pre-wrap;overflow-wrap:anywhere}
.legend{color:var(--dim);font-size:13px}.few{color:var(--dim);font-style:italic}details{margin-top:8px}summary{cursor:pointer}.wide{overflow-x:auto}
)";

std::string_view sign_class(double x) {
  return x < 0 ? "loss-t" : "gain-t";
}

std::string card(std::string_view title, const std::string& value, std::string_view note,
                 std::string_view css = {}) {
  return fmt::format("<div class='card'><span>{}</span><b class='{}'>{}</b><span>{}</span></div>",
                     escape_html(title), css, value, note);
}

std::string signed_cell(double x, int places = 2) {
  return fmt::format("<td class='{}'>{}</td>", sign_class(x), money(x, places));
}

std::string head(const Report& r) {
  std::string s = fmt::format(
      "<h1>{}</h1><p class='sub'>{} to {}{} \u00b7 {} \u00b7 {} events \u00b7 simulated fills</p>",
      escape_html(r.title), time_text(r.from), time_text(r.to),
      r.warm > 0 ? ", after " + duration_text(r.warm) + " of warm-up" : "", escape_html(r.data),
      money(static_cast<double>(r.events), 0));
  s += fmt::format("<p class='verdict'>{}</p>", escape_html(r.verdict));
  for (const std::string& fault : r.faults)
    s += fmt::format("<p class='verdict loss-t'>Not whole: {}</p>", escape_html(fault));
  s += "<div class='cards'>";
  const double base = r.deposit != 0 ? r.deposit : 1;
  s += card("net result", fmt::format("{} {}", money(r.net), r.currency),
            fmt::format("{} of {}", percent(r.net / base), money(r.deposit)), sign_class(r.net));
  s += card("buy and hold", fmt::format("{} {}", money(r.buy_hold), r.currency),
            fmt::format("{}; the whole deposit in equal parts, one taker fee", percent(r.buy_hold / base)),
            sign_class(r.buy_hold));
  s += card("buy and hold at our exposure", fmt::format("{} {}", money(r.buy_hold_scaled), r.currency),
            fmt::format("average exposure {}", percent(r.average_exposure)), sign_class(r.buy_hold_scaled));
  s += card(
      "largest drawdown", percent(r.max_drawdown),
      fmt::format("longest time under water {:.1f} days", static_cast<double>(r.under_water) / us_per_day));
  s += card("worst day", fmt::format("{} {}", money(r.worst_day_pnl), r.currency),
            r.worst_day ? date_text(r.worst_day->day) : "");
  s += card("both halves", fmt::format("{} / {}", money(r.first_half), money(r.second_half)),
            "net of the first and the second half of the time");
  s += card("round trips", std::to_string(r.round_trips),
            fmt::format("{} fills, {} as maker", r.fills, r.maker_fills));
  s += card("break-even fee", r.break_even_bps ? fixed(*r.break_even_bps, 2) + " bps" : "\u2013",
            fmt::format("paid {} bps on a turnover of {}",
                        r.turnover > 0 ? fixed(r.fees / r.turnover * 1e4, 2) : "0", money(r.turnover, 0)));
  return s + "</div>";
}

std::string costs(const Report& r) {
  std::string s = "<h2>What costs made of it</h2>";
  s += waterfall(
      {{"before costs", r.before_costs},
       {"fees", -r.fees},
       {r.no_funding.empty() || r.funding != 0 ? "funding" : "funding: not in the data", -r.funding},
       {"slippage", -r.slippage},
       {"net", r.net, true}},
      r.currency);
  s += "<div class='two'><div><table><tr><th>costs</th><th>net</th><th>of deposit</th></tr>";
  for (const auto& [k, net] : r.cost_scenarios)
    s += fmt::format("<tr><td>{} times fees and slippage</td>{}<td>{}</td></tr>", k, signed_cell(net),
                     percent(r.deposit ? net / r.deposit : 0));
  s += "</table><p class='legend'>The same trades priced again; a strategy that pays more would also trade "
       "less.</p></div><div><table><tr><th>from bars to round trips</th><th>count</th><th></th></tr>";
  for (const Report::Step& step : r.funnel) {
    std::string note;
    if (step.name == "proposed" && r.declined > 0) note = fmt::format("{} held back", r.declined);
    if (step.name == "approved" && r.refused > 0) note = fmt::format("{} refused", r.refused);
    s += fmt::format("<tr><td>{}</td><td>{}</td><td class='t few'>{}</td></tr>", escape_html(step.name),
                     money(static_cast<double>(step.count), 0), note);
  }
  return s + "</table></div></div>";
}

std::string proof(const Report& r) {
  return fmt::format(
      "<h2>How to repeat it</h2><pre>{}</pre><table><tr><td>ledger head</td><td "
      "class='t'><code>{}</code></td></tr>"
      "<tr><td>stream</td><td class='t'><code>{}</code></td></tr><tr><td>ledger</td><td "
      "class='t'><code>{}</code></td></tr>"
      "<tr><td>session</td><td class='t'><code>{}</code></td></tr></table>",
      escape_html(r.command), escape_html(r.ledger_head), escape_html(r.stream_hash), escape_html(r.ledger),
      escape_html(r.session));
}

// The buy-and-hold path on the points of the equity curve.
std::vector<Dot> hold_path(const Report& r) {
  std::vector<Dot> dots;
  std::vector<std::size_t> at(r.paths.size(), 0);
  for (const EquityPoint& p : r.curve) {
    double sum = 0;
    int n = 0;
    for (std::size_t i = 0; i < r.paths.size(); ++i) {
      const auto& price = r.paths[i].price;
      if (price.empty()) continue;
      while (at[i] + 1 < price.size() && price[at[i] + 1].ts <= p.ts) ++at[i];
      sum += price[at[i]].price / price.front().price;
      ++n;
    }
    if (n) dots.push_back({p.ts, r.deposit * sum / n});
  }
  return dots;
}

std::vector<Band> bands(const Report& r) {
  std::vector<Band> b;
  for (const HaltBand& h : r.halts)
    b.push_back({h.from, h.to, fmt::format("halt {} by {}: {}", h.kind, h.rule, h.reason)});
  return b;
}

std::string curves(const Report& r) {
  TimeChart equity{"equity over time", 240, false, {{"equity", "equity", {}, false}}, {}, bands(r)};
  TimeChart against{"equity against buy and hold",
                    160,
                    false,
                    {{"equity", "equity", {}, false}, {"hold", "buy and hold", hold_path(r), false}},
                    {},
                    {}};
  TimeChart under{"drawdown over time", 130, true, {{"under", "drawdown", {}, true}}, {}, {}};
  double peak = 0;
  for (const EquityPoint& p : r.curve) {
    equity.lines[0].dots.push_back({p.ts, p.equity});
    peak = std::max(peak, p.equity);
    under.lines[0].dots.push_back({p.ts, peak > 0 ? p.equity / peak - 1 : 0});
  }
  against.lines[0].dots = equity.lines[0].dots;
  std::string s = "<h2>Equity and drawdown</h2><p class='legend'>bands: halts</p>";
  s += svg(equity, r.from, r.to) + svg(under, r.from, r.to);
  s += "<p class='legend'>solid: equity \u00b7 dashed: buy and hold</p>" + svg(against, r.from, r.to);
  if (!r.halts.empty()) {
    s += "<table><tr><th>halt</th><th class='t'>rule</th><th class='t'>from</th><th class='t'>to</th><th "
         "class='t'>reason</th></tr>";
    for (const HaltBand& h : r.halts)
      s += fmt::format(
          "<tr><td>{}</td><td class='t'>{}</td><td class='t'>{}</td><td class='t'>{}</td><td "
          "class='t'>{}</td></tr>",
          escape_html(h.kind), escape_html(h.rule), time_text(h.from), time_text(h.to),
          escape_html(h.reason));
    s += "</table>";
  }
  return s;
}

std::string prices(const Report& r) {
  std::string s =
      "<h2>Trades on the price</h2><p class='legend'>up: bought \u00b7 down: sold; hover for the fill</p>";
  for (const Report::Path& p : r.paths) {
    TimeChart c{p.symbol + " price and fills", 190, false, {{"price", p.symbol, {}, false}}, {}, bands(r)};
    for (const PricePoint& d : p.price) c.lines[0].dots.push_back({d.ts, d.price});
    const std::size_t first = p.fills.size() > 600 ? p.fills.size() - 600 : 0;
    for (std::size_t i = first; i < p.fills.size(); ++i) {
      const FillMark& f = p.fills[i];
      c.markers.push_back({f.ts, f.price, f.buy ? "buy" : "sell",
                           fmt::format("{} {} {} at {} {}", time_text(f.ts), f.buy ? "bought" : "sold", f.qty,
                                       f.price, f.exit ? "(exit)" : ""),
                           f.buy});
    }
    s += fmt::format("<h3>{}</h3>", escape_html(p.symbol)) + svg(c, r.from, r.to);
  }
  return s;
}

std::string estimate_row(std::string_view name, const Estimate& e, bool as_percent = false) {
  const auto show = [&](double x) { return as_percent ? percent(x, 1) : fixed(x, 2); };
  return fmt::format("<tr><td>{}</td><td>{}</td><td>{}</td><td>{} {}</td><td class='t few'>{}</td></tr>",
                     name, e.value ? show(*e.value) : "\u2013",
                     e.low && e.high ? show(*e.low) + " to " + show(*e.high) : "\u2013", e.count, e.of,
                     e.enough ? "" : "too few to conclude");
}

std::string statistics(const Report& r) {
  std::string s =
      "<h2>Statistics</h2><table><tr><th>figure</th><th>value</th><th>95% interval</th><th>from</th><th "
      "class='t'></th></tr>";
  s += estimate_row("Sharpe ratio, yearly, daily UTC returns", r.sharpe) +
       estimate_row("Sortino ratio, yearly", r.sortino) + estimate_row("Calmar ratio", r.calmar) +
       estimate_row("profit factor", r.profit_factor) + estimate_row("win rate", r.win_rate, true) +
       estimate_row("mean round trip, " + r.currency, r.mean_trip);
  s += fmt::format("<tr><td>largest drawdown</td><td>{}</td><td>\u2013</td><td>{} days</td><td></td></tr>",
                   percent(r.max_drawdown), r.days);
  s += fmt::format(
      "<tr><td>turnover a day, of the deposit</td><td>{}</td><td>\u2013</td><td>{} "
      "fills</td><td></td></tr></table>",
      percent(r.turnover_per_day, 1), r.fills);
  s += "<h2>By month</h2><table><tr><th>month</th><th>net</th><th>of equity</th><th>round trips</th></tr>";
  for (const auto& m : r.months)
    s += fmt::format("<tr><td>{}</td>{}<td>{}</td><td>{}</td></tr>", m.month, signed_cell(m.net),
                     percent(m.fraction), m.trips);
  return s + "</table>";
}

std::string attribution(std::string_view title, const std::vector<Report::Attribution>& rows) {
  std::string s = fmt::format(
      "<div><h3>{}</h3><table><tr><th></th><th>net</th><th>round trips</th><th>won</th></tr>", title);
  for (const auto& a : rows)
    s += fmt::format("<tr><td>{}</td>{}<td>{}</td><td>{}</td></tr>", escape_html(a.name), signed_cell(a.net),
                     fixed(a.trips, a.trips == std::floor(a.trips) ? 0 : 1), percent(a.win_rate, 0));
  return s + "</table></div>";
}

std::string counts(std::string_view title, const std::vector<std::pair<std::string, std::int64_t>>& rows) {
  std::string s = fmt::format("<div><h3>{}</h3><table><tr><th></th><th>count</th></tr>", title);
  for (const auto& [name, n] : rows)
    s += fmt::format("<tr><td>{}</td><td>{}</td></tr>", escape_html(name), n);
  if (rows.empty()) s += "<tr><td class='few'>none</td><td></td></tr>";
  return s + "</table></div>";
}

std::string details(const Report& r) {
  std::string s = "<h2>What made the result</h2><div class='two'>";
  s += attribution("by signal", r.by_signal) + attribution("by exit rule", r.by_exit) +
       attribution("by symbol", r.by_symbol) + counts("refusals by rule", r.refusals) +
       counts("declines by reason", r.declines) + "</div>";
  s += "<h2>Open at the end</h2>";
  if (r.open.empty())
    s += "<p class='few'>nothing is held</p>";
  else {
    s += "<table><tr><th>symbol</th><th "
         "class='t'>strategy</th><th>quantity</th><th>average</th><th>mark</th><th>unrealised</th></tr>";
    for (const auto& p : r.open)
      s += fmt::format("<tr><td>{}</td><td class='t'>{}</td><td>{}</td><td>{}</td><td>{}</td>{}</tr>",
                       escape_html(p.symbol), escape_html(p.strategy), p.qty, p.average, p.mark,
                       signed_cell(p.unrealised));
    s += "</table>";
  }
  s += fmt::format(
      "<details><summary>The last {} round trips</summary><div class='wide'><table><tr><th>opened</th><th "
      "class='t'>closed</th><th "
      "class='t'>symbol</th><th>quantity</th><th>entry</th><th>exit</th><th>gross</th><th>fees</th><th>net</"
      "th><th class='t'>exit</th></tr>",
      r.last_trips.size());
  for (const ClosedTrip& t : r.last_trips)
    s += fmt::format(
        "<tr><td>{}</td><td class='t'>{}</td><td "
        "class='t'>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td>{}<td "
        "class='t'>{}</td></tr>",
        time_text(t.opened), time_text(t.closed), escape_html(name_of(t.symbol)), t.qty, fixed(t.entry, 4),
        fixed(t.exit, 4), money(t.gross), money(t.fees), signed_cell(t.net), escape_html(t.exit_rule));
  return s + "</table></div></details>";
}

}  // namespace

std::string report_html(const Report& r) {
  return fmt::format(
      "<!doctype html><html lang='en'><head><meta charset='utf-8'><meta name='viewport' "
      "content='width=device-width,initial-scale=1'>"
      "<title>{}</title><style>{}</style></head><body><main>{}</main></body></html>\n",
      escape_html(r.title), style,
      head(r) + costs(r) + proof(r) + curves(r) + prices(r) + statistics(r) + details(r));
}

}  // namespace tu::study
