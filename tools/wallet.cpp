// wallet: what an address holds, as balance events.
#include <unistd.h>

#include <algorithm>

#include "base/text.h"
#include "cli/parse.h"
#include "net/http.h"
#include "run/output.h"
#include "stage/out.h"
#include "venue/chain/rpc.h"
#include "wire/wire.h"

namespace {

using namespace tu;
using venue::chain::Chain;

struct Options {
  std::string chain = "ethereum", ca;
  std::vector<std::string> url, tokens;
  Duration time_max{10 * us_per_s};
};

cli::CommandSpec spec() {
  std::vector<std::string> names;
  for (const Chain& c : venue::chain::chains()) names.emplace_back(c.name);
  cli::CommandSpec s = cli::describe_command<Options>(
      "wallet", "read what addresses hold on a chain", "ADDRESS...",
      {{"--chain", "NAME", "the chain", &Options::chain, one_of(names)},
       {"--url", "LIST", "where chains' JSON-RPC is reached, each NAME=URL; expected for the chain",
        &Options::url},
       {"--tokens", "LIST", "tokens besides the chain's coin, each NAME=CONTRACT (on Solana NAME=MINT)",
        &Options::tokens},
       {"--ca", "FILE", "certificates to trust instead of the system's", &Options::ca},
       {"--time-max", "DURATION", "longest wait for one answer", &Options::time_max}});
  s.examples = {{"wallet --help | head -1", "the first line of its help"}};
  s.see_also = {"recon", "feed"};
  s.statuses = {{Exit::unavailable, "the node could not be asked, or refused"}};
  return s;
}

struct Token {
  std::string name, contract;
};

class Wallet {
 public:
  Wallet(const Options& o, const Chain& chain, net::Url url) : o_(o), chain_(chain), url_(std::move(url)) {}

  // A URL of another chain would give balances of another chain.
  Status same_chain() {
    if (chain_.id == 0) return {};
    auto id = hex(venue::chain::chain_id_request());
    if (!id) return id.error();
    auto number = venue::chain::amount_from_hex(*id, 0);
    if (!number) return number.error();
    if (*number != Decimal::from_integer(chain_.id))
      return fail(Exit::config, url_.text() + ": is chain " + number->str() + ", expected " +
                                    std::to_string(chain_.id) + " (" + std::string(chain_.name) + ")");
    return {};
  }

  Result<Decimal> coin(const std::string& address) {
    auto body = ask(venue::chain::coin_request(chain_, address));
    if (!body) return body.error();
    if (chain_.id == 0) return venue::chain::solana_balance(*body);
    auto value = venue::chain::hex_result(*body);
    return value ? venue::chain::amount_from_hex(*value, chain_.places) : Result<Decimal>(value.error());
  }

  Result<Decimal> token(const Token& t, const std::string& address) {
    if (chain_.id == 0) {
      auto body = ask(venue::chain::solana_token_request(t.contract, address));
      return body ? venue::chain::solana_token_balance(*body) : Result<Decimal>(body.error());
    }
    auto decimals = hex(venue::chain::decimals_request(t.contract));
    if (!decimals) return decimals.error();
    auto places = venue::chain::amount_from_hex(*decimals, 0);
    if (!places) return places.error();
    if (*places > Decimal::from_integer(77))
      return fail(Exit::unavailable, t.name + ": decimals of " + places->str());
    auto value = hex(venue::chain::token_request(t.contract, address));
    if (!value) return value.error();
    return venue::chain::amount_from_hex(*value, static_cast<int>(places->to_real()));
  }

 private:
  Result<std::string> ask(std::string body) {
    net::HttpRequest r;
    r.method = "POST";
    r.url = url_;
    r.headers = {{"content-type", "application/json"}};
    r.body = std::move(body);
    r.ca = o_.ca;
    r.time_max = o_.time_max.us;
    auto answer = net::http(r);
    if (!answer) return answer.error();
    // A node may give its JSON error with another status.
    if (answer->status != 200 && answer->body.find("\"error\"") == std::string::npos)
      return fail(Exit::unavailable, url_.text() + ": HTTP " + std::to_string(answer->status));
    return answer->body;
  }
  Result<std::string> hex(std::string body) {
    auto answer = ask(std::move(body));
    return answer ? venue::chain::hex_result(*answer) : answer;
  }

  const Options& o_;
  const Chain& chain_;
  net::Url url_;
};

Result<std::vector<Token>> tokens_of(const Options& o, const Chain& chain) {
  std::vector<Token> out;
  for (const std::string& each : o.tokens) {
    const std::size_t is = each.find('=');
    if (is == each.npos || is == 0)
      return fail(Exit::usage, "--tokens \"" + each + "\": expected NAME=CONTRACT");
    Token t{each.substr(0, is), each.substr(is + 1)};
    if (Status st = venue::chain::check_address(chain, t.contract); !st)
      return fail(Exit::usage, "--tokens " + t.name + ": " + st.error().message);
    out.push_back(std::move(t));
  }
  return out;
}

Result<net::Url> url_of(const Options& o, const Chain& chain) {
  for (const std::string& each : o.url)
    if (each.starts_with(std::string(chain.name) + "="))
      return net::parse_url(each.substr(chain.name.size() + 1));
  return fail(Exit::config, "no URL of " + std::string(chain.name) + ": expected --url " +
                                std::string(chain.name) + "=https://HOST/...");
}

void print(const std::string& location, std::string_view asset, Decimal qty, run::Output& output) {
  Arena arena;
  std::vector<Event*> events;
  Out out(arena, events);
  Event& e = out.make(Type::balance, net::wall_us());
  e.set_text(Field{Type::balance, "location"}, out.keep(location));
  e.set_text(Field{Type::balance, "asset"}, out.keep(asset));
  e.set(Field{Type::balance, "qty"}, qty);
  wire::encode(e, output.buffer());
  output.settle();
}

Status run_all(const Options& o, const std::vector<std::string>& addresses, run::Output& output) {
  const Chain& chain = *venue::chain::find_chain(o.chain);
  if (addresses.empty()) return fail(Exit::usage, "expected at least one ADDRESS");
  for (const std::string& a : addresses)
    if (Status st = venue::chain::check_address(chain, a); !st) return st;
  auto tokens = tokens_of(o, chain);
  if (!tokens) return tokens.error();
  auto url = url_of(o, chain);
  if (!url) return url.error();
  Wallet wallet(o, chain, *url);
  if (Status st = wallet.same_chain(); !st) return st;
  for (const std::string& address : addresses) {
    const std::string location = std::string(chain.name) + ":" + address;
    auto coin = wallet.coin(address);
    if (!coin) return coin.error();
    print(location, chain.coin, *coin, output);
    for (const Token& t : *tokens) {
      auto amount = wallet.token(t, address);
      if (!amount) return fail(amount.error().status, t.name + ": " + amount.error().message);
      print(location, t.name, *amount, output);
    }
  }
  return {};
}

}  // namespace

int main(int argc, char** argv) {
  const cli::CommandSpec s = spec();
  return cli::run(s, argc, argv, [&](const cli::Parsed& p) {
    run::Output output(STDOUT_FILENO);
    const Status st = run_all(p.as<Options>(), p.operands, output);
    output.flush();
    return st ? 0 : cli::report("wallet", st.error());
  });
}
