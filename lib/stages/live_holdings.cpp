// What the venue says is held, against the journal: a difference that stands is told to a person, and one of
// a position halts entries. Nothing is booked: what moved it is for recon to find. Runs inside the
// transaction of LiveOrders::look.
#include <algorithm>

#include "stages/live_orders.h"

namespace tu::stages {
namespace {

using account::Finding;

constexpr std::string_view rule = "position";
constexpr int unread_max = 3;

std::string text_of(const Finding& f, const std::string& venue) {
  return f.what + " is " + f.there.str() + " at " + venue + " and " + f.here.str() + " in the ledger";
}

}  // namespace

void LiveOrders::held(const VenueHoldings& reading, const account::Account& a, Out& out) {
  if (!reading.why.empty()) {
    if (++unread_[reading.venue] == unread_max)
      say("warning", intern(reading.venue), Atom::none,
          "what is held at " + reading.venue + " could not be read " + std::to_string(unread_max) +
              " times, and is not compared: " + reading.why,
          out);
    return;
  }
  unread_[reading.venue] = 0;
  const auto followed = [this](const account::OrderState& o) { return live_.count(client_of(o)) != 0; };
  for (const Finding& f : holdings_.look(a, reading, o_.tolerance, followed)) {
    if (out.stopped()) return;
    differs(f, reading.venue, a, out);
  }
}

// The account that every rule rests on is not the real one, so nothing may be opened anywhere, until a person
// has looked. Exits go on.
void LiveOrders::differs(const Finding& f, const std::string& venue, const account::Account& a, Out& out) {
  const Atom at = intern(venue), symbol = f.what.find('-') == f.what.npos ? Atom::none : intern(f.what);
  if (f.kind == Finding::Kind::not_judged)
    return say(
        "warning", at, symbol,
        f.what + " at " + venue +
            " is not compared with the ledger: for long an order or an execution has been on its way at "
            "each reading, so trades of somebody else would not be noticed",
        out);
  const std::string text = text_of(f, venue);
  if (f.kind == Finding::Kind::beyond)
    return say("info", at, symbol, text + ": what is more is taken for somebody else's", out);
  if (f.kind == Finding::Kind::cash)
    return say("warning", at, symbol, text + ": no order of ours accounts for it, see recon", out);
  const bool halted =
      std::any_of(a.halts().begin(), a.halts().end(), [](const account::Halt& h) { return h.rule == rule; });
  say("critical", at, symbol,
      text + ", and no order on its way accounts for it: entries are halted, see recon", out);
  if (halted) return;
  Event& e = out.make(Type::halt, now_);
  e.set_text(Field{Type::halt, "kind"}, "entries");
  e.set_text(Field{Type::halt, "reason"}, out.keep(text));
  e.set_text(Field{Type::halt, "rule"}, rule);
  if (account_name_ != "main") e.set_text(Field{Type::halt, "account"}, out.keep(account_name_));
  write(e, out);
}

void LiveOrders::say(std::string_view severity, Atom venue, Atom symbol, const std::string& message,
                     Out& out) {
  Event& e = out.make(Type::alert, now_, venue, symbol);
  e.set_text(Field{Type::alert, "severity"}, severity);
  e.set_text(Field{Type::alert, "message"}, out.keep(message));
  out.pass(e);
  out.complain_once(severity == "critical" ? Exit::no : Exit::ok, message);
}

}  // namespace tu::stages
