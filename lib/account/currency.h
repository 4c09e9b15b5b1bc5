// The name of a currency as a person gives it, checked before money is put under it.
#pragma once

#include <string_view>

#include "base/result.h"

namespace tu::account {

// Names of currencies are told apart by case: usd beside USD would be money that nothing trades with. Some
// have small letters among others (kPEPE, feUSD). The Error (usage) says what it may have meant.
Status check_currency(std::string_view name);

}  // namespace tu::account
