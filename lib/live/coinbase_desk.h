// Orders at Coinbase: spot and perpetuals, by REST, with the user channel as the alarm clock.
//
// Executions are told from REST fills only, each once by its entry id; the user channel says when to look,
// and a slow round of questions stands behind it. An order whose answer was lost is looked for by its client
// id until it is found, or until the venue's own clock has passed the life of every token that left for it:
// only then is its absence a proof.
#pragma once

#include <algorithm>

#include "live/coinbase_rest.h"
#include "live/coinbase_user.h"
#include "live/follow.h"
#include "venue/coinbase/orders.h"
#include "venue/coinbase/product.h"

namespace tu::live {

class CoinbaseDesk final : public Follow {
 public:
  CoinbaseDesk(net::Loop& loop, net::CdpKey key, net::Url base, net::Url socket, DeskOptions options,
               Tell tell);
  void start() override;
  void send(const VenueOrder& order) override;
  void cancel(const std::string& client_id) override;
  DurUs latency() const override { return rest_.latency(); }

 private:
  // coinbase_send.cpp
  void go_on(const std::string& client_id) override;
  void with_product(const std::string& client_id);
  void fitted(Attempt& a, const venue::coinbase::Product& p);
  void preview(const std::string& client_id);
  void post(const std::string& client_id);
  void answered(Attempt& a, const CoinbaseRest::Outcome& o);
  void flush_cancels();
  void cancelled(const std::vector<std::string>& client_ids, const CoinbaseRest::Outcome& o);
  // coinbase_follow.cpp
  void ask(Attempt& a) override;
  void ask_all(const std::vector<Attempt*>& all) override;
  bool asks_together() const override { return true; }
  void ask_together(const std::vector<Attempt*>& all);
  void ask_fills(Attempt& a) override { fills_page(a, {}); }
  void ask_holdings() override;
  DurUs look_most(const Attempt&) const override { return user_.alive() ? 5 * us_per_s : us_per_s; }
  void search(const std::string& client_id, std::string cursor);
  void not_there(Attempt& a);
  void fills_page(Attempt& a, const std::string& cursor);
  void took_fills(Attempt& a, std::vector<venue::coinbase::VenueFill> fills);
  void balances(std::shared_ptr<VenueHoldings> h, const std::string& cursor);
  void portfolio(std::shared_ptr<VenueHoldings> h);
  void positions(std::shared_ptr<VenueHoldings> h);
  void heard(const venue::coinbase::UserMessage& m);

  std::int64_t life_s() const { return std::max<std::int64_t>(options_.order_life / us_per_s, 1); }
  // How long after its end a venue may still take a token: clocks are compared with some grace.
  DurUs leeway() const { return std::max<DurUs>(6 * us_per_s, options_.order_life); }

  CoinbaseRest rest_;
  CoinbaseUser user_;
  net::Timer cancel_timer_;
  std::map<std::string, venue::coinbase::Product> products_;
  std::string portfolio_;  // of perpetuals, once it is known
};

}  // namespace tu::live
