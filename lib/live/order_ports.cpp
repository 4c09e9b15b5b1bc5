// Options and environment to live ports.
#include <algorithm>
#include <fstream>
#include <sstream>

#include "base/config.h"
#include "base/named_list.h"
#include "base/text.h"
#include "live/coinbase_desk.h"
#include "live/hyperliquid_desk.h"
#include "live/keys.h"
#include "live/order_port.h"

namespace tu::live {
namespace {

struct Owned {
  std::shared_ptr<void> before;
  WallClock clock;
  std::unique_ptr<OrderPort> port;
};

Result<Secret> key_of(const PortRequest& request, std::string_view venue, const Environment& environment,
                      const char* variable) {
  return venue_key(path_for(request.option("--key-file"), venue), request.option("--key-cmd"), environment,
                   variable);
}

Result<OrderPort::MakeDesk> coinbase(const PortRequest& request, DeskOptions options,
                                     const Environment& environment) {
  auto secret = key_of(request, "coinbase", environment, "TRADEUTILS_COINBASE_KEY");
  if (!secret) return secret.error();
  auto key = net::cdp_key(*secret, "the key of coinbase");
  if (!key) return key.error();
  const bool own = options.url.empty();
  auto base = net::parse_url(own ? "https://api.coinbase.com/" : options.url);
  if (!base) return base.error();
  auto socket = own ? net::parse_url("wss://advanced-trade-ws-user.coinbase.com/")
                    : Result<net::Url>(net::with_target(*base, "/", true));
  if (!socket) return socket.error();
  return OrderPort::MakeDesk([key = *key, base = net::with_target(*base, "/", false), socket = *socket,
                              options](net::Loop& loop, Tell tell) -> std::unique_ptr<OrderDesk> {
    return std::make_unique<CoinbaseDesk>(loop, key, base, socket, options, std::move(tell));
  });
}

Result<OrderPort::MakeDesk> hyperliquid(const PortRequest& request, DeskOptions options,
                                        const Environment& environment) {
  auto secret = key_of(request, "hyperliquid", environment, "TRADEUTILS_HYPERLIQUID_KEY");
  if (!secret) return secret.error();
  auto key = net::EvmKey::from_hex(*secret, "the key of hyperliquid");
  if (!key) return key.error();
  auto base = net::parse_url(options.url.empty() ? "https://api.hyperliquid.xyz/" : options.url);
  if (!base) return base.error();
  // A key that an account lets trade for it (an agent) is not that account.
  std::string address = environment("TRADEUTILS_HYPERLIQUID_ADDRESS");
  if (address.empty()) address = key->address();
  return OrderPort::MakeDesk([key = *key, address, base = net::with_target(*base, "/", false),
                              socket = net::with_target(*base, "/ws", true),
                              options](net::Loop& loop, Tell tell) -> std::unique_ptr<OrderDesk> {
    return std::make_unique<HyperliquidDesk>(loop, key, address, base, socket, options, std::move(tell));
  });
}

// The venues that take orders among those that --venue names: by their name, or as tables of a file.
Result<std::vector<std::string>> venues_named(const std::string& word) {
  const std::vector<std::string> known = {"coinbase", "hyperliquid"};
  if (word.empty()) return std::vector<std::string>();
  if (std::find(known.begin(), known.end(), word) != known.end()) return std::vector<std::string>{word};
  std::ifstream in(word);
  std::stringstream text;
  text << in.rdbuf();
  auto toml = Config::parse(text.str(), word);
  if (!toml) return toml.error();
  std::vector<std::string> out;
  for (const std::string& name : known)
    if (!toml->children(name).empty()) out.push_back(name);
  return out;
}

// Of those the ones that the session is about; when it is about none of them, all.
std::vector<std::string> venues_wanted(const std::vector<std::string>& named,
                                       const std::vector<std::string>& session) {
  std::vector<std::string> both;
  for (const std::string& name : named)
    if (std::find(session.begin(), session.end(), name) != session.end()) both.push_back(name);
  return both.empty() ? named : both;
}

DeskOptions desk_options(const PortRequest& request, const std::string& venue) {
  DeskOptions options;
  options.url = url_after(request.option("--url"), venue);
  options.ca = request.option("--ca");
  options.preview = request.option("--preview") == "true";
  if (const auto life = parse_duration(request.option("--order-life"))) options.order_life = *life;
  if (const auto every = parse_duration(request.option("--compare-every"))) options.compare_every = *every;
  return options;
}

Result<OrderPort::Makers> makers_of(const PortRequest& request, const std::vector<std::string>& venues,
                                    const Environment& environment) {
  if (venues.size() > 1)
    for (const char* one : {"--key-file", "--key-cmd"})
      if (const std::string given = request.option(one);
          !given.empty() && (one == std::string_view("--key-cmd") || !names_paths(given)))
        return fail(Exit::config, std::string(one) +
                                      " is the key of one venue, and this session trades at coinbase and "
                                      "hyperliquid: expected --key-file coinbase=FILE,hyperliquid=FILE, or "
                                      "their variables TRADEUTILS_COINBASE_KEY and "
                                      "TRADEUTILS_HYPERLIQUID_KEY");
  OrderPort::Makers makers;
  for (const std::string& name : venues) {
    auto desk = name == "coinbase" ? coinbase(request, desk_options(request, name), environment)
                                   : hyperliquid(request, desk_options(request, name), environment);
    if (!desk) return desk.error();
    makers[name] = *desk;
  }
  return makers;
}

}  // namespace

Result<OwnedPorts> add_live_ports(const PortRequest& request, OwnedPorts ports,
                                  const Environment& environment) {
  if (request.option("--mode") != "live") return ports;
  auto owned = std::make_shared<Owned>();
  owned->before = std::move(ports.owner);
  ports.ports.clock = &owned->clock;
  ports.ports.latch = environment("TRADEUTILS_LIVE");
  ports.owner = owned;
  // Without the latch nothing is opened and no key is looked for: the stage says what is closed.
  if (!ports.ports.account || ports.ports.latch != ports.ports.account->ledger_id()) return ports;
  keep_out_of_cores();
  auto venues = venues_named(request.option("--venue"));
  if (!venues) return venues.error();
  if (venues->empty()) return ports;
  owned->port = std::make_unique<OrderPort>(
      [request, named = *venues, environment](const std::vector<std::string>& session) {
        return makers_of(request, venues_wanted(named, session), environment);
      });
  ports.ports.venue = owned->port.get();
  return ports;
}

}  // namespace tu::live
