// Url: where a venue is reached: ws, wss, http or https. Plain text is for this machine only: what comes over
// it from elsewhere could be anybody's, so it is refused here, where every connection begins.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace tu::net {

struct Url {
  std::string scheme, host, port, target;  // port as digits, the scheme's own when none was given
  bool tls() const { return scheme == "wss" || scheme == "https"; }
  std::string authority() const;  // "host:port", without the port where it is the scheme's own
  std::string text() const;
};

// "wss://ws.kraken.com/v2", "http://127.0.0.1:8080", "ws://[::1]:9/". An unknown scheme, a bad port, or plain
// text to a host that is not loopback is an Error (64).
Result<Url> parse_url(std::string_view text);
bool is_loopback(std::string_view host);  // 127.0.0.0/8, ::1, localhost

// Another path on the same host, spoken to as `socket` (ws, wss) or as plain requests (http, https).
Url with_target(const Url& base, std::string_view target, bool socket);

}  // namespace tu::net
