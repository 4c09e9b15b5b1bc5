// Tokens of CDP keys (JWT, ES256 and EdDSA): made here, and verified here for the simulated exchange. Time
// and nonce come from the caller, so that a token is a function of its arguments. Keys are wiped by OpenSSL
// and have no way out of these objects.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/secret.h"

namespace tu::net {

enum class TokenAlg { es256, eddsa };
std::string_view alg_name(TokenAlg alg);  // "ES256", "EdDSA"

// One key of either kind; a private one signs and verifies, a public one verifies.
class TokenKey {
 public:
  // A private key as it is handed out: PEM (SEC1 or PKCS#8; P-256 or Ed25519), or base64 of a 32-byte seed,
  // or of seed and public half.
  static Result<TokenKey> from_private(std::string_view text, const std::string& where);
  static Result<TokenKey> from_public_pem(std::string_view pem, const std::string& where);

  TokenAlg alg() const { return alg_; }
  bool can_sign() const { return can_sign_; }
  // 64 bytes: r and s, or the Ed25519 signature.
  Result<std::string> sign(std::string_view message) const;
  bool verify(std::string_view message, std::string_view signature) const;

 private:
  TokenKey(std::shared_ptr<void> key, TokenAlg alg, bool can_sign)
      : key_(std::move(key)), alg_(alg), can_sign_(can_sign) {}
  std::shared_ptr<void> key_;  // EVP_PKEY
  TokenAlg alg_;
  bool can_sign_;
};

// A key file as Coinbase hands it out: JSON with `name` or `id`, and `privateKey`.
struct CdpKey {
  std::string name;
  TokenKey key;
};
Result<CdpKey> cdp_key(const Secret& file, const std::string& where);

constexpr std::int64_t token_life_s = 120;

// `uri` is "METHOD host/path" without scheme and query; "" for the WebSocket token, which has none.
Result<std::string> make_token(const CdpKey& key, std::string_view uri, std::int64_t now_s,
                               std::string_view nonce, std::int64_t life_s = token_life_s);

// A token taken apart, nothing judged yet.
struct Token {
  std::string alg, kid, nonce, sub, iss;
  std::vector<std::string> aud, uris;  // `uri` or `uris`
  std::optional<std::int64_t> nbf, exp;
  std::string signing_input, signature;
};
Result<Token> read_token(std::string_view text);

// What a request must be for its token: "GET" and "/api/v3/brokerage/accounts", both "" for a WebSocket
// message. `hosts` are the names under which the server knows itself; "*" takes any.
struct TokenUse {
  std::string_view method, path;
  std::vector<std::string> hosts;
};
// Signature, times (with `skew_s` of grace at either end), issuer, subject and uri: the first thing that is
// wrong.
Status check_token(const Token& token, const CdpKey& key, const TokenUse& use, std::int64_t now_s,
                   std::int64_t skew_s = 5);

}  // namespace tu::net
