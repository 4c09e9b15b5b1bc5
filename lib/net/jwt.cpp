#include "net/jwt.h"

#include <algorithm>

#include "net/base64.h"
#include "net/flat_json.h"

namespace tu::net {
namespace {

std::string part(std::string_view json) {
  return to_base64(json, Base64::url);
}

Status refuse(const std::string& why) {
  return fail(Exit::refused, "token: " + why);
}

// "GET host/path", where the host may carry a scheme (as some clients write it).
bool uri_fits(std::string_view uri, const TokenUse& use) {
  if (!uri.starts_with(use.method)) return false;
  uri.remove_prefix(use.method.size());
  if (!uri.starts_with(' ')) return false;
  uri.remove_prefix(1);
  for (const std::string_view scheme : {"https://", "http://"})
    if (uri.starts_with(scheme)) uri.remove_prefix(scheme.size());
  const std::size_t slash = uri.find('/');
  if (slash == uri.npos || uri.substr(slash) != use.path) return false;
  const std::string_view host = uri.substr(0, slash);
  return std::any_of(use.hosts.begin(), use.hosts.end(),
                     [&](const std::string& h) { return h == "*" || h == host; });
}

Status check_times(const Token& t, std::int64_t now_s, std::int64_t skew_s) {
  if (!t.nbf || !t.exp) return refuse("no nbf or exp");
  if (*t.exp < *t.nbf || *t.exp - *t.nbf > token_life_s)
    return refuse("lives from " + std::to_string(*t.nbf) + " to " + std::to_string(*t.exp) +
                  ", expected at most 120 s");
  if (now_s < *t.nbf - skew_s) return refuse("not valid before " + std::to_string(*t.nbf));
  if (now_s > *t.exp + skew_s) return refuse("expired at " + std::to_string(*t.exp));
  return {};
}

}  // namespace

Result<CdpKey> cdp_key(const Secret& file, const std::string& where) {
  auto json = FlatJson::read(file.reveal());
  if (!json) return fail(Exit::config, where + ": is no JSON object of texts; expected a CDP key file");
  auto name = json->text("name");
  if (!name) name = json->text("id");
  auto secret = json->text("privateKey");
  if (!name || name->empty())
    return fail(Exit::config, where + ": has no \"name\" and no \"id\"; expected a CDP key file");
  if (!secret) return fail(Exit::config, where + ": has no \"privateKey\"; expected a CDP key file");
  const Secret held(std::move(*secret));
  auto key = TokenKey::from_private(held.reveal(), where);
  if (!key) return key.error();
  return CdpKey{std::move(*name), std::move(key).value()};
}

Result<std::string> make_token(const CdpKey& key, std::string_view uri, std::int64_t now_s,
                               std::string_view nonce, std::int64_t life_s) {
  const std::string kid = json_quoted(key.name);
  const std::string header = "{\"alg\":\"" + std::string(alg_name(key.key.alg())) +
                             "\",\"typ\":\"JWT\",\"kid\":" + kid + ",\"nonce\":" + json_quoted(nonce) + "}";
  std::string claims = "{\"sub\":" + kid + ",\"iss\":\"cdp\",\"nbf\":" + std::to_string(now_s) +
                       ",\"exp\":" + std::to_string(now_s + life_s);
  if (!uri.empty()) claims += ",\"uri\":" + json_quoted(uri);
  claims += '}';
  std::string token = part(header) + "." + part(claims);
  auto signature = key.key.sign(token);
  if (!signature) return signature.error();
  token += '.';
  token += to_base64(*signature, Base64::url);
  return token;
}

Result<Token> read_token(std::string_view text) {
  auto broken = [](const char* why) { return fail(Exit::refused, std::string("token: ") + why); };
  const std::size_t first = text.find('.'), second = text.find('.', first + 1);
  if (first == text.npos || second == text.npos || text.find('.', second + 1) != text.npos)
    return broken("expected three parts");
  const auto header_text = from_base64(text.substr(0, first), Base64::url);
  const auto claims_text = from_base64(text.substr(first + 1, second - first - 1), Base64::url);
  const auto signature = from_base64(text.substr(second + 1), Base64::url);
  if (!header_text || !claims_text || !signature) return broken("a part is not base64url");
  const auto header = FlatJson::read(*header_text), claims = FlatJson::read(*claims_text);
  if (!header || !claims) return broken("header or claims are no JSON object");
  Token t;
  t.alg = header->text("alg").value_or("");
  t.kid = header->text("kid").value_or("");
  t.nonce = header->text("nonce").value_or("");
  t.sub = claims->text("sub").value_or("");
  t.iss = claims->text("iss").value_or("");
  t.aud = claims->list("aud").value_or(std::vector<std::string>());
  t.uris = claims->list(claims->has("uris") ? "uris" : "uri").value_or(std::vector<std::string>());
  t.nbf = claims->integer("nbf");
  t.exp = claims->integer("exp");
  t.signing_input = std::string(text.substr(0, second));
  t.signature = *signature;
  return t;
}

Status check_token(const Token& t, const CdpKey& key, const TokenUse& use, std::int64_t now_s,
                   std::int64_t skew_s) {
  if (t.alg != alg_name(key.key.alg()))
    return refuse("alg is " + t.alg + ", expected " + std::string(alg_name(key.key.alg())));
  if (t.kid != key.name) return refuse("of another key");
  if (t.sub != t.kid) return refuse("sub differs from kid");
  if (t.iss != "cdp" && t.iss != "coinbase-cloud") return refuse("iss is " + t.iss + ", expected cdp");
  if (t.signature.size() != 64)
    return refuse("a signature of " + std::to_string(t.signature.size()) + " bytes, expected 64");
  if (!key.key.verify(t.signing_input, t.signature)) return refuse("the signature is wrong");
  if (Status st = check_times(t, now_s, skew_s); !st) return st;
  if (use.method.empty()) return {};
  if (std::none_of(t.uris.begin(), t.uris.end(), [&](const std::string& u) { return uri_fits(u, use); }))
    return refuse("is not for " + std::string(use.method) + " " + std::string(use.path));
  return {};
}

}  // namespace tu::net
