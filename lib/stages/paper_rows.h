// The row of the journal, and line of the stream, for each thing that the paper model reports.
#pragma once

#include "account/paper.h"
#include "stage/out.h"

namespace tu::stages {

Event& paper_row(const account::PaperReport& r, TsUs ts, std::string_view account, Out& out);

}  // namespace tu::stages
