//! The Gaussian mixture of ADBench (Šrajer, Kukelova and Fitzgibbon 2018), for any numbers of
//! dimensions, components and points: a model that is written with loops, without any.
//!
//! Component k has a weight αₖ, a mean μₖ and a triangular factor Qₖ of its inverse covariance. Row k of
//! `icf` packs Qₖ as the benchmark does: the logarithms of its diagonal, then what stands below the
//! diagonal, column by column.

#![allow(
    clippy::cast_precision_loss,
    clippy::needless_range_loop,
    reason = "counts are small, and the loops are those of the formula"
)]

use std::f64::consts::PI;

use matgrad::prelude::*;
use ndarray::{Array1, Array2, Axis, s};

/// ln p(X | α, μ, Q) + ln p(Q), where p(Q) is Wishart's prior, of parameters γ and m
///
/// The K factors stand below each other, Kd × d, so that one product with X whitens every point by every
/// component. `unpack` is what lays a packed factor out, row by row; `normaliser` is the logarithm of the
/// factor in front of one component's prior.
#[allow(clippy::too_many_arguments, reason = "the benchmark's")]
#[grad(alphas, means, icf)]
fn mixture(
    #[dims(k)] alphas: &Array1<f64>,
    #[dims(k, d)] means: &Array2<f64>,
    #[dims(k, p)] icf: &Array2<f64>,
    #[dims(n, d)] x: &Array2<f64>,
    #[dims(p, _)] unpack: &Array2<f64>,
    gamma: f64,
    m: f64,
    normaliser: f64,
) -> f64 {
    let (n, d) = x.dim();
    let k = alphas.len();
    let q = icf.slice(s![.., ..d]);
    let l = icf.slice(s![.., d..]);
    let scale = q.exp();

    // Row k holds Qₖ, row by row, and beside it μₖ, once for each of these rows.
    let rows = scale.dot(&unpack.slice(s![..d, ..])) + l.dot(&unpack.slice(s![d.., ..]));
    let tiled = means.dot(&kron(Array2::<f64>::ones((1, d)), eye(d)));

    // Qₖ (xᵢ − μₖ) = Qₖ xᵢ − Qₖ μₖ stands in row i, where column block k is.
    let factors = reshape(&rows, (k * d, d));
    let offsets = reshape(&rows * &tiled, (k * d, d)).sum_axis(Axis(1));
    let whitened = x.dot(&factors.t()) - &offsets;
    let distances = reshape(square(&whitened), (n * k, d)).sum_axis(Axis(1));

    let inner = alphas + q.sum_axis(Axis(1)) - 0.5 * reshape(distances, (n, k));
    let weights = n as f64 * logsumexp(alphas);
    let likelihood = logsumexp_axis(inner, Axis(1)).sum() - weights;
    let squares = square(&scale).sum() + square(l).sum();
    let prior = k as f64 * normaliser + m * q.sum() - 0.5 * gamma * gamma * squares;
    likelihood + prior - 0.5 * (n * d) as f64 * (2.0 * PI).ln()
}

/// What lays a packed d × d factor out, row by row: a one for each element, in its column.
fn unpack(d: usize) -> Array2<f64> {
    let diagonal = (0..d).map(|i| (i, i));
    let below = (0..d).flat_map(|column| (column + 1..d).map(move |row| (row, column)));
    let mut unpack = Array2::zeros((d * (d + 1) / 2, d * d));
    for (packed, (row, column)) in diagonal.chain(below).enumerate() {
        unpack[[packed, row * d + column]] = 1.0;
    }
    unpack
}

/// ln of the factor in front of the density of one component's prior.
fn normaliser(d: usize, gamma: f64, m: u32) -> f64 {
    let freedom = d + m as usize + 1;
    let gammas: f64 = (0..d).map(|j| ln_gamma_of_half(freedom - j)).sum();
    let size = (freedom * d) as f64;
    size * (gamma / 2.0_f64.sqrt()).ln() - (d * (d - 1)) as f64 / 4.0 * PI.ln() - gammas
}

/// ln Γ(n / 2), from Γ(x + 1) = x Γ(x), Γ(1) = 1 and Γ(½) = √π.
fn ln_gamma_of_half(n: usize) -> f64 {
    match n {
        1 => 0.5 * PI.ln(),
        2 => 0.0,
        _ => (n as f64 / 2.0 - 1.0).ln() + ln_gamma_of_half(n - 2),
    }
}

/// A point of the model.
struct Problem {
    alphas: Array1<f64>,
    means: Array2<f64>,
    icf: Array2<f64>,
    x: Array2<f64>,
    gamma: f64,
    m: u32,
}

/// Value and gradients by the function as one would write it: loops over points, components and rows.
mod loops {
    use super::*;
    use matgrad_engine::dual::Dual;

    fn ln_sum_exp(terms: &[Dual]) -> Dual {
        let largest = terms
            .iter()
            .map(|t| t.value)
            .fold(f64::NEG_INFINITY, f64::max);
        let shift = Dual::from(largest);
        let sum = terms
            .iter()
            .fold(Dual::from(0.0), |sum, term| sum + (*term - shift).exp());
        shift + sum.ln()
    }

    /// The objective, where parameter number `moving` of α, μ and `icf`, one after the other, moves.
    pub fn objective(problem: &Problem, moving: usize) -> Dual {
        let (n, d) = problem.x.dim();
        let k = problem.alphas.len();
        let parameters = problem
            .alphas
            .iter()
            .chain(&problem.means)
            .chain(&problem.icf);
        let parameters: Vec<Dual> = parameters
            .enumerate()
            .map(|(number, value)| Dual {
                value: *value,
                slope: f64::from(u8::from(number == moving)),
            })
            .collect();
        let (alphas, rest) = parameters.split_at(k);
        let (means, icf) = rest.split_at(k * d);
        let packed = d * (d + 1) / 2;
        let half = Dual::from(0.5);
        let mut total = Dual::from(-0.5 * (n * d) as f64 * (2.0 * PI).ln());
        for i in 0..n {
            let mut terms = Vec::new();
            for component in 0..k {
                let mean = &means[component * d..];
                let factor = &icf[component * packed..];
                let mut whitened: Vec<Dual> = Vec::new();
                let mut term = alphas[component];
                for row in 0..d {
                    term = term + factor[row];
                    whitened
                        .push(factor[row].exp() * (Dual::from(problem.x[[i, row]]) - mean[row]));
                }
                let mut below = d;
                for column in 0..d {
                    for row in column + 1..d {
                        let gap = Dual::from(problem.x[[i, column]]) - mean[column];
                        whitened[row] = whitened[row] + factor[below] * gap;
                        below += 1;
                    }
                }
                for y in whitened {
                    term = term - half * y * y;
                }
                terms.push(term);
            }
            total = total + ln_sum_exp(&terms) - ln_sum_exp(alphas);
        }
        for component in 0..k {
            total = total + Dual::from(normaliser(d, problem.gamma, problem.m));
            for (number, &element) in icf[component * packed..][..packed].iter().enumerate() {
                let in_factor = if number < d { element.exp() } else { element };
                total = total - Dual::from(0.5 * problem.gamma.powi(2)) * in_factor * in_factor;
                if number < d {
                    total = total + Dual::from(f64::from(problem.m)) * element;
                }
            }
        }
        total
    }
}

/// Numbers in (−1, 1) without a pattern, of a shape.
fn numbers(rows: usize, columns: usize, seed: f64) -> Array2<f64> {
    Array2::from_shape_fn((rows, columns), |(i, j)| {
        (seed + 12.9898 * i as f64 + 78.233 * j as f64 + (i * j) as f64).sin()
    })
}

/// Value and gradients, the latter flat and one after the other.
fn derived(problem: &Problem) -> (f64, Vec<f64>) {
    let d = problem.x.ncols();
    let (value, (alphas, means, icf)) = mixture_value_and_grad(
        &problem.alphas,
        &problem.means,
        &problem.icf,
        &problem.x,
        &unpack(d),
        problem.gamma,
        f64::from(problem.m),
        normaliser(d, problem.gamma, problem.m),
    );
    let flat = alphas.iter().chain(&means).chain(&icf).copied().collect();
    (value, flat)
}

#[track_caller]
fn close(found: f64, expected: f64, size: f64) {
    let off = (found - expected).abs();
    assert!(off <= 1e-12 * size, "{found} is not {expected}");
}

#[test]
fn value_and_gradients_are_those_of_the_loops() {
    for (d, k, n) in [(1, 2, 4), (2, 3, 5), (3, 5, 10), (10, 5, 20), (4, 1, 7)] {
        let problem = Problem {
            alphas: numbers(1, k, 0.1).remove_axis(Axis(0)),
            means: numbers(k, d, 0.2),
            icf: 0.5 * numbers(k, d * (d + 1) / 2, 0.3),
            x: 2.0 * numbers(n, d, 0.4),
            gamma: 1.5,
            m: 2,
        };
        let (value, gradient) = derived(&problem);
        // Both are sums of some n k d² terms, rounded apart: 1e-12 of the largest is a few thousand ulps.
        let by_loops: Vec<_> = (0..gradient.len())
            .map(|moving| loops::objective(&problem, moving))
            .collect();
        let largest = by_loops
            .iter()
            .map(|dual| dual.slope.abs())
            .fold(1.0, f64::max);
        for (found, expected) in gradient.iter().zip(&by_loops) {
            close(value, expected.value, expected.value.abs());
            close(*found, expected.slope, largest);
        }
    }
}

/// The benchmark's own problem of two dimensions and three components, as `shared_cases` stores it.
#[test]
fn value_and_gradients_are_those_stored() {
    let cases = include_str!("shared_cases/cases.json");
    let cases: serde_json::Value = serde_json::from_str(cases).expect("JSON");
    let case = cases
        .as_array()
        .expect("a list")
        .iter()
        .find(|case| case["id"] == "ad01");
    let case = case.expect("the case");
    let read = |list: &serde_json::Value| -> Vec<f64> {
        let list = list["data"].as_array().expect("numbers");
        list.iter().map(|x| x.as_f64().expect("a number")).collect()
    };
    let variable = |name: &str| {
        let variables = case["vars"].as_array().expect("a list");
        read(
            variables
                .iter()
                .find(|v| v["name"] == name)
                .expect("a variable"),
        )
    };
    let shaped = |rows, columns, data| Array2::from_shape_vec((rows, columns), data).expect("fits");
    // The case keeps the two parts of `icf` apart.
    let packed =
        |q: Vec<f64>, l: Vec<f64>| ndarray::concatenate![Axis(1), shaped(3, 2, q), shaped(3, 1, l)];
    let problem = Problem {
        alphas: variable("alpha").into(),
        means: shaped(3, 2, variable("mu")),
        icf: packed(variable("q"), variable("l")),
        x: shaped(5, 2, variable("x")),
        gamma: 1.0,
        m: 0,
    };
    let (value, gradient) = derived(&problem);
    let stored = case["value"].as_f64().expect("a number");
    close(value, stored, stored.abs());
    let [alphas, means, q, l] = ["alpha", "mu", "q", "l"].map(|name| read(&case["grads"][name]));
    let stored: Vec<f64> = alphas
        .into_iter()
        .chain(means)
        .chain(packed(q, l))
        .collect();
    assert_eq!(gradient.len(), stored.len());
    for (found, expected) in gradient.iter().zip(&stored) {
        close(*found, *expected, 1.0);
    }
}
