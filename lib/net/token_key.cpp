// The keys behind tokens: P-256 and Ed25519, by OpenSSL.
#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include "net/base64.h"
#include "net/jwt.h"

namespace tu::net {
namespace {

using Bio = std::unique_ptr<BIO, decltype(&BIO_free)>;
using Context = std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)>;
using Ecdsa = std::unique_ptr<ECDSA_SIG, decltype(&ECDSA_SIG_free)>;

constexpr int half = 32;  // bytes of r, of s, of a seed

const unsigned char* bytes_of(std::string_view s) {
  return reinterpret_cast<const unsigned char*>(s.data());
}

std::shared_ptr<void> owned(EVP_PKEY* key) {
  ERR_clear_error();  // what OpenSSL has to say may quote the key's text
  return {key, [](void* k) { EVP_PKEY_free(static_cast<EVP_PKEY*>(k)); }};
}

Bio memory(std::string_view text) {
  return Bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())), BIO_free);
}

std::optional<TokenAlg> kind_of(EVP_PKEY* key) {
  if (EVP_PKEY_is_a(key, "ED25519")) return TokenAlg::eddsa;
  char group[32] = "";
  std::size_t size = 0;
  if (EVP_PKEY_is_a(key, "EC") && EVP_PKEY_get_group_name(key, group, sizeof group, &size) == 1 &&
      std::string_view(group, size) == "prime256v1")
    return TokenAlg::es256;
  return std::nullopt;
}

Error no_key(const std::string& where, const char* expected) {
  return fail(Exit::config, where + ": the key cannot be read; expected " + expected);
}

std::string raw_from_der(std::string_view der) {
  const unsigned char* p = bytes_of(der);
  const Ecdsa sig(d2i_ECDSA_SIG(nullptr, &p, static_cast<long>(der.size())), ECDSA_SIG_free);
  std::string raw(2 * half, '\0');
  auto* out = reinterpret_cast<unsigned char*>(raw.data());
  if (!sig || BN_bn2binpad(ECDSA_SIG_get0_r(sig.get()), out, half) != half ||
      BN_bn2binpad(ECDSA_SIG_get0_s(sig.get()), out + half, half) != half)
    return {};
  return raw;
}

std::string der_from_raw(std::string_view raw) {
  const Ecdsa sig(ECDSA_SIG_new(), ECDSA_SIG_free);
  BIGNUM* r = BN_bin2bn(bytes_of(raw), half, nullptr);
  BIGNUM* s = BN_bin2bn(bytes_of(raw) + half, half, nullptr);
  if (!sig || ECDSA_SIG_set0(sig.get(), r, s) != 1) return {};
  unsigned char* der = nullptr;
  const int size = i2d_ECDSA_SIG(sig.get(), &der);
  if (size <= 0) return {};
  std::string out(reinterpret_cast<char*>(der), static_cast<std::size_t>(size));
  OPENSSL_free(der);
  return out;
}

}  // namespace

std::string_view alg_name(TokenAlg alg) {
  return alg == TokenAlg::es256 ? "ES256" : "EdDSA";
}

Result<TokenKey> TokenKey::from_private(std::string_view text, const std::string& where) {
  std::shared_ptr<void> key;
  if (text.starts_with("-----BEGIN")) {
    const Bio bio = memory(text);
    // A key that asks for a pass phrase is refused; nobody is there to type it.
    auto no_phrase = [](char*, int, int, void*) { return -1; };
    key = owned(PEM_read_bio_PrivateKey(bio.get(), nullptr, no_phrase, nullptr));
  } else if (auto raw = from_base64(text, Base64::standard);
             raw && (raw->size() == half || raw->size() == 2 * half)) {
    const Secret seed(std::move(*raw));
    key = owned(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, bytes_of(seed.reveal()), half));
  }
  if (!key) return no_key(where, "PEM of P-256 or Ed25519, or base64 of 32 or 64 bytes");
  const auto alg = kind_of(static_cast<EVP_PKEY*>(key.get()));
  if (!alg) return no_key(where, "a key on P-256 or Ed25519");
  return TokenKey(std::move(key), *alg, true);
}

Result<TokenKey> TokenKey::from_public_pem(std::string_view pem, const std::string& where) {
  const Bio bio = memory(pem);
  std::shared_ptr<void> key = owned(PEM_read_bio_PUBKEY(bio.get(), nullptr, nullptr, nullptr));
  const auto alg = key ? kind_of(static_cast<EVP_PKEY*>(key.get())) : std::nullopt;
  if (!alg) return no_key(where, "PEM of a public key on P-256 or Ed25519");
  return TokenKey(std::move(key), *alg, false);
}

Result<std::string> TokenKey::sign(std::string_view message) const {
  if (!can_sign_) return fail(Exit::internal, "a public key was asked to sign");
  const Context context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
  const EVP_MD* digest = alg_ == TokenAlg::es256 ? EVP_sha256() : nullptr;
  std::string out(128, '\0');
  std::size_t size = out.size();
  const bool done =
      EVP_DigestSignInit(context.get(), nullptr, digest, nullptr, static_cast<EVP_PKEY*>(key_.get())) == 1 &&
      EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(out.data()), &size, bytes_of(message),
                     message.size()) == 1;
  out.resize(done ? size : 0);
  if (done && alg_ == TokenAlg::es256) out = raw_from_der(out);
  if (out.size() != 2 * half) return fail(Exit::internal, "OpenSSL could not sign a token");
  return out;
}

bool TokenKey::verify(std::string_view message, std::string_view signature) const {
  if (signature.size() != 2 * half) return false;
  const Context context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
  const bool ec = alg_ == TokenAlg::es256;
  const std::string given = ec ? der_from_raw(signature) : std::string(signature);
  const bool good =
      EVP_DigestVerifyInit(context.get(), nullptr, ec ? EVP_sha256() : nullptr, nullptr,
                           static_cast<EVP_PKEY*>(key_.get())) == 1 &&
      EVP_DigestVerify(context.get(), bytes_of(given), given.size(), bytes_of(message), message.size()) == 1;
  ERR_clear_error();
  return good;
}

}  // namespace tu::net
