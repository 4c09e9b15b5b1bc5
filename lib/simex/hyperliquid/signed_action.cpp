#include "simex/hyperliquid/signed_action.h"

#include <algorithm>

#include "base/text.h"
#include "net/secp256k1.h"
#include "venue/hyperliquid/actions.h"

namespace tu::simex::hyperliquid {
namespace {

// 0x and at most 64 hexadecimal digits, leading zeros left out.
std::optional<Digest> word_of(const std::string& text) {
  if (!text.starts_with("0x") || text.size() < 3 || text.size() > 66) return {};
  const std::string digits = std::string(66 - text.size(), '0') + text::lower(text.substr(2));
  Digest d{};
  for (std::size_t i = 0; i < digits.size(); ++i) {
    const std::size_t value = std::string_view("0123456789abcdef").find(digits[i]);
    if (value == std::string_view::npos) return {};
    d[i / 2] = static_cast<unsigned char>(d[i / 2] << 4 | value);
  }
  return d;
}

void put(std::string& out, std::uint64_t n, int bytes) {
  for (int i = bytes - 1; i >= 0; --i) out += static_cast<char>(n >> (8 * i));
}

void put_size(std::string& out, std::size_t n, std::size_t few, unsigned small, unsigned large) {
  if (n < few) {
    out += static_cast<char>(small | n);
  } else {
    out += static_cast<char>(large);
    put(out, n, 2);
  }
}

void put_text(std::string& out, const std::string& s) {
  if (s.size() < 32) {
    out += static_cast<char>(0xa0 | s.size());
  } else if (s.size() < 256) {
    out += static_cast<char>(0xd9);
    put(out, s.size(), 1);
  } else {
    out += static_cast<char>(0xda);
    put(out, s.size(), 2);
  }
  out += s;
}

bool put_integer(std::string& out, std::string_view text) {
  const std::optional<std::int64_t> n = text::to_integer(text);
  if (!n) return false;
  const auto u = static_cast<std::uint64_t>(*n);
  if (*n < 0) {
    if (*n >= -32) {
      out += static_cast<char>(*n);
    } else {
      out += static_cast<char>(0xd3);
      put(out, u, 8);
    }
    return true;
  }
  if (u < 0x80) {
    out += static_cast<char>(u);
    return true;
  }
  const int bytes = u < 0x100 ? 1 : u < 0x10000 ? 2 : u < 0x100000000ULL ? 4 : 8;
  out += static_cast<char>(bytes == 1 ? 0xcc : bytes == 2 ? 0xcd : bytes == 4 ? 0xce : 0xcf);
  put(out, u, bytes);
  return true;
}

bool pack(std::string& out, JsonView v) {
  if (v.is_object()) {
    const auto members = v.members();
    put_size(out, members.size(), 16, 0x80, 0xde);
    return std::all_of(members.begin(), members.end(), [&](const auto& m) {
      put_text(out, m.first);
      return pack(out, m.second);
    });
  }
  if (v.is_array()) {
    const auto items = v.items();
    put_size(out, items.size(), 16, 0x90, 0xdc);
    return std::all_of(items.begin(), items.end(), [&](const JsonView& item) { return pack(out, item); });
  }
  if (v.is_text()) return put_text(out, v.text()), true;
  if (v.json() == "null") return out += static_cast<char>(0xc0), true;
  if (v.json() == "true") return out += static_cast<char>(0xc3), true;
  if (v.json() == "false") return out += static_cast<char>(0xc2), true;
  return put_integer(out, v.json());
}

}  // namespace

std::optional<std::string> packed(JsonView value) {
  std::string out;
  return pack(out, value) ? std::optional(std::move(out)) : std::nullopt;
}

std::optional<SignedAction> read_signed_action(JsonView body) {
  SignedAction a;
  a.action = body["action"];
  const auto nonce = body["nonce"].integer(), v = body["signature"]["v"].integer(),
             expires = body["expiresAfter"].integer();
  const auto r = word_of(body["signature"]["r"].text()), s = word_of(body["signature"]["s"].text());
  const auto bytes = a.action.is_object() ? packed(a.action) : std::nullopt;
  if (!bytes || !nonce || *nonce < 0 || !r || !s || (v != 27 && v != 28 && v != 0 && v != 1)) return {};
  if (!body["vaultAddress"].absent() || (expires && *expires < 0)) return {};  // there are no vaults here
  a.nonce = static_cast<std::uint64_t>(*nonce);
  if (expires) a.expires_after = static_cast<std::uint64_t>(*expires);
  const Digest hash = venue::hyperliquid::action_hash(*bytes, a.nonce, "", a.expires_after);
  for (const bool main : {true, false})
    a.signers[main ? 0 : 1] = text::lower(net::recovered_address(venue::hyperliquid::agent_digest(hash, main),
                                                                 {*r, *s, static_cast<int>(*v % 27)}));
  return a;
}

}  // namespace tu::simex::hyperliquid
