#include <fmt/format.h>

#include "ledger/desk.h"
#include "ledger/show.h"
#include "ledger/wording.h"

namespace tu::ledger {

namespace {

std::string balances_json(const account::Account& a) {
  JsonLine j;
  for (Atom c : a.ordered_currencies())
    j.raw(name_of(c), JsonLine().raw("cash", a.cash(c).str()).raw("reserved", a.reserved(c).str()).str());
  return j.str();
}

std::string halts_json(const account::Account& a) {
  std::string list;
  for (const account::Halt& h : a.halts())
    list += (list.empty() ? "" : ",") + JsonLine()
                                            .text("kind", h.kind)
                                            .text("rule", h.rule)
                                            .text("reason", h.reason)
                                            .integer("since", h.since)
                                            .str();
  return "[" + list + "]";
}

}  // namespace

Result<Report> show(Journal& journal, const std::string& account) {
  Result<Kind> kind = journal.kind();
  Result<std::int64_t> rows = journal.newest();
  Result<std::string> chain = journal.head();
  Result<account::Account> a = fold_all(journal, account);
  if (!kind) return kind.error();
  if (!rows) return rows.error();
  if (!chain) return chain.error();
  if (!a) return a.error();
  std::string t = fmt::format(
      "ledger    {} ({}), {}, {} rows\nhead      {}\naccount   {}\n", journal.path(), journal.id(),
      *kind == Kind::open ? "open: its first session fixes its kind" : kind_name(*kind), *rows, *chain,
      account);
  if (!a->mode().empty()) t += fmt::format("mode      {}\n", a->mode());
  for (Atom c : a->ordered_currencies())
    t +=
        fmt::format("cash      {} {}{}\n", a->cash(c).str(), name_of(c),
                    a->reserved(c).is_zero() ? "" : fmt::format(", {} of it reserved", a->reserved(c).str()));
  if (a->empty()) t += "cash      none (ledger deposit AMOUNT CURRENCY)\n";
  t += fmt::format("positions {}\norders    {} open\n", a->ordered_positions().size(),
                   a->ordered_orders().size());
  if (const account::DayRow* d = a->today())
    t += fmt::format("day       {}: equity {} at its beginning\n", d->date, d->equity.str());
  const std::string resume =
      "ledger resume" + (account == "main" ? "" : " --account " + account) + " --reason WHY";
  for (const account::Halt& h : a->halts())
    t += fmt::format("HALT      {} since {} by {}: {} ({})\n", h.kind, moment(h.since), h.rule,
                     reason_text(h.reason), h.until_day ? "until the next day" : "until " + resume);
  if (!a->floor_policies().empty())
    t += fmt::format("policies  {} that every gate adds: {}\n", a->floor_policies().size(),
                     fmt::join(a->floor_policy_names(), ", "));
  JsonLine j;
  j.text("ledger", journal.id()).text("kind", kind_name(*kind)).integer("rows", *rows).text("head", *chain);
  j.text("account", account).text("mode", a->mode()).raw("balances", balances_json(*a));
  j.integer("positions", static_cast<long long>(a->ordered_positions().size()));
  j.integer("open_orders", static_cast<long long>(a->ordered_orders().size()));
  if (const account::DayRow* d = a->today()) j.text("day", d->date).raw("day_equity", d->equity.str());
  j.raw("halts", halts_json(*a)).integer("policies", static_cast<long long>(a->floor_policies().size()));
  return Report{t, j.line()};
}

}  // namespace tu::ledger
