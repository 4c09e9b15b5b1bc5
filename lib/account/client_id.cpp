#include "account/client_id.h"

#include "account/attempts.h"
#include "base/ascii.h"
#include "base/hash.h"

namespace tu::account {

std::string client_id(std::string_view ledger, std::string_view order, int attempt) {
  std::string name(ledger);
  name += '\n';
  name += attempt_id(order, attempt);
  std::string h = hex(sha256(name)).substr(0, 32);
  h[12] = '8';  // RFC 9562: version 8, a UUID of one's own making
  h[16] = "89ab"[text::hex_digit(h[16]) & 3];
  for (const std::size_t at : {8, 13, 18, 23}) h.insert(at, 1, '-');
  return h;
}

}  // namespace tu::account
