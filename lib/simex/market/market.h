// Where the market around the clients comes from.
#pragma once

#include <memory>

#include "simex/engine/exchange.h"
#include "simex/tape.h"

namespace tu::simex {

class MarketSource {
 public:
  virtual ~MarketSource() = default;
  virtual TsUs begin() const = 0;
  // The time of the next instant; 0 when there is none. apply() makes it happen.
  virtual TsUs upcoming() = 0;
  virtual void apply(Exchange& exchange) = 0;
  virtual std::int64_t events() const = 0;  // applied so far
};

}  // namespace tu::simex
