#include "stages/gate_groups.h"

#include <algorithm>

#include "account/fold.h"
#include "stages/json_text.h"

namespace tu::stages {
namespace {

// A leg to be closed now.
struct Unwinding {
  std::string group;
  const account::Group::Leg* leg;
  Decimal qty;
  bool was_long;
};

bool unwinds(const account::Group& g) {
  return g.broken && g.on_break == "unwind";
}

// An order that unwinds and ends without closing everything is tried again, each time a minute later.
bool due(const account::Group& g, const account::Group::Leg& leg, TsUs now) {
  return leg.unwinds == 0 || now >= g.updated + leg.unwinds * us_per_min;
}

bool is_closed_already(const account::Account& a, const std::string& group, const account::Group::Leg& leg) {
  const auto& orders = a.ordered_orders();
  return std::any_of(orders.begin(), orders.end(), [&](const account::OrderState* o) {
    return o->group == group && o->reduces() && o->strategy == leg.strategy && o->venue == leg.venue &&
           o->symbol == leg.symbol;
  });
}

std::vector<Unwinding> to_unwind(const account::Account& a, TsUs now) {
  std::vector<Unwinding> list;
  for (const auto& [name, g] : a.groups()) {
    if (!unwinds(g)) continue;
    for (const account::Group::Leg& leg : g.legs) {
      const account::Position* p = a.position(leg.strategy, leg.venue, leg.symbol);
      if (!p || leg.held.is_zero() || !due(g, leg, now) || is_closed_already(a, name, leg)) continue;
      const Decimal free = p->qty.abs() - a.closing_qty(leg.strategy, leg.venue, leg.symbol);
      const Decimal qty = min(leg.held, free);
      if (qty.sign() > 0) list.push_back({name, &leg, qty, !p->qty.negative()});
    }
  }
  return list;
}

std::vector<std::string> opening_orders(const account::Account& a) {
  std::vector<std::string> ids;
  if (a.groups().empty()) return ids;
  for (const account::OrderState* o : a.ordered_orders()) {
    const auto g = a.groups().find(o->group);
    if (!o->reduces() && g != a.groups().end() && unwinds(g->second)) ids.push_back(o->id);
  }
  return ids;
}

Event& unwinding_proposal(const Unwinding& u, TsUs now, std::string_view account, Out& out) {
  const account::Group::Leg& leg = *u.leg;
  const std::string strategy(name_of(leg.strategy)), symbol(name_of(leg.symbol));
  Event& e = out.make(Type::proposal, now, leg.venue, leg.symbol);
  const auto text = [&](Field f, std::string_view s) { e.set_text(f, out.keep(s)); };
  text({Type::proposal, "id"}, strategy + "/" + symbol + "@" + std::to_string(now) + "#unwind");
  text({Type::proposal, "strategy"}, strategy);
  text({Type::proposal, "intent"}, "close");
  text({Type::proposal, "side"}, u.was_long ? "sell" : "buy");
  e.set({Type::proposal, "confidence"}, 1.0);
  e.set({Type::proposal, "qty"}, u.qty);
  text({Type::proposal, "kind"}, "market");
  e.set_flag({Type::proposal, "reduce_only"}, true);
  text({Type::proposal, "exit_rule"}, account::unwinding);
  text({Type::proposal, "group"}, u.group);
  text({Type::proposal, "cause"}, json_names(std::vector<std::string>{u.group}));
  if (account != "main") text({Type::proposal, "account"}, account);
  return e;
}

}  // namespace

std::string group_fault(const std::vector<const Asked*>& legs) {
  const auto wanted = legs.front()->legs;
  if (static_cast<std::int64_t>(legs.size()) == wanted) return {};
  return std::to_string(legs.size()) + " of " + std::to_string(wanted) + " legs are here";
}

bool GroupWatch::wanted(const account::Account& a, TsUs now) const {
  const auto orders = opening_orders(a);
  return !to_unwind(a, now).empty() ||
         std::any_of(orders.begin(), orders.end(), [&](const auto& id) { return !cancelled_.count(id); });
}

std::vector<Asked> GroupWatch::proposals(const account::Account& a, TsUs now, Out& out) const {
  std::vector<Asked> list;
  for (const Unwinding& u : to_unwind(a, now)) list.emplace_back(unwinding_proposal(u, now, a.name(), out));
  return list;
}

bool GroupWatch::first_refusal(const Asked& unwinding) {
  return refused_.insert(unwinding.group + " " + std::string(name_of(unwinding.symbol))).second;
}

std::vector<std::string> GroupWatch::to_cancel(const account::Account& a) {
  std::vector<std::string> ids;
  for (std::string& id : opening_orders(a))
    if (cancelled_.insert(id).second) ids.push_back(std::move(id));
  return ids;
}

}  // namespace tu::stages
