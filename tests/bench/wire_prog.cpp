// wire N: microseconds from a line on a pipe to an order on the wire, P50 P99 P99.9, after those of a bare
// echo over the same loopback, and of a sync of a few pages in the same directory. All are after the same
// quiet time: a machine that slept takes longer to do anything. The exchange is a thread here; WIRE_GATE and
// WIRE_PLACE are the commands between.
//
// An echo is a message to a server and back: two crossings of the loopback. Ours is a pipe into the gate, the
// approval journalled, a pipe, the sending journalled, both synced to the disk, and one crossing.
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace {

// The venue takes 30 requests a second, and each order is asked after once.
constexpr useconds_t quiet_us = 75'000;

double now_us(clockid_t clock = CLOCK_MONOTONIC) {
  timespec t{};
  clock_gettime(clock, &t);
  return static_cast<double>(t.tv_sec) * 1e6 + static_cast<double>(t.tv_nsec) / 1e3;
}

int listening(int& port) {
  const int fd = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in at{};
  at.sin_family = AF_INET;
  at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  bind(fd, reinterpret_cast<sockaddr*>(&at), sizeof at);
  listen(fd, 16);
  socklen_t size = sizeof at;
  getsockname(fd, reinterpret_cast<sockaddr*>(&at), &size);
  port = ntohs(at.sin_port);
  return fd;
}

void no_delay(int fd) {
  const int one = 1;
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
}

// When the order was whole. Who waits for it sleeps: it must not take turns on a processor with what is
// measured.
std::mutex mutex;
std::condition_variable news;
double arrived = 0;  // under the mutex

void order_arrived(double at) {
  const std::lock_guard<std::mutex> hold(mutex);
  arrived = at;
  news.notify_one();
}

double wait_for_order() {
  std::unique_lock<std::mutex> hold(mutex);
  news.wait_for(hold, std::chrono::seconds(2), [] { return arrived != 0; });
  return std::exchange(arrived, 0);
}

// The orders that a question names are over.
std::string ended_orders(const std::string& request) {
  std::string list;
  for (std::size_t at = 0; (at = request.find("order_ids=", at)) != request.npos;) {
    at += 10;
    const std::string id = request.substr(at, request.find_first_of("& ", at) - at);
    list += (list.empty() ? "" : ",") + (R"({"order_id":")" + id) +
            R"(","status":"CANCELLED","filled_size":"0"})";
  }
  return R"({"orders":[)" + list + R"(],"has_next":false,"cursor":""})";
}

std::string answer_to(const std::string& request) {
  if (request.starts_with("POST /api/v3/brokerage/orders ")) {
    static std::atomic<int> number{0};
    return R"({"success":true,"success_response":{"order_id":"v)" + std::to_string(++number) + "\"}}";
  }
  if (request.find("/products/") != request.npos)
    return R"({"product_id":"BTC-USD","base_increment":"0.00000001","price_increment":"0.01","base_min_size":"0.00001",)"
           R"("quote_currency_id":"USD"})";
  if (request.find("/orders/historical/batch") != request.npos) return ended_orders(request);
  if (request.find("/orders/historical/v") != request.npos)
    return R"({"order":{"order_id":"v","status":"CANCELLED","filled_size":"0"}})";
  if (request.find("/time") != request.npos)
    return "{\"epochMillis\":\"" + std::to_string(static_cast<long long>(now_us(CLOCK_REALTIME) / 1000)) +
           "\"}";
  return "{}";
}

// One connection: whole requests in, answers out; notes when an order is whole.
void serve(int fd) {
  no_delay(fd);
  std::string have;
  char buffer[65536];
  for (;;) {
    const ssize_t n = recv(fd, buffer, sizeof buffer, 0);
    if (n <= 0) break;
    have.append(buffer, static_cast<std::size_t>(n));
    for (;;) {
      const std::size_t head = have.find("\r\n\r\n");
      if (head == have.npos) break;
      const std::size_t field = have.find("Content-Length: ");
      const std::size_t body = field < head ? std::strtoul(have.c_str() + field + 16, nullptr, 10) : 0;
      if (have.size() < head + 4 + body) break;
      const std::string request = have.substr(0, head + 4 + body);
      have.erase(0, head + 4 + body);
      if (request.starts_with("POST /api/v3/brokerage/orders ")) order_arrived(now_us());
      const std::string text = answer_to(request);
      const std::string all =
          "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(text.size()) + "\r\n\r\n" + text;
      (void)!send(fd, all.data(), all.size(), MSG_NOSIGNAL);
    }
  }
  close(fd);
}

void print(const char* what, std::vector<double> us) {
  std::sort(us.begin(), us.end());
  auto at = [&](double q) {
    return us[std::min(us.size() - 1, static_cast<std::size_t>(q * static_cast<double>(us.size())))];
  };
  std::printf("%s %.1f %.1f %.1f\n", what, at(0.5), at(0.99), at(0.999));
}

std::vector<double> echo(int n) {
  int port = 0;
  const int listener = listening(port);
  std::thread server([listener] {
    const int fd = accept(listener, nullptr, nullptr);
    no_delay(fd);
    char buffer[4096];
    for (ssize_t got; (got = recv(fd, buffer, sizeof buffer, 0)) > 0;)
      (void)!send(fd, buffer, static_cast<std::size_t>(got), MSG_NOSIGNAL);
    close(fd);
  });
  const int fd = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in at{};
  at.sin_family = AF_INET;
  at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  at.sin_port = htons(static_cast<std::uint16_t>(port));
  if (connect(fd, reinterpret_cast<sockaddr*>(&at), sizeof at) != 0) std::exit(1);
  no_delay(fd);
  const std::string message(600, 'x');  // about the size of an order
  char buffer[4096];
  std::vector<double> out;
  for (int i = 0; i < n; ++i) {
    usleep(quiet_us);
    const double from = now_us();
    (void)!send(fd, message.data(), message.size(), MSG_NOSIGNAL);
    for (std::size_t got = 0; got < message.size();)
      got += static_cast<std::size_t>(std::max<ssize_t>(recv(fd, buffer, sizeof buffer, 0), 0));
    out.push_back(now_us() - from);
  }
  close(fd);
  server.join();
  close(listener);
  return out;
}

// What the disk asks for pages that are written where the file has been written before.
std::vector<double> syncs(int n) {
  const int fd = open("wire.sync", O_RDWR | O_CREAT | O_TRUNC, 0600);
  const std::string pages(4 * 4096, 'x');
  constexpr int places = 64;
  for (int i = 0; i < places; ++i) (void)!write(fd, pages.data(), pages.size());
  fsync(fd);
  std::vector<double> out;
  for (int i = 0; i < n; ++i) {
    (void)!pwrite(fd, pages.data(), pages.size(), i % places * static_cast<off_t>(pages.size()));
    usleep(quiet_us);
    const double from = now_us();
    fdatasync(fd);
    out.push_back(now_us() - from);
  }
  close(fd);
  unlink("wire.sync");
  return out;
}

}  // namespace

int main(int argc, char** argv) {
  const int n = argc > 1 ? std::atoi(argv[1]) : 1000;
  const char* gate = std::getenv("WIRE_GATE");
  const char* place = std::getenv("WIRE_PLACE");
  if (!gate || !place) return 64;
  const int floors = std::max(n / 4, std::min(n, 100));
  print("echo", echo(floors));
  print("sync", syncs(floors));
  int port = 0;
  const int listener = listening(port);
  std::thread([listener] {
    for (int fd; (fd = accept(listener, nullptr, nullptr)) >= 0;) std::thread(serve, fd).detach();
  }).detach();
  const std::string command = std::string(gate) + " | " + place +
                              " --url coinbase=http://127.0.0.1:" + std::to_string(port) + " > /dev/null";
  FILE* in = popen(command.c_str(), "w");
  auto text = [](const char* rest, double ts = now_us(CLOCK_REALTIME)) {
    return "{\"ts\":" + std::to_string(static_cast<long long>(ts)) + "," + rest + "}\n";
  };
  auto write_all = [&](const std::string& lines) { (void)!write(fileno(in), lines.data(), lines.size()); };
  write_all(text(R"("type":"session","id":"bench","mode":"live","source":"bench","pace":"realtime")"));
  usleep(500'000);
  std::vector<double> out;
  for (int i = 0; i < n + 20; ++i) {
    write_all(text(
        R"("type":"quote","venue":"coinbase","symbol":"BTC-USD","bid":100,"bid_size":1,"ask":100.01,"ask_size":1)"));
    usleep(quiet_us);
    const std::string proposal =
        R"("type":"proposal","venue":"coinbase","symbol":"BTC-USD","id":"s/)" + std::to_string(i) +
        R"(","strategy":"s","intent":"open","side":"buy","confidence":1,"qty":0.05,"kind":"limit","limit":99,"tif":"GTC")";
    // An instant is over when the next begins; feed sends both at once.
    const double ts = now_us(CLOCK_REALTIME);
    const std::string lines = text(proposal.c_str(), ts) + text(R"("type":"beat")", ts + 1);
    const double from = now_us();
    write_all(lines);
    if (const double at = wait_for_order(); i >= 20 && at > 0) out.push_back(at - from);
  }
  pclose(in);
  if (out.empty()) return 1;
  print("order", out);
  std::fprintf(stderr, "%zu of %d orders arrived\n", out.size(), n);
  return 0;
}
