// The tokens of one CDP key, by the venue's clock. A signature takes as long as the rest of a request, so the
// token of the request that must leave at once is made ahead, and anew before it is old.
#pragma once

#include <string>

#include "net/jwt.h"
#include "net/loop.h"

namespace tu::live {

class CoinbaseTokens {
 public:
  CoinbaseTokens(net::Loop& loop, net::CdpKey key) : key_(std::move(key)), timer_(loop) {}

  // The venue's clock as far as it is known.
  TsUs now() const { return net::wall_us() + offset_; }
  void set_offset(DurUs offset);
  // For one request, "METHOD host/path"; "" for a socket. An empty token: it could not be signed.
  std::string take(const std::string& uri, std::int64_t life_s);
  // When the one that was ready has been taken: in a moment, so that what it was taken for leaves first.
  void renew();
  void keep_ready(std::string uri, std::int64_t life_s);

 private:
  std::string make(const std::string& uri, std::int64_t life_s) const;
  void refresh();
  DurUs age_max() const;

  net::CdpKey key_;
  net::Timer timer_;
  DurUs offset_ = 0;
  std::string ready_uri_, ready_;  // ready_: used once
  std::int64_t ready_life_s_ = 0;
  DurUs made_ = 0;  // monotonic
};

}  // namespace tu::live
