#include "simex/engine/wallet.h"

namespace tu::simex {

Decimal Wallet::available(const std::string& currency) const {
  const auto found = balances.find(currency);
  return found == balances.end() ? Decimal{} : found->second.available();
}

void Wallet::book_spot(const Product& p, const Fill& f) {
  const Decimal value = f.price * f.qty;
  if (f.side == Side::buy) {
    of(p.base).total += f.qty;
    of(p.quote).total -= value + f.fee;
  } else {
    of(p.base).total -= f.qty;
    of(p.quote).total += value - f.fee;
  }
}

void Wallet::book_perp(const Product& p, const Fill& f, Decimal leverage) {
  Position& at = positions[f.product];
  of(p.quote).total -= f.fee;
  const Decimal signed_qty = f.side == Side::buy ? f.qty : -f.qty;
  const bool grows = at.qty.is_zero() || at.qty.negative() == signed_qty.negative();
  if (grows) {
    const Decimal sum = at.qty.abs() + f.qty;
    at.entry = (at.qty.abs() * at.entry + f.qty * f.price) / sum;
    at.qty += signed_qty;
    at.leverage = leverage.is_zero() ? Decimal::from_integer(1) : leverage;
    return;
  }
  const Decimal closed = min(f.qty, at.qty.abs());
  const Decimal gain = at.qty.negative() ? at.entry - f.price : f.price - at.entry;
  at.realised += closed * gain;
  of(p.quote).total += closed * gain;
  at.qty += signed_qty;
  if (f.qty > closed) {  // it turned around
    at.entry = f.price;
    at.leverage = leverage.is_zero() ? Decimal::from_integer(1) : leverage;
  }
  if (at.qty.is_zero()) at.entry = {};
}

}  // namespace tu::simex
