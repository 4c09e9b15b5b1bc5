#include "venue/venues.h"

#include <algorithm>

#include "base/text.h"
#include "venue/binance/market.h"
#include "venue/bitfinex/market.h"
#include "venue/bybit/market.h"
#include "venue/coinbase/market.h"
#include "venue/hyperliquid/market.h"
#include "venue/kraken/market.h"
#include "venue/metric/sources.h"
#include "venue/okx/market.h"

namespace tu::venue {

namespace {

constexpr Host hosts[] = {
    {"coinbase", "coinbase", "wss://advanced-trade-ws.coinbase.com", "https://api.coinbase.com"},
    {"binance", "binance", "wss://stream.binance.com:9443", "https://api.binance.com"},
    {"binance-usdm", "binance", "wss://fstream.binance.com", "https://fapi.binance.com"},
    {"binanceus", "binanceus", "wss://stream.binance.us:9443", "https://api.binance.us"},
    {"kraken", "kraken", "wss://ws.kraken.com", "https://api.kraken.com"},
    {"okx", "okx", "wss://ws.okx.com:8443", "https://www.okx.com"},
    {"bybit", "bybit", "wss://stream.bybit.com", "https://api.bybit.com"},
    {"bitfinex", "bitfinex", "wss://api-pub.bitfinex.com", "https://api-pub.bitfinex.com"},
    {"hyperliquid", "hyperliquid", "wss://api.hyperliquid.xyz", "https://api.hyperliquid.xyz"},
    {"alternative.me", "metric", "", "https://api.alternative.me"},
    {"deribit", "metric", "", "https://www.deribit.com"},
    {"binance-futures", "metric", "", "https://fapi.binance.com"},
    {"coingecko", "metric", "", "https://api.coingecko.com"},
    {"latency", "metric", "", ""},  // somebody's own: --url says where
};

std::vector<MarketConnection> one(std::string host, std::string target, std::unique_ptr<MarketCodec> codec) {
  std::vector<MarketConnection> all;
  all.push_back({std::move(host), std::move(target), std::move(codec)});
  return all;
}

std::string no_perpetuals(const MarketRequest& request) {
  for (const std::string& s : request.symbols)
    if (s.ends_with("-PERP")) return s + ": perpetuals of this venue are not spoken here";
  return {};
}

// Spot and USD-M are places apart; of USD-M, books and best prices live on another path than the rest.
std::vector<MarketConnection> binance_connections(const MarketRequest& request, bool polled) {
  MarketRequest spot = request, perpetual = request;
  std::erase_if(spot.symbols, binance::is_perpetual);
  std::erase_if(perpetual.symbols, [](const std::string& s) { return !binance::is_perpetual(s); });
  std::vector<MarketConnection> all;
  using binance::Kind, binance::Part;
  const auto add = [&](const char* host, const char* target, const MarketRequest& r, Kind kind, Part part) {
    const binance::MarketSetup setup{"binance", kind, part, ""};
    all.push_back({host, polled ? "" : target,
                   polled ? binance::price_codec(r, setup) : binance::market_codec(r, setup)});
  };
  if (!spot.symbols.empty()) add("binance", "/stream", spot, Kind::spot, Part::all);
  if (perpetual.symbols.empty()) return all;
  if (polled) {
    add("binance-usdm", "", perpetual, Kind::usdm, Part::all);
    return all;
  }
  if (request.channels & (quotes | books))
    add("binance-usdm", "/public/stream", perpetual, Kind::usdm, Part::book);
  if (request.channels & (trades | candles | funding))
    add("binance-usdm", "/market/stream", perpetual, Kind::usdm, Part::market);
  return all;
}

std::string no_inverse(const MarketRequest& request) {
  for (const std::string& s : request.symbols)
    if (s.ends_with("-USD-PERP")) return s + ": inverse perpetuals of this venue are not spoken here";
  return {};
}

// One market has one name, or what is held in it would stand under two.
std::string usdc_perpetuals(const MarketRequest& request) {
  constexpr std::string_view dollars = "-USD-PERP", name = "-USDC-PERP";
  for (const std::string& s : request.symbols) {
    if (s.ends_with(dollars))
      return s + ": perpetuals of this venue are settled in USDC, expected " +
             s.substr(0, s.size() - dollars.size()) + std::string(name);
    if (!s.ends_with(name))
      return s + ": only perpetuals of this venue are spoken here, such as BTC-USDC-PERP";
  }
  return {};
}

std::vector<MarketConnection> okx_connections(const MarketRequest& request) {
  std::vector<MarketConnection> all;
  if (request.channels & (quotes | trades | books | funding))
    all.push_back({"okx", "/ws/v5/public", okx::market_codec(request, okx::Part::main)});
  if (request.channels & candles)
    all.push_back({"okx", "/ws/v5/business", okx::market_codec(request, okx::Part::candles)});
  return all;
}

// Sizes of perpetuals are in contracts, whose size a ticker does not say: spot only.
std::vector<MarketConnection> okx_polls(const MarketRequest& request) {
  MarketRequest spot = request;
  std::erase_if(spot.symbols, [](const std::string& s) { return s.ends_with("-PERP"); });
  return one("okx", "", spot.symbols.empty() ? nullptr : okx::price_codec(spot));
}

std::vector<MarketConnection> bybit_connections(const MarketRequest& request) {
  std::vector<MarketConnection> all;
  for (const bool perpetual : {false, true}) {
    MarketRequest part = request;
    std::erase_if(part.symbols, [&](const std::string& s) { return s.ends_with("-PERP") != perpetual; });
    if (!part.symbols.empty())
      all.push_back(
          {"bybit", perpetual ? "/v5/public/linear" : "/v5/public/spot", bybit::market_codec(part)});
  }
  return all;
}

constexpr Venue table[] = {
    {"coinbase", "5m", no_perpetuals,
     [](const MarketRequest& r) { return one("coinbase", "/", coinbase::market_codec(r)); },
     [](const MarketRequest& r) { return one("coinbase", "", coinbase::price_codec(r)); }},
    {"binance", "1m,3m,5m,15m,30m,1h,2h,4h,6h,8h,12h,1d",
     [](const MarketRequest& r) {
       for (const std::string& s : r.symbols)
         if (s.ends_with("-USD-PERP")) return s + ": COIN-M is only read from recordings";
       return std::string();
     },
     [](const MarketRequest& r) { return binance_connections(r, false); },
     [](const MarketRequest& r) { return binance_connections(r, true); }},
    {"binanceus", "1m,3m,5m,15m,30m,1h,2h,4h,6h,8h,12h,1d", no_perpetuals,
     [](const MarketRequest& r) {
       return one("binanceus", "/stream",
                  binance::market_codec(r, {"binanceus", binance::Kind::spot, binance::Part::all, ""}));
     },
     [](const MarketRequest& r) {
       return one("binanceus", "",
                  binance::price_codec(r, {"binanceus", binance::Kind::spot, binance::Part::all, ""}));
     }},
    {"kraken", "1m,5m,15m,30m,1h,4h,1d,1w", no_perpetuals,
     [](const MarketRequest& r) { return one("kraken", "/v2", kraken::market_codec(r)); },
     [](const MarketRequest& r) { return one("kraken", "", kraken::price_codec(r)); }},
    {"okx", "1m,3m,5m,15m,30m,1h,2h,4h,6h,12h,1d", no_inverse, okx_connections, okx_polls},
    {"bybit", "1m,3m,5m,15m,30m,1h,2h,4h,6h,12h,1d", no_inverse, bybit_connections,
     [](const MarketRequest& r) { return one("bybit", "", bybit::price_codec(r)); }},
    {"bitfinex", "1m,5m,15m,30m,1h,3h,6h,12h,1d", no_inverse,
     [](const MarketRequest& r) { return one("bitfinex", "/ws/2", bitfinex::market_codec(r)); },
     [](const MarketRequest& r) { return one("bitfinex", "", bitfinex::price_codec(r)); }},
    {"hyperliquid", "1m,3m,5m,15m,30m,1h,2h,4h,8h,12h,1d", usdc_perpetuals,
     [](const MarketRequest& r) { return one("hyperliquid", "/ws", hyperliquid::market_codec(r)); },
     [](const MarketRequest& r) { return one("hyperliquid", "", hyperliquid::price_codec(r)); }},
    {"metric", "", metric::refuse, metric::connections, metric::connections, false},
};

}  // namespace

std::span<const Venue> venues() {
  return table;
}

const Venue* find_venue(std::string_view name) {
  for (const Venue& v : table)
    if (v.name == name) return &v;
  return nullptr;
}

const Host* find_host(std::string_view name) {
  for (const Host& h : hosts)
    if (h.name == name) return &h;
  return nullptr;
}

std::vector<std::string_view> place_names() {
  std::vector<std::string_view> names;
  for (const Host& h : hosts)
    for (const std::string_view name : {h.venue, h.name})
      if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  return names;
}

bool is_symbol(std::string_view s) {
  const std::vector<std::string_view> parts = text::split(s, '-');
  if (parts.size() < 2 || parts.size() > 3 || (parts.size() == 3 && parts[2] != "PERP")) return false;
  return std::all_of(parts.begin(), parts.end(), [](std::string_view part) {
    return !part.empty() &&
           part.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789") ==
               part.npos;
  });
}

}  // namespace tu::venue
