#include "simex/feeds/faces.h"

namespace tu::simex::feeds {

const std::vector<Venue>& venues() {
  static const std::vector<std::string> tether = {"BTC-USDT", "ETH-USDT", "SOL-USDT"},
                                        perpetuals = {"BTC-USDT-PERP", "ETH-USDT-PERP"};
  static const std::vector<Venue> table = {
      {"binance", tether, binance_face},
      {"binanceus", tether, binance_face},
      {"binance-usdm", perpetuals, binance_face},
      {"kraken", {"BTC-USD", "ETH-USD", "SOL-USD"}, kraken_face},
      {"okx", {"BTC-USDT", "ETH-USDT", "SOL-USDT", "BTC-USDT-PERP"}, okx_face},
      {"bybit", {"BTC-USDT", "ETH-USDT", "SOL-USDT", "BTC-USDT-PERP"}, bybit_face},
      {"bitfinex", {"BTC-USD", "ETH-USD", "SOL-USD", "BTC-USDT-PERP"}, bitfinex_face},
      {"hyperliquid", {"BTC-USDC-PERP", "ETH-USDC-PERP", "SOL-USDC-PERP"}, hyperliquid_face},
  };
  return table;
}

const Venue* find_venue(std::string_view name) {
  for (const Venue& v : venues())
    if (v.name == name) return &v;
  return nullptr;
}

}  // namespace tu::simex::feeds
