// Venue, symbol, market and timeframe from paths and foreign symbols.
#include <algorithm>
#include <array>
#include <cstddef>

#include "base/ascii.h"
#include "source/table.h"

namespace tu::source {

namespace {

// Longest first where one ends another.
constexpr std::array<std::string_view, 24> quotes = {
    "FDUSD", "USDT", "USDC", "BUSD", "TUSD", "USDP", "USDE", "USD", "EUR", "GBP", "JPY", "TRY",
    "BRL",   "AUD",  "CAD",  "KRW",  "IDR",  "UAH",  "CHF",  "DAI", "BTC", "ETH", "BNB", "XBT"};

struct VenueName {
  std::string_view word, venue;
};
constexpr VenueName venues[] = {{"binance", "binance"},
                                {"binanceus", "binanceus"},
                                {"coinbase", "coinbase"},
                                {"gdax", "coinbase"},
                                {"kraken", "kraken"},
                                {"bybit", "bybit"},
                                {"okx", "okx"},
                                {"okex", "okx"},
                                {"bitfinex", "bitfinex"},
                                {"bitstamp", "bitstamp"},
                                {"cryptocom", "cryptocom"},
                                {"dydx", "dydx"},
                                {"deribit", "deribit"},
                                {"bitmex", "bitmex"},
                                {"huobi", "huobi"},
                                {"kucoin", "kucoin"},
                                {"gateio", "gateio"},
                                {"gemini", "gemini"},
                                {"hyperliquid", "hyperliquid"},
                                {"bitget", "bitget"},
                                {"ftx", "ftx"}};

std::vector<std::string> words_of(std::string_view path) {
  std::vector<std::string> words(1);
  for (char c : path) {
    if (c == '/' || c == '_' || c == '-' || c == '.' || c == ':' || c == ' ')
      words.emplace_back();
    else
      words.back() += c;
  }
  std::erase(words, "");
  return words;
}

bool has_word(const std::vector<std::string>& words, std::initializer_list<std::string_view> any) {
  for (const std::string& w : words)
    for (std::string_view a : any)
      if (text::lower(w) == a) return true;
  return false;
}

std::string coin(std::string_view s) {
  return s == "XBT" ? "BTC" : std::string(s);
}

std::optional<std::string> joined(std::string_view base, std::string_view quote, bool perp) {
  if (base.empty()) return std::nullopt;
  return coin(base) + "-" + coin(quote) + (perp ? "-PERP" : "");
}

// "USDTUSD" is USDT in USD, not USD in TUSD; the same with BNB and BUSD.
bool base_ends_like(std::string_view symbol, std::string_view quote) {
  constexpr std::string_view bases[] = {"USDT", "XBT",   "DOT", "BAT",  "GRT", "QNT", "FTT", "ANT",     "BNT",
                                        "GMT",  "BLAST", "BNB", "SHIB", "ARB", "TRB", "CKB", "1000SHIB"};
  if (quote != "TUSD" && quote != "BUSD") return false;
  return std::find(std::begin(bases), std::end(bases), symbol.substr(0, symbol.size() - 3)) !=
         std::end(bases);
}

std::string_view file_name(std::string_view path) {
  std::size_t slash = path.rfind('/');
  return slash == path.npos ? path : path.substr(slash + 1);
}

// Binance names COIN-M contracts, and nothing else, "BTCUSD_PERP" and, with the day of expiry,
// "BTCUSD_240628".
enum class CoinM : unsigned char { none, perpetual, dated };
CoinM coinm_name(std::string_view path) {
  const std::string name = text::upper(file_name(path));
  auto digit = [&](std::size_t at) { return at < name.size() && name[at] >= '0' && name[at] <= '9'; };
  for (std::size_t at = name.find("USD_"); at != name.npos; at = name.find("USD_", at + 1)) {
    if (at == 0 || (!digit(at - 1) && (name[at - 1] < 'A' || name[at - 1] > 'Z'))) continue;
    if (name.compare(at + 4, 4, "PERP") == 0) return CoinM::perpetual;
    std::size_t end = at + 4;
    while (digit(end)) ++end;
    if (end == at + 10) return CoinM::dated;
  }
  return CoinM::none;
}

// Of USD-M contracts that expire it names so, too: "BTCUSDT_240628".
bool usdm_expires(std::string_view path) {
  const std::string name = text::upper(file_name(path));
  for (std::size_t at = name.find('_'); at != name.npos; at = name.find('_', at + 1)) {
    const std::string_view pair = std::string_view(name).substr(0, at);
    const std::size_t end = std::min(name.find_first_not_of("0123456789", at + 1), name.size());
    if (end == at + 7 && (pair.ends_with("USDT") || pair.ends_with("USDC") || pair.ends_with("BUSD")))
      return true;
  }
  return false;
}

// The part of a file's name that may be its symbol: up to its first '-' or '.', or two parts for
// "BTC_USDT-5m".
std::optional<std::string> symbol_of_path(std::string_view path, std::string_view market) {
  if (std::size_t inner = path.find(".zip:"); inner != path.npos) path = path.substr(0, inner);
  std::string_view name = file_name(path);
  name = name.substr(0, name.find('.'));
  for (std::size_t cut = name.size(); cut != name.npos && cut > 0; cut = name.rfind('-', cut - 1))
    if (auto s = symbol_from(name.substr(0, cut), market)) return s;
  for (const std::string& w : words_of(name))
    if (w.size() >= 5)
      if (auto s = symbol_from(w, market)) return s;
  // LEAN keeps the symbol in the folder: crypto/coinbase/minute/btcusd/20180404_trade.zip
  std::size_t slash = path.rfind('/');
  if (slash == path.npos) return std::nullopt;
  return symbol_from(file_name(path.substr(0, slash)), market);
}

}  // namespace

std::optional<std::string> symbol_from(std::string_view foreign, std::string_view market) {
  std::string s = text::upper(foreign);
  bool perp = market == "usdm" || market == "coinm";
  auto ends = [&](std::string_view tail) {
    if (!s.ends_with(tail) || s.size() <= tail.size()) return false;
    s.resize(s.size() - tail.size());
    return true;
  };
  if (ends("-PERPETUAL")) {  // deribit's: the inverse "BTC-PERPETUAL", the linear "BTC_USDC-PERPETUAL"
    if (s.find('_') == s.npos) return joined(s, "USD", true);
    perp = true;
  }
  if (ends("_PERP") || ends("-PERP") || ends("-SWAP")) perp = true;
  std::string_view v = s;
  if (std::size_t colon = v.find(':'); colon != v.npos) {  // "BTC/USDT:USDT": settled in USDT, a perpetual
    perp = true;
    v = v.substr(0, colon);
  }
  if (std::size_t sep = v.find_first_of("/_-"); sep != v.npos) {
    std::string_view base = v.substr(0, sep), quote = v.substr(sep + 1);
    if (std::size_t second = quote.find_first_of("/_-"); second != quote.npos) {  // "BTC_USDT_USDT"
      if (std::find(quotes.begin(), quotes.end(), quote.substr(second + 1)) == quotes.end())
        return std::nullopt;
      perp = true;
      quote = quote.substr(0, second);
    }
    if (std::find(quotes.begin(), quotes.end(), quote) == quotes.end()) return std::nullopt;
    return joined(base, quote, perp);
  }
  if (v.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") != v.npos) return std::nullopt;
  for (std::string_view q : quotes)
    if (v.size() > q.size() && v.ends_with(q) && !base_ends_like(v, q))
      return joined(v.substr(0, v.size() - q.size()), q, perp);
  return std::nullopt;
}

std::string market_from(std::string_view path, std::string_view venue) {
  const std::string of = venue.empty() ? venue_from(path) : std::string(venue);
  if ((of.empty() || of == "binance") && coinm_name(path) != CoinM::none) return "coinm";
  const std::vector<std::string> words = words_of(path);
  if (has_word(words, {"cm", "coinm", "delivery"})) return "coinm";
  if (has_word(words, {"um", "usdm", "perp", "perps", "futures", "cryptofuture", "swap", "linear"}))
    return "usdm";
  if (has_word(words, {"spot", "crypto"})) return "spot";
  // Venues that have no perpetuals under the same names.
  if (has_word(words,
               {"coinbase", "gdax", "kraken", "bitstamp", "binanceus", "gemini", "bitfinex", "cryptocom"}))
    return "spot";
  return {};
}

std::string venue_from(std::string_view path) {
  std::string found;
  for (const std::string& w : words_of(path))
    for (const VenueName& v : venues)
      if (text::lower(w) == v.word) found = v.venue;
  return found;
}

std::string tf_from(std::string_view path) {
  std::string found;
  for (const std::string& w : words_of(path)) {
    const std::string_view number = std::string_view(w).substr(0, w.size() - 1);
    if (w.size() >= 2 && w.size() <= 4 && number.find_first_not_of("0123456789") == number.npos &&
        std::string_view("smhdwM").find(w.back()) != std::string_view::npos)
      found = w;
    if (w == "1mo") found = "1M";
    if (w == "minute") found = "1m";
    if (w == "second") found = "1s";
    if (w == "hour") found = "1h";
    if (w == "daily") found = "1d";
  }
  return found;
}

Result<Subject> subject_of(std::string_view path, const ImportHints& hints, bool wants_tf, std::string_view) {
  Subject s;
  s.market = hints.market.empty() ? market_from(path, hints.venue) : hints.market;
  s.venue = hints.venue.empty() ? venue_from(path) : hints.venue;
  if (s.venue.empty())
    return fail(Exit::usage, "no venue in the path; give one, such as --venue-name binance");
  if (s.venue == "binance" && s.market != "coinm" && coinm_name(path) != CoinM::none)
    return fail(Exit::usage, "--market is " + s.market + ", but its name is of a COIN-M contract");
  s.symbol = hints.symbol;
  if (s.symbol.empty() && ((s.market == "coinm" && coinm_name(path) == CoinM::dated) ||
                           (s.venue == "binance" && s.market == "usdm" && usdm_expires(path))))
    return fail(
        Exit::usage,
        "its name is of a contract that expires, which is no perpetual; give the symbol that it shall "
        "have, such as --symbol-name BTC-USD-240628");
  if (s.symbol.empty()) {
    std::optional<std::string> found = symbol_of_path(path, s.market);
    if (!found) return fail(Exit::usage, "no symbol in the path; give one, such as --symbol-name BTC-USDT");
    const bool traded_as_perp =
        found->ends_with("USDT") || found->ends_with("USDC") || found->ends_with("USD");
    if (s.market.empty() && !found->ends_with("-PERP") && traded_as_perp)
      return fail(
          Exit::usage,
          "spot or perpetual? The path does not say; give --market spot, usdm or coinm, or --symbol-name");
    s.symbol = std::move(*found);
  }
  s.tf = hints.tf.empty() ? tf_from(path) : hints.tf;
  if (wants_tf && s.tf.empty())
    return fail(Exit::usage, "no timeframe in the path; give one, such as --tf 1m");
  if (wants_tf && !bar_close(0, s.tf))
    return fail(Exit::usage, "timeframe is \"" + s.tf + "\", expected one such as 1m, 4h, 1d");
  return s;
}

}  // namespace tu::source
