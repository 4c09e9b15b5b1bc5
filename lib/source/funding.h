// What a file of funding rates leaves open: the unit of its rates, and how long the first of them is charged
// for.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "source/table.h"

namespace tu::source {

// Names under which venues publish rates as fractions.
bool names_a_fraction(std::string_view column);
// A rate that nobody said the unit of, over what any venue charges.
Status rate_fits(double rate);
// The same of the first rates of a file together: such as they are, are they fractions?
Status rates_fit(std::vector<double> rates);
// The question where nothing answers it.
Error which_unit(std::string_view column);

// "8h" where two times are eight hours apart; "" where they are no settlements in a row.
std::string interval_of(const Result<TsUs>& a, const Result<TsUs>& b);
// Both of a CSV's first rows, by its layout.
std::string interval_at_head(const Layout& layout, const std::vector<std::string_view>& rows);
std::vector<double> rates_at_head(const Layout& layout, const std::vector<std::string_view>& rows);

}  // namespace tu::source
