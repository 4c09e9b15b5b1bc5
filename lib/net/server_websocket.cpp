// One WebSocket of the server: messages go out one after another; a peer that does not read is let go.
#include <boost/asio/post.hpp>
#include <boost/beast/websocket.hpp>
#include <deque>

#include "net/server_parts.h"

namespace tu::net {
namespace {

class ServerSocket : public Socket, public std::enable_shared_from_this<ServerSocket> {
 public:
  ServerSocket(Stream stream, Seat seat, BeastRequest upgrade)
      : ws_(std::move(stream)),
        seat_(std::move(seat)),
        upgrade_(std::move(upgrade)),
        id_(seat_->next_socket++) {}

  void start() {
    tcp().expires_never();
    ws_.read_message_max(seat_->options.message_limit);
    ws_.text(true);
    ws_.async_accept(upgrade_, [self = shared_from_this()](beast::error_code ec) {
      if (ec) return;
      self->open_ = true;
      self->seat_->service->opened(self, plain_request(std::move(self->upgrade_)));
      self->read();
    });
  }

  void send(std::string text) override { push({std::move(text), false}); }
  void ping(std::string payload) override { push({std::move(payload), true}); }
  std::uint64_t id() const override { return id_; }

  void close(std::string reason) override {
    closing_ = true;
    reason_ = std::move(reason);
    if (queue_.empty()) say_goodbye();
  }
  void cut() override {
    if (!open_) return;
    reset(tcp());
    ended();
  }
  void freeze() override { frozen_ = true; }

 private:
  struct Message {
    std::string text;
    bool is_ping;
  };

  beast::tcp_stream& tcp() { return ws_.next_layer().next_layer(); }

  void push(Message m) {
    if (!open_ || closing_ || frozen_) return;
    unsent_ += m.text.size();
    queue_.push_back(std::move(m));
    if (unsent_ > seat_->options.unsent_limit) return cut();
    if (queue_.size() == 1) write();
  }

  void write() {
    auto done = [self = shared_from_this()](beast::error_code ec, std::size_t = 0) { self->wrote(ec); };
    const Message& m = queue_.front();
    if (m.is_ping)
      ws_.async_ping(beast::websocket::ping_data(m.text.c_str()), done);
    else
      ws_.async_write(asio::buffer(m.text), done);
  }

  void wrote(beast::error_code ec) {
    if (ec || !open_) return ended();
    unsent_ -= queue_.front().text.size();
    queue_.pop_front();
    if (frozen_) return;
    if (!queue_.empty()) return write();
    if (closing_) say_goodbye();
  }

  void say_goodbye() {
    if (!open_) return;
    ws_.async_close({beast::websocket::close_code::normal, reason_.c_str()},
                    [self = shared_from_this()](beast::error_code) { self->ended(); });
  }

  void read() {
    ws_.async_read(buffer_, [self = shared_from_this()](beast::error_code ec, std::size_t) {
      if (ec || !self->open_) return self->ended();
      if (self->frozen_) return self->hold();
      self->seat_->service->received(
          *self,
          std::string_view(static_cast<const char*>(self->buffer_.data().data()), self->buffer_.size()));
      self->buffer_.consume(self->buffer_.size());
      if (self->open_) self->read();
    });
  }

  // Frozen: nothing is read any more, so the end is only noticed by time.
  void hold() {
    auto timer = std::make_shared<asio::steady_timer>(tcp().get_executor(), std::chrono::minutes(10));
    timer->async_wait([self = shared_from_this(), timer](beast::error_code) { self->cut(); });
  }

  void ended() {
    if (!open_) return;
    open_ = false;
    // Later: whoever sends to all may be in the middle of a list that closed() changes.
    asio::post(tcp().get_executor(), [self = shared_from_this()] { self->seat_->service->closed(*self); });
  }

  beast::websocket::stream<Stream> ws_;
  Seat seat_;
  BeastRequest upgrade_;
  beast::flat_buffer buffer_;
  std::deque<Message> queue_;
  std::size_t unsent_ = 0;
  std::string reason_;
  bool open_ = false, closing_ = false, frozen_ = false;
  std::uint64_t id_;
};

}  // namespace

void start_websocket(Stream stream, Seat seat, BeastRequest upgrade) {
  std::make_shared<ServerSocket>(std::move(stream), std::move(seat), std::move(upgrade))->start();
}

}  // namespace tu::net
