#include "net/secp256k1.h"

#include <openssl/bn.h>
#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <openssl/obj_mac.h>

#include <algorithm>
#include <cstring>
#include <vector>

#include "base/ascii.h"
#include "net/hmac.h"
#include "net/keccak.h"

namespace tu::net {
namespace {

using Number = std::unique_ptr<BIGNUM, decltype(&BN_clear_free)>;
using Group = std::unique_ptr<EC_GROUP, decltype(&EC_GROUP_free)>;
using Point = std::unique_ptr<EC_POINT, decltype(&EC_POINT_clear_free)>;
using Context = std::unique_ptr<BN_CTX, decltype(&BN_CTX_free)>;

Number number(const Digest& d) {
  Number n(BN_bin2bn(d.data(), static_cast<int>(d.size()), nullptr), BN_clear_free);
  BN_set_flags(n.get(), BN_FLG_CONSTTIME);
  return n;
}
Number number() {
  return Number(BN_new(), BN_clear_free);
}
Digest bytes(const BIGNUM* n) {
  Digest d{};
  BN_bn2binpad(n, d.data(), static_cast<int>(d.size()));
  return d;
}
std::string text(const Digest& d) {
  return std::string(d.begin(), d.end());
}

// RFC 6979, 3.2: candidates for k, one after another.
class Nonces {
 public:
  Nonces(const Digest& secret, const Digest& hash_mod_n) : k_(32, '\0'), v_(32, '\1') {
    const std::string seed = text(secret) + text(hash_mod_n);
    for (const char mark : {'\0', '\1'}) {
      k_ = mac(v_ + mark + seed);
      v_ = mac(v_);
    }
  }
  Digest next() {
    if (used_) {
      k_ = mac(v_ + '\0');
      v_ = mac(v_);
    }
    used_ = true;
    v_ = mac(v_);
    Digest d;
    std::copy(v_.begin(), v_.end(), d.begin());
    return d;
  }
  ~Nonces() {
    OPENSSL_cleanse(k_.data(), k_.size());
    OPENSSL_cleanse(v_.data(), v_.size());
  }

 private:
  std::string mac(const std::string& message) const { return text(hmac_sha256(k_, message)); }
  std::string k_, v_;
  bool used_ = false;
};

std::string address_of(const EC_GROUP* group, const EC_POINT* point, BN_CTX* context) {
  unsigned char raw[65];
  if (EC_POINT_point2oct(group, point, POINT_CONVERSION_UNCOMPRESSED, raw, sizeof raw, context) != sizeof raw)
    return {};
  const std::string digest = hex(keccak256({reinterpret_cast<const char*>(raw) + 1, 64}));
  return checksum_address(std::string_view(digest).substr(24));
}

}  // namespace

struct EvmKey::Impl {
  Group group{EC_GROUP_new_by_curve_name(NID_secp256k1), EC_GROUP_free};
  Number order = number(), secret = number();
  Impl() { EC_GROUP_get_order(group.get(), order.get(), nullptr); }
};

Result<EvmKey> EvmKey::from_hex(const Secret& given, const std::string& where) {
  std::string_view s = given.reveal();
  if (s.starts_with("0x")) s.remove_prefix(2);
  Digest d{};
  const auto bad = fail(Exit::config, where + ": the key cannot be read; expected 64 hexadecimal digits");
  if (s.size() != 64) return bad;
  for (std::size_t i = 0; i < 64; ++i) {
    const int digit = text::hex_digit(s[i]);
    if (digit < 0) return bad;
    d[i / 2] = static_cast<unsigned char>(d[i / 2] << 4 | digit);
  }
  auto impl = std::make_shared<Impl>();
  impl->secret = number(d);
  OPENSSL_cleanse(d.data(), d.size());
  if (BN_is_zero(impl->secret.get()) || BN_cmp(impl->secret.get(), impl->order.get()) >= 0) return bad;
  return EvmKey(std::move(impl));
}

EvmSignature EvmKey::sign(const Digest& hash) const {
  const BIGNUM* n = impl_->order.get();
  const Context context(BN_CTX_new(), BN_CTX_free);
  Number z = number(hash), r = number(), s = number(), half = number(), y = number();
  if (BN_cmp(z.get(), n) >= 0) BN_sub(z.get(), z.get(), n);
  Nonces nonces(bytes(impl_->secret.get()), bytes(z.get()));
  const Point point(EC_POINT_new(impl_->group.get()), EC_POINT_clear_free);
  EvmSignature out;
  for (;;) {
    const Number k = number(nonces.next());
    if (BN_is_zero(k.get()) || BN_cmp(k.get(), n) >= 0) continue;
    EC_POINT_mul(impl_->group.get(), point.get(), k.get(), nullptr, nullptr, context.get());
    EC_POINT_get_affine_coordinates(impl_->group.get(), point.get(), r.get(), y.get(), context.get());
    // r beyond the order would need v of 29 and 30; nobody takes those, and nobody has seen one.
    if (BN_cmp(r.get(), n) >= 0 || BN_is_zero(r.get())) continue;
    const Number inverse(BN_mod_inverse(nullptr, k.get(), n, context.get()), BN_clear_free);
    BN_mod_mul(s.get(), r.get(), impl_->secret.get(), n, context.get());
    BN_mod_add(s.get(), s.get(), z.get(), n, context.get());
    BN_mod_mul(s.get(), s.get(), inverse.get(), n, context.get());
    if (!BN_is_zero(s.get())) break;
  }
  out.parity = BN_is_odd(y.get());
  BN_rshift1(half.get(), n);
  if (BN_cmp(s.get(), half.get()) > 0) {
    BN_sub(s.get(), n, s.get());
    out.parity ^= 1;
  }
  out.r = bytes(r.get());
  out.s = bytes(s.get());
  return out;
}

std::string EvmKey::address() const {
  const Context context(BN_CTX_new(), BN_CTX_free);
  const Point point(EC_POINT_new(impl_->group.get()), EC_POINT_clear_free);
  EC_POINT_mul(impl_->group.get(), point.get(), impl_->secret.get(), nullptr, nullptr, context.get());
  return address_of(impl_->group.get(), point.get(), context.get());
}

// SEC 1, 4.1.6: Q = (s R - z G) / r, where R is the point over r with the parity given.
std::string recovered_address(const Digest& hash, const EvmSignature& signature) {
  const Group group(EC_GROUP_new_by_curve_name(NID_secp256k1), EC_GROUP_free);
  const Context context(BN_CTX_new(), BN_CTX_free);
  const BIGNUM* n = EC_GROUP_get0_order(group.get());
  const Number r = number(signature.r), s = number(signature.s), z = number(hash), minus_z = number(),
               u1 = number(), u2 = number();
  for (const BIGNUM* x : {r.get(), s.get()})
    if (BN_is_zero(x) || BN_cmp(x, n) >= 0) return {};
  const Point of_r(EC_POINT_new(group.get()), EC_POINT_clear_free),
      key(EC_POINT_new(group.get()), EC_POINT_clear_free);
  if (EC_POINT_set_compressed_coordinates(group.get(), of_r.get(), r.get(), signature.parity,
                                          context.get()) != 1)
    return {};
  const Number inverse(BN_mod_inverse(nullptr, r.get(), n, context.get()), BN_clear_free);
  const Number zero = number();
  BN_zero(zero.get());
  const bool done =
      BN_mod_sub(minus_z.get(), zero.get(), z.get(), n, context.get()) == 1 &&
      BN_mod_mul(u1.get(), minus_z.get(), inverse.get(), n, context.get()) == 1 &&
      BN_mod_mul(u2.get(), s.get(), inverse.get(), n, context.get()) == 1 &&
      EC_POINT_mul(group.get(), key.get(), u1.get(), of_r.get(), u2.get(), context.get()) == 1 &&
      EC_POINT_is_at_infinity(group.get(), key.get()) == 0;
  return done ? address_of(group.get(), key.get(), context.get()) : std::string();
}

}  // namespace tu::net
