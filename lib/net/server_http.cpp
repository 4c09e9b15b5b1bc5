// One HTTP connection: read, ask the service, write, again.
#include <boost/beast/websocket/rfc6455.hpp>
#include <deque>

#include "net/server_parts.h"

namespace tu::net {
namespace {

class HttpConnection : public std::enable_shared_from_this<HttpConnection> {
 public:
  HttpConnection(Stream stream, Seat seat) : stream_(std::move(stream)), seat_(std::move(seat)) {}

  void start() {
    if (!stream_.is_tls()) return read();
    tcp().expires_after(std::chrono::seconds(30));
    stream_.accept([self = shared_from_this()](beast::error_code ec) {
      if (!ec) self->read();
    });
  }

 private:
  beast::tcp_stream& tcp() { return stream_.next_layer(); }

  void read() {
    parser_.emplace();
    parser_->header_limit(static_cast<std::uint32_t>(seat_->options.header_limit));
    parser_->body_limit(seat_->options.body_limit);
    tcp().expires_after(std::chrono::microseconds(seat_->options.idle));
    http::async_read(stream_, buffer_, *parser_,
                     [self = shared_from_this()](beast::error_code ec, std::size_t) { self->got(ec); });
  }

  void got(beast::error_code ec) {
    if (ec == http::error::body_limit || ec == http::error::header_limit)
      return answer({413, "the request is larger than the limit", "text/plain", {}, Ending::normal}, false);
    if (ec) return leave();
    tcp().expires_never();
    BeastRequest message = parser_->release();
    const bool keep = message.keep_alive();
    if (beast::websocket::is_upgrade(message)) {
      Request request = plain_request(BeastRequest(message));
      if (seat_->service->upgrades(request))
        return start_websocket(std::move(stream_), std::move(seat_), std::move(message));
    }
    seat_->service->request(
        plain_request(std::move(message)),
        [self = shared_from_this(), keep](Response response) { self->answer(std::move(response), keep); });
  }

  void answer(Response response, bool keep) {
    if (response.ending == Ending::cut) return reset(tcp());
    if (response.ending == Ending::silent) return linger();
    response_ = {};
    response_.version(11);
    response_.result(static_cast<unsigned>(response.status));
    response_.set(http::field::content_type, response.type);
    for (const auto& [name, value] : response.headers) response_.set(name, value);
    response_.body() = std::move(response.body);
    response_.keep_alive(keep);
    response_.prepare_payload();
    http::async_write(stream_, response_,
                      [self = shared_from_this(), keep](beast::error_code ec, std::size_t) {
                        if (ec || !keep) return self->leave();
                        self->read();
                      });
  }

  // No answer comes. Reading on holds the connection open until the peer gives up.
  void linger() {
    stream_.async_read_some(asio::buffer(idle_),
                            [self = shared_from_this()](beast::error_code ec, std::size_t) {
                              if (!ec) self->linger();
                            });
  }

  void leave() {
    beast::error_code ignored;
    tcp().socket().shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
  }

  Stream stream_;
  Seat seat_;
  beast::flat_buffer buffer_;
  std::optional<http::request_parser<http::string_body>> parser_;
  http::response<http::string_body> response_;
  char idle_[256];
};

}  // namespace

void start_http(Stream stream, Seat seat) {
  std::make_shared<HttpConnection>(std::move(stream), std::move(seat))->start();
}

void reset(beast::tcp_stream& stream) {
  beast::error_code ignored;
  stream.socket().set_option(asio::socket_base::linger(true, 0), ignored);
  stream.socket().close(ignored);
}

Request plain_request(BeastRequest&& request) {
  Request r;
  r.method = std::string(request.method_string());
  r.target = std::string(request.target());
  for (const auto& field : request) r.headers.emplace_back(field.name_string(), field.value());
  r.body = std::move(request.body());
  return r;
}

}  // namespace tu::net
