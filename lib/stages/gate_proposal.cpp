#include "stages/gate_proposal.h"

#include <algorithm>

#include "stages/json_text.h"

namespace tu::stages {

namespace {

// Keys that stages appended, as one object; fields of the table that were filled in are no annotations.
std::string annotations(const Event& e) {
  JsonText j;
  j.open('{');
  bool any = false;
  for (const Note* n = e.notes(); n; n = n->next) {
    if (find_slot(e.type, n->key) >= 0) continue;
    any = true;
    j.key(n->key);
    const std::string_view text{n->kind == Kind::text || n->kind == Kind::json || n->kind == Kind::levels
                                    ? std::string_view(n->value.text.data, n->value.text.size)
                                    : std::string_view()};
    switch (n->kind) {
      case Kind::real:
        j.real(n->value.real);
        break;
      case Kind::integer:
        j.integer(n->value.integer);
        break;
      case Kind::flag:
        j.raw(n->value.flag ? "true" : "false");
        break;
      case Kind::decimal:
        j.decimal(Decimal::from_raw(n->value.decimal));
        break;
      case Kind::text:
        j.string(text);
        break;
      default:
        j.raw(text);
        break;
    }
  }
  return any ? j.close('}').text() : std::string();
}

}  // namespace

Asked::Asked(const Event& e) {
  const auto text = [&](Field f) { return std::string(e.text(f)); };
  id = text({Type::proposal, "id"});
  strategy = text({Type::proposal, "strategy"});
  intent = text({Type::proposal, "intent"});
  side = text({Type::proposal, "side"});
  kind = e.text_or({Type::proposal, "kind"}, "market");
  tif = e.text_or({Type::proposal, "tif"}, "GTC");
  replaces = text({Type::proposal, "replaces"});
  exit_rule = text({Type::proposal, "exit_rule"});
  account = text({Type::proposal, "account"});
  group = text({Type::proposal, "group"});
  on_break = text({Type::proposal, "on_break"});
  cause = text({Type::proposal, "cause"});
  signals = text({Type::proposal, "signals"});
  strategy_atom = intern(strategy);
  venue = e.venue;
  symbol = e.symbol;
  buy = side == "buy";
  constexpr Field qty_of{Type::proposal, "qty"}, expires_of{Type::proposal, "expires"},
      asof_of{Type::proposal, "asof"};
  has_qty = e.has(qty_of);
  qty = e.decimal(qty_of);
  limit = e.decimal({Type::proposal, "limit"});
  stop = e.decimal({Type::proposal, "stop"});
  reduce_only = e.flag({Type::proposal, "reduce_only"});
  post_only = e.flag({Type::proposal, "post_only"});
  has_expires = e.has(expires_of);
  expires = e.integer(expires_of);
  leg = e.integer({Type::proposal, "leg"});
  legs = e.integer({Type::proposal, "legs"});
  if (e.has(asof_of)) asof = e.integer(asof_of);
  if (constexpr Field value_of{Type::proposal, "value"}; e.has(value_of)) value = e.real(value_of);
  if (const auto why = e.word("size_refused")) unsized = *why;
  // An order that replaces another has one attempt: what it may fill hangs on the one before it.
  chases = kind == "limit" && replaces.empty() &&
           e.word("size_style") == std::optional<std::string_view>("maker-then-taker");
  notes = annotations(e);
}

bool is_reducing(const Asked& asked, const account::Account& a) {
  if (asked.leaves()) return true;
  const account::Position* p = a.position(asked.strategy_atom, asked.venue, asked.symbol);
  if (!p || p->qty.negative() != asked.buy || !asked.has_qty) return false;
  return asked.qty <= p->qty.abs() - a.closing_qty(asked.strategy_atom, asked.venue, asked.symbol);
}

std::vector<Bundle> judging_order(const std::vector<Asked>& asked, const account::Account& a) {
  std::vector<Bundle> reducing, opening;
  for (const Asked& x : asked) {
    const bool grouped = x.legs > 1 && !x.group.empty();
    const auto same = [&](const Bundle& b) { return b.front()->legs > 1 && b.front()->group == x.group; };
    const auto it = grouped ? std::find_if(opening.begin(), opening.end(), same) : opening.end();
    if (it != opening.end())
      it->push_back(&x);
    else
      (!grouped && is_reducing(x, a) ? reducing : opening).push_back({&x});
  }
  reducing.insert(reducing.end(), opening.begin(), opening.end());
  return reducing;
}

}  // namespace tu::stages
