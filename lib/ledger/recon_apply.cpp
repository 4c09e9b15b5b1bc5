// The rows that recon's findings become.
#include <fmt/format.h>

#include <algorithm>

#include "ledger/recon_side.h"

namespace tu::ledger {
namespace {

using account::Difference;
using account::Execution;
using account::JournalOrder;
using account::VenueSideOrder;

std::string fields(std::string_view type, const JsonLine& rest) {
  return "\"" + std::string(type) + "\"," + rest.str().substr(1);
}

JsonLine line_of(const account::ReconInput& in, const std::string& symbol) {
  JsonLine j;
  j.text("venue", in.name).text("symbol", symbol);
  return j;
}

class Booking {
 public:
  Booking(Desk& desk, const account::ReconInput& in, const std::vector<Difference>& found)
      : desk_(desk), in_(in) {
    for (const JournalOrder& j : in.journal) orders_[j.id] = {static_cast<int>(j.fills.size()), j.filled};
    for (const Difference& d : found) {  // who holds what is as if they were journalled already
      if (d.kind != "fill-missing") continue;
      const JournalOrder& o = order_of(d.order);
      in_.moves.push_back({o.symbol, o.strategy, d.execution.at, o.buy ? d.execution.qty : -d.execution.qty});
    }
  }

  Status fill(const Difference& d) {
    const JournalOrder& o = order_of(d.order);
    return execution(o.id, o.symbol, o.buy, d.execution, d.execution.qty, d.fill_id, "journalled: " + d.text);
  }

  Status end(const Difference& d) {
    const JournalOrder& o = order_of(d.order);
    const Decimal filled = orders_[o.id].filled;
    if (filled == o.qty) return {};  // its fills ended it
    JsonLine j = line_of(in_, o.symbol);
    j.text("id", o.id).text("state", d.state == "filled" ? "cancelled" : d.state);
    j.raw("filled", filled.str()).text("reason", "recon");
    return write(fields("order_update", j), "journalled: " + d.text);
  }

  // The venue closed it, so whoever held it is closed: an exit of each, by the rule "liquidation". What is
  // not held here, the journal has no place for.
  Status liquidation(const VenueSideOrder& v) {
    std::map<std::string, Decimal> left = account::holders(in_, v.symbol, ts_limit);
    std::erase_if(left, [&](const auto& h) { return h.second.negative() != v.buy; });
    for (auto& [strategy, qty] : left) {
      Decimal share;  // of what the venue's executions closed
      for (const auto& [id, e] : v.fills)
        if (in_.booked.count(id) == 0) share += e.qty - taken_[id];
      share = min(share, qty.abs());
      if (share.sign() <= 0) continue;
      const std::string id =
          strategy + "/" + v.symbol + "@" + std::to_string(v.fills.begin()->second.at) + "#liq-" + v.venue_id;
      JsonLine j = line_of(in_, v.symbol);
      j.text("id", id).text("strategy", strategy).text("side", v.buy ? "buy" : "sell");
      j.raw("qty", share.str()).text("kind", "market").text("tif", "IOC").raw("reduce_only", "true");
      j.text("intent", "close").text("exit_rule", "liquidation");
      if (Status st = write(fields("order", j), "journalled: order " + id + " of the venue's own"); !st)
        return st;
      for (const auto& [fill, e] : v.fills) {
        const Decimal part = min(share, e.qty - taken_[fill]);
        if (in_.booked.count(fill) != 0 || part.sign() <= 0) continue;
        share -= part;
        taken_[fill] += part;
        if (Status st = execution(id, v.symbol, v.buy, e, part, fill, "journalled: its fill " + fill); !st)
          return st;
      }
    }
    return {};
  }

  // By what each strategy held then; the last takes the rest.
  Status payment(const account::Payment& p) {
    const std::map<std::string, Decimal> held = account::holders(in_, p.symbol, p.at);
    Decimal left = p.amount - account::amount_of(in_.charged, p.id(in_.name)), all;
    for (const auto& [strategy, qty] : held) all += qty;
    if (all.is_zero()) return {};
    const Decimal due = left;
    for (auto h = held.begin(); h != held.end(); ++h) {
      const Decimal part = std::next(h) == held.end() ? left : due * h->second / all;
      left -= part;
      JsonLine j = line_of(in_, p.symbol);
      j.text("kind", "funding")
          .text("strategy", h->first)
          .raw("amount", part.str())
          .text("currency", p.currency);
      j.raw("qty", h->second.str()).raw("rate", fmt::format("{}", p.rate));
      j.raw("cause", "[\"" + p.id(in_.name) + "\"]");
      if (Status st = write(fields("charge", j),
                            "journalled: funding of " + h->first + ", " + part.str() + " " + p.currency);
          !st)
        return st;
    }
    return {};
  }

  std::string text;

 private:
  struct Filled {
    int fills = 0;
    Decimal filled;
  };

  const JournalOrder& order_of(const std::string& id) const {
    return *std::find_if(in_.journal.begin(), in_.journal.end(),
                         [&](const JournalOrder& j) { return j.id == id; });
  }

  Status execution(const std::string& id, const std::string& symbol, bool buy, const Execution& e,
                   Decimal qty, const std::string& fill, const std::string& said) {
    Filled& f = orders_[id];
    f.filled += qty;
    const Decimal fee = qty == e.qty ? e.fee : e.fee * qty / e.qty;
    JsonLine j = line_of(in_, symbol);
    j.text("id", id).text("fill_id", id + "/" + std::to_string(++f.fills)).text("side", buy ? "buy" : "sell");
    j.raw("price", e.price.str()).raw("qty", qty.str()).raw("fee", fee.str());
    j.text("fee_currency", e.fee_currency).text("liquidity", e.maker ? "maker" : "taker");
    j.integer("at", e.at).text("venue_id", fill);
    return write(fields("fill", j), said);
  }

  Status write(const std::string& row, const std::string& said) {
    auto done = desk_.proved(row, said);
    if (!done) return done.error();
    text += done->text;
    return {};
  }

  Desk& desk_;
  account::ReconInput in_;
  std::map<std::string, Filled> orders_;
  std::map<std::string, Decimal> taken_;  // of executions that closed several
};

}  // namespace

// Fills first, so that an end comes after them; liquidations last, while what is charged still finds its
// position.
Result<std::string> apply(Desk desk, const account::ReconInput& in, const std::vector<Difference>& found) {
  Booking b(desk, in, found);
  auto each = [&](auto wanted, auto book) -> Status {
    for (const Difference& d : found)
      if (d.explained && wanted(d))
        if (Status st = book(d); !st) return st;
    return {};
  };
  const auto at = [](int i) { return static_cast<std::size_t>(i); };
  Status st = each([](const Difference& d) { return d.kind == "fill-missing"; },
                   [&](const Difference& d) { return b.fill(d); });
  if (st)
    st = each([](const Difference& d) { return d.payment >= 0; },
              [&](const Difference& d) { return b.payment(in.funding[at(d.payment)]); });
  if (st)
    st = each([](const Difference& d) { return d.kind == "order-ended"; },
              [&](const Difference& d) { return b.end(d); });
  if (st)
    st = each([](const Difference& d) { return d.liquidation >= 0; },
              [&](const Difference& d) { return b.liquidation(in.venue[at(d.liquidation)]); });
  if (!st) return st.error();
  return std::move(b.text);
}

}  // namespace tu::ledger
