#include "simex/fault_line.h"

#include <deque>

namespace tu::simex {
namespace {

// A sequence number that was seen before. Venues name theirs differently.
std::string made_stale(const std::string& text) {
  for (const std::string_view name : {"\"sequence_num\":", "\"seqId\":", "\"u\":", "\"seq\":"}) {
    const std::size_t at = text.find(name);
    if (at == text.npos) continue;
    const std::size_t begin = at + name.size();
    std::size_t end = begin;
    while (end < text.size() && text[end] >= '0' && text[end] <= '9') ++end;
    if (end == begin || end - begin > 18) continue;
    const long long number = std::stoll(text.substr(begin, end - begin));
    return text.substr(0, begin) + std::to_string(number > 5 ? number - 5 : 0) + text.substr(end);
  }
  return text;
}

class FaultySocket : public net::Socket, public std::enable_shared_from_this<FaultySocket> {
 public:
  FaultySocket(FaultLine& line, std::shared_ptr<net::Socket> socket)
      : line_(line), socket_(std::move(socket)) {}

  void send(std::string text) override {
    const std::string about = line_.faults().none() ? std::string() : "ws " + text.substr(0, 200);
    if (line_.strikes(FaultKind::cut, about)) return socket_->cut();
    if (line_.strikes(FaultKind::half_open, about)) return socket_->freeze();
    if (line_.strikes(FaultKind::drop, about)) return;
    if (line_.strikes(FaultKind::stale, about)) text = made_stale(text);
    if (line_.strikes(FaultKind::malformed, about)) text.resize(text.size() / 2);
    const bool twice = line_.strikes(FaultKind::duplicate, about).has_value();
    const std::optional<DurUs> late = line_.strikes(FaultKind::delay, about);
    if (!held_.empty()) {  // the one before waits for this one to pass
      std::string before = std::exchange(held_, {});
      pass(text, late, twice);
      return pass(std::move(before), {}, false);
    }
    if (line_.strikes(FaultKind::reorder, about)) {
      held_ = std::move(text);
      return;
    }
    pass(std::move(text), late, twice);
  }
  void ping(std::string payload) override { socket_->ping(std::move(payload)); }
  void close(std::string reason) override { socket_->close(std::move(reason)); }
  void cut() override { socket_->cut(); }
  void freeze() override { socket_->freeze(); }
  std::uint64_t id() const override { return socket_->id(); }

 private:
  // What is late makes all behind it late: the line keeps its order.
  void pass(std::string text, std::optional<DurUs> late, bool twice) {
    if (late) {
      ++waits_;
      line_.after(*late, [self = shared_from_this()] {
        if (--self->waits_ == 0) self->drain();
      });
    }
    if (waits_ == 0) {
      if (twice) socket_->send(text);
      return socket_->send(std::move(text));
    }
    if (twice) late_.push_back(text);
    late_.push_back(std::move(text));
  }
  void drain() {
    for (std::string& text : late_) socket_->send(std::move(text));
    late_.clear();
  }

  FaultLine& line_;
  std::shared_ptr<net::Socket> socket_;
  std::string held_;
  std::deque<std::string> late_;
  int waits_ = 0;
};

net::Response too_many(DurUs wait) {
  net::Response r;
  r.status = 429;
  r.body = R"({"errors":[{"id":"rate_limit_exceeded","message":"Too many requests"}]})";
  r.headers.emplace_back("Retry-After", std::to_string((wait + us_per_s - 1) / us_per_s));
  return r;
}

}  // namespace

std::shared_ptr<net::Socket> FaultLine::wrap(std::shared_ptr<net::Socket> socket) {
  return std::make_shared<FaultySocket>(*this, std::move(socket));
}

void FaultLine::request(net::Request request, net::Reply reply, const CarryOut& carry_out) {
  if (faults_.none()) return carry_out(std::move(request), std::move(reply));
  const std::string about = "http " + request.method + " " + std::string(request.path());
  if (const std::optional<DurUs> wait = strikes(FaultKind::too_many, about)) return reply(too_many(*wait));
  if (strikes(FaultKind::drop, about)) {  // lost on the way there
    net::Response r;
    r.ending = net::Ending::cut;
    return reply(std::move(r));
  }
  // Drawn before it is carried out, so that the order of draws is that of requests.
  const bool broken = strikes(FaultKind::broken, about).has_value();
  const bool cut = strikes(FaultKind::cut, about).has_value();
  const bool silent = strikes(FaultKind::half_open, about).has_value();
  const bool malformed = strikes(FaultKind::malformed, about).has_value();
  const bool twice = strikes(FaultKind::duplicate, about).has_value();
  const std::optional<DurUs> late = strikes(FaultKind::delay, about);
  if (twice) carry_out(net::Request(request), [](net::Response) {});
  carry_out(std::move(request), [=, this, reply = std::move(reply)](net::Response r) {
    if (broken) r = {500, "Internal Server Error\n", "text/plain", {}, net::Ending::normal};
    if (malformed) r.body.resize(r.body.size() / 2);
    if (silent) r.ending = net::Ending::silent;
    if (cut) r.ending = net::Ending::cut;
    if (!late) return reply(std::move(r));
    after_(*late, [reply, r = std::move(r)]() mutable { reply(std::move(r)); });
  });
}

}  // namespace tu::simex
