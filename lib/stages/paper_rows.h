// The row of the journal, and line of the stream, for each thing that the paper model reports.
#pragma once

#include <string>

#include "account/paper.h"
#include "stage/out.h"

namespace tu::stages {

Event& paper_row(const account::PaperReport& r, TsUs ts, std::string_view account, Out& out);
Event& liquidation_alert(const account::PaperReport& r, TsUs ts, Out& out);

// Of an order that the model does not work on: it is cancelled.
account::PaperReport cancelled(const account::OrderState& o, const std::string& reason);

}  // namespace tu::stages
