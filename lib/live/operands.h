// What a live feed is asked for: operands such as coinbase:BTC-USD,ETH-USD, and the options beside them.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/result.h"
#include "net/url.h"
#include "venue/venues.h"

namespace tu::live {

struct Wanted {
  const venue::Venue* venue = nullptr;
  venue::MarketRequest request;
};

// Is this operand a live one? A file of that name is a file.
bool is_live_operand(std::string_view operand);

// "quotes,trades,books,candles,funding" as a set.
Result<unsigned> channels_from(std::string_view list);
std::string channels_text(unsigned channels);

// Operands of the same venue are one. Unknown venues, symbols and timeframes are an Error (64) that says what
// there is.
Result<std::vector<Wanted>> wanted_from(const std::vector<std::string>& operands, std::string_view channels,
                                        std::string_view tf);

// --url NAME=URL, as given.
using Places = std::map<std::string, net::Url, std::less<>>;
Result<Places> places_from(const std::vector<std::string>& urls);
struct Place {
  net::Url socket, rest;
};
// Whether it is known where the host is.
bool has_place(std::string_view host, const Places& places);
Place place_of(std::string_view host, std::string_view target, const Places& places);

// How a recording names what a connection is for, and back.
std::string describe(const Wanted& wanted, std::size_t place);
Result<std::pair<Wanted, std::size_t>> wanted_from_description(std::string_view text);

}  // namespace tu::live
