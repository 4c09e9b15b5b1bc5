// HttpChannel: one kept-alive HTTP/1.1 connection to one host, for requests whose fate matters: it tells
// apart a request that never left whole, one that was answered, and one that left and got no answer. One
// request is on its way at a time; others wait in order. The connection is opened when it is needed, and a
// connection that the other side has closed is noticed while it idles, so a request seldom meets a dead one.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "net/loop.h"
#include "net/url.h"

namespace tu::net {

struct ChannelRequest {
  std::string method, target;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  DurUs time_max = 10 * us_per_s;  // from its turn to the whole answer
};

struct ChannelOutcome {
  enum class Kind {
    answered,
    not_sent,  // it did not leave whole: the other side cannot act on it
    lost       // it left, and no answer came
  } kind = Kind::not_sent;
  int status = 0;
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;  // names in lower case
  std::string why;                                           // of not_sent and lost
  DurUs took = 0;                                            // from sending to the answer
  std::string header(std::string_view name) const;
};

class HttpChannel {
 public:
  using Done = std::function<void(ChannelOutcome)>;
  // `base` gives scheme, host and port; `ca` a file of certificates to trust, "" the system's.
  HttpChannel(Loop& loop, Url base, std::string ca);
  ~HttpChannel();  // nobody is called any more
  HttpChannel(const HttpChannel&) = delete;
  HttpChannel& operator=(const HttpChannel&) = delete;

  // The request is made by `prepare` when its turn has come, so that a token is never older than its sending;
  // an empty method takes it back (not_sent, "withdrawn").
  using Prepare = std::function<ChannelRequest()>;
  void ask(Prepare prepare, Done done);
  void warm();  // open the connection now

  class Impl;

 private:
  std::shared_ptr<Impl> impl_;
};

}  // namespace tu::net
