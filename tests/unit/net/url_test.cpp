#include "net/url.h"

#include <catch2/catch.hpp>

using namespace tu;
using namespace tu::net;

TEST_CASE("a URL is taken apart and put together again") {
  for (const char* text : {"wss://ws.kraken.com/v2", "wss://stream.binance.com:9443/stream?streams=a/b",
                           "http://127.0.0.1:8080/", "ws://[::1]:9/x", "https://api.coinbase.com/"}) {
    Result<Url> u = parse_url(text);
    REQUIRE(u);
    CHECK(u->text() == text);
  }
  CHECK(parse_url("wss://h.example")->target == "/");
  CHECK(parse_url("wss://h.example")->port == "443");
  CHECK(parse_url("https://h.example?a=1")->target == "/?a=1");
}

TEST_CASE("plain text is for this machine only") {
  CHECK(parse_url("ws://localhost:1"));
  CHECK(parse_url("http://127.1.2.3:1"));
  for (const char* text : {"ws://example.com", "http://127.0.0.1.example.com", "ws://10.0.0.1",
                           "http://127.0.0", "http://localhost.example.com"})
    CHECK_FALSE(parse_url(text));
  CHECK(parse_url("ws://h.example").error().message ==
        "URL is \"ws://h.example\", expected wss://: plain ws:// is for this machine only");
}

TEST_CASE("what is no URL of a venue is refused") {
  for (const char* text :
       {"", "x", "ftp://h", "wss://", "wss://h:0", "wss://h:70000", "wss://h:x", "wss://u@h", "wss://h/a b",
        "wss://h/a\n", "wss://[::1", "wss://[::1]x", "wss:///x"})
    CHECK_FALSE(parse_url(text));
}

TEST_CASE("another path of the same host, as a socket or as a request") {
  const Url base = *parse_url("https://127.0.0.1:99/ignored");
  CHECK(with_target(base, "/v2", true).text() == "wss://127.0.0.1:99/v2");
  CHECK(with_target(*parse_url("ws://127.0.0.1:99"), "/v2", false).text() == "http://127.0.0.1:99/v2");
}
