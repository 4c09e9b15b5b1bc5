#include "precise/spectrum.h"

namespace tu::precise {
namespace {

struct ThreeDiagonals {
  std::vector<Real> middle, beside;  // beside[k]: between rows k and k + 1
};

// m <- H m H with H = I - v v' / h, for the leading `n` rows.
void reflect(Square& m, const std::vector<Real>& v, const Real& h, std::size_t n) {
  std::vector<Real> p(n);
  Real along;
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < n; ++j) p[i].add_product(i >= j ? m[i][j] : m[j][i], v[j]);
    p[i] /= h;
    along.add_product(v[i], p[i]);
  }
  const Real half = (along / h).scaled(-1);
  for (std::size_t i = 0; i < n; ++i) p[i] -= half * v[i];
  for (std::size_t i = 0; i < n; ++i) {
    const Real vi = v[i].negative(), pi = p[i].negative();
    for (std::size_t j = 0; j <= i; ++j) m[i][j].add_product(vi, p[j]).add_product(pi, v[j]);
  }
}

ThreeDiagonals reduce(Square m) {
  const std::size_t n = m.size();
  ThreeDiagonals out{std::vector<Real>(n), std::vector<Real>(n > 0 ? n - 1 : 0)};
  for (std::size_t i = n; i-- > 0;) {
    out.middle[i] = m[i][i];
    if (i == 0) break;
    std::vector<Real> v(m[i].begin(), m[i].begin() + static_cast<std::ptrdiff_t>(i));
    Real rest, squares;
    for (std::size_t j = 0; j + 1 < i; ++j) rest.add_product(v[j], v[j]);
    out.beside[i - 1] = v[i - 1];
    if (rest.sign() == 0) continue;
    squares = rest;
    squares.add_product(v[i - 1], v[i - 1]);
    const Real length = v[i - 1].sign() > 0 ? squares.root().negative() : squares.root();
    out.beside[i - 1] = length;
    const Real h = squares - v[i - 1] * length;
    v[i - 1] -= length;
    reflect(m, v, h, i);
  }
  return out;
}

// All eigenvalues are below x.
bool all_below(const ThreeDiagonals& t, const Real& x) {
  Real pivot = x - t.middle[0];
  for (std::size_t k = 1; k < t.middle.size(); ++k) {
    if (pivot.sign() <= 0) return false;
    pivot = x - t.middle[k] - t.beside[k - 1] * t.beside[k - 1] / pivot;
  }
  return pivot.sign() > 0;
}

}  // namespace

Real largest_eigenvalue(Square m, int bits) {
  const double n = static_cast<double>(m.size());
  const ThreeDiagonals t = reduce(std::move(m));
  Real low = t.middle[0], high = n + 1.0;  // of a correlation matrix
  for (const Real& d : t.middle)
    if (low < d) low = d;
  for (int i = 0; i < bits + 8; ++i) {
    const Real middle = (low + high).scaled(-1);
    (all_below(t, middle) ? high : low) = middle;
  }
  return high;
}

}  // namespace tu::precise
