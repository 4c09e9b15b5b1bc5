// recon: the journal against the venue.
#include "account/recon.h"

#include <fmt/format.h>

#include <cstdlib>

#include "account/client_id.h"
#include "cli/parse.h"
#include "ledger/desk.h"
#include "live/coinbase_books.h"
#include "live/keys.h"
#include "net/loop.h"
#include "venue/coinbase/product.h"

namespace {

using namespace tu;
using account::Difference;
using account::Execution;
using account::JournalOrder;

struct Options {
  std::string venue = "coinbase", ca, key_file, key_cmd;
  std::vector<std::string> url;
  Decimal tolerance;
  bool apply = false;
};

cli::CommandSpec spec() {
  cli::CommandSpec s = cli::describe_command<Options>(
      "recon", "compare the journal with what the venue says", "",
      {{"--venue", "NAME", "the venue", &Options::venue, one_of({"coinbase"})},
       {"--apply", "", "journal what the venue proves: fills and ends of orders that are missing",
        &Options::apply},
       {"--tolerance", "AMOUNT", "difference of a balance that is let pass", &Options::tolerance},
       {"--url", "LIST", "where venues are reached instead of their own addresses, each VENUE=URL",
        &Options::url},
       {"--ca", "FILE", "certificates to trust instead of the system's", &Options::ca},
       {"--key-file", "FILE", "the venue's key, of mode 0600", &Options::key_file},
       {"--key-cmd", "COMMAND", "a command whose output is the venue's key", &Options::key_cmd}});
  s.uses_ledger = s.uses_account = s.has_effects = true;
  s.examples = {{"recon --help | head -1", "the first line of its help"}};
  s.see_also = {"ledger", "place-order"};
  s.statuses = {{Exit::no, "a difference that no fact of the venue explains"},
                {Exit::unavailable, "the venue could not be asked"}};
  return s;
}

// Every order of the venue that ever left, and its fills, from the rows.
class JournalSide {
 public:
  JournalSide(std::string ledger, std::string venue, std::string account)
      : ledger_(std::move(ledger)), venue_(std::move(venue)), account_(std::move(account)) {}

  void row(const Event& e) {
    if (name_of(e.venue) != venue_ || account::account_of(e) != account_) return;
    if (e.type == Type::order) return order(e);
    if (e.type == Type::order_update) return update(e);
    if (e.type == Type::fill) return fill(e);
  }
  std::vector<JournalOrder> left() const {
    std::vector<JournalOrder> out;
    for (const auto& [id, o] : orders_)
      if (!o.client_ids.empty()) out.push_back(o);
    return out;
  }
  TsUs since = ts_limit;  // of the oldest that left

 private:
  void order(const Event& e) {
    JournalOrder& o = orders_[std::string(e.text(Field{Type::order, "id"}))];
    o.id = e.text(Field{Type::order, "id"});
    o.symbol = name_of(e.symbol);
    o.buy = e.text(Field{Type::order, "side"}) == "buy";
    o.qty = e.decimal(Field{Type::order, "qty"});
  }
  void update(const Event& e) {
    constexpr Field id{Type::order_update, "id"}, state{Type::order_update, "state"},
        attempt{Type::order_update, "attempt"};
    const auto found = orders_.find(e.text(id));
    if (found == orders_.end()) return;
    JournalOrder& o = found->second;
    o.phase = account::phase_from(e.text(state)).value_or(o.phase);
    if (o.phase != account::OrderPhase::sent) return;
    since = std::min(since, e.ts);
    o.client_ids.push_back(
        account::client_id(ledger_, o.id, static_cast<int>(std::max<std::int64_t>(e.integer(attempt), 1))));
  }
  void fill(const Event& e) {
    const auto found = orders_.find(e.text(Field{Type::fill, "id"}));
    if (found == orders_.end()) return;
    JournalOrder& o = found->second;
    Execution x;
    x.price = e.decimal(Field{Type::fill, "price"});
    x.qty = e.decimal(Field{Type::fill, "qty"});
    x.fee = e.decimal(Field{Type::fill, "fee"});
    o.filled += x.qty;
    o.phase = o.filled == o.qty            ? account::OrderPhase::filled
              : account::is_final(o.phase) ? o.phase
                                           : account::OrderPhase::partial;
    o.fills[std::string(e.text(Field{Type::fill, "venue_id"}))] = x;
  }

  std::string ledger_, venue_, account_;
  std::map<std::string, JournalOrder, std::less<>> orders_;
};

std::map<std::string, Decimal> balances_of(const account::Account& a, std::string_view venue) {
  std::map<std::string, Decimal> out;
  for (const auto& [currency, amount] : a.balances()) out[std::string(name_of(currency))] += amount;
  for (const account::Position* p : a.ordered_positions()) {
    const auto& i = account::instrument_from_symbol(p->symbol);
    if (name_of(p->venue) == venue && i && i->market == account::Market::spot)
      out[std::string(name_of(i->base))] += p->qty;
  }
  return out;
}

// Sums over the strategies; what is flat is named too once it was held.
std::map<std::string, Decimal> perpetuals_of(const account::Account& a, std::string_view venue,
                                             const std::vector<JournalOrder>& orders) {
  std::map<std::string, Decimal> out;
  for (const JournalOrder& o : orders)
    if (const auto i = account::instrument_from_symbol(std::string_view(o.symbol));
        i && i->market == account::Market::perp)
      out.try_emplace(o.symbol);
  for (const account::Position* p : a.ordered_positions())
    if (const auto held = out.find(std::string(name_of(p->symbol)));
        held != out.end() && name_of(p->venue) == venue)
      held->second += p->qty;
  return out;
}

void add_venue_side(const live::CoinbaseBooks& books, account::ReconInput& in) {
  std::map<std::string, account::VenueSideOrder> by_id;
  for (const auto& o : books.orders) {
    account::VenueSideOrder& v = by_id[o.venue_id];
    v.client_id = o.client_id;
    v.venue_id = o.venue_id;
    v.symbol = venue::coinbase::symbol_of_product(o.product_id);
    v.state = o.state.empty() ? "open" : o.state;
    v.reason = o.reason;
    v.buy = o.buy;
    v.liquidation = o.liquidation;
    v.filled = o.filled;
  }
  for (const auto& f : books.fills) {
    const auto found = by_id.find(f.venue_id);
    if (found == by_id.end()) continue;  // of an order older than what matters
    const std::string symbol = found->second.symbol;
    const auto i = account::instrument_from_symbol(std::string_view(symbol));
    found->second.fills[f.entry_id] = {f.price, f.qty, f.fee, i ? std::string(name_of(i->quote)) : "",
                                       f.maker, f.at};
  }
  for (auto& [id, v] : by_id) in.venue.push_back(std::move(v));
  for (const auto& p : books.positions)
    in.venue_positions[venue::coinbase::symbol_of_product(p.product_id)] += p.qty;
  for (const auto& b : books.balances) in.venue_balances[b.currency] += b.available + b.hold;
}

const JournalOrder& order_of(const account::ReconInput& in, const std::string& id) {
  return *std::find_if(in.journal.begin(), in.journal.end(),
                       [&](const JournalOrder& j) { return j.id == id; });
}

// One row for each thing that the venue proves; fills first, so that an end comes after them.
Status apply(ledger::Desk desk, const account::ReconInput& in, const std::vector<Difference>& found,
             const std::string& venue) {
  std::map<std::string, int> fills;
  std::map<std::string, Decimal> filled;
  for (const JournalOrder& j : in.journal) {
    fills[j.id] = static_cast<int>(j.fills.size());
    filled[j.id] = j.filled;
  }
  for (const bool ends : {false, true})
    for (const Difference& d : found) {
      if (!d.explained || d.order.empty() || d.kind != (ends ? "order-ended" : "fill-missing")) continue;
      const JournalOrder& o = order_of(in, d.order);
      std::string head =
          ledger::JsonLine().text("venue", venue).text("symbol", o.symbol).text("id", o.id).str();
      head = head.substr(1, head.size() - 2);
      std::string row;  // after the type, as Desk::proved wants it
      if (!ends) {
        filled[o.id] += d.execution.qty;
        row = fmt::format(
            "\"fill\",{},\"fill_id\":\"{}/{}\",\"side\":\"{}\",\"price\":{},\"qty\":{},\"fee\":{},"
            "\"fee_currency\":\"{}\",\"liquidity\":\"{}\",\"at\":{},\"venue_id\":\"{}\"}}",
            head, o.id, ++fills[o.id], o.buy ? "buy" : "sell", d.execution.price.str(), d.execution.qty.str(),
            d.execution.fee.str(), d.execution.fee_currency, d.execution.maker ? "maker" : "taker",
            d.execution.at, d.fill_id);
      } else if (filled[o.id] == o.qty) {
        continue;  // its fills ended it
      } else {
        row = fmt::format("\"order_update\",{},\"state\":\"{}\",\"filled\":{},\"reason\":\"recon\"}}", head,
                          d.state == "filled" ? "cancelled" : d.state, filled[o.id].str());
      }
      auto done = desk.proved(row, "journalled: " + d.text);
      if (!done) return done.error();
      fmt::print("{}", done->text);
    }
  return {};
}

Result<int> reconcile(const Options& o, const cli::Parsed& p) {
  const auto environment = [](const char* name) -> std::string {
    const char* value = std::getenv(name);
    return value ? value : "";
  };
  live::keep_out_of_cores();
  if (p.common.ledger.empty()) return fail(Exit::usage, "no ledger: expected --ledger FILE");
  auto journal =
      ledger::Journal::open(p.common.ledger, o.apply ? ledger::Access::write : ledger::Access::read);
  if (!journal) return journal.error();
  JournalSide side((*journal)->id(), o.venue, p.common.account);
  account::Account a(p.common.account);
  ledger::RowReader reader;
  Status read = (*journal)->rows_after(0, [&](const ledger::Row& row) -> Status {
    auto e = reader.read(row);
    if (!e) return e.error();
    side.row(**e);
    return a.fold(**e);
  });
  if (!read) return read.error();

  auto secret = live::venue_key(o.key_file, o.key_cmd, environment, "TRADEUTILS_COINBASE_KEY");
  if (!secret) return secret.error();
  auto key = net::cdp_key(*secret, "the key of " + o.venue);
  if (!key) return key.error();
  std::string given;
  for (const std::string& u : o.url) given += (given.empty() ? "" : ",") + u;
  const std::string other = live::url_after(given, o.venue);
  auto url = net::parse_url(other.empty() ? "https://api.coinbase.com/" : other);
  if (!url) return url.error();
  account::ReconInput in;
  in.journal = side.left();
  in.journal_positions = perpetuals_of(a, o.venue, in.journal);
  auto books =
      live::read_coinbase_books(*key, net::with_target(*url, "/", false), o.ca,
                                side.since == ts_limit ? 0 : side.since, !in.journal_positions.empty());
  if (!books) return books.error();

  in.journal_balances = balances_of(a, o.venue);
  in.tolerance = o.tolerance;
  add_venue_side(*books, in);
  const std::vector<Difference> found = account::compare(in);
  int unexplained = 0;
  for (const Difference& d : found) {
    if (!d.explained) ++unexplained;
    fmt::print("{} {}: {}{}\n", d.explained ? "explained  " : "UNEXPLAINED", d.kind,
               d.order.empty() ? "" : d.order + ": ", d.text);
  }
  fmt::print("recon: {} orders, {} differences, {} of them unexplained\n", in.journal.size(), found.size(),
             unexplained);
  if (o.apply)
    if (Status st = apply({**journal, net::wall_us(), p.common.account}, in, found, o.venue); !st)
      return st.error();
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
