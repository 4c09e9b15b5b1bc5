#include "ledger/db.h"

#include <sqlite3.h>
#include <unistd.h>

#include <utility>

#include "base/random.h"

namespace tu::ledger {

namespace {
constexpr int busy_limit_ms = 5000;
}

Statement::Statement(Statement&& other) noexcept {
  *this = std::move(other);
}
Statement& Statement::operator=(Statement&& other) noexcept {
  std::swap(db_, other.db_);
  std::swap(handle_, other.handle_);
  std::swap(bound_, other.bound_);
  return *this;
}
Statement::~Statement() {
  sqlite3_finalize(handle_);
}

Statement& Statement::bind(std::int64_t v) {
  if (bound_ == 0) sqlite3_reset(handle_);
  sqlite3_bind_int64(handle_, ++bound_, v);
  return *this;
}
Statement& Statement::bind(std::string_view v) {
  if (bound_ == 0) sqlite3_reset(handle_);
  sqlite3_bind_text(handle_, ++bound_, v.data() ? v.data() : "", static_cast<int>(v.size()), SQLITE_STATIC);
  return *this;
}
Statement& Statement::bind_blob(std::string_view v) {
  if (bound_ == 0) sqlite3_reset(handle_);
  sqlite3_bind_blob(handle_, ++bound_, v.data(), static_cast<int>(v.size()), SQLITE_STATIC);
  return *this;
}
Statement& Statement::bind_null() {
  if (bound_ == 0) sqlite3_reset(handle_);
  sqlite3_bind_null(handle_, ++bound_);
  return *this;
}

Result<bool> Statement::step() {
  bound_ = 0;
  int code = sqlite3_step(handle_);
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) {
    sqlite3_reset(handle_);
    return false;
  }
  Error e = db_->error(code);
  sqlite3_reset(handle_);
  return e;
}

Status Statement::run() {
  Result<bool> r = step();
  if (!r) return r.error();
  done();
  return {};
}

std::int64_t Statement::integer(int column) const {
  return sqlite3_column_int64(handle_, column);
}
std::string_view Statement::text(int column) const {
  const void* p = sqlite3_column_blob(handle_, column);
  return {static_cast<const char*>(p), static_cast<std::size_t>(sqlite3_column_bytes(handle_, column))};
}
bool Statement::is_null(int column) const {
  return sqlite3_column_type(handle_, column) == SQLITE_NULL;
}
void Statement::done() {
  sqlite3_reset(handle_);
  bound_ = 0;
}

// Naps of 1 to 20 ms, drawn by process and count: writers side by side do not wake in step.
int Db::nap(void* self, int count) {
  Db& db = *static_cast<Db*>(self);
  if (count == 0) db.napped_ms_ = 0;
  if (db.napped_ms_ >= busy_limit_ms) return 0;
  double u = random_unit(static_cast<std::uint64_t>(getpid()), 75, static_cast<std::uint64_t>(count));
  int ms = 1 + static_cast<int>(u * (count < 10 ? 4 : 20));
  db.napped_ms_ += ms;
  usleep(static_cast<useconds_t>(ms) * 1000);
  return 1;
}

// A path as a URI: bytes that mean something in one are written in hex.
static std::string immutable_uri(const std::string& path) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string uri = "file:";
  for (const char c : path) {
    const auto u = static_cast<unsigned char>(c);
    if (c == '%' || c == '?' || c == '#' || u < 0x20) {
      uri += {'%', digits[u >> 4], digits[u & 15]};
    } else {
      uri += c;
    }
  }
  return uri + "?immutable=1";
}

Result<std::unique_ptr<Db>> Db::open(const std::string& path, Access access) {
  std::unique_ptr<Db> db(new Db);
  db->path_ = path;
  int flags = access == Access::write ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY;
  if (access == Access::still) flags |= SQLITE_OPEN_URI;
  const std::string name = access == Access::still ? immutable_uri(path) : path;
  int code = sqlite3_open_v2(name.c_str(), &db->handle_, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE,
                             nullptr);
  if (code != SQLITE_OK) return db->error(code);
  sqlite3_busy_handler(db->handle_, &Db::nap, db.get());
  return db;
}

Db::~Db() {
  sqlite3_close_v2(handle_);
}

Status Db::run(const char* sql) {
  int code = sqlite3_exec(handle_, sql, nullptr, nullptr, nullptr);
  return code == SQLITE_OK ? Status() : Status(error(code));
}

Result<Statement> Db::prepare(std::string_view sql) {
  Statement s;
  s.db_ = this;
  int code = sqlite3_prepare_v3(handle_, sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT,
                                &s.handle_, nullptr);
  if (code != SQLITE_OK) return error(code);
  return s;
}

Result<std::int64_t> Db::integer(std::string_view sql) {
  Result<Statement> s = prepare(sql);
  if (!s) return s.error();
  Result<bool> row = s->step();
  if (!row) return row.error();
  return *row ? s->integer(0) : 0;
}

Result<std::string> Db::text(std::string_view sql) {
  Result<Statement> s = prepare(sql);
  if (!s) return s.error();
  Result<bool> row = s->step();
  if (!row) return row.error();
  return *row ? std::string(s->text(0)) : std::string();
}

Error Db::error(int code) const {
  std::string why = handle_ ? sqlite3_errmsg(handle_) : sqlite3_errstr(code);
  std::string named = "ledger " + path_;
  switch (code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return fail(Exit::try_again, named + ": another process has held it for 5 s; try again");
    case SQLITE_CORRUPT:
      return fail(Exit::config, named + ": the file is damaged (" + why + "); restore it from a copy");
    case SQLITE_NOTADB:
      return fail(Exit::config, named + ": not a ledger: the file is not an SQLite database");
    case SQLITE_FULL:
      return fail(Exit::io, named + ": no space left to write; nothing of this transaction was kept");
    case SQLITE_READONLY:
      return fail(Exit::io, named + ": cannot be written: the file or its directory is read-only");
    case SQLITE_CANTOPEN:
      return fail(Exit::io, named + ": cannot be opened: no such file or directory, or no permission");
    case SQLITE_IOERR:
      return fail(Exit::io,
                  named + ": reading or writing failed (" + why + "); nothing of this transaction was kept");
    default:
      return fail(Exit::internal, named + ": " + why);
  }
}

}  // namespace tu::ledger
