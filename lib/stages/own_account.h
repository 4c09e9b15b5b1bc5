// Whose an event is, where a stream carries those of several accounts.
#pragma once

#include "account/account.h"
#include "stage/ports.h"

namespace tu::stages {

// It names an account, and not that of this stage's ledger: it is for the stages of that one. What names none
// is for everybody.
inline bool of_another_account(const Event& e, const AccountPort* port) {
  const int slot = find_slot(e.type, "account");
  if (slot < 0 || !(e.present >> slot & 1)) return false;
  return account::account_of(e) != (port ? port->account_name() : "main");
}

}  // namespace tu::stages
