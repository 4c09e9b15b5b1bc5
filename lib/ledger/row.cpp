#include "ledger/row.h"

#include <initializer_list>

#include "base/random.h"
#include "base/text.h"
#include "wire/wire.h"

namespace tu::ledger {

std::string_view kind_name(Kind k) {
  switch (k) {
    case Kind::replay:
      return "replay";
    case Kind::paper:
      return "paper";
    case Kind::live:
      return "live";
    default:
      return "open";
  }
}

Kind kind_from(std::string_view name) {
  if (name == "replay") return Kind::replay;
  if (name == "paper") return Kind::paper;
  if (name == "live") return Kind::live;
  return Kind::open;
}

namespace {

std::string_view field(const Event& e, std::string_view name) {
  int slot = find_slot(e.type, name);
  if (slot < 0 || !(e.present >> slot & 1)) return {};
  if (spec_of(e.type).fields[static_cast<std::size_t>(slot)].kind != tu::Kind::text) return {};
  return {e.slots[slot].text.data, e.slots[slot].text.size};
}

// The parts of an id are separated by a byte that no name in it has, so that ("a/b", "c") is not ("a",
// "b/c").
std::string join(std::string_view word, std::initializer_list<std::string_view> parts) {
  std::string s(word);
  char separator = ' ';
  for (std::string_view p : parts) {
    s += separator;
    s += p;
    separator = '|';
  }
  return s;
}

std::string charge_id(const Event& e) {
  return join("charge", {field(e, "kind"), account_of(e), strategy_of(e), name_of(e.venue), name_of(e.symbol),
                         std::to_string(e.ts)});
}

}  // namespace

std::string natural_id(const Event& e) {
  constexpr Field attempt{Type::order_update, "attempt"};
  switch (e.type) {
    case Type::order:
    case Type::reject:
      return join("decision", {field(e, "id")});
    case Type::order_update:
      // What left for the venue may leave once; other states may come again after a restart.
      if (field(e, "state") != "sent") return {};
      return join("sent", {field(e, "id"), std::to_string(e.integer(attempt))});
    case Type::fill:
      return join("fill", {field(e, "fill_id")});
    case Type::pnl:
      return field(e, "id").empty() ? std::string() : join("pnl", {account_of(e), field(e, "id")});
    case Type::day:
      return join("day", {account_of(e), field(e, "date")});
    case Type::charge:
      return charge_id(e);
    case Type::envelope:
      return join("envelope", {account_of(e), field(e, "rules"), date_text(e.ts)});
    case Type::run:
      return join("run", {field(e, "session"), field(e, "writer")});
    default:
      return {};
  }
}

std::int64_t key_of(std::string_view natural_id) {
  return static_cast<std::int64_t>(stream_of(natural_id));
}

std::string_view account_of(const Event& e) {
  std::string_view a = field(e, "account");
  return a.empty() ? std::string_view("main") : a;
}
std::string_view strategy_of(const Event& e) {
  return field(e, "strategy");
}

std::string_view order_of(const Event& e) {
  switch (e.type) {
    case Type::order:
    case Type::reject:
    case Type::order_update:
    case Type::fill:
    case Type::pnl:
      return field(e, "id");
    default:
      return {};
  }
}

Draft draft_of(const Place& place, const Event& e) {
  return {place,         spec_of(e.type).name,     std::string(account_of(e)), std::string(strategy_of(e)),
          natural_id(e), wire::encode_canonical(e)};
}

std::vector<std::string> texts_of(std::string_view list) {
  std::vector<std::string> out;
  for (std::size_t at = list.find('"'); at != list.npos; at = list.find('"', at)) {
    std::string text;
    for (++at; at < list.size() && list[at] != '"'; ++at) {
      if (list[at] == '\\' && at + 1 < list.size()) ++at;
      text += list[at];
    }
    out.push_back(std::move(text));
    ++at;
  }
  return out;
}

Digest chain_start() {
  return sha256("tradeutils ledger 1");
}

Digest chain_next(std::string_view previous, Kind kind, const Place& place, std::string_view body) {
  std::string head(kind_name(kind));
  head += '\n';
  text::append_escaped(head, place.run);
  head += '\n';
  for (std::int64_t v : {place.instant, std::int64_t{place.rank}, std::int64_t{place.ordinal}}) {
    head += std::to_string(v);
    head += ' ';
  }
  head += '\n';
  Sha256 h;
  h.add(previous);
  h.add(head);
  h.add(body);
  return h.finish();
}

}  // namespace tu::ledger
