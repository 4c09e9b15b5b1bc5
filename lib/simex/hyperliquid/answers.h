// How Hyperliquid answers what is posted to it.
#pragma once

#include <string>
#include <string_view>

#include "net/server.h"
#include "simex/json.h"

namespace tu::simex::hyperliquid {

inline net::Response answer(JsonOut& out) {
  net::Response r;
  r.body = out.take();
  return r;
}

inline net::Response no(const std::string& why) {
  JsonOut out;
  out.open('{').field("status", "err").field("response", why).close();
  return answer(out);
}

// Done, with nothing to tell.
inline net::Response done() {
  JsonOut out;
  out.open('{').field("status", "ok").key("response").open('{').field("type", "default").close().close();
  return answer(out);
}

inline net::Response malformed() {
  net::Response r;
  r.status = 422;
  r.body = "Failed to deserialize the JSON body into the target type";
  r.type = "text/plain";
  return r;
}

// {"status":"ok","response":{"type":TYPE,"data":{"statuses":[ ... up to close_statuses()
inline JsonOut& open_statuses(JsonOut& out, std::string_view type) {
  out.open('{').field("status", "ok").key("response").open('{').field("type", type);
  return out.key("data").open('{').key("statuses").open('[');
}
inline net::Response close_statuses(JsonOut& out) {
  return answer(out.close().close().close().close());
}

}  // namespace tu::simex::hyperliquid
