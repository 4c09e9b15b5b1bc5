#include "net/http_channel.h"

#include <algorithm>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <deque>

#include "base/text.h"
#include "net/asio.h"
#include "net/stream.h"
#include "net/tls.h"

namespace tu::net {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using asio::ip::tcp;
using boost::system::error_code;
using Parser = http::response_parser<http::string_body>;

namespace {

constexpr std::size_t answer_max = 16 * 1024 * 1024;

std::string request_text(const ChannelRequest& r, const Url& base) {
  std::string text = r.method + " " + r.target + " HTTP/1.1\r\nHost: " + base.authority() +
                     "\r\nUser-Agent: tradeutils\r\nAccept: application/json\r\n";
  for (const auto& [name, value] : r.headers) text += name + ": " + value + "\r\n";
  if (!r.body.empty()) text += "Content-Type: application/json\r\n";
  if (!r.body.empty() || r.method == "POST")
    text += "Content-Length: " + std::to_string(r.body.size()) + "\r\n";
  return text + "\r\n" + r.body;
}

}  // namespace

std::string ChannelOutcome::header(std::string_view name) const {
  for (const auto& [key, value] : headers)
    if (key == name) return value;
  return {};
}

// Each connection has a number; whatever an older one still calls back with is not heard.
class HttpChannel::Impl : public std::enable_shared_from_this<HttpChannel::Impl> {
 public:
  Impl(Loop& loop, Url base, std::string ca)
      : io_(loop.impl().io), base_(std::move(base)), ca_(std::move(ca)), resolver_(io_), deadline_(io_) {}

  void ask(Prepare prepare, Done done) {
    queue_.push_back({std::move(prepare), std::move(done)});
    next();
  }
  void warm() {
    if (!line_) open();
  }
  void stop() {
    stopped_ = true;
    queue_.clear();
    drop();
  }

 private:
  struct Item {
    Prepare prepare;
    Done done;
  };
  struct Reading {
    beast::flat_buffer buffer;
    Parser parser;
  };
  enum class Stage { closed, opening, ready };

  void next() {
    if (stopped_ || busy_ || queue_.empty()) return;
    if (stage_ == Stage::closed) return open();
    if (stage_ == Stage::opening) return;
    ChannelRequest r = queue_.front().prepare();
    if (r.method.empty()) return finish(outcome(ChannelOutcome::Kind::not_sent, "withdrawn"));
    busy_ = true;
    written_ = false;
    text_ = request_text(r, base_);
    begun_ = monotonic_us();
    asio::async_write(*line_, asio::buffer(text_),
                      [self = shared_from_this(), n = number_, line = line_](error_code failed, std::size_t) {
                        if (n != self->number_) return;
                        if (failed) return self->broken(failed.message());
                        self->written_ = true;
                        if (self->early_) self->answered();  // the answer overtook the news of the writing
                      });
    limit(r.time_max, "no answer within " + duration_text(r.time_max));
  }

  void open() {
    if (stopped_) return;
    stage_ = Stage::opening;
    ++number_;
    if (base_.tls()) {
      auto context = client_tls(ca_);
      if (!context) return broken(context.error().message);
      line_ = std::make_shared<Stream>(beast::tcp_stream(io_), **context);
    } else {
      line_ = std::make_shared<Stream>(beast::tcp_stream(io_));
    }
    limit(5 * us_per_s, "no connection within 5s");
    resolver_.async_resolve(
        base_.host, base_.port,
        [self = shared_from_this(), n = number_](error_code failed, tcp::resolver::results_type found) {
          if (n != self->number_) return;
          if (failed) return self->broken(failed.message());
          self->connect(std::move(found));
        });
  }

  void connect(tcp::resolver::results_type found) {
    asio::async_connect(
        socket(*line_), found,
        [self = shared_from_this(), n = number_, line = line_](error_code failed, const tcp::endpoint&) {
          if (n != self->number_) return;
          if (failed) return self->broken(failed.message());
          socket(*line).set_option(tcp::no_delay(true));
          line->handshake(self->base_.host, [self, n, line](error_code refused) {
            if (n != self->number_) return;
            if (refused) return self->broken("TLS: " + refused.message());
            self->deadline_.cancel();
            self->stage_ = Stage::ready;
            self->listen();
            self->next();
          });
        });
  }

  // Always reading: an answer, or the news that the other side is gone.
  void listen() {
    auto buffer = reading_ ? std::move(reading_->buffer) : beast::flat_buffer();
    reading_ = std::make_shared<Reading>();
    reading_->buffer = std::move(buffer);
    reading_->parser.body_limit(answer_max);
    early_ = false;
    http::async_read(*line_, reading_->buffer, reading_->parser,
                     [self = shared_from_this(), n = number_, line = line_, reading = reading_](
                         error_code failed, std::size_t) {
                       if (n != self->number_) return;
                       if (failed)
                         return self->broken(failed == http::error::end_of_stream
                                                 ? "the connection was closed"
                                                 : failed.message());
                       if (!self->busy_) return self->broken("an answer that nobody asked for");
                       self->early_ = true;
                       if (self->written_) self->answered();
                     });
  }

  void answered() {
    deadline_.cancel();
    ChannelOutcome o;
    o.kind = ChannelOutcome::Kind::answered;
    o.took = monotonic_us() - begun_;
    auto& message = reading_->parser.get();
    o.status = static_cast<int>(message.result_int());
    for (const auto& field : message)
      o.headers.emplace_back(text::lower({field.name_string().data(), field.name_string().size()}),
                             std::string(field.value()));
    o.body = std::move(message.body());
    const bool stays = reading_->parser.keep_alive();
    if (stays)
      listen();
    else
      drop();
    finish(std::move(o));
  }

  // The connection is of no use any more; a request that was on its way is told what is known of it.
  void broken(std::string why) {
    const bool was_busy = busy_, opening = stage_ == Stage::opening, left = written_;
    drop();
    if (was_busy)
      return finish(
          outcome(left ? ChannelOutcome::Kind::lost : ChannelOutcome::Kind::not_sent, std::move(why)));
    // No connection: everybody who waits for it hears so.
    if (!opening) return next();
    std::deque<Item> waiting;
    waiting.swap(queue_);
    for (Item& item : waiting) item.done(outcome(ChannelOutcome::Kind::not_sent, why));
  }

  void drop() {
    ++number_;
    deadline_.cancel();
    resolver_.cancel();
    error_code ignored;
    if (line_) socket(*line_).close(ignored);
    line_.reset();
    reading_.reset();
    stage_ = Stage::closed;
  }

  static tcp::socket& socket(Stream& line) { return line.next_layer().socket(); }

  static ChannelOutcome outcome(ChannelOutcome::Kind kind, std::string why) {
    ChannelOutcome o;
    o.kind = kind;
    o.why = std::move(why);
    return o;
  }

  void finish(ChannelOutcome o) {
    busy_ = written_ = false;
    Done done = std::move(queue_.front().done);
    queue_.pop_front();
    // Not from inside the call that asked, and the queue goes on whatever it does.
    asio::post(io_, [self = shared_from_this(), done = std::move(done), o = std::move(o)]() mutable {
      if (!self->stopped_) done(std::move(o));
    });
    next();
  }

  void limit(DurUs longest, std::string why) {
    deadline_.expires_after(std::chrono::microseconds(longest));
    deadline_.async_wait([self = shared_from_this(), n = number_, why = std::move(why)](error_code stopped) {
      if (!stopped && n == self->number_) self->broken(why);
    });
  }

  asio::io_context& io_;
  const Url base_;
  const std::string ca_;
  tcp::resolver resolver_;
  asio::steady_timer deadline_;
  std::shared_ptr<Stream> line_;
  std::shared_ptr<Reading> reading_;  // also held by who reads into it
  std::deque<Item> queue_;            // the front one is on its way while busy_
  std::string text_;
  Stage stage_ = Stage::closed;
  std::uint64_t number_ = 0;
  bool busy_ = false, written_ = false, early_ = false, stopped_ = false;
  DurUs begun_ = 0;
};

HttpChannel::HttpChannel(Loop& loop, Url base, std::string ca)
    : impl_(std::make_shared<Impl>(loop, std::move(base), std::move(ca))) {}
HttpChannel::~HttpChannel() {
  impl_->stop();
}
void HttpChannel::ask(Prepare prepare, Done done) {
  impl_->ask(std::move(prepare), std::move(done));
}
void HttpChannel::warm() {
  impl_->warm();
}

}  // namespace tu::net
