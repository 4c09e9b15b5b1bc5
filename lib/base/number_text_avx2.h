// Part of number_text.cpp: for processors that have AVX2 and BMI2.
#pragma once

namespace tu::text {

// As put_real of text.h.
char* put_real_avx2(char* out, double x);

}  // namespace tu::text
