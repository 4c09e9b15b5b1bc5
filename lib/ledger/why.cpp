#include "ledger/why.h"

#include <fmt/format.h>

#include <set>

#include "base/text.h"
#include "ledger/show.h"

namespace tu::ledger {

namespace {

// "  2025-05-01T10:00:00Z  what", and details below it, each under its name.
class Story {
 public:
  void line(const Event& e, const std::string& what) {
    text_ += fmt::format("  {:<22} {}\n", time_text(e.ts), what);
  }
  void detail(std::string_view name, std::string_view words) {
    if (!words.empty()) text_ += fmt::format("      {:<12} {}\n", name, words);
  }
  void details(std::string_view name, std::string_view json) {
    if (json.empty() || json == "[]" || json == "{}") return;
    for (const std::string& words : in_words(json)) {
      detail(name, words);
      name = "";
    }
  }
  std::string text_;
};

std::string quoted(std::string_view s) {
  std::string q;
  text::append_escaped(q, s);
  return '"' + q + '"';
}

std::string f(const Event& e, std::string_view name) {
  return field_text(e, name);
}
std::string with(std::string_view before, const std::string& value) {
  return value.empty() ? value : std::string(before) + value;
}

void tell_decision(const Event& e, Story& s) {
  const bool approved = e.type == Type::order;
  std::string what = approved ? "approved: " : "refused: ";
  what += with("", f(e, "intent")) + (f(e, "intent").empty() ? "" : " ") + f(e, "side") +
          with(" ", f(e, "qty")) + with(" ", f(e, "symbol")) + with(" on ", f(e, "venue"));
  if (approved)
    what += ", " + f(e, "kind") + with(" limit ", f(e, "limit")) + with(" stop ", f(e, "stop")) +
            with(", ", f(e, "tif"));
  s.line(e, what);
  if (!approved) s.detail("because", f(e, "reason"));
  s.details("rules", f(e, "rules"));
  s.detail("exit rule", f(e, "exit_rule"));
  s.details("signals", f(e, "signals"));
  s.details("annotations", f(e, "notes"));
  s.details("marks", f(e, "marks"));
  s.detail("policy", f(e, "policy"));
  s.detail("reserved", f(e, "reserved").empty() ? "" : f(e, "reserved") + " " + f(e, "reserved_currency"));
  s.detail("at worst", with("price ", f(e, "limit_worst")));
  s.details("rests on", f(e, "cause"));
  s.detail("account", f(e, "asof").empty() ? "" : "as of " + f(e, "asof") + " journal rows");
}

void tell(const Event& e, Story& s) {
  switch (e.type) {
    case Type::order:
    case Type::reject:
      return tell_decision(e, s);
    case Type::order_update:
      return s.line(e, f(e, "state") + (f(e, "filled") == "0" ? "" : ", filled " + f(e, "filled")) +
                           with(": ", f(e, "reason")));
    case Type::fill:
      return s.line(e, fmt::format("fill {}: {} {} at {}, fee {} {} ({}{})", f(e, "fill_id"), f(e, "side"),
                                   f(e, "qty"), f(e, "price"), f(e, "fee"), f(e, "fee_currency"),
                                   f(e, "liquidity"), with(", model ", f(e, "model"))));
    case Type::pnl:
      s.line(e, fmt::format("round trip of {} closed by {} ({}): entry {}, exit {}", f(e, "qty"), f(e, "id"),
                            f(e, "exit_rule"), f(e, "entry"), f(e, "exit")));
      s.detail("result", fmt::format("gross {}, fees {}, funding {}, net {}", f(e, "gross"), f(e, "fees"),
                                     f(e, "funding"), f(e, "net")));
      s.detail("excursion", fmt::format("worst {}, best {}", f(e, "mae"), f(e, "mfe")));
      return s.details("signals", f(e, "signals"));
    default:
      return;
  }
}

}  // namespace

Result<std::string> order_meant(Journal& journal, const std::string& word) {
  const std::optional<std::int64_t> seq =
      word.starts_with("#") ? text::to_integer(std::string_view(word).substr(1)) : std::nullopt;
  std::string id = word;
  RowReader reader;
  Status st = journal.rows_after(seq ? *seq - 1 : 0, [&](const Row& row) -> Status {
    const bool it = seq ? row.seq == *seq : row.type == "fill" && row.id == "fill " + word;
    if (!it) return {};
    Result<const Event*> e = reader.read(row);
    if (!e) return e.error();
    id = order_of(**e);
    return {};
  });
  if (!st) return st.error();
  return id;
}

Result<Report> why(Journal& journal, const std::string& word) {
  Result<std::string> id = order_meant(journal, word);
  if (!id) return id.error();
  const std::string named = quoted(*id), filled = "\"" + named.substr(1, named.size() - 2) + "/";
  Story story;
  story.text_ = *id + '\n';
  std::string rows;
  std::set<std::string, std::less<>> led_to;  // exits of what this order opened
  int count = 0;
  RowReader reader;
  Status st = journal.rows_after(0, [&](const Row& row) -> Status {
    const bool may_be_trip = row.type == "pnl" && !led_to.empty();
    if (!may_be_trip && row.body.find(named) == row.body.npos && row.body.find(filled) == row.body.npos)
      return {};
    Result<const Event*> e = reader.read(row);
    if (!e) return e.error();
    const bool own = order_of(**e) == *id;
    const std::string cause = f(**e, "cause");
    const bool trip =
        (*e)->type == Type::pnl && (cause.find(filled) != cause.npos || cause.find(named) != cause.npos ||
                                    led_to.contains(order_of(**e)));
    const bool rests = (*e)->type == Type::order && cause.find(named) != cause.npos;
    if (!own && !trip && !rests) return {};
    if (own || trip) {
      tell(**e, story);
    } else {
      story.line(**e, "led to " + std::string(order_of(**e)));
      led_to.emplace(order_of(**e));
    }
    rows += (count++ ? "," : "") + std::string(row.body);
    return {};
  });
  if (!st) return st.error();
  if (count == 0)
    return fail(Exit::no,
                fmt::format("{}: the journal has nothing of it (ledger orders lists what there is)", word));
  return Report{story.text_, JsonLine().text("order", *id).raw("rows", "[" + rows + "]").line()};
}

}  // namespace tu::ledger
