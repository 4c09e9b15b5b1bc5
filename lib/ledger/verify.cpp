#include "ledger/verify.h"

#include <fmt/format.h>

#include <cmath>
#include <map>
#include <set>
#include <unordered_set>

#include "account/account.h"
#include "base/text.h"
#include "ledger/desk.h"

namespace tu::ledger {

namespace {

constexpr std::size_t shown = 100;

std::string_view bytes(const Digest& d) {
  return {reinterpret_cast<const char*>(d.data()), d.size()};
}

class Checker {
 public:
  Checker(Journal& journal, Kind kind) : journal_(journal), kind_(kind) {}

  Status rows() {
    return journal_.rows_after(0, [this](const Row& row) { return check(row), Status(); });
  }

  // The fold reads the rows in the order that the stages see; a row that it refuses is a problem of the
  // journal.
  Status folds() {
    for (const std::string& name : accounts_) {
      Result<account::Account> a = fold_all(journal_, name);
      if (!a) {
        problem(a.error().message);
        continue;
      }
      if (Status st = compare_positions(*a); !st) return st;
    }
    return {};
  }

  // What SQLite itself can tell: damaged pages, indexes that do not fit their table.
  Status file() {
    Result<std::string> r = journal_.db().text("PRAGMA integrity_check(10)");
    if (!r) return r.error();
    if (*r != "ok") problem(*r);
    return {};
  }

  Verdict verdict() { return {count_, hex(chain_), std::move(problems_)}; }

 private:
  void problem(std::string what) {
    if (problems_.size() < shown) problems_.push_back(std::move(what));
  }
  void expect(const Row& row, std::string_view what, std::string_view is, std::string_view should) {
    if (is != should) problem(fmt::format("row {}: {} is {}, expected {}", row.seq, what, is, should));
  }

  void check(const Row& row) {
    ++count_;
    if (row.seq != count_)
      problem(fmt::format("row {}: its number should be {}: rows are missing", row.seq, count_));
    count_ = row.seq;
    chain_ = chain_next(bytes(chain_), kind_, row.place, row.body);
    if (row.chain != bytes(chain_)) {
      problem(fmt::format("row {}: the chain breaks here: content or place was changed", row.seq));
      for (std::size_t i = 0; i < chain_.size() && i < row.chain.size(); ++i)  // go on from what stands there
        chain_[i] = static_cast<unsigned char>(row.chain[i]);
    }
    Result<const Event*> e = reader_.read(row);
    if (!e) return problem(e.error().message);
    const Draft d = draft_of(row.place, **e);
    if (d.body != row.body)
      problem(fmt::format("row {}: its body is not the canonical line of its event", row.seq));
    expect(row, "account", row.account, d.account);
    expect(row, "strategy", row.strategy, d.strategy);
    expect(row, "id", row.id, d.id);
    if (!d.id.empty() && !ids_.insert(key_of(d.id) ^ static_cast<std::int64_t>(d.id.size())).second)
      if (!seen_once(row, d.id)) problem(fmt::format("row {}: {} is journalled twice", row.seq, d.id));
    accounts_.insert(d.account);
  }

  // Equal hashes are not yet equal ids.
  bool seen_once(const Row& row, const std::string& id) {
    Result<Statement> s = journal_.db().prepare("SELECT count(*) FROM journal WHERE key = ? AND id = ?");
    if (!s) return false;
    Result<bool> r = s->bind(key_of(id)).bind(id).step();
    (void)row;
    return r && *r && s->integer(0) == 1;
  }

  // The view adds in doubles, so its sum may differ in the last digits.
  Status compare_positions(const account::Account& a) {
    std::map<std::string, double> fold;
    for (const account::Position* p : a.ordered_positions())
      fold[fmt::format("{} {} {}", name_of(p->strategy), name_of(p->venue), name_of(p->symbol))] =
          p->qty.to_real();
    Result<Statement> s = journal_.db().prepare(
        "SELECT coalesce(strategy, '') || ' ' || venue || ' ' || symbol, qty FROM positions WHERE account = "
        "?");
    if (!s) return s.error();
    s->bind(a.name());
    for (;;) {
      Result<bool> row = s->step();
      if (!row) return row.error();
      if (!*row) break;
      const std::string key(s->text(0));
      const double qty = text::to_real(s->text(1)).value_or(0), exact = fold[key];
      if (std::abs(qty - exact) > 1e-9 * std::max(1.0, std::abs(exact)))
        problem(fmt::format("position {}: the view says {}, the fold {}", key, qty, exact));
      fold.erase(key);
    }
    for (const auto& [key, qty] : fold)
      if (std::abs(qty) > 1e-9)
        problem(fmt::format("position {}: the view lacks it, the fold says {}", key, qty));
    return {};
  }

  Journal& journal_;
  Kind kind_;
  Digest chain_ = chain_start();
  std::int64_t count_ = 0;
  RowReader reader_;
  std::unordered_set<std::int64_t> ids_;
  std::set<std::string> accounts_;
  std::vector<std::string> problems_;
};

}  // namespace

Result<Verdict> verify(Journal& journal) {
  Result<Kind> kind = journal.kind();
  if (!kind) return kind.error();
  Checker c(journal, *kind);
  for (Status (Checker::*step)() : {&Checker::file, &Checker::rows, &Checker::folds})
    if (Status st = (c.*step)(); !st) return st.error();
  return c.verdict();
}

Report verdict_report(const Verdict& v, const std::string& path) {
  Report r;
  r.yes = v.holds();
  r.text = r.yes ? fmt::format("{}: {} rows hold; head {}\n", path, v.rows, v.head) : std::string();
  std::string list;
  for (const std::string& p : v.problems) {
    r.text += fmt::format("{}: {}\n", path, p);
    std::string quoted;
    text::append_escaped(quoted, p);
    list += (list.empty() ? "\"" : ",\"") + quoted + '"';
  }
  r.json = JsonLine()
               .raw("holds", r.yes ? "true" : "false")
               .integer("rows", v.rows)
               .text("head", v.head)
               .raw("problems", "[" + list + "]")
               .line();
  return r;
}

}  // namespace tu::ledger
