// Server: TLS, requests that are too large, and connections beyond the limit.
#include "net/server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <thread>

#include "net/http.h"

using namespace tu;
using namespace tu::net;

namespace {

// Says what it was asked; upgrades nothing.
struct Echo : Service {
  void request(Request r, Reply reply) override {
    Response answer;
    answer.body = r.method + " " + std::string(r.path()) + " " + std::to_string(r.body.size());
    reply(std::move(answer));
  }
  bool upgrades(const Request&) override { return false; }
  void opened(std::shared_ptr<Socket>, const Request&) override {}
  void received(Socket&, std::string_view) override {}
  void closed(Socket&) override {}
};

struct Running {
  Echo echo;
  std::unique_ptr<Server> server;
  std::thread thread;
  explicit Running(const ServerOptions& o) : server(Server::listen(o, echo).value()) {
    thread = std::thread([this] { server->run(); });
  }
  ~Running() {
    server->after(0, [this] { server->stop(); });
    thread.join();
  }
  int connect() const {
    const std::string host = server->host();
    const int fd = socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    at.sin_port = htons(static_cast<std::uint16_t>(std::stoi(host.substr(host.find(':') + 1))));
    REQUIRE(::connect(fd, reinterpret_cast<sockaddr*>(&at), sizeof at) == 0);
    return fd;
  }
};

// What comes until the other side closes, or for a second.
std::string said(int fd, const std::string& request, bool until_closed = true) {
  (void)!send(fd, request.data(), request.size(), MSG_NOSIGNAL);
  std::string all;
  char buffer[4096];
  for (pollfd p{fd, POLLIN, 0}; poll(&p, 1, 1000) == 1;) {
    const ssize_t n = recv(fd, buffer, sizeof buffer, 0);
    if (n <= 0) return all + (until_closed ? "[closed]" : "");
    all.append(buffer, static_cast<std::size_t>(n));
    if (!until_closed) return all;
  }
  return all;
}

// A certificate for 127.0.0.1 that signs itself, made now.
struct Certificate {
  std::string folder, certificate, key;
  Certificate() {
    char name[] = "/tmp/tu_server_XXXXXX";
    folder = mkdtemp(name);
    certificate = folder + "/cert.pem", key = folder + "/key.pem";
    EVP_PKEY* pair = EVP_EC_gen("P-256");
    X509* x = X509_new();
    X509_set_version(x, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(x), 1);
    X509_gmtime_adj(X509_getm_notBefore(x), -60);
    X509_gmtime_adj(X509_getm_notAfter(x), 3600);
    X509_set_pubkey(x, pair);
    X509_NAME* subject = X509_get_subject_name(x);
    const auto* cn = reinterpret_cast<const unsigned char*>("test");
    X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC, cn, -1, -1, 0);
    X509_set_issuer_name(x, subject);
    X509_EXTENSION* names = X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, "IP:127.0.0.1");
    X509_add_ext(x, names, -1);
    X509_sign(x, pair, EVP_sha256());
    write(certificate, [&](FILE* f) { PEM_write_X509(f, x); });
    write(key, [&](FILE* f) { PEM_write_PrivateKey(f, pair, nullptr, nullptr, 0, nullptr, nullptr); });
    X509_EXTENSION_free(names);
    X509_free(x);
    EVP_PKEY_free(pair);
  }
  ~Certificate() { std::filesystem::remove_all(folder); }
  template <class Put>
  static void write(const std::string& path, Put put) {
    FILE* f = std::fopen(path.c_str(), "w");
    put(f);
    std::fclose(f);
  }
};

Result<HttpResponse> get(const Running& r, const std::string& ca) {
  HttpRequest q;
  q.url = parse_url(r.server->url() + "/hello").value();
  q.ca = ca;
  q.time_max = 5 * us_per_s;
  return http(q);
}

}  // namespace

TEST_CASE("with a certificate every connection is TLS, for those who trust it") {
  const Certificate c;
  ServerOptions o;
  o.certificate_file = c.certificate, o.key_file = c.key;
  const Running r(o);
  CHECK(r.server->url().starts_with("https://127.0.0.1:"));
  const auto trusted = get(r, c.certificate);
  REQUIRE(trusted);
  CHECK(trusted->body == "GET /hello 0");
  CHECK(!get(r, ""));
  const int plain = r.connect();
  CHECK(said(plain, "GET / HTTP/1.1\r\n\r\n").find("200") == std::string::npos);
  close(plain);
}

TEST_CASE("files that are no certificate, and no key of it, are named") {
  Echo echo;
  const Certificate c;
  ServerOptions o;
  o.certificate_file = o.key_file = "/nowhere.pem";
  CHECK(Server::listen(o, echo).error().message.starts_with("/nowhere.pem: expected a certificate in PEM"));
  o.certificate_file = o.key_file = c.certificate;
  CHECK(Server::listen(o, echo).error().status == Exit::config);
}

TEST_CASE("a body over the limit is answered with 413, and the connection ends; one at the limit is read") {
  ServerOptions o;
  o.body_limit = 100;
  const Running r(o);
  auto post = [](int n) {
    return "POST /x HTTP/1.1\r\nContent-Length: " + std::to_string(n) + "\r\n\r\n" +
           std::string(static_cast<std::size_t>(n), 'x');
  };
  const int fits = r.connect(), large = r.connect();
  CHECK(said(fits, post(100), false).find("POST /x 100") != std::string::npos);
  const std::string no = said(large, post(101));
  CHECK(no.starts_with("HTTP/1.1 413"));
  CHECK(no.find("the request is larger than the limit") != std::string::npos);
  CHECK(no.ends_with("[closed]"));
  close(fits);
  close(large);
}

TEST_CASE("headers over the limit are answered with 413") {
  ServerOptions o;
  o.header_limit = 1000;
  const Running r(o);
  const int fd = r.connect();
  CHECK(said(fd, "GET / HTTP/1.1\r\nX-Long: " + std::string(2000, 'x') + "\r\n\r\n")
            .starts_with("HTTP/1.1 413"));
  close(fd);
}

TEST_CASE("connections beyond the limit are closed at once; a seat that is left is taken") {
  ServerOptions o;
  o.connections = 2;
  const Running r(o);
  const std::string ask = "GET /a HTTP/1.1\r\n\r\n";
  const int first = r.connect(), second = r.connect();
  CHECK(said(first, ask, false).starts_with("HTTP/1.1 200"));
  CHECK(said(second, ask, false).starts_with("HTTP/1.1 200"));
  const int third = r.connect();
  CHECK(said(third, ask) == "[closed]");
  close(third);
  close(first);
  std::string late;
  for (int i = 0; i < 50 && !late.starts_with("HTTP/1.1 200"); ++i) {
    usleep(20'000);
    const int again = r.connect();
    late = said(again, ask, false);
    close(again);
  }
  CHECK(late.starts_with("HTTP/1.1 200"));
  CHECK(said(second, ask, false).starts_with("HTTP/1.1 200"));
  close(second);
}
