#include "venue/binance/trades.h"

#include "event/copy.h"
#include "wire/json_scan.h"

namespace tu::venue::binance {

using wire::json_member;

std::string in_base(double contract, std::string_view size, std::string_view price) {
  const std::optional<double> p = price_of(price);
  return contract > 0 && p ? scaled(size, contract / *p) : std::string(size);
}

void Trades::frame(std::string_view d, bool aggregate, TsUs recv, MarketSink& sink) {
  std::string_view time, price, size, maker, id, kind;
  wire::json_each_member(d, [&](std::string_view key, std::string_view value) {
    if (key == "E") time = value;
    if (key == "p") price = value;
    if (key == "q") size = value;
    if (key == "m") maker = value;
    if (key == (aggregate ? "a" : "t")) id = value;
    if (key == "X") kind = value;
  });
  if (const auto number = count_of(id); aggregate && number && setup_.asks) {
    const LostTrades::Next next = lost_.next(*number, d);
    if (next == LostTrades::Next::ask) ask(sink);
    if (lost_.too_many()) return go_on(recv, sink);
    if (next != LostTrades::Next::pass) return;
  }
  // Futures also report liquidations by the insurance fund and the like, which are no trades on the book.
  if (kind.data() != nullptr && kind != "MARKET") return;
  if (maker != "true" && maker != "false")
    return sink.unusable("\"m\" is \"" + std::string(maker.substr(0, 40)) + "\", expected true or false");
  if (!id.empty() && !seen_.add(id)) return;
  const TsUs ts = milliseconds(time).value_or(recv);
  newest_ = std::max(newest_, ts);
  make_trade(sink, setup_.market, ts, price, in_base(setup_.contract, size, price), maker == "false", id);
}

void Trades::ask(MarketSink& sink) const {
  const char* path = setup_.kind == Kind::spot ? "/api/v3/aggTrades?symbol=" : "/fapi/v1/aggTrades?symbol=";
  sink.fetch(path + setup_.native + "&fromId=" + std::to_string(lost_.first_lost()) + "&limit=1000",
             setup_.tag);
}

// A page of what was lost.
void Trades::answer(std::string_view body, TsUs recv, MarketSink& sink) {
  const std::int64_t before = lost_.first_lost();
  wire::json_each(body, [&](std::string_view row) {
    const auto of = [&](std::string_view key) { return json_member(row, key); };
    const auto number = count_of(of("a"));
    if (!number || *number != lost_.first_lost() || lost_.complete()) return;
    lost_.passed(*number);
    if (!seen_.add(of("a"))) return;
    const TsUs ts = milliseconds(of("T")).value_or(recv);
    newest_ = std::max(newest_, ts);
    make_trade(sink, setup_.market, ts, of("p"), in_base(setup_.contract, of("q"), of("p")),
               of("m") == "false", of("a"));
  });
  if (!lost_.complete() && lost_.first_lost() > before) return ask(sink);
  go_on(recv, sink);
}

// What is still missing is told; what waited goes on.
void Trades::go_on(TsUs recv, MarketSink& sink) {
  if (!lost_.complete()) {
    Event* e = make_event(Type::gap, recv, sink.arena());
    e->venue = setup_.market.venue, e->symbol = setup_.market.symbol;
    e->set_integer(Field{Type::gap, "from"}, newest_);
    e->set_integer(Field{Type::gap, "to"}, std::max(newest_, recv));
    e->set_text(
        Field{Type::gap, "reason"},
        sink.arena().copy("trades " + std::to_string(lost_.first_lost()) + " to " +
                          std::to_string(lost_.first_kept() - 1) + " were lost and could not be had"));
    sink.event(*e);
  }
  for (const std::string& waited : lost_.release()) frame(waited, true, recv, sink);
}

}  // namespace tu::venue::binance
