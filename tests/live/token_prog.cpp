// token KEYFILE URI NOW NONCE: prints a token, for verifiers of others.
#include <cstdio>
#include <cstdlib>

#include "net/jwt.h"

int main(int argc, char** argv) {
  using namespace tu;
  if (argc != 5) return 64;
  auto file = secret_from_file(argv[1]);
  auto key = file ? net::cdp_key(*file, argv[1]) : Result<net::CdpKey>(file.error());
  auto token =
      key ? net::make_token(*key, argv[2], std::atoll(argv[3]), argv[4]) : Result<std::string>(key.error());
  std::fprintf(token ? stdout : stderr, "%s\n", token ? token->c_str() : token.error().message.c_str());
  return token ? 0 : 1;
}
