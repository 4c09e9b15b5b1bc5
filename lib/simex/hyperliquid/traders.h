// Who may trade at the simulated Hyperliquid: an address for each key file.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"

namespace tu::simex::hyperliquid {

// Every file of the directory that holds a private key (64 hexadecimal digits, with or without 0x) or only an
// address (0x and 40). They are keys of a simulation, and only their addresses are kept, in lower case. An
// Error (78) names the file that is neither, or the directory without any.
Result<std::vector<std::string>> read_traders(const std::string& directory);

}  // namespace tu::simex::hyperliquid
