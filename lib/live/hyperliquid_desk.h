// Perpetuals at Hyperliquid, so that a short has a venue. The same promises as at Coinbase (coinbase_desk.h):
// an order is posted once, found again by its client id, told only as the venue states it. Each order carries
// the time after which the venue will not take it, which makes its absence a proof.
#pragma once

#include <map>
#include <set>

#include "live/order_desk.h"
#include "net/http_channel.h"
#include "venue/hyperliquid/actions.h"
#include "venue/hyperliquid/answers.h"

namespace tu::live {

class HyperliquidDesk final : public OrderDesk {
 public:
  // `address`: whose orders they are; the key's own, or the account that lets the key trade.
  HyperliquidDesk(net::Loop& loop, net::EvmKey key, std::string address, net::Url base, DeskOptions options,
                  Tell tell);
  void start() override;
  void send(const VenueOrder& order) override;
  void resolve(const VenueOrder& order, const std::string& venue_id) override;
  void cancel(const std::string& client_id) override;
  bool busy() const override;
  DurUs latency() const override { return latency_.middle(); }

 private:
  enum class Stage { asset, sending, lost, working, ended };
  struct Attempt {
    VenueOrder order;
    std::string venue_id;
    Stage stage = Stage::asset;
    bool asking = false, cancel_wanted = false, told_open = false;
    std::uint64_t valid_until = 0;  // ms, of what left for it
    int tries = 0, absent = 0;
    Decimal filled;
    std::set<std::string> fills;
    std::optional<venue::hyperliquid::Status> end;
    DurUs next_look = 0, pause = 0;
  };
  using Done = std::function<void(net::ChannelOutcome)>;

  void info(std::string body, Done done);
  void learn_assets();
  void post(const std::string& client_id);
  void answered(Attempt& a, const net::ChannelOutcome& o);
  void again(const std::string& client_id, const std::string& why);
  void send_cancel(const std::string& client_id);
  void round();
  void look(const std::string& client_id);
  void noticed(Attempt& a, const venue::hyperliquid::Status& s);
  void ask_fills(const std::string& client_id);
  void settle(Attempt& a);
  void refuse(const std::string& client_id, std::string reason, bool would_take = false);
  void tell(const Attempt& a, VenueReport::Kind kind, std::string reason = {});
  Attempt* find(const std::string& client_id);
  const venue::hyperliquid::Asset* asset_of(const Attempt& a) const;
  std::uint64_t nonce();

  net::EvmKey key_;
  const std::string address_;
  const bool mainnet_;
  const DeskOptions options_;
  Tell tell_;
  net::HttpChannel orders_, questions_;
  net::Timer round_timer_;
  std::vector<venue::hyperliquid::Asset> assets_;
  std::map<std::string, Attempt> attempts_;
  std::uint64_t last_nonce_ = 0;
  Latency latency_;
};

}  // namespace tu::live
