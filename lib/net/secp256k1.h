// Signatures on secp256k1 as Ethereum's family wants them: deterministic (RFC 6979, HMAC-SHA256), with the
// low s, and with the parity of R.
#pragma once

#include <memory>
#include <string>

#include "base/hash.h"
#include "base/result.h"
#include "base/secret.h"

namespace tu::net {

struct EvmSignature {
  Digest r{}, s{};
  int parity = 0;  // 0 or 1; v is 27 + parity
};

// The address whose key made the signature; "" when there is none that could have.
std::string recovered_address(const Digest& hash, const EvmSignature& signature);

class EvmKey {
 public:
  // 64 hexadecimal digits, with or without 0x; an Error (78) never shows them.
  static Result<EvmKey> from_hex(const Secret& text, const std::string& where);
  EvmSignature sign(const Digest& hash) const;
  std::string address() const;  // EIP-55

 private:
  struct Impl;
  explicit EvmKey(std::shared_ptr<Impl> impl) : impl_(std::move(impl)) {}
  std::shared_ptr<Impl> impl_;
};

}  // namespace tu::net
