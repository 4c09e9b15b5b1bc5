#include "stages/place_order_options.h"

#include <algorithm>

#include "base/named_list.h"

namespace tu::stages {
namespace {

// Venues that take orders; as a word after --venue they are no file.
const std::vector<std::string> live_venues = {"coinbase", "hyperliquid"};

bool names_venue(const std::optional<File>& venue) {
  return venue && std::find(live_venues.begin(), live_venues.end(), venue->path) != live_venues.end();
}

}  // namespace

std::optional<File> venue_file(const PlaceOrderOptions& o) {
  return names_venue(o.venue) ? std::nullopt : o.venue;
}

Status check_places(const PlaceOrderOptions& o) {
  const std::vector<std::string_view> known(live_venues.begin(), live_venues.end());
  if (Status st = check_names("--url", "VENUE=URL", o.url, known); !st) return st;
  return check_paths("--key-file", o.key_file, known);
}

account::CostModel cost_model(const PlaceOrderOptions& o) {
  return {account::cost_kind(o.costs).value_or(account::CostModel::Kind::venue), o.cost_scale,
          static_cast<std::uint64_t>(o.seed)};
}

LiveOptions live_options(const PlaceOrderOptions& o) {
  LiveOptions l;
  l.strategy = o.strategy;
  l.latches = {o.max_age.us, o.ceiling, o.ceiling_day};
  l.widen = o.widen.fraction;
  l.latency_offset = o.latency_offset.fraction;
  l.tolerance = o.tolerance;
  l.wait = o.wait.us;
  l.cancel_on_end = o.cancel_on_end;
  return l;
}

std::vector<Row<PlaceOrderOptions>> place_order_rows() {
  return {
      {"--mode", "MODE", "simulated fills, or only looking on; live needs every latch open",
       &PlaceOrderOptions::mode, one_of({"paper", "dry-run", "live"})},
      {"--venue", "FILE", "TOML of venues: steps, fees, paper costs; live also a venue's name",
       &PlaceOrderOptions::venue, shared_or_named(live_venues)},
      {"--strategy", "NAME", "name of the strategy; without it orders of all are taken up after a restart",
       &PlaceOrderOptions::strategy},
      {"--cost-scale", "X", "multiply fees, half spread and slippage of simulated fills",
       &PlaceOrderOptions::cost_scale},
      {"--costs", "MODEL",
       "what simulated fills pay: as they filled, or an assumption that their model names",
       &PlaceOrderOptions::costs, one_of({"venue", "smart-placer", "dice", "reference"})},
      {"--seed", "N", "of --costs dice: the seed of its draws", &PlaceOrderOptions::seed, shared_option()},
      {"--max-age", "DURATION", "live: oldest cause that may still be acted on", &PlaceOrderOptions::max_age},
      {"--ceiling", "AMOUNT", "live: largest order that may open, in quote", &PlaceOrderOptions::ceiling,
       at_least(0)},
      {"--ceiling-day", "AMOUNT", "live: largest sum of a UTC day at a venue, in quote",
       &PlaceOrderOptions::ceiling_day, at_least(0)},
      {"--widen", "RATE", "live: a refused post-only order goes again this much further away",
       &PlaceOrderOptions::widen, between(0, 1)},
      {"--latency-offset", "RATE", "live: post-only limits this much further away for each 100 ms measured",
       &PlaceOrderOptions::latency_offset, between(0, 1)},
      {"--preview", "", "live: ask the venue for a preview before each order", &PlaceOrderOptions::preview},
      {"--cancel-on-end", "", "live: cancel what rests when the input is over",
       &PlaceOrderOptions::cancel_on_end},
      {"--order-life", "DURATION", "live: so long after it left can the venue take an order; whole seconds",
       &PlaceOrderOptions::order_life, at_least(1)},
      {"--compare-every", "DURATION",
       "live: compare what the venue holds with the ledger so often; 0s is never",
       &PlaceOrderOptions::compare_every},
      {"--tolerance", "AMOUNT", "difference of a balance that is let pass", &PlaceOrderOptions::tolerance,
       at_least(0)},
      {"--linger", "DURATION", "live: at the end, wait so long for answers", &PlaceOrderOptions::wait},
      {"--kill-file", "FILE", "while this file exists nothing that opens is sent",
       &PlaceOrderOptions::kill_file, shared_option()},
      {"--url", "LIST", "where venues are reached instead of their own addresses, each VENUE=URL",
       &PlaceOrderOptions::url},
      {"--ca", "FILE", "certificates to trust instead of the system's", &PlaceOrderOptions::ca},
      {"--key-file", "FILE", "the venue's key, of mode 0600; of several venues a list VENUE=FILE",
       &PlaceOrderOptions::key_file},
      {"--key-cmd", "COMMAND", "a command whose output is the venue's key", &PlaceOrderOptions::key_cmd}};
}

}  // namespace tu::stages
