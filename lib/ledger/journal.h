// Journal: the append-only, hash-chained rows of one ledger file. Any number of processes may have it open; a
// writer holds the file for one transaction at a time, and no transaction spans a read of input.
//
// Rows are appended inside begin() ... commit(). A row whose place or natural id is journalled already is
// compared: equal is done already, different is an Error (70) that shows both. Nothing is ever changed or
// deleted, except that fixing the kind of a ledger that is still open computes the chain of its few rows
// anew.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/result.h"
#include "ledger/db.h"
#include "ledger/row.h"

namespace tu::ledger {

class Journal {
 public:
  // Access::make makes the file when there is none, which is an Error (74) else. Status 78: not a ledger,
  // damaged, made by a newer version.
  static Result<std::unique_ptr<Journal>> open(const std::string& path, Access access);

  const std::string& path() const { return db_->path(); }
  const std::string& id() const { return id_; }
  Result<Kind> kind();  // read from the file while it is open
  // Fixes the kind of an open ledger; 78 when it has another one.
  Status fix_kind(Kind kind);
  // For writers that somebody waits for: commits leave the copying of the log to tidy().
  Status put_off_copying(int pages);

  Status begin();  // BEGIN IMMEDIATE; waits up to 5 s for other writers, then 75
  Status commit();
  Status durable();  // when everything committed here is on the disk
  bool unsynced() const { return unsynced_; }
  Status tidy() { return db_->tidy(); }
  bool untidy() const { return db_->untidy(); }
  void rollback();
  bool writing() const { return writing_; }

  // Inside begin() ... commit(). True: it is new. False: it was there.
  Result<bool> append(const Draft& row);

  // Rows point into the database and are good during the visit.
  using Visit = std::function<Status(const Row&)>;
  Status rows_after(std::int64_t seq, const Visit& visit);         // in the order written
  Status rows_between(TsUs after, TsUs upto, const Visit& visit);  // by place; instants in (after, upto]
  Status rows_of_writer(std::string_view run, int rank, const Place& after, int limit, const Visit& visit);
  Status run_rows(const Visit& visit);
  Status opening_rows(const Visit& visit);          // of rank 9, by place
  Result<std::string> body_at(const Place& place);  // "" when there is no row
  Result<int> next_ordinal(std::string_view run, TsUs instant, int rank);
  Result<std::int64_t> newest();  // the largest seq; 0 when empty
  Result<std::string> head();     // hex of the newest row's chain

  Db& db() { return *db_; }

 private:
  Journal() = default;
  Status prepare(Access access);
  Status create();
  Status renew_views();
  Status check_format();
  Status visit_all(Statement& s, const Visit& visit);
  Result<bool> same(Statement& found, const Draft& row);
  Status load_chain();
  Status rechain(Kind kind);

  std::unique_ptr<Db> db_;
  std::string id_;
  Kind kind_ = Kind::open;
  bool writing_ = false, unsynced_ = false;
  std::int64_t seq_ = -1;  // of the chain below; -1: to be read
  std::string chain_;
  Statement begin_, commit_, insert_, at_place_, by_key_, newest_, after_, between_, of_writer_,
      last_ordinal_;
};

// The Event of a row. Its text lives in `line` and `arena`.
class RowReader {
 public:
  RowReader();
  ~RowReader();
  // The event is good until the next call. A row that cannot be read is an Error (78) that names it.
  Result<const Event*> read(const Row& row);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace tu::ledger
