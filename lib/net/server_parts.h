// Inside of the server: what its connections share. Only .cpp files of this room include it.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl.hpp>
#include <memory>

#include "net/server.h"

namespace tu::net {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;

using Plain = beast::tcp_stream;
using Secure = beast::ssl_stream<beast::tcp_stream>;
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

inline beast::tcp_stream& tcp_of(Plain& s) {
  return s;
}
inline beast::tcp_stream& tcp_of(Secure& s) {
  return s.next_layer();
}
// The peer sees a reset, not an end.
void reset(beast::tcp_stream& stream);

Request plain_request(BeastRequest&& request);

template <class Stream>
void start_http(Stream stream, Seat seat);
template <class Stream>
void start_websocket(Stream stream, Seat seat, BeastRequest upgrade);

}  // namespace tu::net
