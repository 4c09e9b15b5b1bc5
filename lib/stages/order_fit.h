// Whether a venue would take an order, from its file: kinds, prices, steps and fees.
#pragma once

#include <string>

#include "account/account.h"

namespace tu::stages {

// Why not; "" when it would. `traded`: the account's volume of 30 days there.
std::string unfit(const account::OrderState& o, const account::Venues& venues, Decimal traded);

}  // namespace tu::stages
