// simex: a simulated exchange on loopback that speaks the venues' own protocols.
#include <fmt/core.h>

#include "base/text.h"
#include "cli/parse.h"
#include "simex/app.h"
#include "source/options.h"

namespace {

using namespace tu;

struct Options {
  std::string venue = "coinbase", listen = "127.0.0.1:0", keys, tls, pace = "realtime", stamp = "wall";
  std::string self_trade = "cancel-newest";
  std::vector<std::string> symbols;
  std::vector<std::string> balance = {"USD=100000", "USDC=100000", "BTC=1", "ETH=10"};
  std::int64_t seed = 1;
  bool steps = false;
};

cli::CommandSpec spec() {
  cli::CommandSpec s = cli::describe_command<Options>(
      "simex", "a simulated exchange that speaks a venue's own protocol", "",
      {{"--venue", "NAME", "whose protocol is spoken", &Options::venue, one_of({"coinbase"})},
       {"--listen", "ADDRESS:PORT", "where to listen; port 0 is any that is free", &Options::listen},
       {"--keys", "DIR", "key files of those who may trade; without it everybody may only look",
        &Options::keys},
       {"--tls", "CERT,KEY", "files of a certificate and its key, in PEM: speak TLS", &Options::tls},
       {"--seed", "N", "seed of the market and of ids", &Options::seed},
       {"--symbols", "LIST", "what the seeded market trades", &Options::symbols},
       {"--balance", "LIST", "what every account begins with", &Options::balance},
       {"--pace", "PACE", "speed of the market: max, realtime, or a factor such as 50x", &Options::pace},
       {"--steps", "", "the market moves only when the control endpoint says so", &Options::steps},
       {"--stamp", "CLOCK", "times that clients are told: the real clock's or the market's own",
        &Options::stamp, one_of({"wall", "market"})},
       {"--self-trade", "RULE", "what happens when an order meets one of its own account",
        &Options::self_trade, one_of({"cancel-newest", "cancel-oldest", "cancel-both", "decrement"})}});
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

Result<simex::AppOptions> app_options(const Options& o) {
  simex::AppOptions a;
  a.venue = o.venue;
  if (Status st = read_address(o.listen, a.server); !st) return st.error();
  if (Status st = read_tls(o.tls, a.server); !st) return st.error();
  a.keys = o.keys;
  a.symbols = o.symbols;
  a.seed = static_cast<std::uint64_t>(o.seed);
  const Result<double> pace = o.pace == "realtime" ? Result<double>(1.0) : source::pace_from(o.pace);
  if (!pace) return pace.error();
  a.clock = {*pace, o.steps, o.stamp == "market" ? simex::Stamp::market : simex::Stamp::wall};
  Result<std::vector<simex::Deposit>> deposits = read_balances(o.balance);
  if (!deposits) return deposits.error();
  a.deposits = std::move(deposits).value();
  // Tiers of Coinbase Advanced Trade for an account that begins: Intro 1, Intro 2, Intro 3, Advanced 1.
  auto d = [](const char* text) { return *Decimal::parse(text); };
  a.rules.tiers = {{"Intro 1", d("0"), d("0.006"), d("0.012")},
                   {"Intro 2", d("1000"), d("0.004"), d("0.006")},
                   {"Intro 3", d("10000"), d("0.0025"), d("0.004")},
                   {"Advanced 1", d("50000"), d("0.001"), d("0.002")}};
  using simex::SelfTrade;
  a.rules.self_trade = o.self_trade == "cancel-oldest" ? SelfTrade::cancel_oldest
                       : o.self_trade == "cancel-both" ? SelfTrade::cancel_both
                       : o.self_trade == "decrement"   ? SelfTrade::decrement
                                                       : SelfTrade::cancel_newest;
  return a;
}

int simulate(const cli::Parsed& p) {
  Result<simex::AppOptions> options = app_options(p.as<Options>());
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
