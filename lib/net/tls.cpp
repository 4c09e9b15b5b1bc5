#include "net/tls.h"

#include <map>

namespace tu::net {

namespace ssl = boost::asio::ssl;

Result<std::shared_ptr<ssl::context>> client_tls(const std::string& ca) {
  static std::map<std::string, std::shared_ptr<ssl::context>> known;
  std::shared_ptr<ssl::context>& context = known[ca];
  if (context) return context;
  boost::system::error_code failed;
  auto fresh = std::make_shared<ssl::context>(ssl::context::tls_client);
  fresh->set_options(ssl::context::default_workarounds | ssl::context::no_sslv2 | ssl::context::no_sslv3 |
                     ssl::context::no_tlsv1 | ssl::context::no_tlsv1_1);
  fresh->set_verify_mode(ssl::verify_peer);
  if (ca.empty())
    fresh->set_default_verify_paths(failed);
  else
    fresh->load_verify_file(ca, failed);
  if (failed)
    return fail(Exit::config, (ca.empty() ? "the system's certificates" : ca) + ": " + failed.message() +
                                  ", expected certificates in PEM form");
  context = std::move(fresh);
  return context;
}

}  // namespace tu::net
