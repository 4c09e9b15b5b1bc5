#include "stages/gate_rows.h"

#include "stages/json_text.h"

namespace tu::stages {

namespace {
constexpr DurUs approval_life = 30 * us_per_s;
}

std::string refusals_json(const std::vector<account::Refusal>& refusals) {
  JsonText j;
  j.open('[');
  for (const account::Refusal& r : refusals) {
    j.open('{').key("rule").string(r.rule);
    if (!r.policy.empty()) j.key("policy").string(r.policy);
    if (r.limit) j.key("limit").decimal(*r.limit);
    if (r.value) j.key("value").decimal(*r.value);
    // A rule that refuses has nothing left, whether its limit is a most or a least. A step is neither.
    const bool step = r.rule == "lot" || r.rule == "tick";
    if (r.limit && r.value && !step) j.key("headroom").decimal(-(*r.limit - *r.value).abs());
    j.key("text").string(r.text).close('}');
  }
  return j.close(']').text();
}

Event& GateRows::order(const Asked& asked, const Ruling& r) const {
  Event& e = out.make(Type::order, ts, asked.venue, asked.symbol);
  const auto text = [&](Field f, const std::string& s) {
    if (!s.empty()) e.set_text(f, out.keep(s));
  };
  text({Type::order, "id"}, asked.id);
  text({Type::order, "strategy"}, asked.strategy);
  text({Type::order, "side"}, asked.side);
  e.set({Type::order, "qty"}, r.qty);
  text({Type::order, "kind"}, asked.kind);
  if (r.limit.sign() > 0) e.set({Type::order, "limit"}, r.limit);
  if (r.stop.sign() > 0) e.set({Type::order, "stop"}, r.stop);
  text({Type::order, "tif"}, asked.tif);
  if (asked.post_only) e.set_flag({Type::order, "post_only"}, true);
  if (r.reducing) e.set_flag({Type::order, "reduce_only"}, true);
  if (asked.has_expires) e.set_integer({Type::order, "expires"}, asked.expires);
  text({Type::order, "replaces"}, asked.replaces);
  if (r.limit_worst.sign() > 0) e.set({Type::order, "limit_worst"}, r.limit_worst);
  const bool widens = live && !asked.chases && asked.post_only && asked.replaces.empty();
  e.set_integer({Type::order, "attempts"}, asked.chases ? 2 : widens ? 3 : 1);
  e.set_integer({Type::order, "until"}, ts + approval_life);
  text({Type::order, "intent"}, asked.intent);
  text({Type::order, "exit_rule"}, asked.exit_rule);
  if (r.reserved.sign() > 0) {
    e.set({Type::order, "reserved"}, r.reserved);
    e.set_text({Type::order, "reserved_currency"}, name_of(r.reserved_currency));
  }
  if (account.name() != "main") text({Type::order, "account"}, account.name());
  text({Type::order, "group"}, asked.group);
  if (asked.legs > 0) {
    e.set_integer({Type::order, "leg"}, asked.leg);
    e.set_integer({Type::order, "legs"}, asked.legs);
    text({Type::order, "on_break"}, asked.on_break);
  }
  text({Type::order, "marks"}, marks_json(asked, r));
  std::string notes = asked.notes;
  const auto note = [&](const std::string& member) {
    notes = (notes.empty() ? "{" : notes.substr(0, notes.size() - 1) + ",") + member + "}";
  };
  if (!r.shrunk_by.empty()) note("\"shrunk_by\":\"" + r.shrunk_by + "\"");
  if (!r.reviews.empty()) note("\"reviews\":[" + r.reviews + "]");
  text({Type::order, "notes"}, notes);
  text({Type::order, "signals"}, asked.signals);
  if (asked.value == asked.value) e.set({Type::order, "value"}, asked.value);
  text({Type::order, "policy"}, policy);
  text({Type::order, "cause"},
       asked.cause.empty() ? json_names(std::vector<std::string>{asked.id}) : asked.cause);
  if (journalled) e.set_integer({Type::order, "asof"}, account.asof());
  return e;
}

std::string GateRows::with_news(const std::string& marks) const {
  return journalled && peak > account.peak_unit_value() ? account::with_peak(marks, peak) : marks;
}

std::string GateRows::marks_json(const Asked& asked, const Ruling& r) const {
  const std::string name = std::string(name_of(asked.venue)) + "/" + std::string(name_of(asked.symbol));
  JsonText j;
  const auto add = [&](const std::string& key, const account::Mark& m) {
    j.key(key).open('[').real(m.price).integer(m.ts).close(']');
  };
  const account::Mark* m = marks.find(asked.venue, asked.symbol);
  if (m && value.marks.find("\"" + name + "\"") == value.marks.npos) add(name, *m);
  if (r.ask) add(name + " ask", *r.ask);
  if (j.text().empty()) return with_news(value.marks);
  const std::string rest = value.marks.size() > 2 ? "," + value.marks.substr(1) : "}";
  return with_news("{" + j.text() + rest);
}

Event& GateRows::reject(const Asked& asked, const Ruling& r) const {
  constexpr Field id{Type::reject, "id"}, strategy{Type::reject, "strategy"}, rules{Type::reject, "rules"},
      reason{Type::reject, "reason"}, side{Type::reject, "side"}, intent{Type::reject, "intent"},
      marks_of{Type::reject, "marks"}, account_of{Type::reject, "account"}, cause{Type::reject, "cause"},
      asof{Type::reject, "asof"};
  Event& e = out.make(Type::reject, ts, asked.venue, asked.symbol);
  e.set_text(id, out.keep(asked.id));
  e.set_text(strategy, out.keep(asked.strategy));
  e.set_text(rules, out.keep(refusals_json(r.refusals)));
  e.set_text(reason, out.keep(r.refusals.front().rule + ": " + r.refusals.front().text));
  e.set_text(side, out.keep(asked.side));
  e.set_text(intent, out.keep(asked.intent));
  e.set_text(marks_of, out.keep(marks_json(asked, r)));
  if (account.name() != "main") e.set_text(account_of, out.keep(account.name()));
  if (!asked.cause.empty()) e.set_text(cause, out.keep(asked.cause));
  if (journalled) e.set_integer(asof, account.asof());
  return e;
}

Event& GateRows::halt(const account::Loss& l) const {
  constexpr Field kind{Type::halt, "kind"}, reason{Type::halt, "reason"}, rule{Type::halt, "rule"},
      until_day{Type::halt, "until_day"}, account_of{Type::halt, "account"}, marks_of{Type::halt, "marks"};
  Event& e = out.make(Type::halt, ts);
  e.set_text(kind, out.keep(l.kind));
  const std::string limit = l.policy.empty() ? "" : ", the limit of " + l.policy + " is " + l.limit.str();
  e.set_text(reason, out.keep(l.text + limit));
  e.set_text(rule, out.keep(l.rule));
  if (l.until_day) e.set_flag(until_day, true);
  if (account.name() != "main") e.set_text(account_of, out.keep(account.name()));
  e.set_text(marks_of, out.keep(with_news(value.marks)));
  return e;
}

Event& GateRows::cancel(const account::OrderState& o, std::string_view why) const {
  constexpr Field id{Type::cancel, "id"}, reason{Type::cancel, "reason"}, account_of{Type::cancel, "account"};
  Event& e = out.make(Type::cancel, ts, o.venue, o.symbol);
  e.set_text(id, out.keep(o.id));
  e.set_text(reason, out.keep(why));
  if (account.name() != "main") e.set_text(account_of, out.keep(account.name()));
  return e;
}

}  // namespace tu::stages
