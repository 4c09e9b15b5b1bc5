#include "account/recon.h"

#include <algorithm>

namespace tu::account {
namespace {

struct Comparison {
  const ReconInput& in;
  std::vector<Difference> found;
  // By what the journal does not have: amounts by currency, quantities by symbol of a perpetual.
  std::map<std::string, Decimal> moved, turned;
  std::map<std::string, const VenueSideOrder*> by_client;

  Difference& add(std::string kind, const std::string& order, std::string text, bool explained) {
    Difference d;
    d.kind = std::move(kind);
    d.order = order;
    d.text = std::move(text);
    d.explained = explained;
    found.push_back(std::move(d));
    return found.back();
  }

  void move(const VenueSideOrder& v, const Execution& e) {
    const auto i = instrument_from_symbol(v.symbol);
    if (!i) return;
    const bool perpetual = i->market == Market::perp;
    if (perpetual) turned[v.symbol] += v.buy ? e.qty : -e.qty;
    // Of what a perpetual's execution did to the cash the venue's books say nothing, unless costs are off.
    if (i->market == Market::outcome || (perpetual && !in.net)) return;
    const Decimal value = e.price * e.qty;
    const std::string base(name_of(i->base)), quote(name_of(perpetual ? i->settle : i->quote));
    if (!perpetual) moved[base] += v.buy ? e.qty : -e.qty;
    moved[quote] += v.buy ? -value : value;
    moved[e.fee_currency.empty() ? quote : e.fee_currency] -= e.fee;
  }

  void fills(const JournalOrder& j, const VenueSideOrder& v) {
    for (const auto& [id, there] : v.fills) {
      const auto here = j.fills.find(id);
      if (here == j.fills.end()) {
        Difference& d = add("fill-missing", j.id,
                            "fill " + id + " of " + there.qty.str() + " at " + there.price.str() +
                                " is at the venue and not in the journal",
                            true);
        d.client_id = v.client_id;
        d.fill_id = id;
        d.execution = there;
        move(v, there);
      } else if (here->second.qty != there.qty || here->second.price != there.price ||
                 here->second.fee != there.fee) {
        add("fill-differs", j.id,
            "fill " + id + " is " + there.qty.str() + " at " + there.price.str() + ", fee " +
                there.fee.str() + " at the venue, and " + here->second.qty.str() + " at " +
                here->second.price.str() + ", fee " + here->second.fee.str() + " in the journal",
            false);
      }
    }
  }

  bool has_fill(const JournalOrder& j, const std::string& id) const {
    return std::any_of(j.client_ids.begin(), j.client_ids.end(), [&](const std::string& c) {
      const auto v = by_client.find(c);
      return v != by_client.end() && v->second->fills.count(id) != 0;
    });
  }

  // Fills of the journal that no attempt at the venue has.
  void invented(const JournalOrder& j) {
    for (const auto& [id, e] : j.fills)
      if (!has_fill(j, id))
        add("fill-unproved", j.id,
            "fill " + id + " of " + e.qty.str() + " at " + e.price.str() +
                " is in the journal and not at the venue",
            false);
  }

  void order(const JournalOrder& j) {
    const VenueSideOrder* newest = nullptr;
    for (const std::string& c : j.client_ids) {
      const auto v = by_client.find(c);
      newest = v == by_client.end() ? nullptr : v->second;
      if (newest) fills(j, *newest);
    }
    invented(j);
    if (is_final(j.phase)) {
      if (newest && newest->state == "open")
        add("order-works", j.id,
            "the journal says " + std::string(phase_name(j.phase)) + ", the venue says it is open", false);
      return;
    }
    if (!newest) {
      add("order-missing", j.id,
          "the journal says " + std::string(phase_name(j.phase)) + ", the venue does not have it", false);
      return;
    }
    if (newest->state == "open" || newest->state.empty()) return;
    Difference& d =
        add("order-ended", j.id,
            "the venue says " + newest->state + ", the journal " + std::string(phase_name(j.phase)), true);
    d.client_id = newest->client_id;
    d.state = newest->state;
    d.reason = newest->reason;
  }

  void foreign() {
    std::map<std::string, bool> ours;
    for (const JournalOrder& j : in.journal)
      for (const std::string& c : j.client_ids) ours[c] = true;
    for (std::size_t i = 0; i < in.venue.size(); ++i) {
      const VenueSideOrder& v = in.venue[i];
      if (ours.count(v.client_id) != 0) continue;
      if (v.fills.empty() ? v.state != "open" : all_booked(v)) continue;
      if (v.liquidation)
        add("liquidation", "",
            "the venue closed " + v.filled.str() + " of " + v.symbol + " by its order " + v.venue_id +
                ", because the margin was used up",
            true)
            .liquidation = static_cast<int>(i);
      else
        add("order-foreign", "",
            "order " + v.venue_id + " in " + v.symbol + " is not of this ledger: " + v.filled.str() +
                " filled",
            true);
      for (const auto& [id, e] : v.fills)
        if (in.booked.count(id) == 0) move(v, e);
    }
  }
  bool all_booked(const VenueSideOrder& v) const {
    return std::all_of(v.fills.begin(), v.fills.end(),
                       [&](const auto& fill) { return in.booked.count(fill.first) != 0; });
  }

  void funding() {
    for (std::size_t i = 0; i < in.funding.size(); ++i) {
      const Payment& p = in.funding[i];
      const Decimal known = amount_of(in.charged, p.id(in.name));
      if (known == p.amount) continue;
      add("funding", "",
          "at " + time_text(p.at) + " " + p.amount.str() + " " + p.currency + " were paid on " + p.qty.str() +
              " of " + p.symbol + ", and " + known.str() + " in the journal",
          true)
          .payment = static_cast<int>(i);
      moved[p.currency] -= p.amount - known;
    }
  }

  void positions() {
    std::map<std::string, Decimal> all = in.venue_positions;
    for (const auto& [symbol, qty] : in.journal_positions) all.try_emplace(symbol);
    for (const auto& [symbol, there] : all) {
      const Decimal known = amount_of(in.journal_positions, symbol);
      if (there == known) continue;
      const bool explained = known + amount_of(turned, symbol) == there;
      add("position", "",
          symbol + " is " + there.str() + " at the venue and " + known.str() + " in the journal: " +
              (explained ? "what is named above accounts for it" : "nothing accounts for it"),
          explained);
    }
  }

  void balances() {
    std::map<std::string, Decimal> all = in.venue_balances;
    for (const auto& [currency, amount] : in.journal_balances) all.try_emplace(currency);
    for (const auto& [currency, there] : all) {
      const Decimal known = amount_of(in.journal_balances, currency);
      const Decimal lacking = amount_of(moved, currency);
      const Decimal rest = there - known - lacking;
      if (rest.abs() > in.tolerance)
        add("balance", "",
            currency + " is " + there.str() + " at the venue and " + known.str() + " in the journal; " +
                (lacking.is_zero() ? "" : "what is named above accounts for " + lacking.str() + ", and ") +
                "nothing accounts for " + rest.str(),
            false);
      else if (there != known)
        add("balance", "",
            currency + " is " + there.str() + " at the venue and " + known.str() + " in the journal: " +
                (lacking.is_zero() ? "within the tolerance" : "what is named above accounts for it"),
            true);
    }
  }
};

}  // namespace

Decimal amount_of(const std::map<std::string, Decimal>& amounts, const std::string& key) {
  const auto found = amounts.find(key);
  return found == amounts.end() ? Decimal() : found->second;
}

std::string Payment::id(std::string_view venue) const {
  return std::string(venue) + "/" + symbol + "/funding@" + std::to_string(at);
}

std::map<std::string, Decimal> holders(const ReconInput& in, const std::string& symbol, TsUs at) {
  std::map<std::string, Decimal> out;
  for (const Move& m : in.moves)
    if (m.symbol == symbol && m.at < at) out[m.strategy] += m.qty;
  std::erase_if(out, [](const auto& each) { return each.second.is_zero(); });
  return out;
}

std::vector<Difference> compare(const ReconInput& in) {
  Comparison c{in, {}, {}, {}, {}};
  for (const VenueSideOrder& v : in.venue) c.by_client[v.client_id] = &v;
  for (const JournalOrder& j : in.journal) c.order(j);
  c.foreign();
  c.funding();
  c.positions();
  c.balances();
  return std::move(c.found);
}

}  // namespace tu::account
