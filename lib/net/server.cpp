#include "net/server.h"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/signal_set.hpp>
#include <cerrno>

#include "net/server_parts.h"

namespace tu::net {
namespace {

using tcp = asio::ip::tcp;

bool same_name(std::string_view a, std::string_view b) {
  return beast::iequals({a.data(), a.size()}, {b.data(), b.size()});
}

class Listener : public Server {
 public:
  Listener(const ServerOptions& options, Service& service)
      : signals_(context_), acceptor_(context_), tls_(asio::ssl::context::tls_server) {
    shared_->options = options;
    shared_->service = &service;
  }

  Status open() {
    const ServerOptions& o = shared_->options;
    beast::error_code ec;
    const asio::ip::address address = asio::ip::make_address(o.address, ec);
    if (ec) return fail(Exit::usage, o.address + ": expected an address such as 127.0.0.1");
    const tcp::endpoint endpoint(address, o.port);
    acceptor_.open(endpoint.protocol(), ec);
    if (!ec) acceptor_.set_option(asio::socket_base::reuse_address(true), ec);
    if (!ec) acceptor_.bind(endpoint, ec);
    if (!ec) acceptor_.listen(asio::socket_base::max_listen_connections, ec);
    if (ec)
      return fail(Exit::unavailable,
                  o.address + ":" + std::to_string(o.port) + ": cannot be listened on: " + ec.message());
    if (Status st = read_certificate(); !st) return st;
    signals_.add(SIGINT, ec);
    signals_.add(SIGTERM, ec);
    signals_.async_wait([this](beast::error_code failed, int) {
      if (!failed) context_.stop();
    });
    accept();
    return {};
  }

  std::string host() const override {
    beast::error_code ec;
    const tcp::endpoint at = acceptor_.local_endpoint(ec);
    const std::string address = at.address().to_string();
    return (at.address().is_v6() ? "[" + address + "]" : address) + ":" + std::to_string(at.port());
  }
  std::string url() const override { return (secure_ ? "https://" : "http://") + host(); }

  void after(DurUs delay, std::function<void()> action) override {
    auto timer = std::make_shared<asio::steady_timer>(context_, std::chrono::microseconds(delay));
    timer->async_wait([timer, act = std::move(action)](beast::error_code ec) {
      if (!ec) act();
    });
  }
  void run() override { context_.run(); }
  void stop() override { context_.stop(); }

 private:
  Status read_certificate() {
    const ServerOptions& o = shared_->options;
    if (o.certificate_file.empty() && o.key_file.empty()) return {};
    beast::error_code ec;
    tls_.use_certificate_chain_file(o.certificate_file, ec);
    if (ec)
      return fail(Exit::config, o.certificate_file + ": expected a certificate in PEM: " + ec.message());
    tls_.use_private_key_file(o.key_file, asio::ssl::context::pem, ec);
    if (ec)
      return fail(Exit::config, o.key_file + ": expected the certificate's key in PEM: " + ec.message());
    secure_ = true;
    return {};
  }

  void accept() {
    acceptor_.async_accept([this](beast::error_code ec, tcp::socket peer) {
      if (ec == asio::error::operation_aborted) return;
      if (!ec && shared_->open < shared_->options.connections) welcome(std::move(peer));
      if (ec == asio::error::no_descriptors)  // full: look again when some have left
        return after(100 * us_per_ms, [this] { accept(); });
      accept();
    });
  }

  void welcome(tcp::socket peer) {
    beast::error_code ignored;
    peer.set_option(tcp::no_delay(true), ignored);
    beast::tcp_stream stream(std::move(peer));
    start_http(secure_ ? Stream(std::move(stream), tls_) : Stream(std::move(stream)), Seat(shared_));
  }

  // Connections die with the context, and tell it: so it is declared after what they use.
  std::shared_ptr<Shared> shared_ = std::make_shared<Shared>();
  asio::io_context context_{1};
  asio::signal_set signals_;
  tcp::acceptor acceptor_;
  asio::ssl::context tls_;
  bool secure_ = false;
};

}  // namespace

std::string_view Request::header(std::string_view name) const {
  for (const auto& [n, v] : headers)
    if (same_name(n, name)) return v;
  return {};
}
std::string_view Request::path() const {
  return std::string_view(target).substr(0, target.find('?'));
}
std::string_view Request::query() const {
  const std::size_t mark = target.find('?');
  return mark == target.npos ? std::string_view() : std::string_view(target).substr(mark + 1);
}

Result<std::unique_ptr<Server>> Server::listen(const ServerOptions& options, Service& service) {
  auto listener = std::make_unique<Listener>(options, service);
  if (Status st = listener->open(); !st) return st.error();
  return std::unique_ptr<Server>(std::move(listener));
}

}  // namespace tu::net
