// Trading at the simulated Hyperliquid: signed actions, what an address may ask of itself, and the channels
// that tell it.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>

#include "simex/hyperliquid/signed_action.h"
#include "simex/limits.h"
#include "simex/world.h"

namespace tu::simex::hyperliquid {

class Trading : public Listener {
 public:
  explicit Trading(World& world) : w_(world) {}

  net::Response exchange(JsonView body);  // POST /exchange
  // The answer to a question about a user; nothing when it is none.
  std::optional<std::string> info(const std::string& type, JsonView question) const;

  // Channels of a user. False: the subscription is none of these.
  bool subscribe(const std::shared_ptr<net::Socket>& socket, JsonView subscription, bool on);
  void closed(std::uint64_t socket) { ears_.erase(socket); }
  void flush();
  void order_changed(const Order& o) override;
  void filled(const Fill& f, const Order& o) override;

 private:
  struct Ear {
    std::shared_ptr<net::Socket> socket;
    std::map<std::string, std::set<std::string>> users;  // by channel: addresses
  };
  struct News {
    std::vector<OrderId> orders;
    std::size_t fills = 0;  // how many of the newest are news
  };
  std::optional<AccountId> account_of(std::string_view address) const;
  std::string over_allowance(AccountId account, JsonView action);
  std::string refused_nonce(const SignedAction& a, const std::string& signer);
  net::Response order(AccountId account, JsonView action);
  void place(JsonOut& out, AccountId account, JsonView order);
  net::Response cancel(AccountId account, JsonView action, bool by_client_id);
  net::Response modify(AccountId account, JsonView action, bool batch);
  void replace(JsonOut& out, AccountId account, JsonView modification);
  net::Response schedule_cancel(AccountId account, JsonView action);
  void cancel_what_is_due();
  const Order* own_order(AccountId account, JsonView oid) const;
  net::Response leverage(AccountId account, JsonView action);
  Decimal leverage_of(AccountId account, ProductId product) const;
  std::string state(std::optional<AccountId> account) const;
  void write_position(JsonOut& out, AccountId account, ProductId product, const Position& at) const;
  std::string orders(std::optional<AccountId> account, bool open_only, bool all_of_it) const;
  std::string status(std::optional<AccountId> account, JsonView oid) const;
  std::string fundings(std::optional<AccountId> account, TsUs from) const;
  std::string fees(std::optional<AccountId> account) const;
  std::string rate_limit(std::optional<AccountId> account) const;
  void say_fills(net::Socket& s, const std::string& user, AccountId account, std::size_t newest,
                 bool snapshot) const;
  void say(net::Socket& s, std::string_view channel, const std::string& data) const;

  World& w_;
  std::map<std::pair<AccountId, ProductId>, Decimal> leverage_;
  std::map<AccountId, Allowance> allowances_;
  std::map<std::string, std::set<std::uint64_t>> nonces_;  // the newest of each signer
  std::map<AccountId, TsUs> cancel_all_at_;  // the dead man's switch, by the clock that is shown
  std::map<std::uint64_t, Ear> ears_;        // by socket
  std::map<AccountId, News> news_;
};

}  // namespace tu::simex::hyperliquid
