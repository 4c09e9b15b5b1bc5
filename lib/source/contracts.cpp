// Whose an instrument is by the names of data vendors, and what its sizes count: base currency, or contracts.
// What a contract is worth, files do not say. Where a venue has one rule for all of a kind it stands here;
// where each instrument has its own figure, which changes, the user gives it.
#include <algorithm>

#include "source/table.h"

namespace tu::source {

namespace {

struct Exchange {
  std::string_view name, venue, market;
};
constexpr Exchange exchanges[] = {{"binance", "binance", "spot"},
                                  {"binance-futures", "binance", "usdm"},
                                  {"binance-delivery", "binance", "coinm"},
                                  {"binance-us", "binanceus", "spot"},
                                  {"bitmex", "bitmex", "usdm"},
                                  {"deribit", "deribit", ""},
                                  {"huobi-dm-swap", "huobi", "coinm"},
                                  {"huobi-dm-linear-swap", "huobi", "usdm"},
                                  {"huobi", "huobi", "spot"},
                                  {"okex", "okx", "spot"},
                                  {"okex-swap", "okx", ""},
                                  {"okx-swap", "okx", ""},
                                  {"okex-futures", "okx", "usdm"},
                                  {"okx-futures", "okx", "usdm"},
                                  {"gate-io", "gateio", "spot"},
                                  {"gate-io-futures", "gateio", "usdm"},
                                  {"kucoin-futures", "kucoin", "usdm"},
                                  {"phemex", "phemex", "usdm"},
                                  {"delta", "delta", "usdm"},
                                  {"coinbase", "coinbase", "spot"},
                                  {"kraken", "kraken", "spot"},
                                  {"bitstamp", "bitstamp", "spot"},
                                  {"bybit", "bybit", "usdm"},
                                  {"bybit-spot", "bybit", "spot"},
                                  {"bitfinex", "bitfinex", "spot"},
                                  {"gemini", "gemini", "spot"},
                                  {"dydx", "dydx", "usdm"},
                                  {"crypto-com", "cryptocom", "spot"}};

// Venues whose perpetuals are traded in contracts, each instrument with its own size of one.
constexpr std::string_view contract_venues[] = {"okx",    "bitmex", "gateio", "huobi",
                                                "kucoin", "phemex", "delta"};

// A venue that is not known here, by a name that data vendors give to markets of derivatives.
bool derivatives_by_name(std::string_view exchange) {
  constexpr std::string_view words[] = {"futures",     "swap",    "dm",        "delivery",
                                        "derivatives", "options", "perpetual", "perps"};
  const std::vector<std::string_view> parts = text::split(exchange, '-');
  return parts.size() > 1 && std::any_of(parts.begin(), parts.end(), [&](std::string_view part) {
           return std::find(std::begin(words), std::end(words), part) != std::end(words);
         });
}

bool counts_contracts(std::string_view venue, std::string_view symbol) {
  return derivatives_by_name(venue) ||
         (symbol.ends_with("-PERP") && std::find(std::begin(contract_venues), std::end(contract_venues),
                                                 venue) != std::end(contract_venues));
}

}  // namespace

double Contract::in_base(double size, double price) const {
  if (quote > 0) return size * quote / price;
  if (!base) return size;
  // Decimals, so that 3 contracts of 0.1 are 0.3.
  if (std::optional<Decimal> n = Decimal::from_real(size))
    if (std::optional<Decimal> product = Decimal::checked_mul(*n, *base)) return product->to_real();
  return size * base->to_real();
}

Result<Contract> said_contract(const ImportHints& hints) {
  Contract c;
  if (hints.contract_size.empty()) return c;
  c.base = Decimal::parse(hints.contract_size);
  if (c.base && c.base->sign() > 0) return c;
  return fail(Exit::usage, "--contract-size is \"" + hints.contract_size +
                               "\", expected a number above 0, such as 0.01: base currency in one contract");
}

double inverse_contract(std::string_view venue, std::string_view symbol) {
  if (!symbol.ends_with("-USD-PERP")) return 0;
  if (venue == "bitmex" && symbol != "BTC-USD-PERP") return 0;  // those are quanto, not inverse
  if (venue == "bitmex" || venue == "deribit" || venue == "kraken" || venue == "bybit") return 1;
  if (venue == "binance" || venue == "huobi" || venue == "okx") return symbol.starts_with("BTC-") ? 100 : 10;
  return 0;
}

Contract contract_of(const Subject& of) {
  Contract c;
  c.quote = inverse_contract(of.venue, of.symbol);
  if (c.quote <= 0 && of.venue == "binance" && of.market == "coinm")  // those that expire
    c.quote = of.symbol.starts_with("BTC-") ? 100 : 10;
  return c;
}

Result<Contract> contract_of(std::string_view venue, std::string_view symbol, const Contract& said) {
  const std::string whose = "sizes of " + std::string(symbol) + " at " + std::string(venue);
  Contract c;
  c.quote = inverse_contract(venue, symbol);
  if (c.quote > 0 || !counts_contracts(venue, symbol)) {
    if (!said.base) return c;
    return fail(Exit::usage, "--contract-size is " + said.base->str() + ", but " + whose +
                                 (c.quote > 0 ? " are contracts of " + text::of_real(c.quote) + " USD"
                                              : std::string(" are in base currency already")));
  }
  if (said.base) return said;
  std::string why = whose + " count contracts, and the file does not say how much one is";
  if (venue == "bitmex" && symbol.ends_with("-USD-PERP"))
    why += " (a quanto contract is no amount of base currency: its profit is paid in bitcoin)";
  return fail(Exit::usage, why + "; give the base currency in one with --contract-size, such as 0.01");
}

Result<Listed> listed(std::string_view exchange, std::string_view symbol, const Contract& said) {
  if (exchange.empty()) return fail(Exit::bad_data, "\"exchange\" is empty, expected a venue's name");
  if (symbol.empty()) return fail(Exit::bad_data, "\"symbol\" is empty, expected an instrument's name");
  Listed l;
  std::string_view market = derivatives_by_name(exchange) ? "usdm" : "spot";
  l.venue = std::string(exchange);
  for (const Exchange& e : exchanges)
    if (e.name == exchange) l.venue = e.venue, market = e.market;
  if (exchange == "bitmex" && symbol.find('_') != symbol.npos) market = "spot";  // its perpetuals have none
  std::optional<std::string> name = symbol_from(symbol, market);
  if (!name)
    return fail(Exit::bad_data, "\"symbol\" is \"" + std::string(symbol.substr(0, 40)) +
                                    "\", expected a pair with a known quote currency");
  l.symbol = std::move(*name);
  Result<Contract> contract = contract_of(l.venue, l.symbol, said);
  if (!contract) return contract.error();
  l.contract = *contract;
  return l;
}

Status listed_at_head(std::string_view head, int exchange, int symbol, const Contract& said) {
  const std::vector<std::string_view> lines = text::split(head, '\n');
  if (lines.size() < 3) return {};  // the first row of data may be cut
  std::vector<std::string_view> fields;
  split_csv(lines[1], fields);
  if (std::max(exchange, symbol) >= static_cast<int>(fields.size())) return {};
  Result<Listed> l =
      listed(fields[static_cast<std::size_t>(exchange)], fields[static_cast<std::size_t>(symbol)], said);
  return l || l.error().status != Exit::usage ? Status() : Status(l.error());
}

}  // namespace tu::source
