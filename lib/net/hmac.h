// HMAC-SHA256, for venues that sign with a shared secret.
#pragma once

#include "base/hash.h"

namespace tu::net {

Digest hmac_sha256(std::string_view key, std::string_view message);

}  // namespace tu::net
