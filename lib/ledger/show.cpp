#include "ledger/show.h"

#include <fmt/format.h>

#include <map>
#include <unordered_set>

#include "base/text.h"
#include "ledger/desk.h"
#include "ledger/wording.h"

namespace tu::ledger {

namespace {

// Columns that are money or counts stand on the right.
bool on_the_right(Type type, std::string_view name) {
  const int slot = find_slot(type, name);
  if (slot < 0) return false;
  const tu::Kind k = spec_of(type).fields[static_cast<std::size_t>(slot)].kind;
  return k == tu::Kind::decimal || k == tu::Kind::integer || k == tu::Kind::real;
}

using Extra = std::function<void(const Event&)>;

// The rows of one type as a table with these fields as columns.
Result<Report> listing(Journal& journal, Type type, std::vector<std::string> names, const Filter& filter,
                       const Extra& extra = {}) {
  std::vector<Column> columns;
  for (const std::string& n : names) columns.push_back({n, on_the_right(type, n)});
  Table table(columns);
  RowReader reader;
  Status st = journal.rows_after(0, [&](const Row& row) -> Status {
    if (row.type != spec_of(type).name || !wanted(row, filter)) return {};
    Result<const Event*> e = reader.read(row);
    if (!e) return e.error();
    std::vector<std::string> cells;
    for (const std::string& n : names) cells.push_back(cell_text(**e, n));
    table.row(std::move(cells), std::string(row.body));
    if (extra) extra(**e);
    return {};
  });
  if (!st) return st.error();
  if (filter.last > 0) table.keep_last(static_cast<std::size_t>(filter.last));
  return Report{table.text(), table.json()};
}

}  // namespace

bool wanted(const Row& row, const Filter& f) {
  return (f.account.empty() || row.account == f.account) &&
         (f.strategy.empty() || row.strategy == f.strategy);
}

std::string cell_text(const Event& e, std::string_view name) {
  if (name == "time") return moment(e.ts);
  if (name == "account") return std::string(account_of(e));
  if (name == "reason") return reason_text(field_text(e, name));
  return field_text(e, name);
}

std::string field_text(const Event& e, std::string_view name) {
  if (name == "venue") return std::string(name_of(e.venue));
  if (name == "symbol") return std::string(name_of(e.symbol));
  const int slot = find_slot(e.type, name);
  if (slot < 0 || !(e.present >> slot & 1)) return {};
  const Slot& v = e.slots[slot];
  switch (spec_of(e.type).fields[static_cast<std::size_t>(slot)].kind) {
    case tu::Kind::real:
      return text::of_real(v.real);
    case tu::Kind::integer:
      return std::to_string(v.integer);
    case tu::Kind::flag:
      return v.flag ? "true" : "false";
    case tu::Kind::decimal:
      return Decimal::from_raw(v.decimal).str();
    default:
      return std::string(v.text.data, v.text.size);
  }
}

Result<Report> fills(Journal& journal, const Filter& f) {
  return listing(journal, Type::fill,
                 {"time", "fill_id", "strategy", "venue", "symbol", "side", "qty", "price", "fee",
                  "fee_currency", "liquidity", "model"},
                 f);
}
Result<Report> days(Journal& journal, const Filter& f) {
  return listing(journal, Type::day,
                 {"date", "account", "currency", "equity", "units", "unit_value", "peak", "exposure"}, f);
}

Result<Report> pnl(Journal& journal, const Filter& f) {
  Decimal gross, fees, funding, net;
  int count = 0, won = 0;
  Result<Report> r = listing(
      journal, Type::pnl,
      {"time", "strategy", "symbol", "qty", "entry", "exit", "exit_rule", "gross", "fees", "funding", "net"},
      f, [&](const Event& e) {
        gross += e.decimal(Field{Type::pnl, "gross"});
        fees += e.decimal(Field{Type::pnl, "fees"});
        funding += e.decimal(Field{Type::pnl, "funding"});
        net += e.decimal(Field{Type::pnl, "net"});
        ++count;
        won += e.decimal(Field{Type::pnl, "net"}).sign() > 0;
      });
  if (r && count > 0)
    r->text += fmt::format("{} round trips, {} won: gross {}, fees {}, funding {}, net {}\n", count, won,
                           gross.str(), fees.str(), funding.str(), net.str());
  return r;
}

Result<Report> orders(Journal& journal, const Filter& f) {
  struct Order {
    TsUs ts;
    std::vector<std::string> cells;
    std::string body, state = "approved";
    Decimal qty{}, filled{};
    // As the account does it: what fills have completed is filled, whether or not an update says so.
    void fill(Decimal more) {
      filled += more;
      const auto phase = account::phase_from(state);
      if (filled >= qty)
        state = "filled";
      else if (!phase || !is_final(*phase))
        state = "partial";
    }
  };
  std::vector<Order> list;
  std::map<std::string, std::size_t, std::less<>> at;
  RowReader reader;
  Status st = journal.rows_after(0, [&](const Row& row) -> Status {
    const bool update = row.type == "order_update", fill = row.type == "fill";
    if (!update && !fill && (row.type != "order" || !wanted(row, f))) return {};
    Result<const Event*> e = reader.read(row);
    if (!e) return e.error();
    if (update || fill) {
      auto it = at.find(order_of(**e));
      if (it == at.end()) return {};
      Order& o = list[it->second];
      if (fill)
        o.fill((*e)->decimal(Field{Type::fill, "qty"}));
      else if (o.filled < o.qty)
        o.state = field_text(**e, "state");
      return {};
    }
    Order o{(*e)->ts, {}, std::string(row.body)};
    o.qty = (*e)->decimal(Field{Type::order, "qty"});
    for (const char* n :
         {"time", "id", "strategy", "venue", "symbol", "side", "intent", "qty", "kind", "limit", "stop"})
      o.cells.push_back(cell_text(**e, n));
    at.emplace(order_of(**e), list.size());
    list.push_back(std::move(o));
    return {};
  });
  if (!st) return st.error();
  Table table({{"time"},
               {"id"},
               {"strategy"},
               {"venue"},
               {"symbol"},
               {"side"},
               {"intent"},
               {"qty", true},
               {"kind"},
               {"limit", true},
               {"stop", true},
               {"state"},
               {"filled", true}});
  for (Order& o : list) {
    o.cells.push_back(o.state);
    o.cells.push_back(o.filled.str());
    o.body.pop_back();
    table.row(std::move(o.cells),
              fmt::format("{},\"state\":\"{}\",\"filled\":{}}}", o.body, o.state, o.filled.str()));
  }
  if (f.last > 0) table.keep_last(static_cast<std::size_t>(f.last));
  return Report{table.text(), table.json()};
}

Result<Report> positions(Journal& journal, const std::string& account, const Filter& f) {
  Result<account::Account> a = fold_all(journal, account);
  if (!a) return a.error();
  Table table({{"strategy"},
               {"venue"},
               {"symbol"},
               {"qty", true},
               {"average", true},
               {"opened"},
               {"fees", true},
               {"funding", true}});
  for (const account::Position* p : a->ordered_positions()) {
    if (!f.strategy.empty() && name_of(p->strategy) != f.strategy) continue;
    const std::string s(name_of(p->strategy)), v(name_of(p->venue)), y(name_of(p->symbol));
    table.row({s, v, y, p->qty.str(), p->average().str(), time_text(p->opened), p->entry_fees().str(),
               p->funding.str()},
              JsonLine()
                  .text("account", account)
                  .text("strategy", s)
                  .text("venue", v)
                  .text("symbol", y)
                  .raw("qty", p->qty.str())
                  .raw("average", p->average().str())
                  .integer("opened", p->opened)
                  .raw("fees", p->entry_fees().str())
                  .raw("funding", p->funding.str())
                  .str());
  }
  return Report{table.text(), table.json()};
}

Result<Report> head(Journal& journal, const std::string& strategy) {
  if (strategy.empty()) {
    Result<std::string> h = journal.head();
    if (!h) return h.error();
    return Report{*h + '\n', JsonLine().text("head", *h).line()};
  }
  Result<Kind> kind = journal.kind();
  if (!kind) return kind.error();
  Digest chain = chain_start();
  std::unordered_set<std::string> ours;  // orders of this strategy: their updates and fills need not name it
  RowReader reader;
  Status st = journal.rows_after(0, [&](const Row& row) -> Status {
    bool mine = row.strategy == strategy;
    if (!mine && !row.strategy.empty()) return {};
    Result<const Event*> e = reader.read(row);
    if (!e) return e.error();
    const std::string order(order_of(**e));
    if (mine && !order.empty()) ours.insert(order);
    mine = mine || (!order.empty() && ours.contains(order));
    if (mine)
      chain =
          chain_next({reinterpret_cast<const char*>(chain.data()), chain.size()}, *kind, row.place, row.body);
    return {};
  });
  if (!st) return st.error();
  return Report{hex(chain) + '\n', JsonLine().text("strategy", strategy).text("head", hex(chain)).line()};
}

Status export_rows(Journal& journal, const std::function<Status(std::string_view)>& put) {
  return journal.rows_after(0, [&](const Row& row) { return put(row.body); });
}

}  // namespace tu::ledger
