// recon: the journal against the venue.
#include <fmt/format.h>

#include <cstdlib>

#include "base/named_list.h"
#include "cli/parse.h"
#include "ledger/recon_side.h"
#include "live/keys.h"
#include "live/venue_books.h"
#include "net/secp256k1.h"

namespace {

using namespace tu;

struct Options {
  std::string venue = "coinbase", ca, key_file, key_cmd;
  std::vector<std::string> url;
  Decimal tolerance;
  bool apply = false;
};

cli::CommandSpec spec() {
  cli::CommandSpec s = cli::describe_command<Options>(
      "recon", "compare the journal with what the venue says", "",
      {{"--venue", "NAME", "the venue", &Options::venue, one_of({"coinbase", "hyperliquid"})},
       {"--apply", "", "journal what the venue proves: fills, ends of orders, liquidations and funding",
        &Options::apply},
       {"--tolerance", "AMOUNT", "difference of a balance that is let pass", &Options::tolerance},
       {"--url", "LIST", "where venues are reached instead of their own addresses, each VENUE=URL",
        &Options::url},
       {"--ca", "FILE", "certificates to trust instead of the system's", &Options::ca},
       {"--key-file", "FILE", "the venue's key, of mode 0600; of several venues a list VENUE=FILE",
        &Options::key_file},
       {"--key-cmd", "COMMAND", "a command whose output is the venue's key", &Options::key_cmd}});
  s.uses_ledger = s.uses_account = s.has_effects = true;
  s.examples = {{"recon --help | head -1", "the first line of its help"}};
  s.see_also = {"ledger", "place-order"};
  s.statuses = {{Exit::no, "a difference that no fact of the venue explains"},
                {Exit::unavailable, "the venue could not be asked"}};
  return s;
}

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value ? value : "";
}

Result<net::Url> url_of(const Options& o, const std::string& own) {
  std::string given;
  for (const std::string& u : o.url) given += (given.empty() ? "" : ",") + u;
  const std::string other = live::url_after(given, o.venue);
  auto url = net::parse_url(other.empty() ? own : other);
  if (!url) return url.error();
  return net::with_target(*url, "/", false);
}

Result<live::VenueBooks> coinbase(const Options& o, live::BooksRequest request) {
  auto secret =
      live::venue_key(path_for(o.key_file, o.venue), o.key_cmd, environment, "TRADEUTILS_COINBASE_KEY");
  if (!secret) return secret.error();
  auto key = net::cdp_key(*secret, "the key of coinbase");
  if (!key) return key.error();
  auto url = url_of(o, "https://api.coinbase.com/");
  if (!url) return url.error();
  request.base = *url;
  return live::read_coinbase_books(request, *key);
}

// Everything there is public, once the address is known.
Result<live::VenueBooks> hyperliquid(const Options& o, live::BooksRequest request) {
  std::string address = environment("TRADEUTILS_HYPERLIQUID_ADDRESS");
  if (address.empty()) {
    auto secret =
        live::venue_key(path_for(o.key_file, o.venue), o.key_cmd, environment, "TRADEUTILS_HYPERLIQUID_KEY");
    if (!secret) return secret.error();
    auto key = net::EvmKey::from_hex(*secret, "the key of hyperliquid");
    if (!key) return key.error();
    address = key->address();
  }
  auto url = url_of(o, "https://api.hyperliquid.xyz/");
  if (!url) return url.error();
  request.base = *url;
  return live::read_hyperliquid_books(request, address);
}

int report(const account::ReconInput& in, const std::vector<account::Difference>& found) {
  int unexplained = 0;
  for (const account::Difference& d : found) {
    if (!d.explained) ++unexplained;
    fmt::print("{} {}: {}{}\n", d.explained ? "explained  " : "UNEXPLAINED", d.kind,
               d.order.empty() ? "" : d.order + ": ", d.text);
  }
  fmt::print("recon: {} orders, {} differences, {} of them unexplained\n", in.journal.size(), found.size(),
             unexplained);
  return unexplained;
}

Result<int> reconcile(const Options& o, const cli::Parsed& p) {
  live::keep_out_of_cores();
  constexpr std::string_view known[] = {"coinbase", "hyperliquid"};
  if (Status st = check_names("--url", "VENUE=URL", o.url, known); !st) return st.error();
  if (Status st = check_paths("--key-file", o.key_file, known); !st) return st.error();
  if (p.common.ledger.empty()) return fail(Exit::usage, "no ledger: expected --ledger FILE");
  auto journal =
      ledger::Journal::open(p.common.ledger, o.apply ? ledger::Access::write : ledger::Access::read);
  if (!journal) return journal.error();
  ledger::ReconSide side((*journal)->id(), o.venue, p.common.account);
  account::Account a(p.common.account);
  ledger::RowReader reader;
  Status read = (*journal)->rows_after(0, [&](const ledger::Row& row) -> Status {
    auto e = reader.read(row);
    if (!e) return e.error();
    side.row(**e);
    return a.fold(**e);
  });
  if (!read) return read.error();

  live::BooksRequest request;
  request.ca = o.ca;
  request.since = side.since() == ts_limit ? 0 : side.since();
  request.perpetuals = side.perpetuals();
  request.open = side.open();
  auto books = o.venue == "coinbase" ? coinbase(o, std::move(request)) : hyperliquid(o, std::move(request));
  if (!books) return books.error();

  account::ReconInput in;
  side.fill_in(a, books->net, in);
  in.tolerance = o.tolerance;
  in.venue = std::move(books->orders);
  in.venue_balances = std::move(books->balances);
  in.venue_positions = std::move(books->positions);
  in.funding = std::move(books->funding);
  in.net = books->net;
  const std::vector<account::Difference> found = account::compare(in);
  const int unexplained = report(in, found);
  if (o.apply) {
    auto done = ledger::apply({**journal, net::wall_us(), p.common.account}, in, found);
    if (!done) return done.error();
    fmt::print("{}", *done);
  }
  return unexplained == 0 ? 0 : static_cast<int>(Exit::no);
}

}  // namespace

int main(int argc, char** argv) {
  const cli::CommandSpec s = spec();
  return cli::run(s, argc, argv, [&](const cli::Parsed& p) {
    auto status = reconcile(p.as<Options>(), p);
    return status ? *status : cli::report("recon", status.error());
  });
}
