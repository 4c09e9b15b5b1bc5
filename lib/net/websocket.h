// WebSocket: a client's connection, plain (this machine only) or over TLS with the certificate checked.
//
// One connection a life: open() once, then frames until closed(). Everything is heard through the Listener,
// on the loop's thread; after close(), and after closed(), nothing is heard any more. Frames are whole
// messages and valid until frame() returns. While reading is held nothing is read from the socket, so the
// other side is pushed back by TCP; pings are not answered then.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "net/loop.h"
#include "net/url.h"

namespace tu::net {

struct WebSocketOptions {
  std::string ca;                              // file of certificates to trust; "": the system's
  DurUs opening_max = 10 * us_per_s;           // name, connection, TLS and handshake together
  std::size_t message_max = 64 * 1024 * 1024;  // a larger message ends the connection
  std::vector<std::pair<std::string, std::string>> headers;
};

class WebSocket {
 public:
  class Listener {
   public:
    virtual ~Listener() = default;
    virtual void opened() = 0;
    virtual void frame(std::string_view message) = 0;
    virtual void control() {}                   // a ping or pong came: the other side lives
    virtual void closed(const Error& why) = 0;  // 69; also when opening failed
  };

  WebSocket(Loop& loop, Listener& listener);
  ~WebSocket();  // as close()
  WebSocket(const WebSocket&) = delete;
  WebSocket& operator=(const WebSocket&) = delete;

  void open(const Url& url, const WebSocketOptions& options);
  void send(std::string_view message);  // queued; in order
  void ping();
  void hold(bool held);
  void close();  // says goodbye if it can, and hears nothing more

  class Impl;

 private:
  Loop& loop_;
  Listener& listener_;
  std::shared_ptr<Impl> impl_;
};

}  // namespace tu::net
