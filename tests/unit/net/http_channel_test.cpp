// HttpChannel against a little server in a thread: what it says of requests that were answered, never left,
// or left and got no answer.
#include "net/http_channel.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <functional>
#include <thread>

using namespace tu;
using namespace tu::net;

namespace {

// Serves connections one after another, each by a function, then ends.
class Server {
 public:
  using Serve = std::function<void(int fd)>;
  explicit Server(std::vector<Serve> serve) {
    listener_ = socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    REQUIRE(bind(listener_, reinterpret_cast<sockaddr*>(&at), sizeof at) == 0);
    REQUIRE(listen(listener_, 8) == 0);
    socklen_t size = sizeof at;
    getsockname(listener_, reinterpret_cast<sockaddr*>(&at), &size);
    port_ = ntohs(at.sin_port);
    thread_ = std::thread([this, serve = std::move(serve)] {
      for (const Serve& each : serve) {
        const int fd = accept(listener_, nullptr, nullptr);
        if (fd < 0) return;
        each(fd);
        close(fd);
      }
    });
  }
  ~Server() {
    shutdown(listener_, SHUT_RDWR);
    thread_.join();
    close(listener_);
  }
  Url url() const { return parse_url("http://127.0.0.1:" + std::to_string(port_) + "/").value(); }

 private:
  int listener_ = -1, port_ = 0;
  std::thread thread_;
};

std::string read_request(int fd) {
  std::string s;
  char c;
  while (s.find("\r\n\r\n") == s.npos && recv(fd, &c, 1, 0) == 1) s += c;
  return s;
}
void answer(int fd, const std::string& body) {
  const std::string s =
      "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\nX-Kind: t\r\n\r\n" + body;
  (void)!write(fd, s.data(), s.size());
}

struct Client {
  Loop loop;
  HttpChannel channel;
  std::vector<ChannelOutcome> outcomes;
  explicit Client(const Url& url) : channel(loop, url, "") {}
  void ask(int count, DurUs time_max = 2 * us_per_s) {
    for (int i = 0; i < count; ++i)
      channel.ask(
          [=] {
            return ChannelRequest{"GET", "/" + std::to_string(i), {}, "", time_max};
          },
          [this, count](ChannelOutcome o) {
            outcomes.push_back(std::move(o));
            if (static_cast<int>(outcomes.size()) == count) loop.stop();
          });
    loop.run();
  }
};

using Kind = ChannelOutcome::Kind;

}  // namespace

TEST_CASE("requests in a row are answered in order on one connection") {
  Server server({[](int fd) {
    for (int i = 0; i < 3; ++i) answer(fd, read_request(fd).substr(0, 6));
  }});
  Client client(server.url());
  client.ask(3);
  REQUIRE(client.outcomes.size() == 3);
  CHECK(client.outcomes[2].kind == Kind::answered);
  CHECK(client.outcomes[2].body == "GET /2");
  CHECK(client.outcomes[2].header("x-kind") == "t");
}

TEST_CASE("a request that got no answer is lost, whether the connection was cut or fell silent") {
  Server server({[](int fd) { read_request(fd); },
                 [](int fd) {
                   read_request(fd);
                   char c;
                   (void)!recv(fd, &c, 1, 0);  // until the client gives up
                 }});
  Client client(server.url());
  client.ask(1);
  CHECK(client.outcomes[0].kind == Kind::lost);
  Client again(server.url());
  again.ask(1, 50 * us_per_ms);
  CHECK(again.outcomes[0].kind == Kind::lost);
  CHECK(again.outcomes[0].why == "no answer within 50ms");
}

TEST_CASE("half an answer is no answer") {
  Server server({[](int fd) {
    read_request(fd);
    const std::string s = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"success\":true";
    (void)!write(fd, s.data(), s.size());
  }});
  Client client(server.url());
  client.ask(1);
  CHECK(client.outcomes[0].kind == Kind::lost);
}

TEST_CASE("without a connection nothing was sent, and everybody who waits hears it") {
  Url nowhere;
  {
    Server gone({});
    nowhere = gone.url();
  }
  Client client(nowhere);
  client.ask(2);
  REQUIRE(client.outcomes.size() == 2);
  CHECK(client.outcomes[1].kind == Kind::not_sent);
}

TEST_CASE("a connection that was closed while it idled is opened anew, and the request is not lost") {
  Server server({[](int fd) { answer(fd, read_request(fd)); }, [](int fd) { answer(fd, "again"); }});
  Client client(server.url());
  Timer later(client.loop);
  auto request = [] { return ChannelRequest{"GET", "/", {}, "", us_per_s}; };
  client.channel.ask(request, [&](ChannelOutcome) {
    later.after(50 * us_per_ms, [&] {
      client.channel.ask(request, [&](ChannelOutcome o) {
        client.outcomes.push_back(std::move(o));
        client.loop.stop();
      });
    });
  });
  client.loop.run();
  CHECK(client.outcomes[0].kind == Kind::answered);
  CHECK(client.outcomes[0].body == "again");
}

TEST_CASE("a request that is withdrawn when its turn comes does not leave") {
  Server server({[](int fd) { answer(fd, read_request(fd)); }});
  Client client(server.url());
  client.channel.ask([] { return ChannelRequest{}; },
                     [&](ChannelOutcome o) { client.outcomes.push_back(std::move(o)); });
  client.channel.ask(
      [] {
        return ChannelRequest{"GET", "/b", {}, "", us_per_s};
      },
      [&](ChannelOutcome o) {
        client.outcomes.push_back(std::move(o));
        client.loop.stop();
      });
  client.loop.run();
  REQUIRE(client.outcomes.size() == 2);
  CHECK(client.outcomes[0].kind == Kind::not_sent);
  CHECK(client.outcomes[1].kind == Kind::answered);
}
