// Instruments and what a venue charges: dated facts with a source, never compiled in.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/config.h"
#include "base/decimal.h"
#include "base/intern.h"
#include "base/result.h"
#include "base/time.h"
#include "event/event.h"

namespace tu::account {

enum class Market : std::uint8_t { spot, perp, outcome };

struct Instrument {
  Market market = Market::spot;
  Atom base = Atom::none, quote = Atom::none, settle = Atom::none;
  Decimal tick, lot, min_notional;  // zero: no step, no minimum
  Decimal multiplier = Decimal::from_raw(static_cast<Decimal::Raw>(1'000'000'000'000'000'000));  // 1
  Decimal imr, mmr;  // margin rates of perpetuals; zero for spot
  Decimal max_leverage;
  bool short_allowed = false;         // perpetuals, unless the file says short = false
  TsUs expiry = 0;                    // end of trading; 0: none
  std::vector<std::string> outcomes;  // names of the market's outcomes; empty: not said

  // Initial margin a unit of notional: the larger of imr and 1/max_leverage; 1 when neither is known. 0
  // unless perp.
  Decimal margin_rate() const;
  // Too little to be traded at `price`: below one lot, or below the smallest order.
  bool dust(Decimal qty, Decimal price) const;
};

// "BTC-USD" is spot, "BTC-USDT-PERP" a perpetual, "SLUG:YES" an outcome. Currencies only; steps stay zero.
std::optional<Instrument> instrument_from_symbol(std::string_view symbol);
const std::optional<Instrument>& instrument_from_symbol(Atom symbol);  // looked up once

struct FeeTier {
  Decimal from_volume, maker, taker;
};  // 30-day volume in quote, inclusive; rates as fractions
struct FeeSchedule {
  TsUs since = 0;
  std::vector<FeeTier> tiers;
  std::string source;
};

// What an `instrument` event says; nothing when its kind is not spot, perp or outcome.
std::optional<Instrument> instrument_from_event(const Event& e);

// One venue's file (examples/venues/*.toml): steps of its instruments, its fee schedules, its paper costs.
struct Venue {
  Atom name = Atom::none;
  std::map<std::string, Instrument, std::less<>>
      instruments;                               // by symbol; "*" patterns "*-USDT-PERP" are defaults
  std::vector<FeeSchedule> fees;                 // by since, rising
  Decimal half_spread, slippage, stop_slippage;  // paper fills, as fractions (2 bps, 2 bps, 5 bps)
  Decimal fee_increment;                         // fees are rounded up to it; zero: 1e-8
  DurUs latency = 250 * us_per_ms;
  Venue();  // the defaults of this table
};

class Venues {
 public:
  // Keys: venue_keys.h.
  // PATTERN is a symbol, or has one *; a whole symbol wins, then the longest pattern. Unknown keys are errors
  // (78).
  static Result<Venues> from_config(const Config& toml);  // a file may hold several venues
  void add(const Venues& other);
  void observe(const Event& instrument);  // an instrument event overrides from its ts on
  const Instrument* instrument(Atom venue,
                               Atom symbol) const;  // null: not known, so nothing may be opened in it
  // As an instrument event said; without a venue the first that any venue's said. Null: none did.
  const Instrument* observed(Atom venue, Atom symbol) const;
  const Venue* venue(Atom name) const;
  std::uint64_t changes() const { return changes_; }  // goes up whenever instrument() may answer otherwise
  // The tier in force at `ts` for an account's own 30-day volume.
  std::optional<FeeTier> fees(Atom venue, TsUs ts, Decimal volume_30d) const;

 private:
  std::map<std::string, Venue, std::less<>> venues_;
  std::map<std::pair<Atom, Atom>, Instrument> observed_;
  mutable std::map<std::pair<Atom, Atom>, Instrument> known_;  // looked up once
  std::uint64_t changes_ = 0;
};

}  // namespace tu::account
