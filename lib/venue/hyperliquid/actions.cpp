#include "venue/hyperliquid/actions.h"

#include <algorithm>

#include "base/text.h"
#include "net/keccak.h"
#include "wire/json_view.h"

namespace tu::venue::hyperliquid {
namespace {

// Builds an action as JSON and as MessagePack at once.
class Builder {
 public:
  Builder& map(std::size_t members) { return open('{', 0x80, 0xde, members); }
  Builder& list(std::size_t items) { return open('[', 0x90, 0xdc, items); }
  Builder& close() {
    json_ += closing_.back();
    closing_.pop_back();
    first_.pop_back();
    return *this;
  }
  Builder& key(std::string_view k) {
    comma();
    quote(k);
    json_ += ':';
    pack_text(k);
    keyed_ = true;
    return *this;
  }
  Builder& text(std::string_view s) {
    comma();
    quote(s);
    pack_text(s);
    return *this;
  }
  Builder& flag(bool b) {
    comma();
    json_ += b ? "true" : "false";
    packed_ += static_cast<char>(b ? 0xc3 : 0xc2);
    return *this;
  }
  Builder& integer(std::uint64_t n) {
    comma();
    json_ += std::to_string(n);
    if (n < 0x80) {
      packed_ += static_cast<char>(n);
    } else {
      const int size = n < 0x100 ? 1 : n < 0x10000 ? 2 : n < 0x100000000ULL ? 4 : 8;
      packed_ += static_cast<char>(size == 1 ? 0xcc : size == 2 ? 0xcd : size == 4 ? 0xce : 0xcf);
      big_endian(n, size);
    }
    return *this;
  }
  Action done() { return {std::move(json_), std::move(packed_)}; }

 private:
  Builder& open(char bracket, unsigned small, unsigned large, std::size_t n) {
    comma();
    json_ += bracket;
    closing_ += bracket == '{' ? '}' : ']';
    first_.push_back(true);
    if (n < 16) {
      packed_ += static_cast<char>(small | n);
    } else {
      packed_ += static_cast<char>(large);
      big_endian(n, 2);
    }
    return *this;
  }
  void comma() {
    if (keyed_) {
      keyed_ = false;
      return;
    }
    if (first_.empty()) return;
    if (!first_.back()) json_ += ',';
    first_.back() = false;
  }
  void quote(std::string_view s) {
    json_ += '"';
    text::append_escaped(json_, s);
    json_ += '"';
  }
  void pack_text(std::string_view s) {
    if (s.size() < 32) {
      packed_ += static_cast<char>(0xa0 | s.size());
    } else {
      packed_ += static_cast<char>(0xd9);
      packed_ += static_cast<char>(s.size());
    }
    packed_ += s;
  }
  void big_endian(std::uint64_t n, int size) {
    for (int i = size - 1; i >= 0; --i) packed_ += static_cast<char>(n >> (8 * i));
  }
  std::string json_, packed_, closing_;
  std::vector<bool> first_;
  bool keyed_ = false;
};

std::string big_endian(std::uint64_t n) {
  std::string out;
  for (int i = 7; i >= 0; --i) out += static_cast<char>(n >> (8 * i));
  return out;
}

Digest hash_of(std::string_view s) {
  return net::keccak256(s);
}
void add(std::string& to, const Digest& d) {
  to.append(d.begin(), d.end());
}

Decimal power_of_ten(int e) {
  Decimal d = Decimal::from_integer(1);
  for (; e > 0; --e) d = d * Decimal::from_integer(10);
  for (; e < 0; ++e) d = d / Decimal::from_integer(10);
  return d;
}

// Five significant figures, and no more decimals than the asset allows; whole numbers are always fine.
Decimal price_step(Decimal price, const Asset& asset) {
  int magnitude = 0;  // of the first figure
  for (Decimal p = price; p >= Decimal::from_integer(10); p = p / Decimal::from_integer(10)) ++magnitude;
  for (Decimal p = price; p < Decimal::from_integer(1) && p.sign() > 0; p = p * Decimal::from_integer(10))
    --magnitude;
  const int decimals = std::min(4 - magnitude, 6 - asset.size_places);
  return power_of_ten(-std::max(decimals, 0));
}

std::string hex_of(const Digest& d) {
  const std::string h = hex(d);
  const std::size_t from = std::min(h.find_first_not_of('0'), h.size() - 1);
  return "0x" + h.substr(from);
}

}  // namespace

Result<std::vector<Asset>> read_meta(std::string_view body) {
  const auto v = wire::JsonView::read(body);
  if (!v || !(*v)["universe"].is_array()) return fail(Exit::bad_data, "meta: the answer has no universe");
  std::vector<Asset> out;
  for (const wire::JsonView& each : (*v)["universe"].items()) {
    Asset a;
    a.coin = each["name"].text();
    a.number = static_cast<int>(out.size());
    const auto places = each["szDecimals"].integer();
    if (a.coin.empty() || !places || *places < 0 || *places > 8)
      return fail(Exit::bad_data, "meta: asset " + std::to_string(out.size()) + " has no name or szDecimals");
    a.size_places = static_cast<int>(*places);
    out.push_back(std::move(a));
  }
  return out;
}

Result<VenueOrder> fit(VenueOrder o, const Asset& asset) {
  auto refuse = [&](const std::string& why) { return fail(Exit::refused, asset.coin + ": " + why); };
  if (o.kind != "market" && o.kind != "limit")
    return refuse("orders of kind \"" + o.kind + "\" are not sent to hyperliquid");
  if (o.tif == "FOK" || o.expires > 0) return refuse("hyperliquid has no orders that are FOK or expire");
  if (o.kind == "market") {
    if (o.limit_worst.sign() <= 0) return refuse("a market order needs a worst price there");
    o.kind = "limit";
    o.tif = "IOC";
    o.limit = o.limit_worst;
  }
  o.qty = trunc_to(o.qty, power_of_ten(-asset.size_places));
  const Decimal step = price_step(o.limit, asset);
  o.limit = o.buy ? floor_to(o.limit, step) : ceil_to(o.limit, step);
  if (o.qty.sign() <= 0 || o.limit.sign() <= 0)
    return refuse("quantity " + o.qty.str() + " at " + o.limit.str() + " after rounding to its steps");
  return o;
}

std::string cloid(std::string_view client_id) {
  std::string out = "0x";
  for (const char c : client_id)
    if (c != '-') out += c;
  return out;
}

Result<Action> order_action(const VenueOrder& o, const Asset& asset) {
  const std::string id = cloid(o.client_id);
  if (!o.client_id.empty() && id.size() != 34)
    return fail(Exit::internal, "client id " + o.client_id + " has not 128 bits");
  Builder b;
  b.map(3).key("type").text("order").key("orders").list(1);
  b.map(o.client_id.empty() ? 6 : 7).key("a").integer(static_cast<std::uint64_t>(asset.number));
  b.key("b").flag(o.buy).key("p").text(o.limit.str()).key("s").text(o.qty.str()).key("r").flag(o.reduce_only);
  b.key("t").map(1).key("limit").map(1).key("tif").text(o.post_only ? "Alo" : o.tif == "IOC" ? "Ioc" : "Gtc");
  b.close().close();
  if (!o.client_id.empty()) b.key("c").text(id);
  b.close().close().key("grouping").text("na").close();
  return b.done();
}

Action cancel_action(const std::vector<std::pair<int, std::string>>& orders) {
  Builder b;
  b.map(2).key("type").text("cancelByCloid").key("cancels").list(orders.size());
  for (const auto& [asset, client_id] : orders)
    b.map(2)
        .key("asset")
        .integer(static_cast<std::uint64_t>(asset))
        .key("cloid")
        .text(cloid(client_id))
        .close();
  b.close().close();
  return b.done();
}

Digest action_hash(std::string_view packed, std::uint64_t nonce, const std::string& vault,
                   std::optional<std::uint64_t> expires_after) {
  std::string all(packed);
  all += big_endian(nonce);
  all += vault.empty() ? std::string(1, '\0') : "\1" + vault;  // 20 raw bytes
  if (expires_after) all += '\0' + big_endian(*expires_after);
  return hash_of(all);
}

Digest agent_digest(const Digest& action, bool mainnet) {
  // Domain and type are fixed: "Exchange", version 1, chain 1337, contract 0.
  std::string domain;
  add(domain, hash_of("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"));
  add(domain, hash_of("Exchange"));
  add(domain, hash_of("1"));
  domain += std::string(24, '\0') + big_endian(1337) + std::string(32, '\0');
  std::string agent;
  add(agent, hash_of("Agent(string source,bytes32 connectionId)"));
  add(agent, hash_of(mainnet ? "a" : "b"));
  add(agent, action);
  std::string all = "\x19\x01";
  add(all, hash_of(domain));
  add(all, hash_of(agent));
  return hash_of(all);
}

std::string signed_body(const Action& action, std::uint64_t nonce, std::optional<std::uint64_t> expires_after,
                        const net::EvmKey& key, bool mainnet) {
  const net::EvmSignature s =
      key.sign(agent_digest(action_hash(action.packed, nonce, "", expires_after), mainnet));
  std::string body = "{\"action\":" + action.json + ",\"nonce\":" + std::to_string(nonce) +
                     ",\"signature\":{\"r\":\"" + hex_of(s.r) + "\",\"s\":\"" + hex_of(s.s) +
                     "\",\"v\":" + std::to_string(27 + s.parity) + "},\"vaultAddress\":null";
  if (expires_after) body += ",\"expiresAfter\":" + std::to_string(*expires_after);
  return body + "}";
}

}  // namespace tu::venue::hyperliquid
