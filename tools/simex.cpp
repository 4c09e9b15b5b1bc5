// simex: a simulated exchange on loopback that speaks the venues' own protocols.
#include <fmt/core.h>
#include <unistd.h>

#include "account/instrument.h"
#include "base/config.h"
#include "base/rate.h"
#include "base/text.h"
#include "cli/parse.h"
#include "simex/app.h"
#include "simex/feeds/faces.h"
#include "source/options.h"

namespace {

using namespace tu;

struct Options {
  std::string venue = "coinbase", listen = "127.0.0.1:0", keys, tls, pace = "realtime", stamp = "wall";
  std::string self_trade = "cancel-newest", repeats = "first", data, faults;
  std::vector<std::string> rename;
  std::vector<std::string> symbols;
  std::vector<std::string> balance = {"USD=100000", "USDC=100000", "BTC=1", "ETH=10"};
  std::int64_t seed = 1;
  std::optional<File> fees;
  std::string funding;
  Duration funding_every{us_per_hour};
  Decimal limits = Decimal::from_integer(1);
  bool steps = false, hold = false;
};

std::vector<std::string> venue_names() {
  std::vector<std::string> names = {"coinbase"};
  for (const simex::feeds::Venue& v : simex::feeds::venues()) names.emplace_back(v.name);
  return names;
}

cli::CommandSpec spec() {
  cli::CommandSpec s = cli::describe_command<Options>(
      "simex", "a simulated exchange that speaks a venue's own protocol", "[FILE]...",
      {{"--venue", "NAME", "whose protocol is spoken", &Options::venue, one_of(venue_names())},
       {"--listen", "ADDRESS:PORT", "where to listen; port 0 is any that is free", &Options::listen},
       {"--keys", "DIR", "key files of those who may trade; without it everybody may only look",
        &Options::keys},
       {"--tls", "CERT,KEY", "files of a certificate and its key, in PEM: speak TLS", &Options::tls},
       {"--data", "FILE", "a recording or importable file; more may follow as operands", &Options::data},
       {"--rename", "LIST", "symbols of the data by another name: BTC-USDT=BTC-USD", &Options::rename},
       {"--seed", "N", "seed of the market, of ids and of faults", &Options::seed},
       {"--symbols", "LIST", "trade these symbols only", &Options::symbols},
       {"--balance", "LIST", "what every account begins with", &Options::balance},
       {"--pace", "PACE", "speed of the market: max, realtime, or a factor such as 50x", &Options::pace},
       {"--steps", "", "the market moves only when the control endpoint says so", &Options::steps},
       {"--held", "", "the market begins when the control endpoint says so", &Options::hold},
       {"--stamp", "CLOCK", "times that clients are told: the real clock's or the market's own",
        &Options::stamp, one_of({"wall", "market"})},
       {"--faults", "RULES", "what goes wrong: rules, or a file of them", &Options::faults},
       {"--limits", "X", "requests that are taken: the venue's figures times this; 0 is without limits",
        &Options::limits},
       {"--fees", "FILE", "a venue file whose newest fees are taken; without it the venue's usual ones",
        &Options::fees},
       {"--funding-rate", "RATE", "what a settlement of perpetuals takes from longs; the venue's usual one",
        &Options::funding},
       {"--funding-every", "TIME", "settlements stand at the multiples of this time",
        &Options::funding_every},
       {"--self-trade", "RULE", "what happens when an order meets one of its own account",
        &Options::self_trade, one_of({"cancel-newest", "cancel-oldest", "cancel-both", "decrement"})},
       {"--repeats", "RULE", "an order whose client id was used: the first one's answer, or a new order",
        &Options::repeats, one_of({"first", "new"})}});
  s.examples = {{"simex --venue coinbase --seed 7 > address & sleep 1; cat address; kill $!",
                 "a market for a second; clients find it at the address"}};
  s.see_also = {"feed", "place-order"};
  return s;
}

Status read_address(const std::string& text, net::ServerOptions& o) {
  const std::size_t colon = text.rfind(':');
  const std::optional<std::int64_t> port =
      colon == text.npos ? std::nullopt : text::to_integer(std::string_view(text).substr(colon + 1));
  if (!port || *port < 0 || *port > 65535)
    return fail(Exit::usage, "--listen " + text + ": expected ADDRESS:PORT, such as 127.0.0.1:0");
  o.address = text.substr(0, colon);
  if (o.address == "localhost") o.address = "127.0.0.1";
  o.port = static_cast<std::uint16_t>(*port);
  return {};
}

Status read_tls(const std::string& text, net::ServerOptions& o) {
  if (text.empty()) return {};
  const std::size_t comma = text.find(',');
  if (comma == text.npos || comma == 0 || comma + 1 == text.size())
    return fail(Exit::usage, "--tls " + text + ": expected two files, CERT,KEY");
  o.certificate_file = text.substr(0, comma);
  o.key_file = text.substr(comma + 1);
  return {};
}

Result<std::vector<simex::Deposit>> read_balances(const std::vector<std::string>& list) {
  std::vector<simex::Deposit> deposits;
  for (const std::string& item : list) {
    const std::size_t is = item.find('=');
    const std::optional<Decimal> amount =
        is == item.npos ? std::nullopt : Decimal::parse(std::string_view(item).substr(is + 1));
    if (!amount || amount->negative() || is == 0 || *amount > Decimal::from_integer(1'000'000'000'000))
      return fail(Exit::usage, "--balance " + item + ": expected CURRENCY=AMOUNT, such as USD=100000");
    deposits.push_back({item.substr(0, is), *amount});
  }
  return deposits;
}

// Rules as they stand, or the file that has them.
Status read_faults(const std::string& text, std::string& rules) {
  rules = text;
  if (text.empty() || access(text.c_str(), R_OK) != 0) return {};
  Result<std::string> content = cli::read_file(text);
  if (!content) return content.error();
  rules = std::move(content).value();
  return {};
}

// The fees in force: of the file, or those of an account that begins.
Result<std::vector<simex::Tier>> fee_tiers(const Options& o) {
  auto d = [](const char* text) { return *Decimal::parse(text); };
  if (!o.fees && o.venue == "hyperliquid")
    return std::vector<simex::Tier>{{"Tier 0", d("0"), d("0.00015"), d("0.00045")}};
  if (!o.fees)  // of Coinbase Advanced Trade
    return std::vector<simex::Tier>{{"Intro 1", d("0"), d("0.006"), d("0.012")},
                                    {"Intro 2", d("1000"), d("0.004"), d("0.006")},
                                    {"Intro 3", d("10000"), d("0.0025"), d("0.004")},
                                    {"Advanced 1", d("50000"), d("0.001"), d("0.002")}};
  auto toml = Config::parse(o.fees->content, o.fees->path);
  if (!toml) return toml.error();
  auto venues = account::Venues::from_config(*toml);
  if (!venues) return venues.error();
  const account::Venue* venue = venues->venue(intern(o.venue));
  if (!venue || venue->fees.empty())
    return fail(Exit::config, o.fees->path + ": it has no fees of " + o.venue);
  std::vector<simex::Tier> tiers;
  for (const account::FeeTier& t : venue->fees.back().tiers)
    tiers.push_back({"Tier " + std::to_string(tiers.size()), t.from_volume, t.maker, t.taker});
  return tiers;
}

Result<simex::AppOptions> app_options(const Options& o, const std::vector<std::string>& operands) {
  simex::AppOptions a;
  a.venue = o.venue;
  if (Status st = read_address(o.listen, a.server); !st) return st.error();
  if (Status st = read_tls(o.tls, a.server); !st) return st.error();
  a.keys = o.keys;
  if (!o.data.empty()) a.data.push_back(o.data);
  a.data.insert(a.data.end(), operands.begin(), operands.end());
  a.symbols = o.symbols;
  for (const std::string& item : o.rename) {
    const std::size_t is = item.find('=');
    if (is == item.npos || is == 0 || is + 1 == item.size())
      return fail(Exit::usage, "--rename " + item + ": expected OLD=NEW, such as BTC-USDT=BTC-USD");
    a.rename[item.substr(0, is)] = item.substr(is + 1);
  }
  if (Status st = read_faults(o.faults, a.faults); !st) return st.error();
  a.report = [](const std::string& message) { fmt::print(stderr, "simex: {}\n", message); };
  if (o.limits.negative()) return fail(Exit::usage, "--limits " + o.limits.str() + ": expected 0 or more");
  a.limits = o.limits.to_real();
  a.seed = static_cast<std::uint64_t>(o.seed);
  const Result<double> pace = o.pace == "realtime" ? Result<double>(1.0) : source::pace_from(o.pace);
  if (!pace) return pace.error();
  a.hold = o.hold;
  a.clock = {*pace, o.steps, o.stamp == "market" ? simex::Stamp::market : simex::Stamp::wall};
  Result<std::vector<simex::Deposit>> deposits = read_balances(o.balance);
  if (!deposits) return deposits.error();
  a.deposits = std::move(deposits).value();
  Result<std::vector<simex::Tier>> tiers = fee_tiers(o);
  if (!tiers) return tiers.error();
  a.rules.tiers = std::move(tiers).value();
  const std::string_view usual = o.venue == "hyperliquid" ? "0.00125%" : "0.001%";
  const std::optional<Decimal> funding = parse_rate(o.funding.empty() ? usual : std::string_view(o.funding));
  if (!funding) return fail(Exit::usage, "--funding-rate " + o.funding + ": expected a rate, such as 0.001%");
  a.rules.funding_rate = *funding;
  a.rules.funding_every = o.funding_every.us;
  a.rules.repeats_are_new = o.repeats == "new";
  using simex::SelfTrade;
  a.rules.self_trade = o.self_trade == "cancel-oldest" ? SelfTrade::cancel_oldest
                       : o.self_trade == "cancel-both" ? SelfTrade::cancel_both
                       : o.self_trade == "decrement"   ? SelfTrade::decrement
                                                       : SelfTrade::cancel_newest;
  return a;
}

int simulate(const cli::Parsed& p) {
  Result<simex::AppOptions> options = app_options(p.as<Options>(), p.operands);
  if (!options) return cli::report("simex", options.error());
  Result<std::unique_ptr<simex::App>> app = simex::App::open(*options);
  if (!app) return cli::report("simex", app.error());
  fmt::print("{}\n", (*app)->url());
  std::fflush(stdout);
  (*app)->run();
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  return tu::cli::run(spec(), argc, argv, simulate);
}
