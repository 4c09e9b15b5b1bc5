// What said no, or may: refusals, halts and their ends, floor policies.
#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>

#include "account/policy.h"
#include "base/hash.h"
#include "ledger/desk.h"
#include "ledger/show.h"
#include "ledger/wording.h"

namespace tu::ledger {

namespace {

struct ShownHalt {
  std::vector<std::string> cells;
  std::string body, account, kind, rule;
  bool until_day = false;
  TsUs since = 0;
  std::optional<TsUs> ended;
  std::string ended_by;  // "the next day", or "resume: why"

  std::string end_text() const {
    if (ended) return moment(*ended) + " by " + ended_by;
    return until_day ? "stands until the next day" : "stands until ledger resume";
  }
  std::string json() const {
    if (!ended) return body;
    return body.substr(0, body.size() - 1) + "," +
           JsonLine().integer("ended", *ended).text("ended_by", ended_by).str().substr(1);
  }
};

// The halts as the account folds them: one that stands already is not raised again.
class HaltHistory {
 public:
  void add(const Event& e, const Row& row) {
    ShownHalt h;
    h.body = row.body, h.account = row.account;
    h.kind = field_text(e, "kind"), h.rule = field_text(e, "rule");
    h.until_day = field_text(e, "until_day") == "true", h.since = e.ts;
    for (const ShownHalt& old : list)
      if (!old.ended && old.account == h.account && old.kind == h.kind && old.rule == h.rule &&
          old.until_day == h.until_day)
        return;
    for (const char* name : {"time", "account", "kind", "rule", "reason"})
      h.cells.push_back(cell_text(e, name));
    list.push_back(std::move(h));
  }
  void end(const Event& e, const Row& row) {
    const bool day = e.type == Type::day;
    for (ShownHalt& h : list) {
      if (h.ended || h.account != row.account || (day && !(h.until_day && h.since < e.ts))) continue;
      h.ended = e.ts;
      h.ended_by = day ? "the next day" : "resume: " + field_text(e, "reason");
    }
  }
  std::vector<ShownHalt> list;
};

// What a refusal's `rules` say.
struct SaidNo {
  std::string rule, text;
};
std::vector<SaidNo> said_no(const Event& reject) {
  std::vector<SaidNo> list;
  const std::vector<std::string> words = texts_of(field_text(reject, "rules"));
  for (std::size_t i = 0; i + 1 < words.size(); ++i) {
    if (words[i] == "rule")
      list.push_back({words[++i], ""});
    else if (words[i] == "text" && !list.empty())
      list.back().text = words[++i];
  }
  return list;
}

// The first rule that said no, and the names of the others. When that is a halt that the next day ends while
// one stands that only a person ends, it is that one.
std::string reason_of(const Event& reject, const std::set<std::string>& ends_by_itself) {
  const std::vector<SaidNo> rules = said_no(reject);
  if (rules.empty()) return cell_text(reject, "reason");
  const auto needs_a_person = [&](const SaidNo& s) {
    return s.rule == "halt" && !ends_by_itself.contains(s.text);
  };
  const SaidNo* first = &rules.front();
  if (first->rule == "halt")
    if (auto it = std::find_if(rules.begin(), rules.end(), needs_a_person); it != rules.end()) first = &*it;
  std::string text = first->rule + ": " + reason_text(first->text);
  std::set<std::string> named{first->rule};
  for (const SaidNo& s : rules)
    if (named.insert(s.rule).second) text += (named.size() == 2 ? "; also " : ", ") + s.rule;
  return text;
}

}  // namespace

Result<Report> halts(Journal& journal, const Filter& f) {
  HaltHistory history;
  RowReader reader;
  Status st = rows_in_time(journal, [&](const Row& row) -> Status {
    const bool begins = row.type == "halt", ends = row.type == "resume" || row.type == "day";
    if ((!begins && !ends) || !wanted(row, f)) return {};
    Result<const Event*> e = reader.read(row);
    if (!e) return e.error();
    if (begins)
      history.add(**e, row);
    else
      history.end(**e, row);
    return {};
  });
  if (!st) return st.error();
  Table table({{"time"}, {"account"}, {"kind"}, {"rule"}, {"reason"}, {"end"}});
  for (ShownHalt& h : history.list) {
    h.cells.push_back(h.end_text());
    table.row(std::move(h.cells), h.json());
  }
  if (f.last > 0) table.keep_last(static_cast<std::size_t>(f.last));
  return Report{table.text(), table.json()};
}

Result<Report> refusals(Journal& journal, const Filter& f) {
  Table table({{"time"}, {"id"}, {"strategy"}, {"venue"}, {"symbol"}, {"reason"}});
  std::set<std::string> ends_by_itself;  // texts of daily halts, as refusals have them
  RowReader reader;
  Status st = journal.rows_after(0, [&](const Row& row) -> Status {
    const bool halt = row.type == "halt";
    if (!halt && (row.type != "reject" || !wanted(row, f))) return {};
    Result<const Event*> e = reader.read(row);
    if (!e) return e.error();
    if (halt) {
      if (field_text(**e, "until_day") == "true")
        ends_by_itself.insert("halted " + field_text(**e, "kind") + " by " + field_text(**e, "rule") + ": " +
                              field_text(**e, "reason"));
      return {};
    }
    std::vector<std::string> cells;
    for (const char* n : {"time", "id", "strategy", "venue", "symbol"}) cells.push_back(cell_text(**e, n));
    cells.push_back(reason_of(**e, ends_by_itself));
    table.row(std::move(cells), std::string(row.body));
    return {};
  });
  if (!st) return st.error();
  if (f.last > 0) table.keep_last(static_cast<std::size_t>(f.last));
  return Report{table.text(), table.json()};
}

Result<Report> policies(Journal& journal) {
  struct Floor {
    std::string name, toml, row;
  };
  std::vector<Floor> standing;
  RowReader reader;
  Status st = rows_in_time(journal, [&](const Row& row) -> Status {
    if (row.type != "policy") return {};
    Result<const Event*> e = reader.read(row);
    if (!e) return e.error();
    const std::string name = field_text(**e, "name"), toml = field_text(**e, "body");
    std::erase_if(standing, [&](const Floor& p) { return p.name == name; });
    if (!toml.empty()) standing.push_back({name, toml, std::string(row.body)});
    return {};
  });
  if (!st) return st.error();
  Report r;
  for (const Floor& p : standing) {
    r.text += "# " + p.name + " (" + short_hash(p.toml) + ")\n";
    if (auto read = account::parse_policy(p.toml, p.name); !read)
      r.text += fmt::format(
          "# cannot be read, so no gate opens anything: {}\n# ledger policy --drop --name {} takes it away\n",
          read.error().message, p.name);
    r.text += p.toml + (p.toml.ends_with('\n') ? "" : "\n");
    r.json += p.row + '\n';
  }
  if (r.text.empty()) r.text = "no floor policy stands\n";
  return r;
}

}  // namespace tu::ledger
