// Inside of the server: what its connections share. Only .cpp files of this room include it.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <memory>

#include "net/server.h"
#include "net/stream.h"

namespace tu::net {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;

using BeastRequest = http::request<http::string_body>;

// What connections know of their server.
struct Shared {
  ServerOptions options;
  Service* service = nullptr;
  std::size_t open = 0;
  std::uint64_t next_socket = 1;
};

// Counts a connection while it lives, also when it becomes a WebSocket.
class Seat {
 public:
  explicit Seat(std::shared_ptr<Shared> shared) : shared_(std::move(shared)) { ++shared_->open; }
  ~Seat() {
    if (shared_) --shared_->open;
  }
  Seat(Seat&& other) = default;
  Shared& operator*() const { return *shared_; }
  Shared* operator->() const { return shared_.get(); }

 private:
  std::shared_ptr<Shared> shared_;
};

// The peer sees a reset, not an end.
void reset(beast::tcp_stream& stream);

Request plain_request(BeastRequest&& request);

void start_http(Stream stream, Seat seat);
void start_websocket(Stream stream, Seat seat, BeastRequest upgrade);

}  // namespace tu::net
