// How a row of the journal's table is asked for and read: the columns, in one order. Private to the journal.
#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>

#include "ledger/db.h"
#include "ledger/row.h"

namespace tu::ledger {

inline constexpr std::string_view columns =
    "seq, run, instant, rank, ordinal, type, account, strategy, id, body, chain";

inline std::string select(std::string_view rest) {
  return fmt::format("SELECT {} FROM journal {}", columns, rest);
}

inline Row row_of(const Statement& s) {
  Row r;
  r.seq = s.integer(0);
  r.place = {s.text(1), s.integer(2), static_cast<int>(s.integer(3)), static_cast<int>(s.integer(4))};
  r.type = s.text(5);
  r.account = s.text(6);
  r.strategy = s.text(7);
  r.id = s.text(8);
  r.body = s.text(9);
  r.chain = s.text(10);
  return r;
}

}  // namespace tu::ledger
