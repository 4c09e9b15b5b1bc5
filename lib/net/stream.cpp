#include "net/stream.h"

#include <boost/asio/post.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>
#include <boost/beast/websocket/ssl.hpp>
#include <boost/beast/websocket/teardown.hpp>
#include <optional>
#include <variant>

namespace tu::net {

namespace asio = boost::asio;
namespace beast = boost::beast;

namespace {

using Plain = beast::tcp_stream;
using Tls = beast::ssl_stream<beast::tcp_stream>;

}  // namespace

struct Stream::Impl {
  std::variant<Plain, Tls> stream;
};

Stream::Stream(next_layer_type plain) : impl_(new Impl{std::move(plain)}) {}
Stream::Stream(next_layer_type below, asio::ssl::context& tls)
    : impl_(new Impl{Tls(std::move(below), tls)}) {}
Stream::Stream(Stream&&) noexcept = default;
Stream& Stream::operator=(Stream&&) noexcept = default;
Stream::~Stream() = default;

bool Stream::is_tls() const {
  return std::holds_alternative<Tls>(impl_->stream);
}
Stream::next_layer_type& Stream::next_layer() {
  if (Tls* tls = std::get_if<Tls>(&impl_->stream)) return tls->next_layer();
  return std::get<Plain>(impl_->stream);
}
const Stream::next_layer_type& Stream::next_layer() const {
  return const_cast<Stream*>(this)->next_layer();
}

void Stream::handshake(const std::string& host, Done done) {
  Tls* tls = std::get_if<Tls>(&impl_->stream);
  if (!tls) return done({});
  SSL_set_tlsext_host_name(tls->native_handle(), host.c_str());
  tls->set_verify_callback(asio::ssl::host_name_verification(host));
  tls->async_handshake(asio::ssl::stream_base::client, std::move(done));
}
void Stream::accept(Done done) {
  Tls* tls = std::get_if<Tls>(&impl_->stream);
  if (!tls) return done({});
  tls->async_handshake(asio::ssl::stream_base::server, std::move(done));
}
void Stream::shut(beast::role_type role, Done done) {
  using beast::websocket::async_teardown;
  std::visit([&](auto& s) { async_teardown(role, s, std::move(done)); }, impl_->stream);
}
void Stream::read(const ReadInto& into, Moved done) {
  std::visit([&](auto& s) { s.async_read_some(into, std::move(done)); }, impl_->stream);
}
void Stream::write(const WriteFrom& from, Moved done) {
  std::visit([&](auto& s) { s.async_write_some(from, std::move(done)); }, impl_->stream);
}

void teardown(beast::role_type, Stream& stream, boost::system::error_code& failed) {
  stream.next_layer().socket().close(failed);
}

}  // namespace tu::net
