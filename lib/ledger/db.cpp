#include "ledger/db.h"

#include <sqlite3.h>
#include <unistd.h>

#include <utility>

#include "base/random.h"

namespace tu::ledger {

namespace {
constexpr int busy_limit_us = 5'000'000;
constexpr int log_pages_max = 20'000;
constexpr sqlite3_int64 log_ahead = 2500 * (4096 + 24);  // pages with their heads
}  // namespace

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

// Naps drawn by process and count: writers side by side do not wake in step. A transaction lasts a fraction
// of a millisecond, so the first naps are short.
int Db::nap(void* self, int count) {
  Db& db = *static_cast<Db*>(self);
  if (count == 0) db.napped_us_ = 0;
  if (db.napped_us_ >= busy_limit_us) return 0;
  double u = random_unit(static_cast<std::uint64_t>(getpid()), 75, static_cast<std::uint64_t>(count));
  const int us = static_cast<int>((0.2 + u) * (count < 10 ? 150 : count < 20 ? 4000 : 20'000));
  db.napped_us_ += us;
  usleep(static_cast<useconds_t>(us));
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
  int flags = writes(access) ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY;
  if (access == Access::make) flags |= SQLITE_OPEN_CREATE;
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

sqlite3_file* Db::log_file() {
  sqlite3_file* log = nullptr;
  sqlite3_file_control(handle_, "main", SQLITE_FCNTL_JOURNAL_POINTER, &log);
  return log && log->pMethods ? log : nullptr;
}

Status Db::sync() {
  sqlite3_file* log = log_file();
  if (!log) return fail(Exit::internal, "ledger " + path_ + ": it has no log that could be synced");
  const int code = log->pMethods->xSync(log, SQLITE_SYNC_NORMAL | SQLITE_SYNC_DATAONLY);
  return code == SQLITE_OK ? Status() : Status(error(code));
}

// Zeros behind the last page are no page, whoever reads the log; and while the file is locked nobody else
// writes there.
Status Db::lengthen_log() {
  sqlite3_file* log = log_file();
  sqlite3_int64 size = 0;
  if (!log || log->pMethods->xFileSize(log, &size) != SQLITE_OK) return {};
  static const std::string zeros(64 * 1024, '\0');
  int code = SQLITE_OK;
  for (; size < log_ahead && code == SQLITE_OK; size += static_cast<sqlite3_int64>(zeros.size()))
    code = log->pMethods->xWrite(log, zeros.data(), static_cast<int>(zeros.size()), size);
  return code == SQLITE_OK ? sync() : Status(error(code));
}

int Db::committed(void* self, sqlite3*, const char*, int pages) {
  Db& db = *static_cast<Db*>(self);
  db.log_pages_ = pages;
  if (pages >= log_pages_max) (void)db.copy_log(false);  // the commit stands whatever becomes of it
  return SQLITE_OK;
}

void Db::put_off_copying(int pages) {
  untidy_pages_ = pages;
  sqlite3_wal_hook(handle_, &Db::committed, this);  // in place of copying at each so many pages
}

bool Db::untidy() const {
  return untidy_pages_ > 0 && log_pages_ >= untidy_pages_;
}

Status Db::tidy() {
  return untidy() ? copy_log(true) : Status();
}

// As far as readers let it; what is left is copied another time. Who writes next into a log that is copied
// whole begins it anew, and syncs its head before anything else: better here than on the way of an order. The
// writing changes nothing.
Status Db::copy_log(bool begin_anew) {
  log_pages_ = 0;
  int pages = 0, copied = 0;
  const int code = sqlite3_wal_checkpoint_v2(handle_, "main", SQLITE_CHECKPOINT_PASSIVE, &pages, &copied);
  if ((code & 0xff) == SQLITE_BUSY) return {};
  if (code != SQLITE_OK) return error(code);
  if (!begin_anew || copied < pages) return {};
  Result<std::int64_t> version = integer("PRAGMA user_version");
  if (!version) return version.error();
  sqlite3_busy_handler(handle_, nullptr, nullptr);  // when somebody writes just now, he does it
  const Status st = run(("PRAGMA user_version=" + std::to_string(*version)).c_str());
  sqlite3_busy_handler(handle_, &Db::nap, this);
  return !st && st.error().status == Exit::try_again ? Status() : st;
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
