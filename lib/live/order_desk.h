// OrderDesk: the orders of one venue, on the loop's thread. It keeps each attempt until the venue has ended
// it, and tells facts; how they travel to the stage is the port's affair (order_port.h).
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/secret.h"
#include "event/venue_order.h"
#include "net/loop.h"

namespace tu::live {

// What a desk needs besides its key.
struct DeskOptions {
  std::string url;  // "" for the venue's own
  std::string ca;   // certificates to trust, "" the system's
  bool preview = false;
  DurUs compare_every = 0;           // what is held is read so often; 0: never
  DurUs order_life = 10 * us_per_s;  // so long after it left can the venue still take an order
};

class OrderDesk {
 public:
  virtual ~OrderDesk() = default;
  virtual void start() = 0;
  virtual void send(const VenueOrder& order) = 0;
  virtual void resolve(const VenueOrder& order, const std::string& venue_id) = 0;
  virtual void cancel(const std::string& client_id) = 0;
  virtual DurUs latency() const { return 0; }
  // Something will be answered soon: requests, orders that do not rest, fates not known.
  virtual bool busy() const = 0;
};

using Tell = std::function<void(VenueReport)>;

// Times that a request took, of the last ones; the middle one is what offsets go by.
class Latency {
 public:
  void add(DurUs took);
  DurUs middle() const;

 private:
  std::vector<DurUs> last_;
  std::size_t at_ = 0;
};

// At most `rate` a second on average and `burst` at once. Times are monotonic.
class RateLimit {
 public:
  RateLimit(double rate, double burst) : rate_(rate), burst_(burst), left_(burst) {}
  // How long until `keep` + `n` are left; 0: `n` were taken.
  DurUs take(DurUs now, double keep = 0, double n = 1);
  void spend(DurUs now, double n);  // whatever is left

 private:
  void refill(DurUs now);
  double rate_, burst_, left_;
  DurUs at_ = 0;
};

}  // namespace tu::live
