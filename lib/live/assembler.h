// Assembler: what a codec says, as events that may go out: with the time of receipt, with a ts that no clock
// of a venue can push into the future, and with the truth about what is missing: `stale` when data stops
// being whole, `gap` when it is whole again.
//
// The live feed and the replay of its recordings share it, so both say the same.
#pragma once

#include <map>
#include <string>

#include "venue/market_codec.h"

namespace tu::live {

class Taker {
 public:
  virtual ~Taker() = default;
  virtual void take(const Event& e) = 0;
};

// What a codec asks of its connection.
class Wire {
 public:
  virtual ~Wire() = default;
  virtual void send(std::string_view frame) = 0;
  virtual void fetch(std::string_view target, std::string_view json, std::uint64_t tag) = 0;  // json: POST
  virtual void reconnect(std::string_view reason) = 0;
  virtual void unusable(std::string_view why) = 0;
};

struct AssemblerSetup {
  std::string venue;
  venue::MarketRequest request;
  bool cut_future = true;  // foreign recordings keep their times: their recorder's clock may be the wrong one
  DurUs delay = 0;         // added to every time of such a recording
};

class Assembler final : public venue::MarketSink {
 public:
  Assembler(const AssemblerSetup& setup, Wire& wire, Taker& out);

  void at(TsUs recv) { recv_ = recv; }  // before every call of the codec
  void done() { arena_.reset(); }       // after it
  // The connection is gone: everything of it is old from now on.
  void lost(std::string_view reason);
  // Symbols of which nothing came for `most` while their connection lives are told as stale, once.
  void look_for_silence(DurUs most);
  bool all_silent() const;
  void polled(bool on) { polled_ = on; }  // what comes now is no stream: it ends no gap

  Arena& arena() override { return arena_; }
  void event(Event& e) override;
  void send(std::string_view frame) override { wire_.send(frame); }
  void fetch(std::string_view target, std::uint64_t tag) override { wire_.fetch(target, {}, tag); }
  void post(std::string_view target, std::string_view json, std::uint64_t tag) override {
    wire_.fetch(target, json, tag);
  }
  void broken(Atom symbol, std::string_view reason) override;
  void reconnect(std::string_view reason) override { wire_.reconnect(reason); }
  void alert(std::string_view severity, std::string_view message) override;
  void unusable(std::string_view why) override { wire_.unusable(why); }

 private:
  struct State {
    Atom symbol = Atom::none;
    TsUs known = 0;  // newest ts that was whole; 0: nothing yet
    TsUs heard = 0;  // receipt of the newest event
    bool broken = false, silent = false;
    std::string reason;
  };
  void settle_time(Event& e);
  void heal(State& s, const Event& e);
  void tell_stale(const State& s, std::string_view reason);
  Event& blank(Type type, Atom symbol);

  Atom venue_;
  bool books_, cut_future_;
  DurUs delay_;
  Wire& wire_;
  Taker& out_;
  std::map<std::string, State, std::less<>> states_;  // by symbol

  Arena arena_;
  TsUs recv_ = 0;
  TsUs ahead_told_ = 0;
  bool polled_ = false;
};

}  // namespace tu::live
