// The journal read back: rows in their orders, by place, and the head.
#include "ledger/journal.h"
#include "ledger/journal_row.h"

namespace tu::ledger {

Status Journal::visit_all(Statement& s, const Visit& visit) {
  for (;;) {
    Result<bool> row = s.step();
    if (!row) return row.error();
    if (!*row) return {};
    if (Status st = visit(row_of(s)); !st) {
      s.done();
      return st;
    }
  }
}

Status Journal::rows_after(std::int64_t seq, const Visit& visit) {
  return visit_all(after_.bind(seq), visit);
}
Status Journal::rows_between(TsUs after, TsUs upto, const Visit& visit) {
  return visit_all(between_.bind(after).bind(upto), visit);
}
Status Journal::rows_of_writer(std::string_view run, int rank, const Place& after, int limit,
                               const Visit& visit) {
  of_writer_.bind(after.instant).bind(std::int64_t{after.rank}).bind(std::int64_t{after.ordinal});
  return visit_all(of_writer_.bind(std::int64_t{rank}).bind(run).bind(std::int64_t{limit}), visit);
}

Status Journal::run_rows(const Visit& visit) {
  Result<Statement> s = db_->prepare(select("WHERE type = 'run' ORDER BY seq"));
  if (!s) return s.error();
  return visit_all(*s, visit);
}
Status Journal::opening_rows(const Visit& visit) {
  Result<Statement> s = db_->prepare(select("WHERE rank = 9 ORDER BY instant, ordinal"));
  if (!s) return s.error();
  return visit_all(*s, visit);
}

Result<std::string> Journal::body_at(const Place& p) {
  Result<bool> there =
      at_place_.bind(p.instant).bind(std::int64_t{p.rank}).bind(std::int64_t{p.ordinal}).bind(p.run).step();
  if (!there) return there.error();
  std::string body = *there ? std::string(row_of(at_place_).body) : std::string();
  at_place_.done();
  return body;
}

Result<int> Journal::next_ordinal(std::string_view run, TsUs instant, int rank) {
  Result<bool> row = last_ordinal_.bind(instant).bind(std::int64_t{rank}).bind(run).step();
  if (!row) return row.error();
  const int next = static_cast<int>(last_ordinal_.integer(0));
  last_ordinal_.done();
  return next;
}

Result<std::int64_t> Journal::newest() {
  return db_->integer("SELECT max(seq) FROM journal");
}

Result<std::string> Journal::head() {
  Result<std::string> blob = db_->text("SELECT chain FROM journal ORDER BY seq DESC LIMIT 1");
  if (!blob) return blob.error();
  Digest d = chain_start();
  if (!blob->empty())
    for (std::size_t i = 0; i < d.size() && i < blob->size(); ++i)
      d[i] = static_cast<unsigned char>((*blob)[i]);
  return hex(d);
}

}  // namespace tu::ledger
