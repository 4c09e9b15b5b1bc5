// Perpetuals at Hyperliquid, so that a short has a venue. The same promises as at Coinbase (coinbase_desk.h):
// an order is posted once, found again by its client id, told only as the venue states it. Each order carries
// the time after which the venue will not take it, which makes its absence a proof. The venue tells of orders
// and executions by a socket; rounds of questions stand behind it.
#pragma once

#include <deque>

#include "live/follow.h"
#include "live/hyperliquid_user.h"
#include "net/http_channel.h"
#include "venue/hyperliquid/actions.h"
#include "venue/hyperliquid/answers.h"

namespace tu::live {

class HyperliquidDesk final : public Follow {
 public:
  // `address`: whose orders they are; the key's own, or the account that lets the key trade.
  HyperliquidDesk(net::Loop& loop, net::EvmKey key, std::string address, net::Url base, net::Url socket,
                  DeskOptions options, Tell tell);
  void start() override;
  void send(const VenueOrder& order) override;
  void cancel(const std::string& client_id) override;
  DurUs latency() const override { return latency_.middle(); }

 private:
  using Done = std::function<void(net::ChannelOutcome)>;

  void info(std::string body, double weight, Done done);
  void let_go();
  void learn_assets();
  void go_on(const std::string& client_id) override;
  void post(Attempt& a, const venue::hyperliquid::Action& action);
  void answered(Attempt& a, const net::ChannelOutcome& o);
  void send_cancel(const std::string& client_id);
  // hyperliquid_follow.cpp
  void ask(Attempt& a) override;
  void ask_all(const std::vector<Attempt*>& all) override;
  bool asks_together() const override { return true; }
  void ask_fills(Attempt& a) override;
  void ask_holdings() override;
  DurUs look_most(const Attempt&) const override { return user_.alive() ? 10 * us_per_s : 2 * us_per_s; }
  void heard(const venue::hyperliquid::UserMessage& m);
  void took(Attempt& a, const venue::hyperliquid::Fill& f);
  const venue::hyperliquid::Asset* asset_of(const Attempt& a) const;
  std::uint64_t nonce();

  net::EvmKey key_;
  const std::string address_;
  const bool mainnet_;
  net::HttpChannel orders_, questions_;
  net::Timer limit_timer_;
  RateLimit limit_{15,
                   250};  // 1200 in any minute, by weight: the venue's own, for one address of the network
  struct Held {
    std::string body;
    double weight;
    Done done;
  };
  std::deque<Held> held_;  // questions, by the limit
  HyperliquidUser user_;
  std::vector<venue::hyperliquid::Asset> assets_;
  std::uint64_t last_nonce_ = 0;
  Latency latency_;
};

}  // namespace tu::live
