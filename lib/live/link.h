// Link: one connection of a venue, kept alive: opened with deadlines, listened to, pinged when it is quiet,
// given up when it is dead, opened again after a jittered pause. While no socket can be had, prices are asked
// for by requests.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/secret.h"
#include "live/assembler.h"
#include "live/recorder.h"
#include "net/http.h"
#include "net/websocket.h"
#include "venue/venues.h"

namespace tu::live {

struct LinkOptions {
  std::string ca;
  std::shared_ptr<const Secret> key = {};  // for the header X-Api-Key; null: none
  DurUs opening_max = 10 * us_per_s;
  DurUs silence_max = 15 * us_per_s;  // nothing at all heard, pings answered included: the connection is dead
  DurUs stale_max = us_per_min;       // nothing of one symbol over a living connection
  std::int64_t seed = 0;              // of the pauses' jitter
  std::function<void(const std::string&)> say;  // to the user
};

class Link final : public net::WebSocket::Listener, Wire {
 public:
  struct Setup {
    std::string name;  // unique: "coinbase.0"
    AssemblerSetup assembler;
    venue::MarketConnection connection, poll;  // poll.codec may be null
    net::Url socket, rest;                     // whole URLs; their targets are the connection's
  };
  Link(net::Loop& loop, Setup setup, const LinkOptions& options, Taker& out, Recorder* recorder);

  void start();
  void tick();                                           // once a second
  void hold(bool held);                                  // the reader is slow: the socket is not read
  void give_up(Atom symbol, const std::string& reason);  // its book must be taken anew
  void stop();
  bool open() const { return open_; }
  bool ever_open() const { return ever_open_; }
  std::size_t waiting() const { return waiting_; }  // requests without answer yet
  // Of requests for prices: what came instead of one, each with its symbol.
  const std::vector<std::string>& refused() const { return refused_; }
  const std::string& venue() const { return setup_.assembler.venue; }

 private:
  void opened() override;
  void frame(std::string_view message) override;
  void control() override { heard_ = net::monotonic_us(); }
  void closed(const Error& why) override;

  void send(std::string_view frame) override;
  void fetch(std::string_view target, std::string_view json, std::uint64_t tag) override;
  void reconnect(std::string_view reason) override;
  void unusable(std::string_view why) override;

  // Calls the codec with the time set, and does afterwards what it asked for.
  template <class Call>
  void with_codec(TsUs recv, Call&& call);
  void lost(const std::string& why);
  void look_for_life();
  DurUs pause();
  void poll_prices();
  void complain(const std::string& what);

  Setup setup_;
  LinkOptions options_;
  Recorder* recorder_;
  Assembler assembler_;
  net::WebSocket socket_;
  net::HttpQueue requests_;
  net::Timer again_;

  bool requests_only() const { return setup_.connection.target.empty(); }

  bool open_ = false, ever_open_ = false, held_ = false, over_ = false, polling_ = false;
  DurUs heard_ = 0, pinged_ = 0, opened_at_ = 0, polled_at_ = 0;  // monotonic
  DurUs spoke_first_ = 0, spoke_last_ = 0;                        // frames of this connection; 0: none yet
  int failures_ = 0;                                              // since a connection was a good one
  std::uint64_t pauses_ = 0;                                      // counter of the random numbers
  std::uint64_t generation_ = 0;  // answers to an older connection are dropped
  std::string again_because_;     // the codec wants a new connection
  std::int64_t unusable_ = 0;
  std::vector<std::string> refused_;
  std::size_t waiting_ = 0;
};

}  // namespace tu::live
