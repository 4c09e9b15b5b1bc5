// route: at which venue a proposal would cost least, as an annotation of the proposal.
//
// Only venues whose quote or book is fresh and whose fees are known count, and only the proposal's own
// symbol: a USDC market is not a USD market. A proposal is never rewritten; who places it decides.
#include "account/route.h"

#include <algorithm>
#include <map>
#include <set>

#include "account/book_state.h"
#include "base/text.h"
#include "base/time.h"
#include "stages/all.h"
#include "stages/awaited_names.h"
#include "stages/venue_option.h"

namespace tu::stages {
namespace {

struct Options {
  std::optional<File> venue;
  Duration fresh{2'500 * us_per_ms};
  std::vector<std::string> gas, volume;
  std::string as = "route";
};

// "NAME=AMOUNT" of a list.
Result<std::map<std::string, double>> amounts(const std::vector<std::string>& list, const char* option) {
  std::map<std::string, double> out;
  for (const std::string& each : list) {
    const std::size_t is = each.find('=');
    const auto x = is == each.npos ? std::nullopt : text::to_real(std::string_view(each).substr(is + 1));
    if (!x || is == 0 || *x < 0)
      return fail(Exit::usage, std::string(option) + " \"" + each + "\": expected VENUE=AMOUNT");
    out[each.substr(0, is)] = *x;
  }
  return out;
}

class Route final : public Stage {
 public:
  Route(const Options& o, const Ports&)
      : o_(o),
        venues_(std::move(read_venues(o.venue)).value()),
        gas_(std::move(amounts(o.gas, "--gas")).value()),
        volume_(std::move(amounts(o.volume, "--volume")).value()),
        key_price_(o.as + "_price"),
        key_saves_(o.as + "_saves_bps"),
        key_filled_(o.as + "_filled") {
    for (const auto& [venue, amount] : gas_) gas_of_.expect(venue);
    for (const auto& [venue, amount] : volume_) volume_of_.expect(venue);
  }

  static Status check(const Options& o) {
    if (o.as.empty()) return fail(Exit::usage, "--as is empty, expected a key");
    if (auto v = read_venues(o.venue); !v) return v.error();
    if (auto g = amounts(o.gas, "--gas"); !g) return g.error();
    if (auto v = amounts(o.volume, "--volume"); !v) return v.error();
    return {};
  }

  void on(Event& e, Out& out) override {
    gas_of_.saw(e.venue);
    volume_of_.saw(e.venue);
    if (e.type == Type::quote || e.type == Type::book) observe(e);
    if (e.type == Type::instrument) venues_.observe(e);
    if (e.type == Type::proposal) annotate(e, out);
    out.pass(e);
  }

  std::string summary() const override {
    std::string s;
    const auto line = [&](const std::string& what) {
      if (!what.empty()) s.append(s.empty() ? "" : "\n").append("route: ").append(what);
    };
    if (unpriced_) line("venues were displayed, but no fees are known: give --venue FILE for routes");
    line(gas_of_.never_came("--gas"));
    line(volume_of_.never_came("--volume"));
    return s;
  }

 private:
  struct Market {
    account::BookState book;
    double bid = 0, bid_size = 0, ask = 0, ask_size = 0;
    TsUs quoted = -1, booked = -1;
  };

  void observe(const Event& e) {
    Market& m = markets_[e.symbol][std::string(name_of(e.venue))];
    if (e.type == Type::book) {
      m.book.apply(e);
      m.booked = e.ts;
      return;
    }
    constexpr Field bid{Type::quote, "bid"}, bid_size{Type::quote, "bid_size"}, ask{Type::quote, "ask"},
        ask_size{Type::quote, "ask_size"};
    m.bid = e.real(bid);
    m.bid_size = e.real(bid_size);
    m.ask = e.real(ask);
    m.ask_size = e.real(ask_size);
    m.quoted = e.ts;
  }

  // What is not known is not guessed: a venue without fees is none to go to.
  std::optional<double> taker(const std::string& venue, TsUs ts, Out& out) {
    const auto v = volume_.find(venue);
    const Decimal traded = v == volume_.end() ? Decimal() : Decimal::from_real(v->second).value_or(Decimal());
    const auto tier = venues_.fees(intern(venue), ts, traded);
    if (tier) return tier->taker.to_real();
    if (!o_.venue) {
      unpriced_ = true;
    } else if (told_.insert(intern(venue)).second) {
      Event& e = out.make(Type::alert, ts, intern(venue));
      e.set_text(Field{Type::alert, "severity"}, "warning");
      e.set_text(Field{Type::alert, "message"}, out.keep("route: no fees of " + venue + " are known on " +
                                                         date_text(ts) + "; it is left out"));
      out.pass(e);
    }
    return std::nullopt;
  }

  // A crossed, lost or old book is never used.
  std::optional<account::Displayed> displayed(const Market& m, TsUs now) const {
    account::Displayed d{nullptr, m.bid, m.bid_size, m.ask, m.ask_size};
    if (m.book.usable() && m.booked >= now - o_.fresh.us) d.book = &m.book.book();
    if (!d.book && (m.quoted < now - o_.fresh.us || m.bid >= m.ask)) return std::nullopt;
    return d;
  }

  static double best_of(const account::Displayed& d, bool buy) {
    if (d.book) return (buy ? d.book->asks : d.book->bids).best().price;
    return buy ? d.ask : d.bid;
  }

  void annotate(Event& e, Out& out) {
    constexpr Field side{Type::proposal, "side"}, qty{Type::proposal, "qty"},
        notional{Type::proposal, "notional"};
    const auto symbol = markets_.find(e.symbol);
    if (symbol == markets_.end() || (!e.has(qty) && !e.has(notional))) return;
    const bool buy = e.text(side) == "buy";
    std::vector<account::Candidate> all;
    double wanted = e.has(qty) ? e.decimal(qty).abs().to_real() : 0;
    for (const auto& [venue, m] : symbol->second) {
      const auto d = displayed(m, e.ts);
      if (!d) continue;
      const auto fee = taker(venue, e.ts, out);
      if (!fee) continue;
      const double best = best_of(*d, buy);
      if (wanted == 0) wanted = best > 0 ? e.decimal(notional).to_real() / best : 0;
      const auto gas = gas_.find(venue);
      if (const auto c = account::route_cost(*d, buy, wanted, *fee, gas == gas_.end() ? 0 : gas->second))
        all.push_back({venue, *c});
    }
    const auto best = account::best_route(all, buy, wanted);
    if (!best) return;
    const account::Candidate& b = all[*best];
    out.note(e, o_.as, out.keep(b.venue));
    out.note(e, key_price_, b.cost.all_in);
    if (b.cost.filled < wanted) out.note(e, key_filled_, b.cost.filled);
    for (const account::Candidate& c : all)
      if (c.venue == name_of(e.venue) && c.cost.all_in > 0)
        out.note(e, key_saves_,
                 (buy ? c.cost.all_in - b.cost.all_in : b.cost.all_in - c.cost.all_in) / c.cost.all_in * 1e4);
  }

  // configured
  Options o_;
  account::Venues venues_;
  std::map<std::string, double> gas_, volume_;
  std::string key_price_, key_saves_, key_filled_;
  // state
  std::map<Atom, std::map<std::string, Market>> markets_;  // venues in the order of their names
  AwaitedNames gas_of_, volume_of_;
  std::set<Atom> told_;    // that their fees are not known
  bool unpriced_ = false;  // something was displayed, and no file of fees was given
};

}  // namespace

const StageSpec& route() {
  static const StageSpec spec = [] {
    StageSpec s = describe<Route, Options>(
        "route", "say at which venue a proposal would cost least",
        {"quote", "book", "instrument", "proposal"}, {"proposal.route", "alert"},
        {{"--venue", "FILE", "TOML of venues: steps, fees, paper costs", &Options::venue, shared_option()},
         {"--fresh", "DURATION", "oldest quote or book that counts", &Options::fresh},
         {"--gas", "LIST", "fixed costs of an order, each VENUE=AMOUNT in quote", &Options::gas},
         {"--volume", "LIST", "30-day volume of the account, each VENUE=AMOUNT, for the fee tier",
          &Options::volume},
         {"--as", "NAME", "write the annotation under this key, which also begins the others",
          &Options::as}});
    s.examples = {{"route --venue examples/venues/coinbase.toml < examples/data/btc-1m.ndjson | tail -1",
                   "nothing is proposed there: the stream passes as it is"}};
    s.see_also = {"size", "risk-gate", "place-order"};
    return s;
  }();
  return spec;
}

}  // namespace tu::stages
