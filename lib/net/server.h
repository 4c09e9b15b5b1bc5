// A small server: HTTP/1.1 with keep-alive and WebSockets, over TCP or TLS, on one thread. It knows bytes and
// connections; what they mean is the Service's. Everything is called from run(), in order; nothing blocks.
//
// A Reply is called once, now or later; the connection waits for it. Connections beyond the limit are closed
// at once, and so is a reader that lets more than `unsent_limit` bytes pile up.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "base/time.h"

namespace tu::net {

struct ServerOptions {
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;                  // 0: any that is free
  std::string certificate_file, key_file;  // PEM; both or none. With them every connection is TLS
  std::size_t header_limit = 32 << 10, body_limit = 1 << 20, message_limit = 1 << 20;
  std::size_t unsent_limit = 64 << 20;
  std::size_t connections = 1024;
  DurUs idle = 300 * us_per_s;  // an HTTP connection that asks nothing for so long is closed
};

using Headers = std::vector<std::pair<std::string, std::string>>;

struct Request {
  std::string method, target, body;
  Headers headers;
  std::string_view header(std::string_view name) const;  // any case; "" when absent
  std::string_view path() const;                         // the target without its query
  std::string_view query() const;                        // behind the '?'; "" when there is none
};

// How a connection is treated once the answer is there: a simulator also answers as broken networks do.
enum class Ending : std::uint8_t {
  normal,
  cut,     // reset without an answer
  silent,  // never an answer; the connection stays open
};

struct Response {
  int status = 200;
  std::string body, type = "application/json; charset=utf-8";
  Headers headers;
  Ending ending = Ending::normal;
};
using Reply = std::function<void(Response)>;

// One WebSocket, seen from the server. Who keeps one lets it go before the server dies.
class Socket {
 public:
  virtual ~Socket() = default;
  virtual void send(std::string text) = 0;
  virtual void ping(std::string payload) = 0;
  virtual void close(std::string reason) = 0;  // in order, after what was sent
  virtual void cut() = 0;                      // reset, at once
  virtual void freeze() = 0;                   // half-open: nothing is read or written any more
  virtual std::uint64_t id() const = 0;        // never used again
};

class Service {
 public:
  virtual ~Service() = default;
  virtual void request(Request request, Reply reply) = 0;
  virtual bool upgrades(const Request& request) = 0;  // false: the handshake is answered by request()
  virtual void opened(std::shared_ptr<Socket> socket, const Request& request) = 0;
  virtual void received(Socket& socket, std::string_view text) = 0;
  virtual void closed(Socket& socket) = 0;  // however it ended; never from inside a call of the service
};

class Server {
 public:
  virtual ~Server() = default;
  static Result<std::unique_ptr<Server>> listen(const ServerOptions& options, Service& service);
  virtual std::string url() const = 0;   // "http://127.0.0.1:40123", "https://..."
  virtual std::string host() const = 0;  // "127.0.0.1:40123"
  virtual void after(DurUs delay, std::function<void()> action) = 0;
  virtual void run() = 0;  // until stop(), SIGINT or SIGTERM
  virtual void stop() = 0;
};

}  // namespace tu::net
