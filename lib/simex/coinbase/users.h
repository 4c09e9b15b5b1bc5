// Who may ask: one user for each CDP key file, with an account of the exchange.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "net/jwt.h"
#include "net/server.h"
#include "simex/engine/types.h"

namespace tu::simex::coinbase {

struct User {
  net::CdpKey key;
  AccountId account = 0;
  std::string uuid, portfolio;
};

class Users {
 public:
  // Every *.json of the directory, whatever its mode: they are keys of a simulation, and only their public
  // halves are used. An Error (78) names the file that is none, or the directory without any.
  static Result<Users> read(const std::string& directory);
  std::vector<User>& all() { return users_; }
  const std::vector<User>& all() const { return users_; }

  // The names under which clients know this server; the venue's own are among them.
  void serve_as(std::vector<std::string> hosts) { hosts_ = std::move(hosts); }

  // The user of a request with a valid token; else the Error says what is wrong, for the log.
  Result<const User*> of_request(const net::Request& request, TsUs now) const;
  // Of a WebSocket message. ccxt signs with HMAC where the key is Ed25519: `api_key` then names the user, and
  // the signature, made with a secret that this server does not hold, is not judged.
  Result<const User*> of_message(std::string_view jwt, std::string_view api_key, TsUs now) const;

 private:
  Result<const User*> of_token(std::string_view text, const net::TokenUse& use, TsUs now) const;
  std::vector<User> users_;
  std::vector<std::string> hosts_;
};

}  // namespace tu::simex::coinbase
