#include "ledger/journal.h"

#include <fmt/format.h>
#include <unistd.h>

#include "ledger/journal_row.h"
#include "ledger/schema.h"

namespace tu::ledger {

namespace {
std::string_view bytes(const Digest& d) {
  return {reinterpret_cast<const char*>(d.data()), d.size()};
}

std::string place_text(const Place& p) {
  return fmt::format("instant {}, rank {}, ordinal {}", p.instant, p.rank, p.ordinal);
}

std::string text_of(const View& v) {
  return fmt::format("CREATE VIEW {} AS{}", v.name, v.select);
}

template <class... S>
Status prepare_all(Db& db, S&&... pairs) {
  Status failed;
  auto one = [&](std::pair<Statement*, std::string> p) {
    if (!failed) return;
    Result<Statement> s = db.prepare(p.second);
    if (!s)
      failed = s.error();
    else
      *p.first = std::move(s).value();
  };
  (one(std::forward<S>(pairs)), ...);
  return failed;
}

}  // namespace

Result<std::unique_ptr<Journal>> Journal::open(const std::string& path, Access access) {
  if (access != Access::make && ::access(path.c_str(), F_OK) != 0)
    return fail(Exit::io, fmt::format("ledger {}: there is no such file (ledger init makes one)", path));
  std::unique_ptr<Journal> j(new Journal);
  Result<std::unique_ptr<Db>> db = Db::open(path, access);
  if (!db) return db.error();
  j->db_ = std::move(db).value();
  if (Status st = j->prepare(access); !st) {
    // SQLite reads through files that it makes beside the ledger. Where it may not, and no writer has left
    // one behind, the file alone is the whole ledger.
    const bool alone = ::access((path + "-wal").c_str(), F_OK) != 0;
    if (access == Access::read && st.error().status == Exit::io && alone) return open(path, Access::still);
    return st.error();
  }
  return j;
}

Status Journal::prepare(Access access) {
  if (writes(access)) {
    if (Status st =
            db_->run("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA wal_autocheckpoint=2000");
        !st) {
      return st;
    }
  }
  if (Status st = check_format(); !st) return st;
  Result<std::int64_t> made = db_->integer("SELECT count(*) FROM sqlite_schema WHERE name = 'journal'");
  if (!made) return made.error();
  if (*made == 0) {
    if (access != Access::make)
      return fail(Exit::config, fmt::format("ledger {}: the file is empty", path()));
    if (Status st = create(); !st) return st;
  }
  if (writes(access))
    if (Status st = renew_views(); !st) return st;
  Result<std::string> id = db_->text("SELECT value FROM meta WHERE name = 'id'");
  if (!id) return id.error();
  id_ = *id;
  if (Result<Kind> k = kind(); !k) return k.error();
  return prepare_all(
      *db_, std::pair{&begin_, std::string("BEGIN IMMEDIATE")}, std::pair{&commit_, std::string("COMMIT")},
      std::pair{
          &insert_,
          "INSERT INTO journal(seq, run, instant, rank, ordinal, type, account, strategy, id, key, body, "
          "chain) VALUES (?,?,?,?,?,?,?,?,?,?,?,?)" +
              std::string()},
      std::pair{&at_place_, select("WHERE instant = ? AND rank = ? AND ordinal = ? AND run = ?")},
      std::pair{&by_key_, select("WHERE key = ? AND id = ?")},
      std::pair{&newest_, std::string("SELECT seq, chain FROM journal ORDER BY seq DESC LIMIT 1")},
      std::pair{&after_, select("WHERE seq > ? ORDER BY seq")},
      std::pair{&between_, select("WHERE instant > ? AND instant <= ? ORDER BY instant, rank, ordinal, run")},
      std::pair{
          &last_ordinal_,
          std::string("SELECT coalesce(max(ordinal) + 1, 0) FROM journal WHERE instant = ? AND rank = ? "
                      "AND run = ?")},
      std::pair{&of_writer_,
                select("INDEXED BY journal_place WHERE (instant, rank, ordinal) > (?, ?, ?) AND rank = ? "
                       "AND run = ? ORDER BY instant, rank, ordinal LIMIT ?")});
}

Status Journal::check_format() {
  Result<std::int64_t> app = db_->integer("PRAGMA application_id");
  if (!app) return app.error();
  Result<std::int64_t> version = db_->integer("PRAGMA user_version");
  if (!version) return version.error();
  Result<std::int64_t> tables = db_->integer("SELECT count(*) FROM sqlite_schema");
  if (!tables) return tables.error();
  if (*tables == 0 && *app == 0) return {};
  if (*app != application_id)
    return fail(Exit::config,
                fmt::format("ledger {}: not a ledger but a database of another program", path()));
  if (*version > format)
    return fail(Exit::config,
                fmt::format("ledger {}: its format is {}, expected {} or older: made by a newer version",
                            path(), *version, format));
  return {};
}

// Several stages of a pipeline start at once and all find no tables: the first one makes them, in one
// transaction.
Status Journal::create() {
  if (Status st = db_->run("BEGIN IMMEDIATE"); !st) return st;
  Result<std::int64_t> made = db_->integer("SELECT count(*) FROM sqlite_schema WHERE name = 'journal'");
  Status st = made ? Status() : Status(made.error());
  if (st && *made == 0) {
    st = db_->run(schema_sql);
    for (const View& v : views)
      if (st) st = db_->run(text_of(v).c_str());
    if (st)
      st = db_->run(
          fmt::format("PRAGMA application_id={}; PRAGMA user_version={}", application_id, format).c_str());
  }
  if (!st) {
    (void)db_->run("ROLLBACK");
    return st;
  }
  return db_->run("COMMIT");
}

// A ledger lives longer than what is known of its views, and nothing rests on them.
Status Journal::renew_views() {
  for (const View& v : views) {
    const std::string name(v.name), wanted = text_of(v);
    Result<std::string> there =
        db_->text("SELECT sql FROM sqlite_schema WHERE type = 'view' AND name = '" + name + "'");
    if (there && *there == wanted) continue;
    const std::string sql = "BEGIN IMMEDIATE; DROP VIEW IF EXISTS " + name + "; " + wanted + "; COMMIT";
    if (Status st = db_->run(sql.c_str()); !st) {
      (void)db_->run("ROLLBACK");
      return st;
    }
  }
  return {};
}

Result<Kind> Journal::kind() {
  if (kind_ != Kind::open) return kind_;
  Result<std::string> k = db_->text("SELECT value FROM meta WHERE name = 'kind'");
  if (!k) return k.error();
  return kind_ = kind_from(*k);
}

Status Journal::fix_kind(Kind wanted) {
  Result<Kind> now = kind();
  if (!now) return now.error();
  if (*now == Kind::open) {
    if (Status st = begin(); !st) return st;
    now = kind();  // another stage may have been first
    Status st = now ? Status() : Status(now.error());
    if (st && *now == Kind::open) {
      st = db_->run(
          fmt::format("UPDATE meta SET value = '{}' WHERE name = 'kind'", kind_name(wanted)).c_str());
      if (st) st = rechain(wanted);
    }
    if (!st) return rollback(), st;
    if (Status done = commit(); !done) return done;
    now = kind();
    if (!now) return now.error();
  }
  if (*now == wanted) return {};
  return fail(Exit::config,
              fmt::format("ledger {}: its kind is {}, the session's mode is {}: a ledger keeps one kind for "
                          "life (name another --ledger)",
                          path(), kind_name(*now), kind_name(wanted)));
}

// The kind is part of what the chain hashes. Only commands write before it is fixed.
Status Journal::rechain(Kind kind) {
  Digest chain = chain_start();
  Result<Statement> update = db_->prepare("UPDATE journal SET chain = ? WHERE seq = ?");
  if (!update) return update.error();
  Status st = rows_after(0, [&](const Row& r) {
    chain = chain_next(bytes(chain), kind, r.place, r.body);
    return update->bind_blob(bytes(chain)).bind(r.seq).run();
  });
  seq_ = -1;
  return st;
}

Status Journal::begin() {
  if (Status st = begin_.run(); !st) return st;
  writing_ = true;
  seq_ = -1;
  return {};
}
Status Journal::commit() {
  Status st = commit_.run();
  if (!st) return rollback(), st;
  writing_ = false;
  unsynced_ = true;
  return {};
}

Status Journal::put_off_copying(int pages) {
  db_->put_off_copying(pages);
  if (Status st = begin(); !st) return st;
  if (Status st = db_->lengthen_log(); !st) return rollback(), st;
  if (Status st = commit(); !st) return st;
  unsynced_ = false;  // that was synced, and nothing has been written since
  return {};
}

Status Journal::durable() {
  if (!unsynced_) return {};
  if (Status st = db_->sync(); !st) return st;
  unsynced_ = false;
  return {};
}

void Journal::rollback() {
  if (writing_) (void)db_->run("ROLLBACK");
  writing_ = false;
  seq_ = -1;
}

Status Journal::load_chain() {
  if (seq_ >= 0) return {};
  Result<bool> row = newest_.step();
  if (!row) return row.error();
  seq_ = *row ? newest_.integer(0) : 0;
  chain_ = *row ? std::string(newest_.text(1)) : std::string(bytes(chain_start()));
  newest_.done();
  return {};
}

Result<bool> Journal::append(const Draft& row) {
  const Place& p = row.place;
  Result<bool> there =
      at_place_.bind(p.instant).bind(std::int64_t{p.rank}).bind(std::int64_t{p.ordinal}).bind(p.run).step();
  if (!there) return there.error();
  if (*there) return same(at_place_, row);
  const std::int64_t key = key_of(row.id);
  if (!row.id.empty()) {
    there = by_key_.bind(key).bind(row.id).step();
    if (!there) return there.error();
    if (*there) return same(by_key_, row);
  }
  if (Status st = load_chain(); !st) return st.error();
  if (Result<Kind> k = kind(); !k) return k.error();
  const Digest chain = chain_next(chain_, kind_, p, row.body);
  insert_.bind(seq_ + 1).bind(p.run).bind(p.instant).bind(std::int64_t{p.rank}).bind(std::int64_t{p.ordinal});
  insert_.bind(row.type).bind(row.account);
  row.strategy.empty() ? insert_.bind_null() : insert_.bind(row.strategy);
  row.id.empty() ? insert_.bind_null().bind_null() : insert_.bind(row.id).bind(key);
  if (Status st = insert_.bind(row.body).bind_blob(bytes(chain)).run(); !st) return st.error();
  chain_.assign(bytes(chain));
  ++seq_;
  return true;
}

// The row is journalled: the same content has been done already, other content must never be written beside
// it.
Result<bool> Journal::same(Statement& found, const Draft& row) {
  const Row was = row_of(found);
  if (was.body == row.body) {
    found.done();
    return false;
  }
  const std::string both = fmt::format("\n  journalled: {}\n  now:        {}", was.body, row.body);
  // Rows name the session that they are of, so what two pipelines of one session did could not be told apart.
  const bool second = kind_ != Kind::replay && row.type == "run";
  Error e = second
                ? fail(Exit::config,
                       fmt::format("ledger {}: its session {} goes through other stages or options already; "
                                   "another pipeline needs a feed of its own, or another --ledger{}",
                                   path(), row.place.run, both))
                : fail(Exit::internal,
                       fmt::format("ledger {}: replay diverged at {}{}{}", path(), place_text(row.place),
                                   row.id.empty() ? "" : " (" + row.id + ")", both));
  found.done();
  return e;
}

}  // namespace tu::ledger
