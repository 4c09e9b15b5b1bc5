#include "simex/coinbase/users.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "base/secret.h"

namespace tu::simex::coinbase {

Result<Users> Users::read(const std::string& directory) {
  std::error_code ec;
  std::vector<std::string> files;
  for (std::filesystem::directory_iterator at(directory, ec), end; !ec && at != end; at.increment(ec))
    if (at->path().extension() == ".json") files.push_back(at->path().string());
  if (ec) return fail(Exit::config, directory + ": cannot be read: " + ec.message());
  if (files.empty()) return fail(Exit::config, directory + ": holds no key file (*.json)");
  std::sort(files.begin(), files.end());
  Users u;
  for (const std::string& file : files) {
    std::ifstream in(file, std::ios::binary);
    const Secret secret(std::string(std::istreambuf_iterator<char>(in), {}));
    if (!in) return fail(Exit::config, file + ": cannot be read");
    Result<net::CdpKey> key = net::cdp_key(secret, file);
    if (!key) return key.error();
    for (const User& other : u.users_)
      if (other.key.name == key->name) return fail(Exit::config, file + ": its key is in another file too");
    u.users_.push_back({std::move(key).value(), 0, {}, {}});
  }
  return u;
}

Result<const User*> Users::of_token(std::string_view text, const net::TokenUse& use, TsUs now) const {
  Result<net::Token> token = net::read_token(text);
  if (!token) return token.error();
  for (const User& u : users_)
    if (u.key.name == token->kid) {
      if (Status st = net::check_token(*token, u.key, use, now / us_per_s); !st) return st.error();
      return &u;
    }
  return fail(Exit::refused, "token: its key is not known here");
}

Result<const User*> Users::of_request(const net::Request& request, TsUs now) const {
  constexpr std::string_view bearer = "Bearer ";
  const std::string_view header = request.header("Authorization");
  if (!header.starts_with(bearer)) return fail(Exit::refused, "token: none was given");
  net::TokenUse use{request.method, request.path(), hosts_};
  if (const std::string_view host = request.header("Host"); !host.empty()) use.hosts.emplace_back(host);
  return of_token(header.substr(bearer.size()), use, now);
}

Result<const User*> Users::of_message(std::string_view jwt, std::string_view api_key, TsUs now) const {
  if (!jwt.empty()) return of_token(jwt, {{}, {}, hosts_}, now);
  for (const User& u : users_)
    if (!api_key.empty() && u.key.name == api_key && u.key.key.alg() == net::TokenAlg::eddsa) return &u;
  return fail(Exit::refused, "token: none was given");
}

}  // namespace tu::simex::coinbase
