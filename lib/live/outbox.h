// Outbox: events on their way to standard output. While the reader keeps up they go straight through. While
// it does not, what waits is bounded: of quotes, beats and metrics the newest of each waits, books are merged
// into one change a symbol, and everything else waits in full; when that is too much the sockets are no
// longer read (held), so the venue is pushed back and nothing is dropped.
#pragma once

#include <cstdint>
#include <functional>
#include <list>
#include <map>
#include <string>

#include "live/assembler.h"
#include "live/merged_book.h"
#include "net/loop.h"
#include "wire/wire.h"

namespace tu::live {

class Outbox final : public Taker {
 public:
  struct Calls {
    std::function<void(bool held)> hold;  // stop or go on reading all sockets
    // The changes of a book that waited were too many and are given up: it must be taken anew.
    std::function<void(Atom venue, Atom symbol)> give_up;
    std::function<void(int error)> ended;  // nothing more can be written: 0 the reader left, else errno
  };
  Outbox(net::Loop& loop, int fd, Calls calls);

  void take(const Event& e) override;
  // Writes what can be written without waiting; asks to be called again when there is room.
  void flush();
  void drain();  // writes all, however long it takes
  std::int64_t events() const { return events_; }
  bool held() const { return held_; }

 private:
  struct Item {
    std::string line;  // whole, with its newline; empty: the book of `key`
    std::string key;   // of what is conflated; empty: waits in full
  };
  using Items = std::list<Item>;
  bool direct() const { return items_.empty() && ready_.size() < straight_max; }
  void queue(const Event& e, const std::string& key);
  void queue_book(const Event& e, const std::string& key);
  void move_on();  // from what waits to what is written
  void weigh();
  bool write_some();
  void lost_reader(int error);

  static constexpr std::size_t straight_max = 64 * 1024;
  static constexpr std::size_t full_max = 20'000, full_bytes_max = 8 * 1024 * 1024;

  net::Watch watch_;
  int fd_;
  Calls calls_;

  wire::Buffer ready_;
  std::size_t written_ = 0;  // of ready_
  Items items_;
  std::map<std::string, Items::iterator> places_;  // of conflated items
  std::map<std::string, MergedBook> books_;
  std::map<std::string, bool> given_up_;  // books that wait for a snapshot
  std::size_t full_ = 0, full_bytes_ = 0;
  bool held_ = false, watching_ = false, ended_ = false;
  std::int64_t events_ = 0;
};

}  // namespace tu::live
