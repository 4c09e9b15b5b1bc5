// FaultLine: where the faults enter, between the venue's face and the network. A face behind it does not
// know.
#pragma once

#include <functional>
#include <memory>

#include "net/server.h"
#include "simex/faults.h"

namespace tu::simex {

class FaultLine {
 public:
  using After = std::function<void(DurUs, std::function<void()>)>;
  // `since_start` is the run's age on the clock that moves the market.
  FaultLine(After after, std::function<DurUs()> since_start)
      : after_(std::move(after)), since_start_(std::move(since_start)) {}

  void set(Faults faults) { faults_ = std::move(faults); }
  const Faults& faults() const { return faults_; }
  DurUs skew() const { return faults_.skew(since_start_()); }

  // Carries a request out through `carry_out`, with what goes wrong on the way there and back.
  using CarryOut = std::function<void(net::Request, net::Reply)>;
  void request(net::Request request, net::Reply reply, const CarryOut& carry_out);
  // The socket that a face is given for this one.
  std::shared_ptr<net::Socket> wrap(std::shared_ptr<net::Socket> socket);

  std::optional<DurUs> strikes(FaultKind kind, std::string_view about) {
    return faults_.none() ? std::nullopt : faults_.strikes(kind, about, since_start_());
  }
  void after(DurUs delay, std::function<void()> action) { after_(delay, std::move(action)); }

 private:
  Faults faults_;
  After after_;
  std::function<DurUs()> since_start_;
};

}  // namespace tu::simex
