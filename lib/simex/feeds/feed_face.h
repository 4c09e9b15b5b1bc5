// FeedFace: what the public feeds of venues have in common. A subscriber is one WebSocket; a topic is one
// thing that it wants to hear of one product. What the engine tells is kept until flush() and then told topic
// by topic; how it is said is the venue's.
#pragma once

#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "simex/json.h"
#include "simex/query.h"
#include "simex/world.h"

namespace tu::simex::feeds {

enum class Subject : std::uint8_t { book, trades, ticker, best, candles, funding };

struct Change {
  Side side;
  Decimal price, size;
};

// The levels of one side that a subscriber was shown, best first: with them a book of limited depth can be
// kept in step by differences.
struct Shown {
  std::map<Decimal, Decimal> bids, asks;
};
// The best `depth` levels against those shown before: sizes that changed, and zero for those that left.
std::vector<Change> differences(const Market& m, std::size_t depth, Shown& shown);

struct Topic {
  Subject subject = Subject::book;
  ProductId product = 0;
  std::string name;          // as the venue's messages carry it
  std::size_t depth = 0;     // of books; 0: all of it
  DurUs width = us_per_min;  // of candles
  std::int64_t number = 0;   // a channel's number, or the last sequence number
  bool raw = false;          // the venue's choice of two forms
  Shown shown;
};

struct Subscriber {
  std::shared_ptr<net::Socket> socket;
  std::string path;
  std::vector<Topic> topics;
  std::int64_t counter = 0;  // of what the venue counts a connection
  TsUs last_sent = 0;
};

// What happened to a product since the last flush.
struct Pending {
  std::vector<Change> levels;  // with their sizes at the flush
  std::vector<Print> prints;   // oldest first
  std::int64_t first_update = 0, last_update = 0;
};

class FeedFace : public Face {
 public:
  explicit FeedFace(World& world) : w_(world) {}

  void request(net::Request request, net::Reply reply) override;
  bool upgrades(const net::Request&) override { return true; }
  void opened(std::shared_ptr<net::Socket> socket, const net::Request& request) override;
  void received(net::Socket& socket, std::string_view text) override;
  void closed(net::Socket& socket) override { subscribers_.erase(socket.id()); }
  void flush() override;
  void every_second() override;
  void printed(const Print& p) override;
  void level_changed(ProductId product, Side side, Decimal price, Decimal total) override;

 protected:
  // The venue's part.
  virtual net::Response rest(const net::Request& request, const Query& query) = 0;
  virtual void greet(Subscriber&) {}
  virtual void message(Subscriber& s, std::string_view text) = 0;
  virtual void tell_book(Subscriber&, Topic&, const Pending&) {}
  virtual void tell_trades(Subscriber&, Topic&, const Pending&) {}
  virtual void tell_ticker(Subscriber&, Topic&) {}  // after trades and changes of the best prices
  virtual void tell_second(Subscriber&, Topic&) {}  // each second: candles, funding
  virtual void beat(Subscriber&) {}                 // each second

  void send(Subscriber& s, JsonOut& out) { send(s, out.take()); }
  void send(Subscriber& s, std::string text);
  std::int64_t last_update(ProductId p) const { return p < updates_.size() ? updates_[p] : 0; }
  const Market& market(ProductId p) const { return w_.exchange.market(p); }
  TsUs now() const { return w_.clock.shown(); }
  std::int64_t now_ms() const { return now() / us_per_ms; }
  Day day(ProductId p) const { return w_.tape.day(p, now()); }

  World& w_;

 private:
  std::map<std::uint64_t, Subscriber> subscribers_;
  std::map<ProductId, Pending> pending_;
  std::vector<std::int64_t> updates_;  // number of the last change of each product's book
};

// Numbers with a fixed count of places, as some venues write and check them.
std::string fixed(Decimal x, int places);
int places_of(Decimal step);  // 0.01 has 2
Decimal funding_rate();       // of all perpetuals here: 0.0001 in 8 hours
TsUs next_funding(TsUs now);

net::Response json_response(JsonOut& out, int status = 200);

}  // namespace tu::simex::feeds
