// Db: one SQLite file and its prepared statements. The only place that names sqlite3.
//
// Every failure is an Error with the status it deserves: 75 busy for more than 5 s, 78 not a ledger or
// damaged, 74 the disk is full, read-only or failing. A busy database is tried again after naps of
// counter-based jitter.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

struct sqlite3;
struct sqlite3_stmt;
struct sqlite3_file;

namespace tu::ledger {

class Db;

// A prepared statement: bind in order, step, read columns, and it resets itself at the next bind or with
// done().
class Statement {
 public:
  Statement() = default;
  Statement(Statement&& other) noexcept;
  Statement& operator=(Statement&& other) noexcept;
  ~Statement();

  Statement& bind(std::int64_t v);
  Statement& bind(std::string_view v);  // text; must stay alive until the statement is done
  Statement& bind_blob(std::string_view v);
  Statement& bind_null();
  Result<bool> step();  // true: there is a row
  Status run();         // for statements without rows
  std::int64_t integer(int column) const;
  std::string_view text(int column) const;  // also blobs; good until the next step
  bool is_null(int column) const;
  void done();

 private:
  friend class Db;
  Db* db_ = nullptr;
  sqlite3_stmt* handle_ = nullptr;
  int bound_ = 0;
};

// make: writing a file that may not be there yet. still: reading a file that nobody writes and whose
// directory cannot be written, without the files beside it.
enum class Access : std::uint8_t { read, write, make, still };
inline bool writes(Access a) {
  return a == Access::write || a == Access::make;
}

class Db {
 public:
  static Result<std::unique_ptr<Db>> open(const std::string& path, Access access);
  ~Db();
  Db(const Db&) = delete;

  const std::string& path() const { return path_; }
  Status run(const char* sql);  // one or several statements without results
  Result<Statement> prepare(std::string_view sql);
  Result<std::int64_t> integer(
      std::string_view sql);  // the first column of the first row; 0 when there is none
  Result<std::string> text(std::string_view sql);
  Error error(int code) const;

  // In WAL mode with synchronous=NORMAL a commit is seen by everybody, and on the disk after sync(): the file
  // is not locked meanwhile, and one sync is enough for what several processes have committed before it.
  Status sync();
  // From now on the log is copied into the file by tidy() only, when it has so many pages, unless it grows
  // very long.
  void put_off_copying(int pages);
  // Makes the log long ahead, inside a transaction: a sync of bytes that lie in a file's length already does
  // not wait for the file system's own journal, and so not for what other programs write.
  Status lengthen_log();
  Status tidy();
  bool untidy() const;

 private:
  Db() = default;
  static int nap(void* self, int count);
  static int committed(void* self, sqlite3* handle, const char* schema, int pages);
  Status copy_log(bool begin_anew);
  sqlite3_file* log_file();
  std::string path_;
  sqlite3* handle_ = nullptr;
  int napped_us_ = 0, log_pages_ = 0, untidy_pages_ = 0;
};

}  // namespace tu::ledger
