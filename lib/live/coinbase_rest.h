// Signed requests to Coinbase Advanced Trade: tokens by the venue's own clock, the rate limit, and the fate
// of each request. Two connections, so that no question ever stands before an order.
#pragma once

#include <deque>
#include <functional>
#include <string>

#include "live/coinbase_tokens.h"
#include "live/order_desk.h"
#include "net/http_channel.h"

namespace tu::live {

class CoinbaseRest {
 public:
  using Outcome = net::ChannelOutcome;
  using Done = std::function<void(Outcome)>;
  enum class Line { orders, questions };

  CoinbaseRest(net::Loop& loop, net::CdpKey key, net::Url base, std::string ca);

  // `still_wanted`, when given, is asked when the turn has come; no: not_sent, "withdrawn".
  struct Ask {
    Line line = Line::questions;
    std::string method = "GET", path, query, body;  // path without the prefix: "/orders"
    DurUs time_max = 5 * us_per_s;
    std::int64_t life_s = net::token_life_s;  // of the token
    std::function<bool()> still_wanted;
    std::function<void()> leaving;  // just before it is written
  };
  void ask(Ask ask, Done done);
  void open();                                  // connections, and the venue's time
  void learn_time(std::function<void()> then);  // GET /time
  std::string socket_token() { return tokens_.take("", net::token_life_s); }
  // A token for orders is kept ready from now on.
  void expect_orders(std::int64_t life_s) { tokens_.keep_ready(uri("POST", "/orders"), life_s); }
  // The venue's clock as far as it is known.
  TsUs venue_now() const { return tokens_.now(); }
  bool time_known() const { return time_known_; }
  DurUs latency() const { return latency_.middle(); }
  const std::string& host() const { return host_; }

 private:
  using Held = std::deque<std::pair<Ask, Done>>;
  void go_on();
  DurUs let_go(Held& held, double keep);
  void now(Ask ask, Done done);
  std::string uri(const std::string& method, const std::string& path) const;

  std::string host_;
  CoinbaseTokens tokens_;
  net::HttpChannel orders_, questions_;
  net::Timer limit_timer_;
  Held held_orders_, held_questions_;  // by the rate limit
  RateLimit limit_{20, 10};            // 30 in any second: the venue's own, for one user
  bool time_known_ = false;
  Latency latency_;
};

}  // namespace tu::live
