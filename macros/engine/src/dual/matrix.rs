//! Linear algebra of small dense matrices of dual numbers: the plain textbook algorithms.
//!
//! Derivatives come out of running the algorithm in dual arithmetic, and from nowhere else.
//! Invariant: what reads one triangle of a symmetric matrix at run time reads its symmetric part
//! here, so that slopes are those of the symmetric gradient.

use super::{Arithmetic, Dual, Tensor};

const ZERO: Dual = Dual {
    value: 0.0,
    slope: 0.0,
};
const ONE: Dual = Dual {
    value: 1.0,
    slope: 0.0,
};

/// Rows of a matrix.
type Rows<T = Dual> = Vec<Vec<T>>;

fn rows<T: Copy>(a: &Tensor<T>) -> Rows<T> {
    let width = a.shape[1];
    let row = |i: usize| a.data[i * width..(i + 1) * width].to_vec();
    (0..a.shape[0]).map(row).collect()
}

fn tensor<T: Copy>(rows: &Rows<T>, width: usize) -> Tensor<T> {
    Tensor::new(vec![rows.len(), width], rows.concat())
}

fn identity<T: Arithmetic>(n: usize) -> Rows<T> {
    let element = |i, j| if i == j { T::number(1.0) } else { T::default() };
    (0..n)
        .map(|i| (0..n).map(|j| element(i, j)).collect())
        .collect()
}

fn transpose(a: &Rows, width: usize) -> Rows {
    let column = |j: usize| a.iter().map(|row| row[j]).collect();
    (0..width).map(column).collect()
}

fn dot(a: &[Dual], b: &[Dual]) -> Dual {
    let products = a.iter().zip(b).map(|(x, y)| *x * *y);
    products.fold(ZERO, |sum, x| sum + x)
}

fn product(a: &Rows, b: &Rows, width: usize) -> Rows {
    let columns = transpose(b, width);
    let row = |row: &Vec<Dual>| columns.iter().map(|column| dot(row, column)).collect();
    a.iter().map(row).collect()
}

/// (A + Aᵀ) / 2.
fn symmetric_part(a: &Tensor) -> Rows {
    let (a, n) = (rows(a), a.shape[0]);
    let half = Dual::from(0.5);
    let element = |i: usize, j: usize| half * (a[i][j] + a[j][i]);
    (0..n)
        .map(|i| (0..n).map(|j| element(i, j)).collect())
        .collect()
}

/// Gauss–Jordan elimination with partial pivoting: the determinant, and `b` as A⁻¹ B.
fn eliminate<T: Arithmetic>(mut a: Rows<T>, b: &mut Rows<T>) -> T {
    let n = a.len();
    let mut determinant = T::number(1.0);
    for k in 0..n {
        let size = |i: &usize| a[*i][k].magnitude();
        let pivot = (k..n).max_by(|i, j| size(i).total_cmp(&size(j)));
        let pivot = pivot.unwrap_or(k);
        if pivot != k {
            a.swap(pivot, k);
            b.swap(pivot, k);
            determinant = -determinant;
        }
        determinant = determinant * a[k][k];
        let inverse = T::number(1.0) / a[k][k];
        for list in [&mut a, &mut *b] {
            list[k].iter_mut().for_each(|x| *x = *x * inverse);
        }
        for i in (0..n).filter(|i| *i != k) {
            let factor = a[i][k];
            let (from_a, from_b) = (a[k].clone(), b[k].clone());
            for (row, from) in [(&mut a[i], from_a), (&mut b[i], from_b)] {
                for (x, y) in row.iter_mut().zip(from) {
                    *x = *x - factor * y;
                }
            }
        }
    }
    determinant
}

/// A⁻¹.
#[must_use]
pub fn inverse<T: Arithmetic>(a: &Tensor<T>) -> Tensor<T> {
    let n = a.shape[0];
    let mut inverse = identity(n);
    eliminate(rows(a), &mut inverse);
    tensor(&inverse, n)
}

/// The smallest pivot of elimination beside the largest; of a matrix that is not square, of the smaller
/// of its two Gram matrices. 0 says that there is no inverse.
#[must_use]
pub fn conditioning(a: &Tensor) -> f64 {
    let (mut a, width) = (rows(&a.map(Dual::held)), a.shape[1]);
    if a.len() != width {
        let turned = transpose(&a, width);
        let (short, long) = if a.len() < width {
            (a, turned)
        } else {
            (turned, a)
        };
        a = product(&short, &long, short.len());
    }
    let mut pivots = Vec::with_capacity(a.len());
    while let Some(columns) = a.first().map(Vec::len) {
        let of = |row: &Vec<Dual>| row[0].magnitude();
        let Some(best) = (0..a.len()).max_by(|i, j| of(&a[*i]).total_cmp(&of(&a[*j]))) else {
            break;
        };
        let pivot = a.swap_remove(best);
        pivots.push(of(&pivot));
        for row in &mut a {
            let factor = row[0] / pivot[0];
            *row = (1..columns).map(|k| row[k] - factor * pivot[k]).collect();
        }
    }
    let largest = pivots.iter().copied().fold(0.0, f64::max);
    pivots
        .into_iter()
        .fold(1.0, |least: f64, pivot| least.min(pivot / largest))
}

/// A⁻¹ B, or A⁻ᵀ B, for a vector or a matrix B.
#[must_use]
pub fn solve(a: &Tensor, b: &Tensor, transposed: bool) -> Tensor {
    let a = if transposed {
        transpose(&rows(a), a.shape[1])
    } else {
        rows(a)
    };
    let width = b.shape.get(1).copied().unwrap_or(1);
    let column = Tensor::new(vec![b.shape[0], width], b.data.clone());
    let mut solution = rows(&column);
    eliminate(a, &mut solution);
    Tensor::new(b.shape.clone(), solution.concat())
}

/// det A, by the expansion of Laplace: no division, so that singular matrices are no exception.
#[must_use]
pub fn determinant<T: Arithmetic>(a: &Tensor<T>) -> Tensor<T> {
    Tensor::scalar(laplace(&rows(a)))
}

fn laplace<T: Arithmetic>(a: &Rows<T>) -> T {
    if a.len() > 6 {
        return eliminate(a.clone(), &mut identity(a.len()));
    }
    let Some(first) = a.first() else {
        return T::number(1.0);
    };
    let mut sum = T::default();
    for (j, x) in first.iter().enumerate() {
        let term = *x * laplace(&minor(a, 0, j));
        sum = if j % 2 == 0 { sum + term } else { sum - term };
    }
    sum
}

/// Without one row and one column.
fn minor<T: Copy>(a: &Rows<T>, row: usize, column: usize) -> Rows<T> {
    let kept = a.iter().enumerate().filter(|(i, _)| *i != row);
    let without = |row: &Vec<T>| {
        let mut row = row.clone();
        row.remove(column);
        row
    };
    kept.map(|(_, row)| without(row)).collect()
}

/// ln |det A|.
#[must_use]
pub fn log_determinant(a: &Tensor) -> Tensor {
    let determinant = eliminate(rows(a), &mut identity(a.shape[0]));
    Tensor::scalar(determinant.abs().ln())
}

/// The transposed matrix of cofactors.
#[must_use]
pub fn adjugate<T: Arithmetic>(a: &Tensor<T>) -> Tensor<T> {
    let (a, n) = (rows(a), a.shape[0]);
    Tensor::build(vec![n, n], |at| {
        let cofactor = laplace(&minor(&a, at[1], at[0]));
        if (at[0] + at[1]) % 2 == 0 {
            cofactor
        } else {
            -cofactor
        }
    })
}

/// The derivative of the adjugate along E: of each signed minor, row by row.
#[must_use]
pub fn adjugate_frechet<T: Arithmetic>(a: &Tensor<T>, e: &Tensor<T>) -> Tensor<T> {
    let (a, e, n) = (rows(a), rows(e), a.shape[0]);
    Tensor::build(vec![n, n], |at| {
        let slopes = (0..n).filter(|row| *row != at[1]).map(|row| {
            let mut moved = a.clone();
            moved[row].clone_from(&e[row]);
            laplace(&minor(&moved, at[1], at[0]))
        });
        let slope = slopes.fold(T::default(), |sum, x| sum + x);
        if (at[0] + at[1]) % 2 == 0 {
            slope
        } else {
            -slope
        }
    })
}

/// L of A = L Lᵀ.
#[must_use]
pub fn cholesky(a: &Tensor) -> Tensor {
    let (a, n) = (symmetric_part(a), a.shape[0]);
    let mut l: Rows = vec![vec![ZERO; n]; n];
    for i in 0..n {
        for j in 0..=i {
            let rest = a[i][j] - dot(&l[i][..j], &l[j][..j]);
            l[i][j] = if i == j { rest.sqrt() } else { rest / l[j][j] };
        }
    }
    tensor(&l, n)
}

/// e^A: the Taylor series of a scaled matrix, squared again.
#[must_use]
pub fn exponential(a: &Tensor) -> Tensor {
    let n = a.shape[0];
    let norm: f64 = a.data.iter().map(|x| x.value.abs()).sum();
    let mut squarings = 0;
    let mut scale = 1.0;
    while norm * scale > 0.5 && squarings < 64 {
        scale *= 0.5;
        squarings += 1;
    }
    let scaled = rows(&a.map(|x| x.scaled(scale)));
    let (mut sum, mut term) = (identity(n), identity(n));
    for k in 1_u32..=20 {
        term = product(&term, &scaled, n);
        for (total, row) in sum.iter_mut().zip(&mut term) {
            for (x, y) in total.iter_mut().zip(row) {
                *y = y.scaled(1.0 / f64::from(k));
                *x = *x + *y;
            }
        }
    }
    for _ in 0..squarings {
        sum = product(&sum, &sum, n);
    }
    tensor(&sum, n)
}

/// The derivative of e^A along E: a block of exp [A E; 0 A], E scaled to the size of A.
#[must_use]
pub fn frechet(a: &Tensor, e: &Tensor) -> Tensor {
    let n = a.shape[0];
    let size = e.data.iter().fold(0.0, |m: f64, x| m.max(x.value.abs()));
    let scale = if size > 0.0 { size } else { 1.0 };
    let (a, e) = (rows(a), rows(&e.map(|x| x.scaled(1.0 / scale))));
    let whole = Tensor::build(vec![2 * n, 2 * n], |at| match (at[0] < n, at[1] < n) {
        (true, true) => a[at[0]][at[1]],
        (true, false) => e[at[0]][at[1] - n],
        (false, true) => ZERO,
        (false, false) => a[at[0] - n][at[1] - n],
    });
    let exponential = exponential(&whole);
    Tensor::build(vec![n, n], |at| {
        exponential.data[at[0] * 2 * n + n + at[1]].scaled(scale)
    })
}

/// Sweeps of Jacobi rotations: values and slopes both converge quadratically.
const SWEEPS: usize = 14;

/// The rotation (c, s) that makes two directions with these inner products orthogonal
/// (Golub & Van Loan, Matrix Computations, §8.5).
fn rotation(pp: Dual, qq: Dual, pq: Dual) -> Option<(Dual, Dual)> {
    #[allow(clippy::float_cmp)] // what divides exactly 0
    if pq.value == 0.0 && (pq.slope == 0.0 || qq.value == pp.value) {
        return None;
    }
    let d = qq - pp;
    let root = (d * d + Dual::from(4.0) * pq * pq).sqrt();
    let sign = if d.value < 0.0 { -1.0 } else { 1.0 };
    let t = Dual::from(2.0) * pq / (d + root.scaled(sign));
    let c = ONE / (ONE + t * t).sqrt();
    Some((c, t * c))
}

/// The columns p and q of `rows`, rotated.
fn rotate(rows: &mut Rows, (p, q): (usize, usize), (c, s): (Dual, Dual)) {
    for row in rows {
        let (x, y) = (row[p], row[q]);
        row[p] = c * x - s * y;
        row[q] = s * x + c * y;
    }
}

fn pairs(n: usize) -> impl Iterator<Item = (usize, usize)> {
    (0..n).flat_map(move |p| (p + 1..n).map(move |q| (p, q)))
}

/// Eigenvalues, ascending, and eigenvectors of the symmetric part: Jacobi's method.
#[must_use]
pub fn eigen(a: &Tensor) -> (Tensor, Tensor) {
    let n = a.shape[0];
    let (mut a, mut vectors) = (symmetric_part(a), identity(n));
    for _ in 0..SWEEPS {
        for (p, q) in pairs(n) {
            if let Some(turn) = rotation(a[p][p], a[q][q], a[p][q]) {
                rotate(&mut a, (p, q), turn);
                let mut columns = transpose(&a, n);
                rotate(&mut columns, (p, q), turn);
                a = transpose(&columns, n);
                rotate(&mut vectors, (p, q), turn);
            }
        }
    }
    let mut order: Vec<usize> = (0..n).collect();
    order.sort_by(|i, j| a[*i][*i].value.total_cmp(&a[*j][*j].value));
    let values = order.iter().map(|i| a[*i][*i]).collect();
    let columns = transpose(&vectors, n);
    let columns: Rows = order.iter().map(|i| columns[*i].clone()).collect();
    let vectors = tensor(&transpose(&columns, n), n);
    (Tensor::new(vec![n], values), vectors)
}

/// Thin U, the singular values, descending, and V: the one-sided method of Hestenes.
#[must_use]
pub fn singular(a: &Tensor) -> (Tensor, Tensor, Tensor) {
    let (m, n) = (a.shape[0], a.shape[1]);
    if m < n {
        let (v, values, u) = singular(&tensor(&transpose(&rows(a), n), m));
        return (u, values, v);
    }
    let (mut a, mut v) = (rows(a), identity(n));
    for _ in 0..SWEEPS {
        for (p, q) in pairs(n) {
            let columns = transpose(&a, n);
            let inner = |i: usize, j: usize| dot(&columns[i], &columns[j]);
            if let Some(turn) = rotation(inner(p, p), inner(q, q), inner(p, q)) {
                rotate(&mut a, (p, q), turn);
                rotate(&mut v, (p, q), turn);
            }
        }
    }
    let (columns, v) = (transpose(&a, n), transpose(&v, n));
    let norms: Vec<Dual> = columns.iter().map(|c| dot(c, c).sqrt()).collect();
    let mut order: Vec<usize> = (0..n).collect();
    order.sort_by(|i, j| norms[*j].value.total_cmp(&norms[*i].value));
    let unit = |i: &usize| columns[*i].iter().map(|x| *x / norms[*i]).collect();
    let u: Rows = order.iter().map(unit).collect();
    let v: Rows = order.iter().map(|i| v[*i].clone()).collect();
    let values = order.iter().map(|i| norms[*i]).collect();
    (
        tensor(&transpose(&u, m), n),
        Tensor::new(vec![n], values),
        tensor(&transpose(&v, n), n),
    )
}

/// The sum of the singular values.
#[must_use]
pub fn nuclear(a: &Tensor) -> Tensor {
    let values = singular(a).1.data;
    Tensor::scalar(values.into_iter().fold(ZERO, |sum, x| sum + x))
}

/// 1 where a singular value is not 0 up to rounding.
#[must_use]
pub fn rank_mask(values: &Tensor) -> Tensor {
    let largest = values.data.iter().fold(0.0, |m: f64, x| m.max(x.value));
    #[allow(clippy::cast_precision_loss)] // there are a handful
    let threshold = f64::EPSILON * values.data.len() as f64 * largest;
    values.map(|x| Dual::constant(f64::from(u8::from(x.value > threshold))))
}

/// A⁺ of a matrix of full rank: (AᵀA)⁻¹Aᵀ or Aᵀ(AAᵀ)⁻¹.
#[must_use]
pub fn pseudoinverse(a: &Tensor) -> Tensor {
    let (m, n) = (a.shape[0], a.shape[1]);
    let a = rows(a);
    let transposed = transpose(&a, n);
    if m >= n {
        let mut solution = transposed.clone();
        eliminate(product(&transposed, &a, n), &mut solution);
        tensor(&solution, m)
    } else {
        let mut solution = a.clone();
        eliminate(product(&a, &transposed, m), &mut solution);
        tensor(&transpose(&solution, n), m)
    }
}
