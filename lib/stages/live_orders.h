// Orders at real venues: what place-order does in mode live.
//
// An approved order passes the latches, is journalled as `sent` (durably: the port's commit), and only then
// handed to the venue. Whatever the venue states of it is journalled once; what it has not stated is not. At
// the start everything that the journal shows as sent is asked for. The stage knows no network: VenuePort.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "account/approved.h"
#include "account/holdings.h"
#include "account/instrument.h"
#include "base/arena.h"
#include "stage/out.h"
#include "stage/ports.h"
#include "stages/funnel.h"
#include "stages/latches.h"

namespace tu::stages {

struct LiveOptions {
  std::string strategy;
  LatchOptions latches;
  Decimal widen;           // a refused post-only order goes again this much further away, as a fraction
  Decimal latency_offset;  // and each post-only order this much for each 100 ms of measured latency
  Decimal tolerance;       // of cash that differs from the venue's
  DurUs wait = 0;          // at the end, for what is on its way
  bool cancel_on_end = false;
};

class LiveOrders {
 public:
  LiveOrders(LiveOptions options, const Ports& ports, account::Venues& venues);
  void session(const Event& e, Out& out);
  void on(const Event& e, Out& out) {
    if (e.type == Type::order) order(e, out);
    if (e.type == Type::cancel) cancel(e, out);
    if (e.type == Type::instrument) venues_.observe(e);
  }
  void look(TsUs ts, Out& out);  // what the venue said, and orders that wait
  void end(TsUs ts, Out& out);
  std::string summary() const;

 private:
  // An attempt that left.
  struct Live {
    std::string order;
    int attempt = 1;
    bool asked = false;  // we asked for its end
  };
  struct Held {
    Arena arena;
    Event* event = nullptr;
    TsUs since = 0;
  };
  enum class Went { done, waits };

  void order(const Event& e, Out& out);
  void cancel(const Event& e, Out& out);
  bool open(Out& out);
  void restore(TsUs ts, Out& out);
  Went try_send(const Event& e, TsUs since, Out& out);
  void refuse(const account::OrderState& o, const std::string& why, Out& out);
  std::string closed(const account::Account& a, const account::OrderState& o) const;
  bool replaced_works(const account::Account& a, const account::OrderState& o);
  void let_go(Out& out);
  void leave(const account::OrderState& o);
  void remember(const account::OrderState& o);
  VenueOrder venue_order(const account::OrderState& o) const;
  std::string client_of(const account::OrderState& o) const;
  void ask_end(const account::OrderState& o);
  void heard(const VenueReport& r, const account::Account& a, Out& out);
  void heard_fill(const VenueReport& r, const account::OrderState& o, Out& out);
  void filled_up(const account::OrderState& before, const VenueReport& r, Out& out);
  void heard_end(const VenueReport& r, const Live& live, const account::OrderState& o,
                 const account::Account& a, Out& out);
  void write(Event& row, Out& out);
  void update(const account::OrderState& o, account::OrderPhase phase, const VenueReport& r, Out& out);
  void alert(const account::OrderState& o, const std::string& message, Out& out);
  // live_holdings.cpp
  void held(const VenueHoldings& reading, const account::Account& a, Out& out);
  void differs(const account::Finding& f, const std::string& venue, const account::Account& a, Out& out);
  void say(std::string_view severity, Atom venue, Atom symbol, const std::string& message, Out& out);

  // configured
  LiveOptions o_;
  AccountPort* port_;
  ClockPort* clock_;
  KillPort* kill_;
  VenuePort* venue_;
  account::Venues& venues_;
  Atom strategy_;
  StandingFacts facts_;
  // state
  bool opened_ = false;
  TsUs now_ = 0, starts_ = 0;
  std::string account_name_ = "main", source_;
  std::map<std::string, Live> live_;  // by client id
  std::vector<std::unique_ptr<Held>> waiting_;
  std::vector<account::OrderState> to_send_;  // journalled as sent in the transaction that is open
  std::vector<std::string> to_cancel_;        // ids of orders whose other one filled
  std::vector<VenueReport> reports_;
  account::HoldingsWatch holdings_;
  std::map<std::string, int> unread_;  // readings in a row that failed, by venue
  std::int64_t sent_ = 0, fills_ = 0;
  Funnel ended_;
};

}  // namespace tu::stages
