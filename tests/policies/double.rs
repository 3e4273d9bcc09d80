//! Numbers of twice the digits, and the linear algebra that references are computed with.
//!
//! A number is an unevaluated sum of two (Dekker, A floating-point technique for extending the
//! available precision, 1971; Hida, Li, Bailey, Quad-double arithmetic, 2000).

use ndarray::{Array2, ArrayRef2};

#[derive(Clone, Copy, Debug)]
pub struct Double {
    high: f64,
    low: f64,
}

pub const ZERO: Double = Double::of(0.0);
pub const ONE: Double = Double::of(1.0);

impl Double {
    pub const fn of(high: f64) -> Self {
        Self { high, low: 0.0 }
    }

    pub fn nearest(self) -> f64 {
        self.high + self.low
    }

    /// Of |a| ≥ |b|.
    fn quick(a: f64, b: f64) -> Self {
        let high = a + b;
        let low = b - (high - a);
        Self { high, low }
    }

    /// a + b without error.
    fn sum(a: f64, b: f64) -> Self {
        let high = a + b;
        let part = high - a;
        let low = (a - (high - part)) + (b - part);
        Self { high, low }
    }

    pub fn add(self, other: Self) -> Self {
        let s = Self::sum(self.high, other.high);
        let t = Self::sum(self.low, other.low);
        let s = Self::quick(s.high, s.low + t.high);
        Self::quick(s.high, s.low + t.low)
    }

    pub fn neg(self) -> Self {
        let (high, low) = (-self.high, -self.low);
        Self { high, low }
    }

    pub fn sub(self, other: Self) -> Self {
        self.add(other.neg())
    }

    pub fn mul(self, other: Self) -> Self {
        let high = self.high * other.high;
        let error = self.high.mul_add(other.high, -high);
        Self::quick(
            high,
            error + (self.high * other.low + self.low * other.high),
        )
    }

    pub fn div(self, other: Self) -> Self {
        let first = Self::of(self.high / other.high);
        let rest = self.sub(other.mul(first));
        let second = Self::of(rest.high / other.high);
        let rest = rest.sub(other.mul(second));
        let third = Self::of(rest.high / other.high);
        first.add(second).add(third)
    }

    /// One step of Newton's from the root of the leading part.
    pub fn sqrt(self) -> Self {
        let root = Self::of(self.high.sqrt());
        let step = self.sub(root.mul(root)).div(root);
        root.add(step.mul(Self::of(0.5)))
    }
}

/// A matrix by rows.
#[derive(Clone)]
pub struct Matrix(pub Vec<Vec<Double>>);

impl Matrix {
    pub fn build(n: usize, m: usize, f: impl Fn(usize, usize) -> Double) -> Self {
        Self((0..n).map(|i| (0..m).map(|j| f(i, j)).collect()).collect())
    }

    pub fn of(x: &ArrayRef2<f64>) -> Self {
        Self::build(x.nrows(), x.ncols(), |i, j| Double::of(x[[i, j]]))
    }

    pub fn nearest(&self) -> Array2<f64> {
        let dim = (self.0.len(), self.0[0].len());
        Array2::from_shape_fn(dim, |(i, j)| self.0[i][j].nearest())
    }

    pub fn transposed(&self) -> Self {
        Self::build(self.0[0].len(), self.0.len(), |i, j| self.0[j][i])
    }

    pub fn times(&self, other: &Self) -> Self {
        let dot = |i: usize, j: usize| {
            let products = (0..other.0.len()).map(|k| self.0[i][k].mul(other.0[k][j]));
            products.fold(ZERO, Double::add)
        };
        Self::build(self.0.len(), other.0[0].len(), dot)
    }

    pub fn scaled(&self, factor: f64) -> Self {
        let factor = Double::of(factor);
        Self::build(self.0.len(), self.0[0].len(), |i, j| {
            self.0[i][j].mul(factor)
        })
    }

    /// By Gauss–Jordan elimination with partial pivoting.
    pub fn inverse(&self) -> Self {
        let n = self.0.len();
        let mut a = self.0.clone();
        let unit = |i: usize, j: usize| if i == j { ONE } else { ZERO };
        let mut b = Self::build(n, n, unit).0;
        for k in 0..n {
            let size = |i: &usize| a[*i][k].high.abs();
            let pivot = (k..n).max_by(|i, j| size(i).total_cmp(&size(j)));
            let pivot = pivot.expect("a row");
            a.swap(k, pivot);
            b.swap(k, pivot);
            let scale = ONE.div(a[k][k]);
            for x in a[k].iter_mut().chain(&mut b[k]) {
                *x = x.mul(scale);
            }
            for i in (0..n).filter(|i| *i != k) {
                let factor = a[i][k];
                for j in 0..n {
                    a[i][j] = a[i][j].sub(factor.mul(a[k][j]));
                    b[i][j] = b[i][j].sub(factor.mul(b[k][j]));
                }
            }
        }
        Self(b)
    }

    pub fn cholesky(&self) -> Self {
        let n = self.0.len();
        let mut l = Self::build(n, n, |_, _| ZERO).0;
        for i in 0..n {
            for j in 0..=i {
                let mut left = self.0[i][j];
                for (x, y) in l[i].iter().zip(&l[j]).take(j) {
                    left = left.sub(x.mul(*y));
                }
                l[i][j] = if i == j {
                    left.sqrt()
                } else {
                    left.div(l[j][j])
                };
            }
        }
        Self(l)
    }
}

#[test]
fn a_third_has_thirty_digits() {
    let third = ONE.div(Double::of(3.0));
    let rest = third.mul(Double::of(3.0)).sub(ONE);
    assert!(rest.nearest().abs() < 1e-31);
    let root = Double::of(2.0).sqrt();
    assert!(root.mul(root).sub(Double::of(2.0)).nearest().abs() < 1e-30);
}
