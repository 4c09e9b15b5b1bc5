// A TCP connection, plain or TLS, behind one type: what Beast composes over it is compiled once, not once for
// each of the two. For .cpp files of net only.
#pragma once

#include <array>
#include <boost/asio/async_result.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/beast/core/role.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <functional>
#include <memory>

namespace tu::net {

class Stream {
 public:
  using executor_type = boost::beast::tcp_stream::executor_type;
  using next_layer_type = boost::beast::tcp_stream;
  using error_code = boost::system::error_code;
  using Moved = std::function<void(error_code, std::size_t)>;
  using Done = std::function<void(error_code)>;

  explicit Stream(next_layer_type plain);
  Stream(next_layer_type below, boost::asio::ssl::context& tls);
  Stream(Stream&&) noexcept;
  Stream& operator=(Stream&&) noexcept;
  ~Stream();

  next_layer_type& next_layer();
  const next_layer_type& next_layer() const;
  executor_type get_executor() { return next_layer().get_executor(); }
  bool is_tls() const;

  // The TLS handshake; at once, and without an error, on a plain connection. A client checks that the
  // certificate is `host`'s.
  void handshake(const std::string& host, Done done);  // as a client
  void accept(Done done);                              // as a server
  // The end of the connection in order; used by WebSocket streams.
  void shut(boost::beast::role_type role, Done done);

  // Up to so many buffers go into one call; what a composed operation has beyond them goes with its next.
  static constexpr std::size_t buffers_max = 8;
  template <class Buffer>
  struct Some {  // a buffer sequence
    using value_type = Buffer;
    using const_iterator = const Buffer*;
    const Buffer* begin() const { return list.data(); }
    const Buffer* end() const { return list.data() + size; }
    std::array<Buffer, buffers_max> list;
    std::size_t size = 0;
  };
  using ReadInto = Some<boost::asio::mutable_buffer>;
  using WriteFrom = Some<boost::asio::const_buffer>;

  template <class Buffers, class Handler>
  auto async_read_some(const Buffers& buffers, Handler&& handler) {
    return boost::asio::async_initiate<Handler, void(error_code, std::size_t)>(
        [this](auto&& done, ReadInto into) { read(into, erased(std::forward<decltype(done)>(done))); },
        handler, first_of<ReadInto>(buffers));
  }
  template <class Buffers, class Handler>
  auto async_write_some(const Buffers& buffers, Handler&& handler) {
    return boost::asio::async_initiate<Handler, void(error_code, std::size_t)>(
        [this](auto&& done, WriteFrom from) { write(from, erased(std::forward<decltype(done)>(done))); },
        handler, first_of<WriteFrom>(buffers));
  }

 private:
  struct Impl;
  template <class Some, class Buffers>
  static Some first_of(const Buffers& buffers) {
    Some some;
    for (auto at = boost::asio::buffer_sequence_begin(buffers),
              end = boost::asio::buffer_sequence_end(buffers);
         at != end && some.size < buffers_max; ++at)
      if (typename Some::value_type buffer(*at); buffer.size() > 0) some.list[some.size++] = buffer;
    return some;
  }
  // Handlers may only be moved, a std::function copies: so it shares.
  template <class Handler>
  static Moved erased(Handler&& handler) {
    auto kept = std::make_shared<std::decay_t<Handler>>(std::forward<Handler>(handler));
    return [kept](error_code failed, std::size_t n) {
      auto once = std::move(*kept);
      once(failed, n);
    };
  }
  void read(const ReadInto& into, Moved done);
  void write(const WriteFrom& from, Moved done);

  std::unique_ptr<Impl> impl_;
};

// What boost::beast::websocket asks of a stream.
void teardown(boost::beast::role_type role, Stream& stream, boost::system::error_code& failed);
template <class Handler>
void async_teardown(boost::beast::role_type role, Stream& stream, Handler&& handler) {
  auto kept = std::make_shared<std::decay_t<Handler>>(std::forward<Handler>(handler));
  stream.shut(role, [kept](boost::system::error_code failed) {
    auto once = std::move(*kept);
    once(failed);
  });
}

}  // namespace tu::net
