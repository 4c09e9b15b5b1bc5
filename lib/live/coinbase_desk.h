// Orders at Coinbase: spot and perpetuals, by REST, with the user channel as the alarm clock.
//
// Executions are told from REST fills only, each once by its entry id; the user channel says when to look,
// and a slow round of questions stands behind it. An order whose answer was lost is looked for by its client
// id until it is found, or until the venue's own clock has passed the life of every token that left for it:
// only then is its absence a proof.
#pragma once

#include <algorithm>
#include <map>
#include <set>

#include "live/coinbase_rest.h"
#include "live/coinbase_user.h"
#include "venue/coinbase/orders.h"
#include "venue/coinbase/product.h"

namespace tu::live {

class CoinbaseDesk final : public OrderDesk {
 public:
  CoinbaseDesk(net::Loop& loop, net::CdpKey key, net::Url base, net::Url socket, DeskOptions options,
               Tell tell);
  void start() override;
  void prepare(const VenueOrder& order) override;
  void send(const VenueOrder& order) override;
  void resolve(const VenueOrder& order, const std::string& venue_id) override;
  void cancel(const std::string& client_id) override;
  bool busy() const override;
  DurUs latency() const override { return rest_.latency(); }

 private:
  enum class Stage {
    product,  // waits for its product
    sending,  // the request waits or is on its way
    lost,     // it left; whether it arrived is not known
    working,  // the venue has it
    ended     // the venue ended it; executions are still to come
  };
  struct Attempt {
    VenueOrder order;
    std::string venue_id, body;
    Stage stage = Stage::product;
    bool asking = false, ask_again = false;  // a question about it is on its way
    bool cancel_wanted = false, cancelling = false, told_open = false, told_unknown = false,
         fresh_time = false, previewed = false;
    TsUs valid_until = 0;  // by the venue's clock: later nothing that left for it can be taken
    int tries = 0, absent = 0;
    Decimal filled;               // of executions told
    std::set<std::string> fills;  // their ids
    std::optional<venue::coinbase::OrderStatus> end;
    DurUs next_look = 0, pause = 0;  // monotonic
  };
  using Attempts = std::map<std::string, Attempt>;
  struct Made {
    VenueOrder asked, fitted;
    std::string body;
  };

  // coinbase_send.cpp
  void with_product(const std::string& client_id);
  static Result<Made> make(const VenueOrder& order, const venue::coinbase::Product& p);
  void fitted(Attempt& a, const venue::coinbase::Product& p);
  void go_on(const std::string& client_id);
  void preview(const std::string& client_id);
  void post(const std::string& client_id);
  void answered(Attempt& a, const CoinbaseRest::Outcome& o);
  void again(Attempt& a, DurUs after, const std::string& why);
  void flush_cancels();
  void cancelled(const std::vector<std::string>& client_ids, const CoinbaseRest::Outcome& o);
  // coinbase_follow.cpp
  void look(const std::string& client_id);  // ask what became of it
  void search(const std::string& client_id, std::string cursor);
  void not_there(Attempt& a);
  void noticed(Attempt& a, const venue::coinbase::OrderStatus& s);
  void ask_fills(const std::string& client_id, std::string cursor);
  void took_fills(Attempt& a, const std::vector<venue::coinbase::VenueFill>& fills);
  void settle(Attempt& a);
  void look_later(Attempt& a, DurUs least, DurUs most);
  void round();
  void heard(const venue::coinbase::UserMessage& m);

  std::int64_t life_s() const { return std::max<std::int64_t>(options_.order_life / us_per_s, 1); }
  // How long after its end a venue may still take a token: clocks are compared with some grace.
  DurUs leeway() const { return std::max<DurUs>(6 * us_per_s, options_.order_life); }
  void refuse(Attempt& a, std::string reason, bool would_take = false);
  void tell(const Attempt& a, VenueReport::Kind kind, std::string reason = {});
  Attempt* find(const std::string& client_id);
  Attempt* find_venue(const std::string& venue_id);

  net::Loop& loop_;
  CoinbaseRest rest_;
  CoinbaseUser user_;
  const DeskOptions options_;
  Tell tell_;
  net::Timer round_timer_, cancel_timer_;
  Attempts attempts_;
  std::map<std::string, venue::coinbase::Product> products_;
  std::optional<Made> made_;  // of the order that was prepared last
  std::map<std::string, std::shared_ptr<net::Timer>> timers_;
};

}  // namespace tu::live
