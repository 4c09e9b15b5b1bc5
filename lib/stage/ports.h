// Ports: everything that a stage may know besides its events. A stage never opens a file, reads a clock or
// sees JSON; what it needs comes through one of these interfaces, which its runner hands over.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "event/event.h"
#include "event/venue_order.h"

namespace tu {

namespace account {
class Account;
}

// The ledger as one stage sees it, whatever else the file holds: the fold of what was journalled up to the
// last sync that passed the stage, plus the stage's own rows since. (Several instants can lie between two
// syncs, because stages emit bars that are older than the event that closes them; so the sync is the border,
// not the instant asked for.) An own row that rests on another writer's row since that sync, such as `sent`
// of an order approved just now, is journalled, and changes nothing in the view until the next sync.
class AccountPort {
 public:
  virtual ~AccountPort() = default;
  // To read at instant `ts`. May wait for the barrier of a lockstep replay; a wait without progress is an
  // Error (75). The pointer is good until the next call on the port.
  virtual Result<const account::Account*> view(TsUs ts) = 0;
  // To write at instant `ts`: starts the transaction and returns the account that decisions are made on; it
  // stays good until commit() and shows every row written in between. In a lockstep replay that is view(ts);
  // otherwise it holds everything journalled so far (checks and reservations of gates side by side are one
  // transaction each).
  virtual Result<const account::Account*> begin(TsUs ts) = 0;
  // Appends a row to the transaction and folds it into the view at once. Rows carry the instant, the writer
  // and an ordinal; on a replay of a journal that holds the row already it is compared instead (different:
  // 70). True: the row is new. False: it was there already, so whatever effect it stands for has been done.
  virtual Result<bool> write(const Event& row) = 0;
  virtual Status commit() = 0;
  // Returns when everything that was committed is on the disk, so that a loss of power cannot take it back.
  virtual Status durable() { return {}; }
  // The runner calls it when all output is written and it would wait for input. True: something is put off
  // until nobody waits for what others make of the output; so it is called again, with `quiet`, when nothing
  // has come for a moment.
  virtual Result<bool> idle(bool quiet) {
    (void)quiet;
    return false;
  }
  // The session line, `via` already extended by this stage: the runner calls it before any other call, and
  // again when a source starts anew. A ledger of another kind, or one that holds another run, is an Error
  // (78). The writer's `run` row (rows.h) is the port's own affair: it stands immediately before the writer's
  // first row, at that row's instant.
  virtual Status session(const Event& session) {
    (void)session;
    return {};
  }
  // The runner calls it when `sync` number `seq` is about to pass the stage, whose time is `ts` then;
  // `settle` publishes the number. From now on the view holds every writer's rows of instants up to `ts` (all
  // rows until the next sync have later instants, in every writer). When it fails the sync does not go on. A
  // lockstep port commits here, so that rows lie in the file sync by sync, and within one writer by writer.
  virtual Status synced(std::int64_t seq, TsUs ts) = 0;
  // The runner calls it once when it finds that nobody reads the stage's output any more. An Error ends the
  // run: a lockstep replay above settle cannot go on. Else a stage with effects keeps its books.
  virtual Status reader_left() { return {}; }
  // The runner calls it when the input is over and was complete (`end` was seen, or there never was a
  // session), after Stage::end. Of a stream that was cut the last instant may be half known: the runner ends
  // no instant then and does not call this, so that nothing decided on half an instant is ever journalled.
  virtual Status finish() { return {}; }
  // Whose rows these are, among the accounts that the ledger may hold.
  virtual std::string_view account_name() const { return "main"; }
  // The ledger's own id, which the live latch repeats.
  virtual std::string ledger_id() const { return {}; }
};

// The time of day, for the one stage that must know how old a cause is before money leaves.
class ClockPort {
 public:
  virtual ~ClockPort() = default;
  virtual TsUs now() = 0;
};

// Venues that take real orders. Nothing waits here: what is asked leaves soon, and what the venue says of it
// comes with poll(). The port sends an attempt at most once to a venue that may have taken it, and goes on
// asking about one whose fate is not known until the venue says; it remembers nothing beyond its own life, so
// after a restart everything that the journal shows as sent is handed over with resolve().
class VenuePort {
 public:
  virtual ~VenuePort() = default;
  // Before anything else, when every latch is open: these venues are what the session is about (none: it does
  // not say, so all that there are). An Error says that one of them cannot be sent to: its key is not there.
  virtual Status open(const std::vector<std::string>& venues) {
    (void)venues;
    return {};
  }
  virtual bool serves(std::string_view venue) const = 0;
  virtual void send(const VenueOrder& order) = 0;
  // The journal shows that this attempt left: what became of it? `venue_id` "" when it was never learnt.
  virtual void resolve(const VenueOrder& order, const std::string& venue_id) = 0;
  virtual void cancel(const std::string& client_id) = 0;
  // What the venues said since the last call, in order.
  virtual void poll(std::vector<VenueReport>& reports) = 0;
  // Waits until poll() has something, or for so long. False: nothing came.
  virtual bool wait(DurUs longest) = 0;
  // Something is on its way that will be answered soon: a request, or an order that does not rest.
  virtual bool busy() const = 0;
  // Readable while poll() has something; -1 when there is no such descriptor.
  virtual int news_fd() const { return -1; }
  // Measured from a request to its answer; 0 while nothing was measured.
  virtual DurUs latency() const { return 0; }
  // One line for stderr when the run is over.
  virtual std::string summary() const { return {}; }
};

// The kill file, read through the tool. Absent: nothing stands.
class KillPort {
 public:
  virtual ~KillPort() = default;
  // The file's first word as it stands, "" without one: kill_word() says what it means. An Error when it
  // cannot be read (then the answer is no).
  virtual Result<std::optional<std::string>> halt_kind() = 0;
};

struct Ports {
  AccountPort* account = nullptr;  // null: no ledger was named
  KillPort* kill = nullptr;        // null: none was named
  ClockPort* clock = nullptr;      // null, with venue: nothing goes live
  VenuePort* venue = nullptr;
  std::string latch{};  // what TRADEUTILS_LIVE says
};

}  // namespace tu
