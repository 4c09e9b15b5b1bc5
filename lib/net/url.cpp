#include "net/url.h"

#include "base/text.h"

namespace tu::net {

namespace {

std::string_view own_port(std::string_view scheme) {
  return scheme == "wss" || scheme == "https" ? "443" : "80";
}

Error unusable(std::string_view text, std::string_view expected) {
  return fail(Exit::usage,
              "URL is \"" + std::string(text.substr(0, 200)) + "\", expected " + std::string(expected));
}

}  // namespace

bool is_loopback(std::string_view host) {
  if (host == "localhost" || host == "::1") return true;
  if (!host.starts_with("127.")) return false;
  // An address, not a name that begins like one: 127.0.0.1.example.com is somebody else.
  int dots = 0;
  for (char c : host) {
    if (c == '.')
      ++dots;
    else if (c < '0' || c > '9')
      return false;
  }
  return dots == 3;
}

std::string Url::authority() const {
  std::string name = host.find(':') == host.npos ? host : "[" + host + "]";
  return port == own_port(scheme) ? name : name + ":" + port;
}

std::string Url::text() const {
  return scheme + "://" + authority() + target;
}

Result<Url> parse_url(std::string_view text) {
  const std::size_t colon = text.find("://");
  Url u;
  u.scheme = std::string(text.substr(0, colon == text.npos ? 0 : colon));
  if (u.scheme != "ws" && u.scheme != "wss" && u.scheme != "http" && u.scheme != "https")
    return unusable(text, "one of ws://, wss://, http:// or https://");
  std::string_view rest = text.substr(colon + 3);
  const std::size_t slash = rest.find_first_of("/?");
  u.target = slash == rest.npos ? "/" : std::string(rest.substr(slash));
  if (u.target.front() == '?') u.target.insert(0, "/");
  rest = rest.substr(0, slash);
  for (char c : text)
    if (static_cast<unsigned char>(c) <= ' ' || c == '@' || c == '#' || c == 0x7f)
      return unusable(text, "no blanks, no user and no fragment in it");
  std::string_view port;
  if (rest.starts_with('[')) {
    const std::size_t close = rest.find(']');
    if (close == rest.npos) return unusable(text, "a ']' after the address");
    u.host = std::string(rest.substr(1, close - 1));
    rest.remove_prefix(close + 1);
    if (!rest.empty() && rest.front() != ':') return unusable(text, "a port after the address");
    port = rest.empty() ? rest : rest.substr(1);
  } else {
    const std::size_t at = rest.find(':');
    u.host = std::string(rest.substr(0, at));
    port = at == rest.npos ? std::string_view() : rest.substr(at + 1);
  }
  if (u.host.empty()) return unusable(text, "a host");
  u.port = std::string(port.empty() ? own_port(u.scheme) : port);
  auto number = text::to_integer(u.port);
  if (!number || *number < 1 || *number > 65535) return unusable(text, "a port from 1 to 65535");
  if (!u.tls() && !is_loopback(u.host))
    return unusable(text, u.scheme == "ws" ? "wss://: plain ws:// is for this machine only"
                                           : "https://: plain http:// is for this machine only");
  return u;
}

Url with_target(const Url& base, std::string_view target, bool socket) {
  Url u = base;
  u.scheme = socket ? (base.tls() ? "wss" : "ws") : (base.tls() ? "https" : "http");
  u.target = std::string(target);
  return u;
}

}  // namespace tu::net
