#include "live/coinbase_tokens.h"

#include <sys/random.h>

#include <algorithm>

#include "base/hash.h"

namespace tu::live {

namespace {

std::string nonce() {
  unsigned char bytes[16] = {};
  (void)!getrandom(bytes, sizeof bytes, 0);
  return hex(bytes);
}

}  // namespace

std::string CoinbaseTokens::make(const std::string& uri, std::int64_t life_s) const {
  auto token = net::make_token(key_, uri, now() / us_per_s, nonce(), life_s);
  return token ? std::move(token).value() : std::string();
}

// A small part of its life: what leaves with it can be taken nearly as long as with a fresh one, never
// longer.
DurUs CoinbaseTokens::age_max() const {
  return std::min<DurUs>(us_per_s, ready_life_s_ * us_per_s / 8);
}

std::string CoinbaseTokens::take(const std::string& uri, std::int64_t life_s) {
  const bool ready = !ready_.empty() && uri == ready_uri_ && life_s == ready_life_s_ &&
                     net::monotonic_us() - made_ <= 2 * age_max();
  if (!ready) return make(uri, life_s);
  return std::exchange(ready_, {});
}

void CoinbaseTokens::renew() {
  if (ready_.empty() && ready_life_s_ != 0) timer_.after(us_per_ms, [this] { refresh(); });
}

void CoinbaseTokens::keep_ready(std::string uri, std::int64_t life_s) {
  ready_uri_ = std::move(uri);
  ready_life_s_ = life_s;
  refresh();
}

void CoinbaseTokens::refresh() {
  if (ready_life_s_ == 0) return;
  ready_ = make(ready_uri_, ready_life_s_);
  made_ = net::monotonic_us();
  timer_.after(age_max(), [this] { refresh(); });
}

void CoinbaseTokens::set_offset(DurUs offset) {
  offset_ = offset;
  refresh();
}

}  // namespace tu::live
