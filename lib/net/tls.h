// The TLS context of a client: certificates are always checked, against the system's roots or a file. For
// .cpp files of net only.
#pragma once

#include <boost/asio/ssl/context.hpp>
#include <memory>
#include <string>

#include "base/result.h"

namespace tu::net {

// Shared by all connections that trust the same file. An Error (78) names a file that cannot be read.
Result<std::shared_ptr<boost::asio::ssl::context>> client_tls(const std::string& ca);

}  // namespace tu::net
