// The venues whose public feeds are spoken, by name.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "simex/world.h"

namespace tu::simex::feeds {

std::unique_ptr<Face> binance_face(World& world);
std::unique_ptr<Face> kraken_face(World& world);
std::unique_ptr<Face> okx_face(World& world);
std::unique_ptr<Face> bybit_face(World& world);
std::unique_ptr<Face> bitfinex_face(World& world);
std::unique_ptr<Face> hyperliquid_face(World& world);

struct Venue {
  std::string_view name;
  std::vector<std::string> symbols;  // that a seeded market has when none are named
  std::unique_ptr<Face> (*make)(World&);
};
const std::vector<Venue>& venues();
const Venue* find_venue(std::string_view name);

}  // namespace tu::simex::feeds
