#include "net/websocket.h"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/websocket.hpp>
#include <deque>

#include "net/asio.h"
#include "net/stream.h"
#include "net/tls.h"

namespace tu::net {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace websocket = beast::websocket;
using asio::ip::tcp;
using boost::system::error_code;

class WebSocket::Impl {
 public:
  explicit Impl(Listener& listener) : listener_(&listener) {}
  virtual ~Impl() = default;
  virtual void start() = 0;
  virtual void send(std::string_view message) = 0;
  virtual void ping() = 0;
  virtual void hold(bool held) = 0;
  virtual void finish() = 0;
  void forget() { listener_ = nullptr; }

 protected:
  Listener* listener_;  // null: nothing is heard any more
};

namespace {

std::string in_words(const char* what, error_code failed) {
  std::string s = std::string(what) + ": ";
  if (failed == websocket::error::closed) return s + "the other side closed the connection";
  if (failed == asio::error::eof || failed == asio::ssl::error::stream_truncated)
    return s + "the connection was cut";
  return s + failed.message();
}

class Connection final : public WebSocket::Impl, public std::enable_shared_from_this<Connection> {
 public:
  Connection(asio::io_context& io, WebSocket::Listener& listener, const Url& url,
             const WebSocketOptions& options, Stream stream)
      : Impl(listener), url_(url), options_(options), resolver_(io), deadline_(io), ws_(std::move(stream)) {}

  void start() override {
    deadline_.expires_after(std::chrono::microseconds(options_.opening_max));
    deadline_.async_wait([self = self()](error_code stopped) {
      if (stopped || self->open_) return;
      self->lost(self->step_, "no answer within " + duration_text(self->options_.opening_max));
    });
    resolver_.async_resolve(url_.host, url_.port,
                            [self = self()](error_code failed, tcp::resolver::results_type found) {
                              if (failed) return self->lost(self->step_, failed.message());
                              self->connect(std::move(found));
                            });
  }

  void send(std::string_view message) override {
    outgoing_.emplace_back(message);
    if (open_ && outgoing_.size() == 1) write();
  }

  void ping() override {
    if (!open_ || pinging_) return;
    pinging_ = true;
    ws_.async_ping({}, [self = self()](error_code) { self->pinging_ = false; });
  }

  void hold(bool held) override {
    held_ = held;
    if (!held_ && open_ && !reading_) read();
  }

  void finish() override {
    deadline_.cancel();
    resolver_.cancel();
    if (!open_ || !outgoing_.empty()) return tcp_stream().close();
    ws_.async_close(websocket::close_code::normal,
                    [self = self()](error_code) { self->tcp_stream().close(); });
  }

 private:
  std::shared_ptr<Connection> self() { return shared_from_this(); }
  beast::tcp_stream& tcp_stream() { return ws_.next_layer().next_layer(); }

  void connect(tcp::resolver::results_type found) {
    step_ = "connecting";
    tcp_stream().async_connect(found, [self = self()](error_code failed, const tcp::endpoint&) {
      if (failed) return self->lost(self->step_, failed.message());
      self->tcp_stream().socket().set_option(tcp::no_delay(true));
      self->step_ = "TLS";
      self->ws_.next_layer().handshake(self->url_.host, [self](error_code refused) {
        if (refused) return self->lost(self->step_, refused.message());
        self->handshake();
      });
    });
  }

  void handshake() {
    step_ = "handshake";
    ws_.read_message_max(options_.message_max);
    websocket::stream_base::timeout limits{std::chrono::seconds(3), websocket::stream_base::none(), false};
    limits.handshake_timeout = std::chrono::microseconds(options_.opening_max);
    ws_.set_option(limits);
    ws_.set_option(
        websocket::stream_base::decorator([headers = options_.headers](websocket::request_type& request) {
          request.set(beast::http::field::user_agent, "tradeutils");
          for (const auto& [name, value] : headers) request.set(name, value);
        }));
    ws_.control_callback([this](websocket::frame_type, beast::string_view) {
      if (listener_) listener_->control();
    });
    ws_.async_handshake(answer_, url_.authority(), url_.target, [self = self()](error_code failed) {
      if (failed == websocket::error::upgrade_declined)
        return self->lost(self->step_,
                          "status " + std::to_string(self->answer_.result_int()) + ", expected 101");
      if (failed) return self->lost(self->step_, failed.message());
      self->opened();
    });
  }

  void opened() {
    if (!listener_) return finish();
    open_ = true;
    deadline_.cancel();
    listener_->opened();
    if (!listener_) return;
    if (!outgoing_.empty() && !writing_) write();
    if (!held_) read();
  }

  void read() {
    reading_ = true;
    ws_.async_read(buffer_, [self = self()](error_code failed, std::size_t) {
      self->reading_ = false;
      if (failed) return self->lost("reading", in_words("reading", failed), true);
      if (!self->listener_) return;
      const auto bytes = self->buffer_.cdata();
      self->listener_->frame({static_cast<const char*>(bytes.data()), bytes.size()});
      self->buffer_.clear();
      if (self->listener_ && !self->held_ && !self->reading_) self->read();
    });
  }

  void write() {
    writing_ = true;
    ws_.text(true);
    ws_.async_write(asio::buffer(outgoing_.front()), [self = self()](error_code failed, std::size_t) {
      self->writing_ = false;
      if (failed) return self->lost("writing", in_words("writing", failed), true);
      self->outgoing_.pop_front();
      if (!self->outgoing_.empty()) self->write();
    });
  }

  void lost(const char* step, const std::string& why, bool whole = false) {
    open_ = false;
    deadline_.cancel();
    resolver_.cancel();
    error_code ignored;
    tcp_stream().socket().close(ignored);
    if (WebSocket::Listener* listener = std::exchange(listener_, nullptr))
      listener->closed(fail(Exit::unavailable, whole ? why : std::string(step) + ": " + why));
  }

  Url url_;
  WebSocketOptions options_;
  tcp::resolver resolver_;
  asio::steady_timer deadline_;
  websocket::stream<Stream> ws_;
  websocket::response_type answer_;

  beast::flat_buffer buffer_;
  std::deque<std::string> outgoing_;
  const char* step_ = "looking up the name";
  bool open_ = false, reading_ = false, writing_ = false, pinging_ = false, held_ = false;
};

// A connection that could not even be tried: heard of like any other that failed.
class Refused final : public WebSocket::Impl, public std::enable_shared_from_this<Refused> {
 public:
  Refused(asio::io_context& io, WebSocket::Listener& listener, Error why)
      : Impl(listener), io_(io), why_(std::move(why)) {}
  void start() override {
    asio::post(io_, [self = shared_from_this()] {
      if (self->listener_) self->listener_->closed(self->why_);
    });
  }
  void send(std::string_view) override {}
  void ping() override {}
  void hold(bool) override {}
  void finish() override {}

 private:
  asio::io_context& io_;
  Error why_;
};

}  // namespace

WebSocket::WebSocket(Loop& loop, Listener& listener) : loop_(loop), listener_(listener) {}

WebSocket::~WebSocket() {
  close();
}

void WebSocket::open(const Url& url, const WebSocketOptions& options) {
  close();
  asio::io_context& io = loop_.impl().io;
  if (url.tls()) {
    Result<std::shared_ptr<asio::ssl::context>> context = client_tls(options.ca);
    if (context)
      impl_ =
          std::make_shared<Connection>(io, listener_, url, options, Stream(beast::tcp_stream(io), **context));
    else
      impl_ = std::make_shared<Refused>(io, listener_, context.error());
  } else {
    impl_ = std::make_shared<Connection>(io, listener_, url, options, Stream(beast::tcp_stream(io)));
  }
  impl_->start();
}

void WebSocket::send(std::string_view message) {
  if (impl_) impl_->send(message);
}

void WebSocket::ping() {
  if (impl_) impl_->ping();
}

void WebSocket::hold(bool held) {
  if (impl_) impl_->hold(held);
}

void WebSocket::close() {
  if (!impl_) return;
  impl_->forget();
  impl_->finish();
  impl_.reset();
}

}  // namespace tu::net
