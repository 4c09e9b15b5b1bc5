// The id under which a venue knows an attempt: a UUID that is a pure function of the ledger's id, the order
// and the attempt. After a crash it is made again from the journal, so an order whose answer was lost can be
// asked for, and two ledgers on one account never use the same.
#pragma once

#include <string>
#include <string_view>

namespace tu::account {

std::string client_id(std::string_view ledger, std::string_view order, int attempt);

}  // namespace tu::account
