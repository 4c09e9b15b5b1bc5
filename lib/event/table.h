// The one table of event types and their fields. The codec, the schema, tradeutils-events(5) and the tests
// are made from it. Every type also has `type`, and, where marked, `ts`, `venue` and `symbol`; those are not
// rows here.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <span>
#include <string_view>

namespace tu {

enum class Type : std::uint8_t {
  foreign,  // no type, or one that is not in the table: passes unchanged
  session,
  end,
  beat,
  sync,
  gap,
  stale,
  instrument,
  trade,
  quote,
  book,
  candle,
  funding,
  metric,
  universe,
  trigger,
  rank,
  eigen,
  fair,
  score,
  factor,
  envelope,
  posture,
  signal,
  proposal,
  review,
  order,
  cancel,
  reject,
  decline,
  order_update,
  fill,
  resolution,
  pnl,
  account,
  balance,
  halt,
  alert,
  // rows that exist in the journal first, and may be replayed from it
  run,
  deposit,
  day,
  mode,
  policy,
  resume,
  charge,
  promotion,
  count_
};
constexpr int type_count = static_cast<int>(Type::count_);

// Types as bits of a number.
static_assert(type_count <= 64);
constexpr bool has_type(std::uint64_t bits, Type t) {
  return bits >> static_cast<int>(t) & 1;
}
constexpr std::uint64_t bits_of_types(std::initializer_list<Type> list) {
  std::uint64_t bits = 0;
  for (const Type t : list) bits |= std::uint64_t{1} << static_cast<int>(t);
  return bits;
}

enum class Kind : std::uint8_t {
  real,     // a double; JSON number
  integer,  // a 64-bit integer; JSON number without fraction
  flag,     // true or false
  text,     // a string
  decimal,  // exact money; JSON number (a string holding one is read too)
  levels,   // [[price, size], ...]: kept as JSON text, checked
  json,     // any JSON value, kept as its text
};

enum class Check : std::uint8_t { none, positive, not_negative, unit_interval };

struct FieldSpec {
  std::string_view name;
  Kind kind;
  bool required;
  Check check;
  std::string_view doc;
};

struct TypeSpec {
  Type type;
  std::string_view name;
  bool needs_venue, needs_symbol;  // required (both are always allowed)
  std::span<const FieldSpec> fields;
  std::string_view doc;
};

// One row a field:
// clang-format off
namespace table {
using enum Kind;
inline constexpr bool req = true, opt = false;
inline constexpr Check any = Check::none, pos = Check::positive, nneg = Check::not_negative, unit = Check::unit_interval;

inline constexpr FieldSpec session[] = {
    {"id", text, req, any, "made from the data's content, range and seed"},
    {"mode", text, req, any, "live, paper or replay"},
    {"source", text, req, any, "what the events come from"},
    {"pace", text, req, any, "max, realtime, or a factor such as 10x"},
    {"warm_until", integer, opt, any, "time until which stages learn and decide nothing"},
    {"lockstep", flag, opt, any, "a sync stands behind each instant"},
    {"via", json, opt, any, "the stages passed so far, each NAME:HASH of its options"}};
inline constexpr FieldSpec end[] = {
    {"source", text, req, any, "the source that ended"},
    {"events", integer, req, nneg, "how many events it sent"},
    {"status", integer, req, nneg, "its exit status; 0 is a complete stream"},
    {"reason", text, opt, any, "why it ended early"}};
inline constexpr FieldSpec sync[] = {{"seq", integer, req, nneg, "the barrier's number, rising by one"}};
inline constexpr FieldSpec gap[] = {
    {"from", integer, req, any, "first time not known"},
    {"to", integer, req, any, "time from which data is known again"},
    {"reason", text, req, any, "why"}};
inline constexpr FieldSpec stale[] = {
    {"since", integer, req, any, "time of the newest data"},
    {"reason", text, opt, any, "why"}};
inline constexpr FieldSpec instrument[] = {
    {"kind", text, req, any, "spot, perp or outcome"},
    {"base", text, req, any, "what is bought"},
    {"quote", text, req, any, "what it is priced in"},
    {"settle", text, req, any, "what profit is paid in"},
    {"tick", decimal, req, pos, "price step"},
    {"lot", decimal, req, pos, "quantity step"},
    {"min_notional", decimal, req, nneg, "smallest order, in quote"},
    {"multiplier", decimal, opt, pos, "base units a contract"},
    {"imr", decimal, opt, pos, "initial margin rate"},
    {"mmr", decimal, opt, pos, "maintenance margin rate"},
    {"max_leverage", decimal, opt, pos, "largest leverage"},
    {"opens", integer, opt, any, "start of trading"},
    {"expiry", integer, opt, any, "end of trading"},
    {"strike", decimal, opt, any, "strike price"},
    {"rule", text, opt, any, "settlement rule"},
    {"rule_source", text, opt, any, "where the rule is written"},
    {"fee_rule", text, opt, any, "how fees are computed"},
    {"outcomes", json, opt, any, "names of the outcomes"},
    {"neg_risk", flag, opt, any, "outcomes exclude each other"}};
inline constexpr FieldSpec trade[] = {
    {"price", real, req, pos, "in quote"},
    {"size", real, req, nneg, "in base"},
    {"side", text, opt, any, "the aggressor's: buy or sell"},
    {"id", text, opt, any, "the venue's id"}};
inline constexpr FieldSpec quote[] = {
    {"bid", real, req, pos, "best bid"},
    {"bid_size", real, req, nneg, "its size in base"},
    {"ask", real, req, pos, "best ask"},
    {"ask_size", real, req, nneg, "its size in base"}};
inline constexpr FieldSpec book[] = {
    {"snapshot", flag, req, any, "true: replaces the book; false: changes it"},
    {"bids", levels, req, any, "[[price, size], ...]; size 0 removes"},
    {"asks", levels, req, any, "[[price, size], ...]; size 0 removes"},
    {"seq", integer, opt, any, "the venue's sequence number"}};
inline constexpr FieldSpec candle[] = {
    {"tf", text, req, any, "timeframe, such as 1m, 4h, 1000t, 50v"},
    {"start", integer, req, any, "when the bar began; ts is its close"},
    {"open", real, req, pos, "first price"},
    {"high", real, req, pos, "highest price"},
    {"low", real, req, pos, "lowest price"},
    {"close", real, req, pos, "last price"},
    {"volume", real, req, nneg, "in base"},
    {"trades", integer, opt, nneg, "number of trades"},
    {"quote_volume", real, opt, nneg, "in quote"},
    {"taker_buy", real, opt, nneg, "base volume that aggressors bought"},
    {"bid", real, opt, pos, "best bid at the close"},
    {"ask", real, opt, pos, "best ask at the close"}};
inline constexpr FieldSpec funding[] = {
    {"rate", real, req, any, "per interval; longs pay a positive one"},
    {"settled", flag, req, any, "true: charged now; false: predicted"},
    {"interval", text, req, any, "such as 8h"},
    {"mark", real, opt, pos, "mark price it is charged on"},
    {"index", real, opt, pos, "index price"},
    {"next", integer, opt, any, "next settlement"}};
inline constexpr FieldSpec metric[] = {
    {"name", text, req, any, "fear_greed, dvol, taker_ratio, latency_ms, ..."},
    {"value", real, req, any, "the number"},
    {"unit", text, opt, any, "its unit"},
    {"target", text, opt, any, "what was measured"},
    {"region", text, opt, any, "from where"},
    {"phase", text, opt, any, "which part of the measurement"},
    {"asof", integer, opt, any, "the time that the value describes"}};
inline constexpr FieldSpec universe[] = {
    {"tier", integer, req, any, "1, 2 or 3"},
    {"member", flag, req, any, "eligible"},
    {"reasons", json, opt, any, "why not"},
    {"until", integer, opt, any, "end of membership"}};
inline constexpr FieldSpec trigger[] = {
    {"kind", text, req, any, "volume_spike, breakout, reversal, momentum"},
    {"confidence", real, req, unit, "0 to 1"},
    {"value", real, req, any, "the quantity that fired"}};
inline constexpr FieldSpec rank[] = {
    {"score", real, req, any, "ranking score"},
    {"action", text, req, any, "long, short or none"},
    {"position", integer, req, any, "1 is best"}};
inline constexpr FieldSpec eigen[] = {
    {"tf", text, req, any, "timeframe of the bars"},
    {"members", integer, req, nneg, "assets of the basket on this bar"},
    {"missing", integer, opt, nneg, "of them without a price of this bar"},
    {"vel_div", real, opt, any, "velocity over the first window less that over the last, per bar"},
    {"asof", integer, opt, any, "the bar's close, where late assets were waited for"}};
inline constexpr FieldSpec fair[] = {
    {"yes", real, req, any, "fair price of YES"},
    {"no", real, req, any, "fair price of NO"},
    {"sigma", real, opt, nneg, "annual volatility used"},
    {"strike", real, opt, pos, "strike"},
    {"expiry", integer, opt, any, "expiry"},
    {"edge_yes", real, opt, any, "net edge of buying YES"},
    {"edge_no", real, opt, any, "net edge of buying NO"}};
inline constexpr FieldSpec score[] = {
    {"model", text, req, any, "which model"},
    {"version", text, req, any, "its version"},
    {"p", real, req, unit, "probability"},
    {"horizon", text, opt, any, "how far ahead"},
    {"trained_until", integer, req, any, "newest data it was trained on"}};
inline constexpr FieldSpec factor[] = {
    {"boost", real, req, any, "size factor"},
    {"beta", real, req, any, "sensitivity"},
    {"from", json, opt, any, "the inputs"},
    {"asof", integer, opt, any, "when it was journalled, where it is said again after a restart"},
    {"rules", text, opt, any, "hash of the options that it follows from"},
    {"kept", text, opt, any, "the day's readings, for a restart"},
    {"account", text, opt, any, "default main"}};
inline constexpr FieldSpec envelope[] = {
    {"p_cat", real, req, unit, "probability of a catastrophe"},
    {"score", real, req, any, "envelope score"},
    {"status", text, req, any, "OK, ORANGE or RED"},
    {"until", integer, opt, any, "valid until"},
    {"strategy", text, opt, any, "whose round trips were drawn from"},
    {"asof", integer, opt, any, "when it was answered, where it is said again after a restart"},
    {"rules", text, opt, any, "hash of the options that it follows from"},
    {"account", text, opt, any, "default main"}};
inline constexpr FieldSpec posture[] = {
    {"rm", real, req, unit, "0 to 1"},
    {"posture", text, req, any, "APEX, STALKER, TURTLE or HIBERNATE"},
    {"factors", json, opt, any, "the sensors"},
    {"rules", text, opt, any, "hash of the options that it follows from"},
    {"account", text, opt, any, "default main"}};
inline constexpr FieldSpec signal[] = {
    {"source", text, req, any, "who says so"},
    {"side", text, req, any, "buy, sell or none"},
    {"confidence", real, req, unit, "0 to 1"},
    {"weight", real, opt, nneg, "weight in the composite"},
    {"reason", text, opt, any, "why"},
    {"ttl", integer, opt, pos, "microseconds that it stays fresh"}};
inline constexpr FieldSpec proposal[] = {
    {"id", text, req, any, "pure function of strategy, symbol, slot and ordinal"},
    {"strategy", text, req, any, "who proposes"},
    {"intent", text, req, any, "open, add, reduce, close or target"},
    {"side", text, req, any, "buy or sell"},
    {"confidence", real, req, unit, "0 to 1"},
    {"signals", json, opt, any, "what carried it"},
    {"value", real, opt, any, "the figure that its size rests on; kept up to the round trip"},
    {"coverage", real, opt, unit, "weight of the sources that could speak"},
    {"fraction", real, opt, nneg, "of equity"},
    {"notional", decimal, opt, pos, "in quote"},
    {"qty", decimal, opt, any, "in base; with target the wanted signed position"},
    {"kind", text, opt, any, "market, limit, stop or stop_limit"},
    {"limit", decimal, opt, pos, "limit price"},
    {"stop", decimal, opt, pos, "stop price"},
    {"tif", text, opt, any, "GTC, GTD, IOC or FOK"},
    {"post_only", flag, opt, any, "maker or nothing"},
    {"reduce_only", flag, opt, any, "may only shrink the position"},
    {"expires", integer, opt, any, "time when it is no longer wanted"},
    {"leverage", decimal, opt, pos, "wanted leverage"},
    {"replaces", text, opt, any, "order that it replaces"},
    {"priced_on", real, opt, pos, "the price it was made at"},
    {"reason", text, opt, any, "why"},
    {"exit_rule", text, opt, any, "the rule of an exit"},
    {"account", text, opt, any, "default main"},
    {"group", text, opt, any, "legs that belong together"},
    {"leg", integer, opt, any, "number in the group"},
    {"legs", integer, opt, any, "size of the group"},
    {"on_break", text, opt, any, "when a leg ends unfilled: unwind (unless said) or hold"},
    {"cause", json, opt, any, "ids of what it rests on"},
    {"asof", integer, opt, any, "newest journal row that its account included"}};
inline constexpr FieldSpec review[] = {
    {"of", text, req, any, "a proposal's id"},
    {"reviewer", text, req, any, "who"},
    {"verdict", text, req, any, "pass, shrink or veto"},
    {"adjust", real, opt, any, "with shrink: the part of the quantity that may stay, above 0 up to 1"},
    {"reason", text, req, any, "why"},
    {"cost", decimal, opt, any, "what the review cost"}};
inline constexpr FieldSpec order[] = {
    {"id", text, req, any, "the proposal's id"},
    {"strategy", text, req, any, "who"},
    {"side", text, req, any, "buy or sell"},
    {"qty", decimal, req, pos, "at most; in base"},
    {"kind", text, req, any, "market, limit, stop or stop_limit"},
    {"limit", decimal, opt, pos, "limit price"},
    {"stop", decimal, opt, pos, "stop price"},
    {"tif", text, req, any, "GTC, GTD, IOC or FOK"},
    {"post_only", flag, opt, any, "maker or nothing"},
    {"reduce_only", flag, opt, any, "may only shrink the position"},
    {"expires", integer, opt, any, "time when it is cancelled"},
    {"replaces", text, opt, any, "order that it replaces"},
    {"oco", text, opt, any, "order that is cancelled when this one fills"},
    {"limit_worst", decimal, opt, pos, "worst price that the approval covers"},
    {"attempts", integer, opt, pos, "attempts that the approval covers"},
    {"until", integer, opt, any, "end of the approval"},
    {"intent", text, opt, any, "the proposal's intent"},
    {"exit_rule", text, opt, any, "the rule of an exit"},
    {"reserved", decimal, opt, nneg, "what the approval holds back"},
    {"reserved_currency", text, opt, any, "in this currency"},
    {"account", text, opt, any, "default main"},
    {"group", text, opt, any, "legs that belong together"},
    {"leg", integer, opt, any, "number in the group"},
    {"legs", integer, opt, any, "size of the group"},
    {"on_break", text, opt, any, "when a leg ends unfilled: unwind (unless said) or hold"},
    {"marks", json, opt, any, "marks and rates that the approval used"},
    {"notes", json, opt, any, "the proposal's annotations"},
    {"signals", json, opt, any, "what carried the proposal"},
    {"value", real, opt, any, "the figure that its size rests on"},
    {"policy", text, opt, any, "hash of the policy that approved"},
    {"cause", json, opt, any, "ids of what it rests on"},
    {"asof", integer, opt, any, "newest journal row that its account included"}};
inline constexpr FieldSpec cancel[] = {
    {"id", text, opt, any, "an order; or strategy with symbol and side"},
    {"strategy", text, opt, any, "all orders of it"},
    {"side", text, opt, any, "of this side"},
    {"reason", text, opt, any, "why"},
    {"account", text, opt, any, "default main"},
    {"cause", json, opt, any, "ids of what it rests on"}};
inline constexpr FieldSpec reject[] = {
    {"id", text, req, any, "the proposal's id"},
    {"strategy", text, req, any, "who proposed"},
    {"rules", json, req, any, "every rule that said no, with its figures"},
    {"reason", text, req, any, "the first of them in words"},
    {"side", text, opt, any, "buy or sell"},
    {"intent", text, opt, any, "the proposal's intent"},
    {"marks", json, opt, any, "marks and rates that were used"},
    {"account", text, opt, any, "default main"},
    {"cause", json, opt, any, "ids of what it rests on"},
    {"asof", integer, opt, any, "newest journal row that its account included"}};
inline constexpr FieldSpec decline[] = {
    {"strategy", text, req, any, "who"},
    {"reason", text, req, any, "why nothing was proposed"},
    {"cause", json, opt, any, "ids of what it rests on"}};
inline constexpr FieldSpec order_update[] = {
    {"id", text, req, any, "the order's id"},
    {"state", text, req, any, "approved, sent, open, partial, filled, cancelled, rejected, expired, unknown"},
    {"filled", decimal, req, nneg, "quantity so far"},
    {"attempt", integer, opt, any, "number of the attempt"},
    {"venue_id", text, opt, any, "the venue's id"},
    {"reason", text, opt, any, "why"},
    {"strategy", text, opt, any, "who"},
    {"account", text, opt, any, "default main"},
    {"cause", json, opt, any, "ids of what it rests on"}};
inline constexpr FieldSpec fill[] = {
    {"id", text, req, any, "the order's id"},
    {"fill_id", text, req, any, "unique"},
    {"side", text, req, any, "buy or sell"},
    {"price", decimal, req, pos, "in quote"},
    {"qty", decimal, req, pos, "in base"},
    {"fee", decimal, req, any, "negative is a rebate"},
    {"fee_currency", text, req, any, "what it was paid in"},
    {"liquidity", text, req, any, "maker or taker"},
    {"model", text, opt, any, "name of the paper model"},
    {"at", integer, opt, any, "the venue's time"},
    {"slippage", decimal, opt, any, "cost against the reference price, in quote"},
    {"margin", decimal, opt, nneg, "initial margin held while this quantity is open, in settle currency"},
    {"venue_id", text, opt, any, "the venue's id of this execution"},
    {"strategy", text, opt, any, "who"},
    {"account", text, opt, any, "default main"},
    {"cause", json, opt, any, "ids of what it rests on"}};
inline constexpr FieldSpec resolution[] = {
    {"outcome", text, req, any, "which"},
    {"price", decimal, req, nneg, "what it pays"},
    {"source", text, req, any, "who says so"},
    {"rule", text, req, any, "the rule"}};
inline constexpr FieldSpec pnl[] = {
    {"strategy", text, req, any, "who"},
    {"qty", decimal, req, any, "signed: positive was long"},
    {"gross", decimal, req, any, "before costs, in quote"},
    {"fees", decimal, req, any, "paid, in quote"},
    {"funding", decimal, req, any, "paid, in quote; negative was received"},
    {"net", decimal, req, any, "gross - fees - funding"},
    {"entry", decimal, req, nneg, "average entry price"},
    {"exit", decimal, req, nneg, "average exit price; 0 when an outcome paid nothing"},
    {"opened", integer, req, any, "time of the first fill"},
    {"exit_rule", text, req, any, "what closed it"},
    {"mae", decimal, req, any, "worst excursion, in quote, <= 0"},
    {"mfe", decimal, req, any, "best excursion, in quote, >= 0"},
    {"id", text, opt, any, "of the round trip"},
    {"slippage", decimal, opt, any, "paid, in quote"},
    {"signals", json, opt, any, "what carried the entry"},
    {"value", real, opt, any, "the figure that the entry's size rested on"},
    {"account", text, opt, any, "default main"},
    {"group", text, opt, any, "legs booked as one; qty, entry and exit are those of the first"},
    {"legs", json, opt, any, "each leg's own figures"},
    {"rates", json, opt, any, "rates that fees and legs in other currencies were converted with"},
    {"unconverted", json, opt, any, "results in currencies without a rate, by currency; in none of the sums"},
    {"cause", json, opt, any, "ids of the fills that closed it"}};
inline constexpr FieldSpec account[] = {
    {"account", text, req, any, "default main"},
    {"currency", text, req, any, "base currency"},
    {"equity", decimal, req, any, "cash and positions"},
    {"cash", decimal, req, any, "free and reserved"},
    {"exposure", decimal, req, nneg, "absolute value of positions"},
    {"reserved", decimal, req, nneg, "held for orders"},
    {"peak", decimal, req, any, "highest equity, adjusted for flows"},
    {"drawdown", real, req, any, "fraction below the peak"},
    {"day_pnl", decimal, req, any, "since 00:00 UTC, without flows"},
    {"balances", json, req, any, "by currency"},
    {"positions", json, req, any, "by symbol"},
    {"stale", flag, opt, any, "some mark was too old"},
    {"units", decimal, opt, any, "units outstanding; journalled after a deposit or withdrawal"},
    {"unit_value", decimal, opt, any, "equity a unit"}};
inline constexpr FieldSpec balance[] = {
    {"location", text, req, any, "wallet or bridge"},
    {"asset", text, req, any, "currency"},
    {"qty", decimal, req, any, "amount"}};
inline constexpr FieldSpec halt[] = {
    {"kind", text, req, any, "entries, flat or all"},
    {"reason", text, req, any, "why"},
    {"rule", text, opt, any, "the rule that halted"},
    {"until_day", flag, opt, any, "ends at the next day row"},
    {"account", text, opt, any, "default main"},
    {"marks", json, opt, any, "marks and rates that were used"}};
inline constexpr FieldSpec alert[] = {
    {"severity", text, req, any, "info, warning or critical"},
    {"message", text, req, any, "what happened"}};
inline constexpr FieldSpec run[] = {
    {"session", text, req, any, "the session's id"},
    {"writer", text, req, any, "the stage that writes"},
    {"via", json, req, any, "the stages up to it, each NAME:HASH of its options"},
    {"mode", text, req, any, "live, paper or replay"}};
inline constexpr FieldSpec deposit[] = {
    {"currency", text, req, any, "what"},
    {"amount", decimal, req, any, "negative is a withdrawal"},
    {"reason", text, opt, any, "why"},
    {"account", text, opt, any, "default main"}};
inline constexpr FieldSpec day[] = {
    {"date", text, req, any, "the UTC day that begins"},
    {"currency", text, req, any, "base currency"},
    {"equity", decimal, req, any, "at its beginning"},
    {"units", decimal, req, any, "units outstanding"},
    {"unit_value", decimal, req, any, "equity a unit"},
    {"peak", decimal, req, any, "highest unit value"},
    {"exposure", decimal, opt, any, "absolute value of positions"},
    {"pnl", decimal, opt, any, "result of the day that ended, without flows"},
    {"trips", integer, opt, nneg, "round trips booked in it"},
    {"boost", real, opt, any, "the size factor at its end"},
    {"beta", real, opt, any, "the sensitivity at its end"},
    {"envelope", text, opt, any, "the envelope's status at its end"},
    {"posture", text, opt, any, "the posture at its end"},
    {"marks", json, opt, any, "marks and rates that were used"},
    {"account", text, opt, any, "default main"}};
inline constexpr FieldSpec mode[] = {{"mode", text, req, any, "live, paper or replay"}};
inline constexpr FieldSpec policy[] = {
    {"hash", text, req, any, "of its text"},
    {"body", text, req, any, "the TOML"},
    {"name", text, opt, any, "where it came from"}};
inline constexpr FieldSpec resume[] = {
    {"reason", text, req, any, "why"},
    {"account", text, opt, any, "default main"}};
inline constexpr FieldSpec charge[] = {
    {"kind", text, req, any, "funding, liquidation or other"},
    {"strategy", text, req, any, "whose position"},
    {"amount", decimal, req, any, "paid, in currency; negative was received"},
    {"currency", text, req, any, "what"},
    {"qty", decimal, opt, any, "position it was charged on"},
    {"rate", real, opt, any, "the rate"},
    {"price", decimal, opt, pos, "the mark"},
    {"account", text, opt, any, "default main"},
    {"cause", json, opt, any, "ids of what it rests on"}};
inline constexpr FieldSpec promotion[] = {
    {"strategy", text, req, any, "who"},
    {"stage", text, req, any, "COLD, WARM, HOT or KILLED"},
    {"reason", text, req, any, "why"}};
}  // namespace table

inline constexpr TypeSpec type_table[type_count] = {
    {Type::foreign, "", false, false, {}, "not in this table: passes unchanged"},
    {Type::session, "session", false, false, table::session, "first line of every source"},
    {Type::end, "end", false, false, table::end, "last line of every source"},
    {Type::beat, "beat", false, false, {}, "the clock's beat"},
    {Type::sync, "sync", false, false, table::sync, "the barrier after all events of one time"},
    {Type::gap, "gap", false, false, table::gap, "data known to be missing"},
    {Type::stale, "stale", false, false, table::stale, "data known to be old"},
    {Type::instrument, "instrument", true, true, table::instrument, "what can be traded, and its steps; dated, the last one counts"},
    {Type::trade, "trade", true, true, table::trade, "one trade"},
    {Type::quote, "quote", true, true, table::quote, "best bid and ask"},
    {Type::book, "book", true, true, table::book, "levels of the order book"},
    {Type::candle, "candle", true, true, table::candle, "a finished bar"},
    {Type::funding, "funding", true, true, table::funding, "a funding rate"},
    {Type::metric, "metric", false, false, table::metric, "any other measured number"},
    {Type::universe, "universe", false, true, table::universe, "membership of the trading universe"},
    {Type::trigger, "trigger", false, true, table::trigger, "something happened that a rule may act on"},
    {Type::rank, "rank", false, true, table::rank, "an asset's rank"},
    {Type::eigen, "eigen", false, false, table::eigen, "how strongly a basket moves as one: lambda_N, velocity_N, instability_N over N bars"},
    {Type::fair, "fair", false, true, table::fair, "a fair price"},
    {Type::score, "score", false, true, table::score, "a model's output"},
    {Type::factor, "factor", false, false, table::factor, "a size factor"},
    {Type::envelope, "envelope", false, false, table::envelope, "the Monte-Carlo forewarning"},
    {Type::posture, "posture", false, false, table::posture, "how much risk the system may take"},
    {Type::signal, "signal", false, true, table::signal, "one source's opinion"},
    {Type::proposal, "proposal", true, true, table::proposal, "what a strategy wants"},
    {Type::review, "review", false, false, table::review, "a reviewer's word on a proposal"},
    {Type::order, "order", true, true, table::order, "an approved proposal, with its envelope"},
    {Type::cancel, "cancel", false, false, table::cancel, "take orders back; never refused"},
    {Type::reject, "reject", true, true, table::reject, "a refused proposal, with every rule that said no"},
    {Type::decline, "decline", false, true, table::decline, "why nothing was proposed"},
    {Type::order_update, "order_update", true, true, table::order_update, "an order's state"},
    {Type::fill, "fill", true, true, table::fill, "a fill"},
    {Type::resolution, "resolution", false, true, table::resolution, "how an outcome resolved"},
    {Type::pnl, "pnl", true, true, table::pnl, "one closed round trip"},
    {Type::account, "account", false, false, table::account, "the account, valued"},
    {Type::balance, "balance", false, false, table::balance, "wallets and bridges"},
    {Type::halt, "halt", false, false, table::halt, "trading is stopped"},
    {Type::alert, "alert", false, false, table::alert, "a person should know"},
    {Type::run, "run", false, false, table::run, "a writer's part of a run"},
    {Type::deposit, "deposit", false, false, table::deposit, "money in or out"},
    {Type::day, "day", false, false, table::day, "a UTC day begins"},
    {Type::mode, "mode", false, false, table::mode, "the ledger's mode"},
    {Type::policy, "policy", false, false, table::policy, "the floor policy"},
    {Type::resume, "resume", false, false, table::resume, "a person ended a halt"},
    {Type::charge, "charge", true, true, table::charge, "funding and other charges on a position"},
    {Type::promotion, "promotion", false, false, table::promotion, "a strategy's stage"},
};

// clang-format on

constexpr const TypeSpec& spec_of(Type t) {
  return type_table[static_cast<int>(t)];
}
Type type_from(std::string_view name);  // Type::foreign when it is not in the table

// The place of a field in its type's row, checked when the program is compiled: slot_of(Type::candle,
// "close").
consteval int slot_of(Type t, std::string_view name) {
  const auto fields = spec_of(t).fields;
  for (std::size_t i = 0; i < fields.size(); ++i)
    if (fields[i].name == name) return static_cast<int>(i);
  throw "no such field";
}
// The same at run time; -1 when there is none.
int find_slot(Type t, std::string_view name);

}  // namespace tu
