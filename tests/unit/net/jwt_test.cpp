// Tokens: those of jose, jsonwebtoken and ccxt (tokens.tsv, at one time and for one key name), and our own.
#include "net/jwt.h"

#include <catch2/catch.hpp>
#include <fstream>
#include <sstream>

#include "net/base64.h"
#include "net/flat_json.h"
#include "net/hmac.h"

using namespace tu;
using namespace tu::net;

namespace {

const std::string name =
    "organizations/ff794839-1111-4111-8111-111111111111/apiKeys/5d258eff-2222-4222-8222-222222222222";
constexpr std::int64_t now = 1769028486;
const char* ec_public =
    "-----BEGIN PUBLIC KEY-----\n"
    "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEf83OJ3D2xF1Bg8vub9tLe1gHMzV7\n"
    "6e8Tus9uPHvRVEXH8UTNG72bfocs3+257rn0s2ldbqkLJK2KRiMohYjlrQ==\n"
    "-----END PUBLIC KEY-----\n";

struct Case {
  std::string verdict, alg, method, path, note, token;
};

std::vector<Case> cases(const std::string& verdict) {
  std::ifstream in(TU_TEST_DATA "/tokens.tsv");
  std::vector<Case> out;
  for (std::string line; std::getline(in, line);) {
    std::istringstream fields(line);
    Case c;
    for (std::string* to : {&c.verdict, &c.alg, &c.method, &c.path, &c.note, &c.token})
      std::getline(fields, *to, '\t');
    if (c.method == "-") c.method = c.path = "";
    if (c.verdict == verdict) out.push_back(c);
  }
  REQUIRE_FALSE(out.empty());
  return out;
}

// The seed of 32 ones: nobody's secret.
CdpKey ed25519() {
  const std::string seed = to_base64(std::string(32, '\1'), Base64::standard);
  return {name, TokenKey::from_private(seed, "seed").value()};
}
CdpKey ec_of_the_vectors() {
  return {name, TokenKey::from_public_pem(ec_public, "pem").value()};
}
TokenUse use_of(const Case& c) {
  return {c.method, c.path, {"api.coinbase.com"}};
}

}  // namespace

TEST_CASE("an EdDSA token equals that of jose, byte for byte") {
  for (const Case& c : cases("good")) {
    if (c.alg != "EdDSA") continue;
    const std::string uri = c.method.empty() ? "" : c.method + " api.coinbase.com" + c.path;
    CHECK(make_token(ed25519(), uri, now, c.note).value() == c.token);
  }
}

TEST_CASE("good tokens of other libraries are taken, for their own request only") {
  for (const Case& c : cases("good")) {
    const CdpKey key = c.alg == "EdDSA" ? ed25519() : ec_of_the_vectors();
    const Token token = read_token(c.token).value();
    CHECK(check_token(token, key, use_of(c), now));
    CHECK(check_token(token, key, use_of(c), now + token_life_s));
    if (c.method.empty()) continue;
    CHECK_FALSE(check_token(token, key, {"DELETE", c.path, {"*"}}, now));
    CHECK_FALSE(check_token(token, key, {c.method, "/other", {"*"}}, now));
    CHECK_FALSE(check_token(token, key, {c.method, c.path, {"localhost:8080"}}, now));
  }
}

TEST_CASE("every bad token is refused") {
  for (const Case& c : cases("bad")) {
    INFO(c.note);
    auto token = read_token(c.token);
    CHECK((!token || !check_token(*token, ec_of_the_vectors(), use_of(c), now)));
  }
}

TEST_CASE("uris, a scheme in the uri and the older issuer are taken, as some clients send them") {
  const CdpKey key = ed25519();
  auto token = [&](const std::string& claims) {
    std::string text =
        to_base64("{\"alg\":\"EdDSA\",\"kid\":\"" + name + "\"}", Base64::url) + "." +
        to_base64("{\"sub\":\"" + name + "\",\"nbf\":1769028486,\"exp\":1769028606," + claims + "}",
                  Base64::url);
    return read_token(text + "." + to_base64(key.key.sign(text).value(), Base64::url)).value();
  };
  const TokenUse use{"GET", "/a", {"localhost:1"}};
  CHECK(check_token(token(R"("iss":"coinbase-cloud","aud":["x"],"uri":"GET http://localhost:1/a")"), key, use,
                    now));
  CHECK(
      check_token(token(R"("iss":"cdp","aud":["cdp_service"],"uris":["GET localhost:1/a"])"), key, use, now));
  CHECK_FALSE(check_token(token(R"("iss":"cdp","uris":["GET localhost:1/b"])"), key, use, now));
}

TEST_CASE("a signature is never DER, and a public key does not sign") {
  CHECK_FALSE(ec_of_the_vectors().key.sign("x"));
  CHECK_FALSE(ec_of_the_vectors().key.verify("x", std::string(64, '\0')));
}

TEST_CASE("key files are read with name or id, and an error never shows the key") {
  const std::string seed = to_base64(std::string(32, '\1') + std::string(32, '\2'), Base64::standard);
  CHECK(cdp_key(Secret("{\"id\":\"k\",\"privateKey\":\"" + seed + "\"}"), "f").value().name == "k");
  CHECK(cdp_key(Secret("{\"name\":\"k\",\"privateKey\":\"" + seed + "\",\"x\":true}"), "f"));
  for (const std::string bad :
       {"{\"name\":\"k\",\"privateKey\":\"c2VjcmV0\"}", "{\"privateKey\":\"c2VjcmV0\"}", "c2VjcmV0", "{}",
        "{\"name\":\"k\",\"privateKey\":\"-----BEGIN c2VjcmV0\"}"}) {
    auto key = cdp_key(Secret(bad), "f.json");
    REQUIRE_FALSE(key);
    CHECK(key.error().status == Exit::config);
    CHECK(key.error().message.find("c2VjcmV0") == std::string::npos);
    CHECK(key.error().message.find("f.json") == 0);
  }
}

TEST_CASE("base64 has one text for each value") {
  CHECK(to_base64("\xfb\xff", Base64::url) == "-_8");
  CHECK(to_base64("\xfb\xff", Base64::standard) == "+/8=");
  CHECK(from_base64("-_8", Base64::url) == "\xfb\xff");
  CHECK_FALSE(from_base64("-_9", Base64::url));
  CHECK_FALSE(from_base64("-", Base64::url));
  CHECK_FALSE(from_base64("+/8", Base64::url));
}

TEST_CASE("flat JSON refuses what nests, repeats or goes on") {
  CHECK(FlatJson::read(R"({"a":"\u00e9\n","b":-3,"c":["x","y"],"d":null})")->text("a") == "\xc3\xa9\n");
  for (const char* bad : {"", "{", "{}x", R"({"a":1,"a":2})", R"({"a":{}})", R"({"a":[1]})",
                          R"({"a":"\ud800"})", R"({"a" "b"})", R"({"a":01x})"})
    CHECK_FALSE(FlatJson::read(bad));
}

TEST_CASE("HMAC-SHA256 is that of RFC 4231") {
  CHECK(hex(hmac_sha256("Jefe", "what do ya want for nothing?")) ==
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  CHECK(
      hex(hmac_sha256(std::string(131, '\xaa'), "Test Using Larger Than Block-Size Key - Hash Key First")) ==
      "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}
