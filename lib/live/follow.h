// Follow: what every desk does with the attempts that it was given, whatever the venue's words are. It keeps
// each until the venue has ended it and every execution that the venue counts has been told; it asks about
// those that are out, in rounds, and reads now and then what is held. How a thing is asked is the venue's
// desk's affair.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "live/order_desk.h"

namespace tu::live {

// What the venue states of an order.
struct Stated {
  std::string venue_id, reason, state;  // open, filled, cancelled, expired, rejected; "" on its way
  Decimal filled;
  bool would_take = false;  // rejected, because it may only make
  bool ended() const { return !state.empty() && state != "open"; }
};

// Whether something came, with status 200, and was what was expected.
template <class Outcome, class Read>
bool is_answer(const Outcome& o, const Read& read) {
  return o.kind == Outcome::Kind::answered && o.status == 200 && read;
}
// Why it is none; "" when it is one.
template <class Outcome, class Read>
std::string why_unread(const Outcome& o, const Read& read) {
  if (o.kind != Outcome::Kind::answered) return o.why;
  if (o.status != 200) return "HTTP " + std::to_string(o.status);
  return read ? std::string() : read.error().message;
}

class Follow : public OrderDesk {
 public:
  void resolve(const VenueOrder& order, const std::string& venue_id) override;
  bool busy() const override;

 protected:
  enum class Stage {
    waiting,  // nothing of it is out: it waits for facts, or for another try
    sending,  // the request waits or is on its way
    lost,     // it left; whether it arrived is not known
    working,  // the venue has it
    ended     // the venue ended it; executions are still to come
  };
  struct Attempt {
    VenueOrder order;
    std::string venue_id, body;
    Stage stage = Stage::waiting;
    bool asking = false, ask_again = false;  // a question about it is on its way
    bool cancel_wanted = false, cancelling = false, told_open = false, told_unknown = false,
         fresh_time = false, previewed = false;
    TsUs valid_until = 0;  // later nothing that left for it can be taken
    int tries = 0, absent = 0;
    Decimal filled, stated;       // of executions told; at most, that the venue has counted
    std::set<std::string> fills;  // their ids
    std::optional<Stated> end;
    DurUs next_look = 0, pause = 0;  // monotonic; of a waiting one when it is tried again, 0: not by itself
    DurUs looked = 0, proved = 0;    // when it was asked for; when that was, after which nothing was untold
  };
  using Attempts = std::map<std::string, Attempt>;

  Follow(net::Loop& loop, DeskOptions options, Tell tell);

  // The venue's part. `go_on` tries a waiting one again; `ask` says what became of one that is out (noticed,
  // not there, or nothing), `ask_fills` which executions it had (took_fill, then fills_told).
  virtual void go_on(const std::string& client_id) = 0;
  virtual void ask(Attempt& a) = 0;
  virtual void ask_all(const std::vector<Attempt*>& all) {
    for (Attempt* a : all) ask(*a);
  }
  virtual bool asks_together() const { return false; }  // ask_all needs fewer requests than it has attempts
  virtual void ask_fills(Attempt& a) = 0;
  virtual DurUs look_most(const Attempt& a) const = 0;  // a longest pause between two looks
  // Reads what is held, and says it: held().
  virtual void ask_holdings() = 0;

  void start_rounds(DurUs every);
  void look(const std::string& client_id);
  void begin_look(Attempt& a);
  void look_at_all();
  void look_later(Attempt& a, DurUs least, DurUs most);
  void look_soon(Attempt& a);
  // `fills_come`: the venue tells of executions by itself, so they are asked for only when they do not come.
  void noticed(Attempt& a, const Stated& s, bool fills_come = false);
  // What the answer to one question about many states of them; who is not in it is asked for alone, or in a
  // later round.
  void noticed_of(const std::vector<std::string>& client_ids, const std::vector<Stated>& all,
                  bool rest_alone);
  static std::vector<std::string> client_ids_of(const std::vector<Attempt*>& all);
  void want_fills(Attempt& a);
  void took_fill(Attempt& a, VenueReport r);  // kind, ids of the attempt and the sum are filled in here
  void fills_told(Attempt& a);                // all that the venue had to say to ask_fills
  void fills_heard(Attempt& a);               // some that it told by itself
  void held(VenueHoldings h);

  void again(Attempt& a, DurUs after, const std::string& why);  // nothing of it can have been taken
  bool still_wanted(const std::string& client_id) const;
  void refuse(Attempt& a, std::string reason, bool would_take = false);
  void tell(const Attempt& a, VenueReport::Kind kind, std::string reason = {});
  Attempt* find(const std::string& client_id);
  Attempt* find_venue(const std::string& venue_id);

  net::Loop& loop_;
  const DeskOptions options_;
  Attempts attempts_;

 private:
  void round();
  void prove(Attempt& a);
  void settle(Attempt& a);
  void read_holdings();
  void tell_holdings(bool late);
  DurUs quiet() const;

  Tell tell_;
  net::Timer round_timer_, holdings_timer_;
  DurUs round_every_ = 0;
  bool reads_ = false;
  std::shared_ptr<VenueHoldings> reading_;  // waits until what it moved is told
  DurUs asked_at_ = 0, read_at_ = 0;
  std::map<std::string, DurUs> last_fill_;  // by symbol, when one was told
};

}  // namespace tu::live
