// How an asset has lately answered a push in a direction, and which asset answers best.
//
// Steps are price differences as the source has it, so a dear asset is punished for its price; with
// `relative` they are shares of the window's first price, and assets of all prices compare.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "quant/divergence.h"

namespace tu::quant {

struct ImpulseProfile {
  double mfe = 0.0;         // furthest run in favour, of the sum of steps
  double mae = 0.0;         // furthest against
  double efficiency = 0.0;  // mfe over mae
  double alignment = 0.0;   // share of steps in favour
  double noise = 0.0;       // variance of the steps
  int latency = 50;         // steps until a tenth of mfe; 50 if there is none
  double ars = 0.0;         // 0.5 ln(1 + efficiency) + 0.35 alignment - 150 noise
};
ImpulseProfile impulse_profile(std::span<const double> prices, int direction);

// The rest of a profile, of its mfe, mae, noise and the number of steps in favour.
void finish_profile(ImpulseProfile& p, int favour, double steps);

// Both directions at once; `scale` multiplies the steps.
struct ImpulsePair {
  ImpulseProfile up, down;
  const ImpulseProfile& of(int direction) const { return direction > 0 ? up : down; }
};
ImpulsePair impulse_profiles(std::span<const double> prices, double scale = 1.0);

// What is done with an asset that answers better the other way.
enum class Inverse : unsigned char {
  drop,    // ranked that way, and dropped by the gate of direction: the source's rule
  ignore,  // only the asked direction is looked at
  take,    // it may be chosen, the other way
};

struct AssetHistory {
  std::string asset;
  std::vector<double> prices;
  double depth = absent;  // the book's quality, if known
};
struct RankedAsset {
  std::string asset;
  int direction = 0;  // the better of the two
  ImpulseProfile profile;
  double depth = absent;
};
enum class RankGate : unsigned char { passed, noise, latency, alignment };
struct RankVerdict {
  RankGate gate = RankGate::passed;
  int direction = 0;
  ImpulseProfile profile;  // its score adjusted by the book
};
RankVerdict rank_verdict(const ImpulsePair& both, double depth, int direction, Inverse inverse,
                         const DivergenceParams& params = {});
// What keeps a ranked asset from being chosen.
enum class PickGate : unsigned char { passed, alignment, direction, depth };
PickGate pick_gate(const RankVerdict& verdict, double depth, int direction, Inverse inverse,
                   const DivergenceParams& params = {});

struct AssetRanking {
  std::vector<RankedAsset> ranking;  // best first
  std::optional<std::size_t> selected;
};
// Assets with a full window, each in its better direction, past the gates of noise, latency and alignment.
// Selected is the first that is well aligned, goes in `direction` and has a book that is deep enough.
AssetRanking rank_assets(std::span<const AssetHistory> histories, int direction,
                         const DivergenceParams& params = {});

}  // namespace tu::quant
