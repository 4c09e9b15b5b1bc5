// Positions over time: funding, and the end of those that their margin no longer covers.
#include "simex/engine/exchange.h"

namespace tu::simex {

// On what is held at the moment of the settlement, at the mark.
void Exchange::settle_funding() {
  for (AccountId id = 0; id < accounts_.size(); ++id)
    for (auto& [product, at] : accounts_[id].wallet.positions) {
      const Market& m = markets_[product];
      if (at.qty.is_zero() || m.mark().is_zero()) continue;
      const Decimal amount = -(at.qty * m.mark() * rules_.funding_rate);
      accounts_[id].wallet.of(m.product.quote).total += amount;
      at.funding += amount;
      fundings_.push_back({id, product, rules_.funding_rate, at.qty, amount, now_});
    }
}

void Exchange::look_after(ProductId product) {
  if (!markets_[product].product.perp || liquidating_) return;
  liquidating_ = true;  // what liquidations trade moves the mark again
  const std::string& currency = markets_[product].product.quote;
  for (AccountId id = 0; id < accounts_.size(); ++id) {
    const auto at = accounts_[id].wallet.positions.find(product);
    if (at == accounts_[id].wallet.positions.end() || at->second.qty.is_zero()) continue;
    if (below_maintenance(accounts_[id], currency)) liquidate(id, currency);
  }
  liquidating_ = false;
}

// All positions of one currency stand for each other.
bool Exchange::below_maintenance(const Account& a, const std::string& currency) const {
  const auto cash = a.wallet.balances.find(currency);
  Decimal equity = cash == a.wallet.balances.end() ? Decimal{} : cash->second.total, needed;
  for (const auto& [id, at] : a.wallet.positions) {
    const Market& m = markets_[id];
    if (m.product.quote != currency || at.qty.is_zero() || m.mark().is_zero()) continue;
    equity += at.qty * (m.mark() - at.entry);
    needed += at.qty.abs() * m.mark() * m.product.maintenance();
  }
  return equity < needed;
}

// Its orders go first, for what they hold; then the positions, at what the book pays. What the book cannot
// take now is tried again when the market moves.
void Exchange::liquidate(AccountId account, const std::string& currency) {
  for (const OrderId id : std::vector<OrderId>(accounts_[account].orders))
    if (alive(order(id)->state) && market_of(*order(id)).product.quote == currency)
      end(mutable_order(id), State::cancelled, "liquidation");
  Wallet& wallet = accounts_[account].wallet;
  bool whole = true;
  for (auto& [product, at] : wallet.positions) {
    if (at.qty.is_zero() || markets_[product].product.quote != currency) continue;
    Order& o = orders_.emplace_back();
    o.account = account;
    o.product = product;
    o.side = at.qty.negative() ? Side::buy : Side::sell;
    o.kind = Kind::market;
    o.tif = Tif::ioc;
    o.qty = at.qty.abs();
    o.reduce_only = o.liquidation = true;
    o.leverage = at.leverage;
    o.id = orders_.size();
    o.created = now_;
    o.hold_rate = worst_rate(account);
    accounts_[account].orders.push_back(o.id);
    enter(o);
    whole = whole && at.qty.is_zero();
  }
  Balance& cash = wallet.of(currency);
  if (!whole || !cash.total.negative()) return;
  written_off_[currency] -= cash.total;
  cash.total = {};
}

}  // namespace tu::simex
