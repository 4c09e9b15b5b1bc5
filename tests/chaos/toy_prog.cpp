// toy: three small writers around one ledger, for tests of what happens when processes die. Each decides from
// the account that it sees, so a wrong view, a lost row or a doubled row changes everything after it.
//   toy gate | toy place | toy settle
#include <cstring>
#include <deque>
#include <string>

#include "account/account.h"
#include "base/random.h"
#include "ledger/port.h"
#include "run/main.h"

namespace {

using namespace tu;

struct Options {
  Decimal most = Decimal::from_integer(1'000'000'000);  // of cash that may be reserved
  Decimal share = *Decimal::parse("0.1");               // of free cash that an order is worth
};

const Atom usd = intern("USD"), strategy = intern("s");

class Toy : public Stage {
 public:
  Toy(Options o, Ports ports) : o_(o), ledger_(ports.account) {}

 protected:
  // Begins a transaction, or stops the run.
  const account::Account* begin(TsUs ts, Out& out) {
    Result<const account::Account*> a = ledger_->begin(ts);
    if (a) return *a;
    out.stop(a.error());
    return nullptr;
  }
  void write(Event& e, Out& out) {
    if (out.stopped()) return;
    Result<bool> r = ledger_->write(e);
    if (!r) return out.stop(r.error());
    out.pass(e);
  }
  void commit(Out& out) {
    if (out.stopped()) return;
    if (Status st = ledger_->commit(); !st) out.stop(st.error());
  }
  Options o_;
  AccountPort* ledger_;
};

class Gate final : public Toy {
 public:
  using Toy::Toy;
  void on(Event& e, Out& out) override {
    if (e.type == Type::candle)
      venue_ = e.venue, symbol_ = e.symbol, close_ = e.real(Field{Type::candle, "close"});
    out.pass(e);
  }
  void instant_end(TsUs ts, Out& out) override {
    if (close_ == 0 || random_bits(1, 2, static_cast<std::uint64_t>(ts)) % 3 == 0) return;
    const account::Account* a = begin(ts, out);
    if (!a) return;
    const account::Position* p = a->position(strategy, venue_, symbol_);
    const bool sell =
        p && a->selling(venue_, symbol_).is_zero() && random_bits(1, 3, static_cast<std::uint64_t>(ts)) % 2;
    const Decimal price = *Decimal::from_real(close_);
    const Decimal worth = a->free_cash(usd) * o_.share;
    const Decimal qty = sell ? p->qty : floor_to(worth / price, *Decimal::parse("0.001"));
    const Decimal reserve = sell ? Decimal() : qty * price * *Decimal::parse("1.1");
    if (qty.sign() > 0 && a->reserved(usd) + reserve <= o_.most)
      approve(ts, sell, qty, reserve, a->asof(), out);
    commit(out);
  }

 private:
  void approve(TsUs ts, bool sell, Decimal qty, Decimal reserve, std::int64_t asof, Out& out) {
    Event& e = out.make(Type::order, ts, venue_, symbol_);
    e.set_text(Field{Type::order, "id"},
               out.keep("s/" + std::string(name_of(symbol_)) + "@" + std::to_string(ts) + "#0"));
    e.set_text(Field{Type::order, "strategy"}, "s");
    e.set_text(Field{Type::order, "side"}, sell ? "sell" : "buy");
    e.set(Field{Type::order, "qty"}, qty);
    e.set_text(Field{Type::order, "kind"}, "market");
    e.set_text(Field{Type::order, "tif"}, "IOC");
    e.set_text(Field{Type::order, "intent"}, sell ? "reduce" : "open");
    if (!sell) {
      e.set(Field{Type::order, "reserved"}, reserve);
      e.set_text(Field{Type::order, "reserved_currency"}, "USD");
    }
    e.set_integer(Field{Type::order, "asof"}, asof);
    write(e, out);
  }
  Atom venue_ = Atom::none, symbol_ = Atom::none;
  double close_ = 0;
};

class Place final : public Toy {
 public:
  using Toy::Toy;
  void on(Event& e, Out& out) override {
    if (e.type == Type::candle) close_ = e.real(Field{Type::candle, "close"});
    if (e.type == Type::order)
      fresh_.push_back({std::string(e.text(Field{Type::order, "id"})),
                        std::string(e.text(Field{Type::order, "side"})), e.decimal(Field{Type::order, "qty"}),
                        e.venue, e.symbol});
    out.pass(e);
  }
  void instant_end(TsUs ts, Out& out) override {
    if (fresh_.empty() && resting_.empty()) return;
    if (!begin(ts, out)) return;
    for (const Order& o : resting_) fill(ts, o, out);
    for (const Order& o : fresh_) update(ts, o, "sent", Decimal(), out);
    resting_ = fresh_;
    fresh_.clear();
    commit(out);
  }

 private:
  struct Order {
    std::string id, side;
    Decimal qty;
    Atom venue, symbol;
  };
  void fill(TsUs ts, const Order& o, Out& out) {
    Event& e = out.make(Type::fill, ts, o.venue, o.symbol);
    e.set_text(Field{Type::fill, "id"}, out.keep(o.id));
    e.set_text(Field{Type::fill, "fill_id"}, out.keep(o.id + "/1"));
    e.set_text(Field{Type::fill, "side"}, out.keep(o.side));
    e.set(Field{Type::fill, "price"}, *Decimal::from_real(close_));
    e.set(Field{Type::fill, "qty"}, o.qty);
    e.set(Field{Type::fill, "fee"}, *Decimal::parse("0.01"));
    e.set_text(Field{Type::fill, "fee_currency"}, "USD");
    e.set_text(Field{Type::fill, "liquidity"}, "taker");
    e.set_text(Field{Type::fill, "strategy"}, "s");
    write(e, out);
    update(ts, o, "filled", o.qty, out);
  }
  void update(TsUs ts, const Order& o, const char* state, Decimal filled, Out& out) {
    Event& e = out.make(Type::order_update, ts, o.venue, o.symbol);
    e.set_text(Field{Type::order_update, "id"}, out.keep(o.id));
    e.set_text(Field{Type::order_update, "state"}, state);
    e.set(Field{Type::order_update, "filled"}, filled);
    e.set_text(Field{Type::order_update, "strategy"}, "s");
    write(e, out);
  }
  std::deque<Order> fresh_, resting_;
  double close_ = 0;
};

class Settle final : public Toy {
 public:
  using Toy::Toy;
  void on(Event& e, Out& out) override { out.pass(e); }
  void instant_end(TsUs ts, Out& out) override {
    if (day_start(ts) == day_) return;
    day_ = day_start(ts);
    const account::Account* a = begin(ts, out);
    if (!a) return;
    Event& e = out.make(Type::day, ts);
    e.set_text(Field{Type::day, "date"}, out.keep(date_text(ts)));
    e.set_text(Field{Type::day, "currency"}, "USD");
    e.set(Field{Type::day, "equity"}, a->cash(usd));
    e.set(Field{Type::day, "units"}, Decimal::from_integer(10000));
    e.set(Field{Type::day, "unit_value"}, a->cash(usd) / Decimal::from_integer(10000));
    e.set(Field{Type::day, "peak"}, Decimal::from_integer(1));
    write(e, out);
    commit(out);
  }

 private:
  TsUs day_ = -1;
};

template <class S>
int run(const char* name, int argc, char** argv) {
  StageSpec spec =
      describe<S, Options>(name, "a toy", {}, {},
                           {{"--most", "AMOUNT", "most cash that may be reserved", &Options::most},
                            {"--share", "PART", "of free cash that an order is worth", &Options::share}});
  spec.reads_account = spec.writes_account = true;
  return main_of(spec, argc, argv, ledger::make_ports);
}

}  // namespace

int main(int argc, char** argv) {
  const std::string role = argc > 1 ? argv[1] : "";
  if (argc > 1) argv[1] = argv[0], ++argv, --argc;
  if (role == "gate") return run<Gate>("risk-gate", argc, argv);
  if (role == "place") return run<Place>("place-order", argc, argv);
  if (role == "settle") return run<Settle>("settle", argc, argv);
  return 64;
}
