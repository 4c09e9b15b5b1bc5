// The live VenuePort: a thread with the loop, and a desk for each venue. The stage's thread hands attempts
// over and fetches reports; an eventfd tells it that there are some. Also the wall clock as a ClockPort.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "live/order_desk.h"
#include "stage/port_request.h"

namespace tu::live {

class OrderPort final : public VenuePort {
 public:
  // Makes the desks on the loop; they call `tell` there.
  using MakeDesk = std::function<std::unique_ptr<OrderDesk>(net::Loop&, Tell)>;
  // Asked once, by open(): no key is looked for, and no thread runs, before the latches are open.
  using Makers = std::map<std::string, MakeDesk>;
  using FindDesks = std::function<Result<Makers>(const std::vector<std::string>& venues)>;
  explicit OrderPort(FindDesks find);
  ~OrderPort() override;

  Status open(const std::vector<std::string>& venues) override;
  bool serves(std::string_view venue) const override;
  void send(const VenueOrder& order) override;
  void resolve(const VenueOrder& order, const std::string& venue_id) override;
  void cancel(const std::string& client_id) override;
  void poll(std::vector<VenueReport>& reports) override;
  bool wait(DurUs longest) override;
  bool busy() const override;
  int news_fd() const override;
  DurUs latency() const override;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

class WallClock final : public ClockPort {
 public:
  TsUs now() override { return net::wall_us(); }
};

// What place-order's options say, for mode live: the port, the clock and the latch. Ports as they were when
// the mode is another. `environment` reads a variable ("" when it is not set).
Result<OwnedPorts> add_live_ports(const PortRequest& request, OwnedPorts ports,
                                  const std::function<std::string(const char*)>& environment);

}  // namespace tu::live
