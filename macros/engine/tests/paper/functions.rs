//! Functions by the names they are printed under.

use super::Value;

/// What gives one number for a lane.
pub const REDUCTIONS: [&str; 4] = ["max", "min", "prod", "logsumexp"];

pub fn elementwise(name: &str) -> Option<fn(f64) -> f64> {
    Some(match name {
        "exp" => f64::exp,
        "ln" => f64::ln,
        "√" => f64::sqrt,
        "∛" => f64::cbrt,
        "sin" => f64::sin,
        "cos" => f64::cos,
        "tan" => f64::tan,
        "arcsin" => f64::asin,
        "arccos" => f64::acos,
        "arctan" => f64::atan,
        "sinh" => f64::sinh,
        "cosh" => f64::cosh,
        "tanh" => f64::tanh,
        "arsinh" => f64::asinh,
        "arcosh" => f64::acosh,
        "artanh" => f64::atanh,
        "abs" => f64::abs,
        "sign" => |x| if x == 0.0 { 0.0 } else { x.signum() },
        "relu" => |x| x.max(0.0),
        "erf" => erf,
        "erfc" => |x| 1.0 - erf(x),
        "inverse_mills" => |x| (-x * x).exp() * std::f64::consts::FRAC_2_SQRT_PI / (1.0 - erf(x)),
        "signum" => f64::signum,
        "σ" => |x| 1.0 / (1.0 + (-x).exp()),
        "softplus" => |x| x.exp().ln_1p(),
        "const" => |x| x,
        "exp2" => f64::exp2,
        "log2" => f64::log2,
        "log10" => f64::log10,
        "nan" => |x| f64::from(u8::from(x.is_nan())),
        "finite" => |x| f64::from(u8::from(x.is_finite())),
        _ => return None,
    })
}

/// The Maclaurin series near 0, the continued fraction of the complement elsewhere.
fn erf(x: f64) -> f64 {
    if x.abs() > 2.5 {
        let x_abs = x.abs();
        let fraction = (1..120)
            .rev()
            .fold(x_abs, |t, k| x_abs + 0.5 * f64::from(k) / t);
        let complement = (-x * x).exp() * std::f64::consts::FRAC_2_SQRT_PI / 2.0 / fraction;
        return (1.0 - complement).copysign(x);
    }
    let mut term = x;
    let mut sum = x;
    for n in 1..200 {
        let n = f64::from(n);
        term *= -x * x / n;
        sum += term / (2.0 * n + 1.0);
    }
    sum * std::f64::consts::FRAC_2_SQRT_PI
}

/// What is done to all elements, or to each lane of an axis: one number, or as many as there were.
pub fn lane(name: &str, x: &[f64]) -> Option<Vec<f64>> {
    let max = x.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let min = x.iter().copied().fold(f64::INFINITY, f64::min);
    let exponentials = x.iter().map(|x| (x - max).exp());
    let total: f64 = exponentials.clone().sum();
    let others = |at: usize| {
        x.iter()
            .enumerate()
            .filter(|(k, _)| *k != at)
            .map(|(_, x)| x)
            .product()
    };
    Some(match name {
        "max" => vec![max],
        "min" => vec![min],
        "prod" => vec![x.iter().product()],
        "logsumexp" => vec![max + total.ln()],
        "softmax" => exponentials.map(|e| e / total).collect(),
        "argmax" => x.iter().map(|x| f64::from(u8::from(*x == max))).collect(),
        "argmin" => x.iter().map(|x| f64::from(u8::from(*x == min))).collect(),
        "coprod" => (0..x.len()).map(others).collect(),
        "cumsum" => x
            .iter()
            .scan(0.0, |sum, x| {
                *sum += x;
                Some(*sum)
            })
            .collect(),
        _ => return None,
    })
}

pub fn along(name: &str, x: &Value, first: bool) -> Value {
    let x = if first { x.clone() } else { x.transposed() };
    // Lanes are now the columns.
    let lanes: Vec<Vec<f64>> = (0..x.columns())
        .map(|j| {
            let column: Vec<f64> = (0..x.rows()).map(|i| x.at(i, j)).collect();
            lane(name, &column).unwrap_or_default()
        })
        .collect();
    if REDUCTIONS.contains(&name) {
        return Value::matrix(lanes.len(), 1, |i, _| lanes[i][0]);
    }
    let columns = Value::matrix(x.rows(), x.columns(), |i, j| lanes[j][i]);
    if first { columns } else { columns.transposed() }
}
