//! Functions of matrices by the names they are printed under, and their shapes.
//!
//! What is printed is under test here, not the algorithms: those of the dual numbers serve, whose
//! signs of eigenvectors and singular vectors are then the same on both sides.

use matgrad_engine::dual::{Dual, Tensor, matrix};

use super::Value;

fn tensor(x: &Value) -> Tensor {
    let data = x.data.iter().map(|x| Dual::constant(*x)).collect();
    Tensor::new(vec![x.rows(), x.columns()], data)
}

/// A vector is a column.
fn value(x: Tensor) -> Value {
    let mut shape = x.shape;
    if shape.len() == 1 {
        shape.push(1);
    }
    let data = x.data.iter().map(|x| x.value).collect();
    Value { shape, data }
}

/// Functions of one matrix.
type OfMatrix = fn(&Tensor) -> Tensor;

const FUNCTIONS: [(&str, OfMatrix); 12] = [
    ("det", matrix::determinant),
    ("logdet", matrix::log_determinant),
    ("adj", matrix::adjugate),
    ("chol", matrix::cholesky),
    ("expm", matrix::exponential),
    ("eig", |a| matrix::eigen(a).0),
    ("Q", |a| matrix::eigen(a).1),
    ("svdvals", |a| matrix::singular(a).1),
    ("U", |a| matrix::singular(a).0),
    ("V", |a| matrix::singular(a).2),
    ("pinv", matrix::pseudoinverse),
    ("nuclear", matrix::nuclear),
];

pub fn call(name: &str, arguments: &[Value]) -> Option<Value> {
    let x = arguments.first()?;
    let square = |element: &dyn Fn(usize, usize) -> f64| {
        let element = |i, j| element(i, j);
        Some(Value::matrix(x.rows(), x.rows(), element))
    };
    match (name, arguments) {
        ("Φ", [_]) => square(&|i, j| match i.cmp(&j) {
            std::cmp::Ordering::Less => 0.0,
            std::cmp::Ordering::Equal => 0.5,
            std::cmp::Ordering::Greater => 1.0,
        }),
        ("L", [a, e]) => Some(slope(matrix::exponential, a, e)),
        ("Dadj", [a, e]) => Some(slope(matrix::adjugate, a, e)),
        // Of singular values, the gaps of their squares; of a matrix, of its eigenvalues.
        ("F", [_]) => {
            let values: Vec<f64> = if x.columns() == 1 {
                x.data.iter().map(|x| x * x).collect()
            } else {
                value(matrix::eigen(&tensor(x)).0).data
            };
            square(&|p, q| match values[q] - values[p] {
                0.0 => 0.0,
                gap => 1.0 / gap,
            })
        }
        (_, [_]) => {
            let (_, f) = FUNCTIONS.iter().find(|(known, _)| *known == name)?;
            Some(value(f(&tensor(x))))
        }
        _ => None,
    }
}

pub fn inverse(a: &Value) -> Value {
    value(matrix::inverse(&tensor(a)))
}

/// The slope of a function at A along E.
fn slope(of: OfMatrix, a: &Value, e: &Value) -> Value {
    let mut moving = tensor(a);
    for (x, slope) in moving.data.iter_mut().zip(&e.data) {
        x.slope = *slope;
    }
    let slopes: Vec<f64> = of(&moving).data.iter().map(|x| x.slope).collect();
    Value {
        shape: a.shape.clone(),
        data: slopes,
    }
}

/// The axes of a function's value from those of its matrix: `r` rows, `c` columns, `k` the fewer of
/// them, `1`; `None` for other functions.
pub fn axes(name: &str) -> Option<[char; 2]> {
    Some(match name {
        "det" | "logdet" | "nuclear" => ['1', '1'],
        "adj" | "chol" | "expm" | "Φ" | "Q" => ['r', 'r'],
        "eig" => ['r', '1'],
        "svdvals" => ['k', '1'],
        "U" => ['r', 'k'],
        "V" => ['c', 'k'],
        "F" => ['r', 'r'],
        "pinv" => ['c', 'r'],
        _ => return None,
    })
}
