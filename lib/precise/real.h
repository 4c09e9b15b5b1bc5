// Real: a number of many bits (MPFR), always rounded to nearest. All that are made have the bits of
// set_bits().
#pragma once

#include <mpfr.h>

#include <utility>

namespace tu::precise {

inline void set_bits(int bits) {
  mpfr_set_default_prec(bits);
}

class Real {
 public:
  Real(double x = 0.0) {
    mpfr_init(v_);
    mpfr_set_d(v_, x, MPFR_RNDN);
  }
  Real(const Real& o) {
    mpfr_init(v_);
    mpfr_set(v_, o.v_, MPFR_RNDN);
  }
  Real& operator=(const Real& o) {
    mpfr_set(v_, o.v_, MPFR_RNDN);
    return *this;
  }
  ~Real() { mpfr_clear(v_); }

  Real& operator+=(const Real& o) {
    mpfr_add(v_, v_, o.v_, MPFR_RNDN);
    return *this;
  }
  Real& operator-=(const Real& o) {
    mpfr_sub(v_, v_, o.v_, MPFR_RNDN);
    return *this;
  }
  Real& operator*=(const Real& o) {
    mpfr_mul(v_, v_, o.v_, MPFR_RNDN);
    return *this;
  }
  Real& operator/=(const Real& o) {
    mpfr_div(v_, v_, o.v_, MPFR_RNDN);
    return *this;
  }
  Real& add_product(const Real& a, const Real& b) {
    mpfr_fma(v_, a.v_, b.v_, v_, MPFR_RNDN);
    return *this;
  }
  friend Real operator+(Real a, const Real& b) { return a += b; }
  friend Real operator-(Real a, const Real& b) { return a -= b; }
  friend Real operator*(Real a, const Real& b) { return a *= b; }
  friend Real operator/(Real a, const Real& b) { return a /= b; }
  friend bool operator<(const Real& a, const Real& b) { return mpfr_less_p(a.v_, b.v_) != 0; }

  Real negative() const {
    Real r;
    mpfr_neg(r.v_, v_, MPFR_RNDN);
    return r;
  }
  Real root() const {
    Real r;
    mpfr_sqrt(r.v_, v_, MPFR_RNDN);
    return r;
  }
  Real logarithm() const {
    Real r;
    mpfr_log(r.v_, v_, MPFR_RNDN);
    return r;
  }
  Real scaled(int power_of_two) const {
    Real r;
    mpfr_mul_2si(r.v_, v_, power_of_two, MPFR_RNDN);
    return r;
  }
  int sign() const { return mpfr_sgn(v_); }
  double to_double() const { return mpfr_get_d(v_, MPFR_RNDN); }

 private:
  mpfr_t v_;
};

}  // namespace tu::precise
