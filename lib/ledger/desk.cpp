#include "ledger/desk.h"

#include <fmt/format.h>

#include <algorithm>

#include "account/currency.h"
#include "account/policy.h"
#include "base/config.h"
#include "base/hash.h"
#include "base/text.h"
#include "stage/rows.h"
#include "wire/wire.h"

namespace tu::ledger {

Status rows_in_time(Journal& journal, const Journal::Visit& visit) {
  Result<Kind> kind = journal.kind();
  if (!kind) return kind.error();
  // A replay's rows lie sync by sync; by place they are in the order of time, which is what the stages saw.
  const bool by_place = *kind == Kind::replay || *kind == Kind::open;
  return by_place ? journal.rows_between(-1, ts_limit, visit) : journal.rows_after(0, visit);
}

Result<account::Account> fold_all(Journal& journal, const std::string& name) {
  account::Account a(name);
  RowReader reader;
  auto fold = [&](const Row& row) -> Status {
    Result<const Event*> e = reader.read(row);
    if (!e) return e.error();
    if (Status st = a.fold(**e); !st)
      return fail(Exit::config,
                  fmt::format("ledger {}: row {}: {}", journal.path(), row.seq, st.error().message));
    return {};
  };
  if (Status st = rows_in_time(journal, fold); !st) return st.error();
  return a;
}

Result<TsUs> Desk::instant() {
  Result<Kind> kind = journal.kind();
  if (!kind) return kind.error();
  Result<std::int64_t> runs = journal.db().integer("SELECT count(*) FROM journal WHERE type = 'run'");
  if (!runs) return runs.error();
  if (*kind != Kind::paper && *kind != Kind::live && *runs == 0) return TsUs{0};
  Result<std::int64_t> newest = journal.db().integer("SELECT coalesce(max(instant), 0) FROM journal");
  if (!newest) return newest.error();
  return std::max(now, *newest);
}

Result<Report> Desk::write(std::string_view fields, const std::string& said,
                           const std::function<Status(const account::Account&)>& refuse) {
  if (Status st = journal.begin(); !st) return st.error();
  auto stop = [&](const Error& e) -> Result<Report> { return journal.rollback(), e; };
  Result<TsUs> ts = instant();
  if (!ts) return stop(ts.error());
  Result<account::Account> a = fold_all(journal, account);
  if (!a) return stop(a.error());
  if (refuse)
    if (Status st = refuse(*a); !st) return stop(st.error());
  const std::size_t comma = fields.find(',');  // fields start with the type
  std::string line = fmt::format("{{\"type\":{},\"ts\":{}{}", fields.substr(0, comma), *ts,
                                 comma == fields.npos ? "" : fields.substr(comma));
  Arena arena;
  wire::Decoder decoder;
  Event* e = nullptr;
  std::string why;
  if (decoder.decode(line, arena, e, why) != wire::Verdict::good) return stop(fail(Exit::usage, why));
  if (account != "main" && find_slot(e->type, "account") >= 0) {
    const std::string with =
        line.substr(0, line.size() - 1) + JsonLine().text("account", account).str().replace(0, 1, ",");
    line = with;
    if (decoder.decode(line, arena, e, why) != wire::Verdict::good) return stop(fail(Exit::usage, why));
  }
  if (Status st = a->fold(*e); !st) return stop(fail(Exit::no, st.error().message));
  Result<int> ordinal = journal.next_ordinal("", *ts, rank_other);
  if (!ordinal) return stop(ordinal.error());
  const Draft row = draft_of({"", *ts, rank_other, *ordinal}, *e);
  if (Result<bool> done = journal.append(row); !done) return stop(done.error());
  if (Status st = journal.commit(); !st) return st.error();
  now = std::max(now, *ts + 1);  // rows of one desk are told apart by their times
  return Report{said + '\n', row.body + '\n'};
}

namespace {
// `"deposit","currency":"USD"...}`: the type, then the other fields.
std::string fields_of(std::string_view type, const JsonLine& rest) {
  const std::string body = rest.str();
  return fmt::format("\"{}\"{}{}", type, body.size() > 2 ? "," : "", body.substr(1));
}
}  // namespace

Result<Report> Desk::deposit(Decimal amount, std::string_view currency, std::string_view reason) {
  if (Status st = account::check_currency(currency); !st) return st.error();
  if (amount.sign() <= 0)
    return fail(Exit::usage, fmt::format("amount {}: expected more than 0", amount.str()));
  JsonLine j;
  j.text("currency", currency).raw("amount", amount.str());
  if (!reason.empty()) j.text("reason", reason);
  return write(fields_of("deposit", j),
               fmt::format("{} {} deposited into {}", amount.str(), currency, account));
}

Result<Report> Desk::withdraw(Decimal amount, std::string_view currency, std::string_view reason) {
  if (amount.sign() <= 0)
    return fail(Exit::usage, fmt::format("amount {}: expected more than 0", amount.str()));
  JsonLine j;
  j.text("currency", currency).raw("amount", (-amount).str());
  if (!reason.empty()) j.text("reason", reason);
  return write(fields_of("deposit", j),
               fmt::format("{} {} withdrawn from {}", amount.str(), currency, account),
               [&](const account::Account& a) -> Status {
                 const Decimal free = a.free_cash(intern(currency));
                 if (amount <= free) return {};
                 return fail(Exit::no, fmt::format("{} has {} {} free, which is less than {}", account,
                                                   free.str(), currency, amount.str()));
               });
}

Result<bool> Desk::asks_before(std::string_view mode) {
  Result<Kind> kind = journal.kind();
  if (!kind) return kind.error();
  return kind_from(mode) == Kind::live && (*kind == Kind::live || *kind == Kind::open);
}

Result<Report> Desk::mode(std::string_view mode, bool confirmed) {
  const Kind wanted = kind_from(mode);
  if (wanted == Kind::open)
    return fail(Exit::usage, fmt::format("mode {}: expected live, paper or replay", mode));
  Result<Kind> kind = journal.kind();
  if (!kind) return kind.error();
  if (Result<bool> asks = asks_before(mode); !asks)
    return asks.error();
  else if (*asks && !confirmed)
    return fail(Exit::refused,
                "mode live: not confirmed; the word LIVE was expected, and nothing was changed");
  // A live ledger may be told to send nothing for a while; every other mode is the ledger's kind.
  if (!(*kind == Kind::live && wanted == Kind::paper))
    if (Status st = journal.fix_kind(wanted); !st) return st.error();
  return write(fields_of("mode", JsonLine().text("mode", mode)),
               fmt::format("the ledger's mode is {}", mode));
}

Result<Report> Desk::halt(std::string_view kind, std::string_view reason) {
  if (kind != "entries" && kind != "flat" && kind != "all")
    return fail(Exit::usage, fmt::format("halt {}: expected entries, flat or all", kind));
  return write(fields_of("halt", JsonLine().text("kind", kind).text("reason", reason).text("rule", "manual")),
               fmt::format("{} halted: {} (ledger resume --reason WHY ends it)", account, kind));
}

Result<Report> Desk::resume(std::string_view reason) {
  return write(fields_of("resume", JsonLine().text("reason", reason)), fmt::format("{} resumed", account),
               [&](const account::Account& a) -> Status {
                 if (!a.halts().empty()) return {};
                 return fail(Exit::no, fmt::format("no halt stands on {}", account));
               });
}

namespace {
std::string policy_fields(std::string_view name, std::string_view toml) {
  return fields_of("policy", JsonLine().text("hash", short_hash(toml)).text("body", toml).text("name", name));
}
}  // namespace

Result<Report> Desk::policy(std::string_view name, std::string_view toml, const std::string& file) {
  if (auto p = account::parse_policy(toml, file); !p) return p.error();
  Result<Config> rules = Config::parse(toml, file);
  if (!rules) return rules.error();
  if (rules->all().size() == rules->all().count("name"))
    return fail(Exit::config, file + ": has no rule, expected such as max_trade = \"5%\"");
  return write(policy_fields(name, toml),
               fmt::format("floor policy {} stands: every gate on this ledger adds it to its own", name));
}

Result<Report> Desk::drop_policy(std::string_view name) {
  return write(policy_fields(name, ""), fmt::format("floor policy {} taken away", name),
               [&](const account::Account& a) -> Status {
                 const std::vector<std::string_view> names(a.floor_policy_names().begin(),
                                                           a.floor_policy_names().end());
                 if (std::find(names.begin(), names.end(), name) != names.end()) return {};
                 const std::string_view near = text::nearest(name, names);
                 std::string instead = near.empty() ? "" : fmt::format("did you mean {}?", near);
                 if (names.empty()) instead = "none does";
                 if (instead.empty()) instead = fmt::format("those that do: {}", fmt::join(names, ", "));
                 return fail(Exit::no, fmt::format("no floor policy {} stands; {}", name, instead));
               });
}

namespace {
// A name may be promoted before its first proposal; one that is misspelt, too, so it is told that the ledger
// has not heard of it. "" when it has.
Result<std::string> unheard_of(Db& db, std::string_view strategy) {
  Result<Statement> s = db.prepare(
      "SELECT DISTINCT strategy FROM journal WHERE type IN ('order', 'reject', 'promotion') ORDER BY 1");
  if (!s) return s.error();
  std::vector<std::string> names;
  for (;;) {
    Result<bool> row = s->step();
    if (!row) return row.error();
    if (!*row) break;
    names.emplace_back(s->text(0));
  }
  if (std::find(names.begin(), names.end(), strategy) != names.end()) return std::string();
  const std::vector<std::string_view> known(names.begin(), names.end());
  const std::string_view near = text::nearest(strategy, known);
  return fmt::format("no strategy {} has proposed anything on this ledger", strategy) +
         (near.empty() ? "" : fmt::format(", did you mean {}?", near));
}
}  // namespace

Result<Report> Desk::promote(std::string_view strategy, std::string_view stage, std::string_view reason) {
  if (strategy.empty()) return fail(Exit::usage, "strategy \"\": expected a name");
  if (stage != "COLD" && stage != "WARM" && stage != "HOT" && stage != "KILLED")
    return fail(Exit::usage, fmt::format("stage {}: expected COLD, WARM, HOT or KILLED", stage));
  Result<std::string> unheard = unheard_of(journal.db(), strategy);
  if (!unheard) return unheard.error();
  Result<Report> r =
      write(fields_of("promotion",
                      JsonLine().text("strategy", strategy).text("stage", stage).text("reason", reason)),
            fmt::format("strategy {} is {}", strategy, stage));
  if (r) r->aside = std::move(*unheard);
  return r;
}

}  // namespace tu::ledger
