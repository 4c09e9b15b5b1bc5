// ArbCosts: what a trade at a venue costs, as a share of it: the taker fee of the dated schedule, and gas
// where the venue is a chain. What is not known is not guessed: no cost, no signal, and an alert once.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "account/instrument.h"
#include "stage/out.h"
#include "stages/awaited_names.h"

namespace tu::stages {

class ArbCosts {
 public:
  ArbCosts(account::Venues venues, bool has_file, const std::vector<std::string>& dex, DurUs gas_fresh,
           double notional);
  void saw(Atom venue) { dex_of_.saw(venue); }
  void observe_gas(const Event& metric);  // named gas_cost: of a swap, with the venue or target it is of
  std::optional<double> of(Atom venue, TsUs now, Out& out);
  std::string summary(const std::string& tool) const;

 private:
  struct Venue {
    std::optional<double> taker;
    TsUs day = -1;  // that the fee is of
    bool dex = false, told_fee = false, told_gas = false;
    double gas = 0;
    TsUs gas_ts = -1;
  };
  Venue& venue(Atom a);

  account::Venues venues_;
  bool has_file_;
  std::set<Atom> dex_;
  AwaitedNames dex_of_;
  DurUs gas_fresh_;
  double notional_;
  std::vector<Venue> by_atom_;
  std::vector<bool> known_;
  bool asked_ = false;
};

}  // namespace tu::stages
