// Row: one line of the journal, and what is derived from its event: natural id, owner, the bytes that the
// chain hashes.
//
// A row's place is (run, instant, rank of its writer, ordinal within them). Its body is the canonical line of
// its event (wire::encode_canonical). Everything else in the row follows from these, and `ledger verify`
// checks that it does.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/hash.h"
#include "base/time.h"
#include "event/event.h"

namespace tu::ledger {

// What a ledger is for, for life: fixed by `init` or by the first session.
enum class Kind : std::uint8_t { open, replay, paper, live };
std::string_view kind_name(Kind k);     // "open" until fixed
Kind kind_from(std::string_view name);  // Kind::open for anything else

struct Place {
  std::string_view run;  // the session's id; "" of a stream without one and of rows that commands write
  TsUs instant = 0;
  int rank = 0, ordinal = 0;
};

struct Row {
  std::int64_t seq = 0;  // from 1, in the order written
  Place place;
  std::string_view type, account, strategy, id, body;
  std::string_view chain;  // 32 bytes
};

// A row to be written: everything but its number and chain.
struct Draft {
  Place place;
  std::string_view type;  // of the table
  std::string account, strategy, id, body;
};
Draft draft_of(const Place& place, const Event& e);  // its run points where place.run does

// What may be journalled once only, as text: one decision a proposal, one fill a fill_id, one row a day; ""
// for the rest.
std::string natural_id(const Event& e);
std::int64_t key_of(std::string_view natural_id);  // its place in the index
std::string_view account_of(const Event& e);
std::string_view strategy_of(const Event& e);
std::string_view order_of(const Event& e);  // the order or proposal it is about; "" for other rows

// The texts of a JSON list of plain strings that our own writer made: `via`, `cause`.
std::vector<std::string> texts_of(std::string_view list);

// chain(n) = SHA-256(chain(n - 1), content(n)); chain(0) = SHA-256("tradeutils ledger 1").
Digest chain_start();
Digest chain_next(std::string_view previous, Kind kind, const Place& place, std::string_view body);

}  // namespace tu::ledger
