// What a venue says that we have: orders, executions, balances, positions, payments of funding, read whole.
// Blocks until it is there. An Error (69) says what could not be read.
#pragma once

#include <functional>

#include "account/recon.h"
#include "net/jwt.h"
#include "net/loop.h"
#include "net/url.h"

namespace tu::live {

struct VenueBooks {
  std::vector<account::VenueSideOrder> orders;
  std::map<std::string, Decimal> balances, positions;  // positions in perpetuals; negative: short
  std::vector<account::Payment> funding;               // oldest first
  bool net = false;                                    // balances are less what open perpetuals cost
};

struct BooksRequest {
  net::Url base;
  std::string ca;
  TsUs since = 0;                                 // of the oldest order that matters; 0: all
  std::map<std::string, std::string> perpetuals;  // ours by base; without any no positions are asked for
  std::vector<std::string> open;                  // client ids of orders that are not over here
};

Result<VenueBooks> read_coinbase_books(const BooksRequest& request, const net::CdpKey& key);
Result<VenueBooks> read_hyperliquid_books(const BooksRequest& request, const std::string& address);

// Asks again after what may pass; the answer's body goes to `took` once. The reader that both venues are read
// by.
class BooksReader {
 public:
  struct Answer {
    int status = 0;  // 0: none came
    std::string body, why;
  };
  using Heard = std::function<void(Answer)>;
  using Send = std::function<void(Heard)>;
  explicit BooksReader(net::Loop& loop) : loop_(loop), pause_(loop) {}
  void ask(const std::string& what, Send send, std::function<Status(const std::string&)> took, int tries = 0);
  void done() { loop_.stop(); }
  Status run();

 private:
  void stop(Error why);
  net::Loop& loop_;
  net::Timer pause_;
  Status status_;
};

}  // namespace tu::live
