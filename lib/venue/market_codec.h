// MarketCodec: what one venue's public market data says, as a machine without sockets, files or clock. Frames
// and answers go in; events, frames to send and requests come out through the sink. The live feed, the replay
// of recordings and the tests drive the same codec, so a recording gives the events that the day itself gave.
//
// To add a venue: a folder venue/NAME with its codec and its row (venue/venues.cpp names them all), recorded
// frames in its unit test, and the protocol facts' dates in feed(1).
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/arena.h"
#include "base/time.h"
#include "event/event.h"

namespace tu::venue {

enum Channel : unsigned { quotes = 1, trades = 2, books = 4, candles = 8, funding = 16 };

struct MarketRequest {
  std::vector<std::string> symbols;  // ours: BTC-USD, BTC-USDT-PERP
  unsigned channels = quotes | trades;
  std::string tf;  // of candles; "": the venue's own (1m, at Coinbase 5m)
};

class MarketSink {
 public:
  virtual ~MarketSink() = default;
  // Events are made here and handed over at once; venue and symbol are set, ts is the venue's own time (the
  // sink adds the receipt's, and sees to a venue whose clock is ahead).
  virtual Arena& arena() = 0;
  virtual void event(Event& e) = 0;
  virtual void send(std::string_view frame) = 0;
  // GET of a path on the venue's REST host; answered by MarketCodec::answer with the same tag.
  virtual void fetch(std::string_view target, std::uint64_t tag) = 0;
  virtual void post(std::string_view target, std::string_view json,
                    std::uint64_t tag) = 0;  // the same as a POST
  // What this symbol's data says is incomplete from now on (Atom::none: of all symbols of the connection).
  // It counts as whole again with the next snapshot of its book, or, where no books are taken, with its next
  // event. The codec has asked the venue for that already, or asks for a new connection:
  virtual void broken(Atom symbol, std::string_view reason) = 0;
  virtual void reconnect(std::string_view reason) = 0;
  // The venue refused something, or says what a person should know.
  virtual void alert(std::string_view severity, std::string_view message) = 0;
  // A frame, or part of one, that is not what the venue documents. It made no event.
  virtual void unusable(std::string_view why) = 0;
};

class MarketCodec {
 public:
  virtual ~MarketCodec() = default;
  // A new connection: what an older one left is forgotten (but not which trades were seen); subscribes.
  virtual void opened(MarketSink& sink) = 0;
  virtual void frame(std::string_view text, TsUs recv, MarketSink& sink) = 0;
  // status 0: no answer came, body says why.
  virtual void answer(std::uint64_t tag, int status, std::string_view body, TsUs recv, MarketSink& sink) {
    (void)tag, (void)status, (void)body, (void)recv, (void)sink;
  }
  // About once a second while connected: keep-alives, and what should have come by now.
  virtual void tick(TsUs now, MarketSink& sink) { (void)now, (void)sink; }
};

// One connection of a venue: where, and who understands it.
struct MarketConnection {
  std::string host;    // of the table of hosts below
  std::string target;  // path of the socket
  std::unique_ptr<MarketCodec> codec;
};

}  // namespace tu::venue
