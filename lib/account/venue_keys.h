// The one table of the keys of a venue file. The reader takes no key that is not here (it would not compile),
// tradeutils-venues(5) is made of it, and a test gives the reader each of its examples.
#pragma once

#include <string>
#include <string_view>

namespace tu::account {

enum class VenueTable { venue, fees, tier, instrument };

struct VenueKeyRow {
  VenueTable table;
  std::string_view name;
  bool required;
  std::string_view example, doc;
};

// clang-format off
inline constexpr VenueKeyRow venue_keys[] = {
    {VenueTable::venue, "source", false, "set by hand", "where the numbers of this table come from; for readers"},
    {VenueTable::venue, "half_spread", false, "2bps", "rate; half the spread that an order which takes meets on paper at least; the newest quote counts where it is wider; 2bps unless said"},
    {VenueTable::venue, "slippage", false, "2bps", "rate; how much worse than the price an order that takes fills on paper where no depth is known; 2bps unless said"},
    {VenueTable::venue, "stop_slippage", false, "5bps", "rate; the same of stops and liquidations; 5bps unless said"},
    {VenueTable::venue, "fee_increment", false, "0.00000001", "amount in the quote currency; the fee of each fill is rounded up to a multiple of it; 0.00000001 unless said"},
    {VenueTable::venue, "latency", false, "250ms", "duration from sending an order until it is live, on paper; 250ms unless said"},
    {VenueTable::fees, "since", true, "2025-01-01", "date from which the schedule holds, until the next one's; what is older than the first has no fees, and is not traded"},
    {VenueTable::fees, "source", true, "their page, read on 2025-01-01", "where the fees were read, and when"},
    {VenueTable::tier, "from", true, "0", "amount; volume from which the tier holds: what the account traded at this venue in the 30 days before the UTC day, in quote; the first tier is from 0, the others rise"},
    {VenueTable::tier, "maker", true, "0.1%", "rate of orders that rested"},
    {VenueTable::tier, "taker", true, "0.2%", "rate of orders that took"},
    {VenueTable::instrument, "tick", false, "0.01", "amount; step of prices; none unless said"},
    {VenueTable::instrument, "lot", false, "0.001", "amount; step of quantities; none unless said"},
    {VenueTable::instrument, "min_notional", false, "5", "amount; the smallest order, in quote; none unless said"},
    {VenueTable::instrument, "multiplier", false, "1", "amount; units of the base in one contract; 1 unless said"},
    {VenueTable::instrument, "imr", false, "5%", "rate of a perpetual; initial margin of its notional"},
    {VenueTable::instrument, "mmr", false, "2.5%", "rate of a perpetual; margin under which it is liquidated"},
    {VenueTable::instrument, "max_leverage", false, "20", "number, of a perpetual; the margin is the larger of imr and 1 over this, all of the notional where neither is said"},
    {VenueTable::instrument, "short", false, "false", "true or false; whether a perpetual may be sold short; true unless said, spot and outcomes never"}};
// clang-format on

void no_such_key_of_venue_files();  // defined nowhere: a constant that calls it does not compile

// A key of the table, checked when the program is compiled.
struct VenueKey {
  std::string_view name;
  consteval VenueKey(VenueTable table, std::string_view key) : name(key) {
    for (const VenueKeyRow& row : venue_keys)
      if (row.table == table && row.name == key) return;
    no_such_key_of_venue_files();
  }
};

std::string venue_keys_mdoc();  // the generated block of tradeutils-venues(5)

}  // namespace tu::account
