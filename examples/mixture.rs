//! Fisher's irises as a mixture of three Gaussians, without a look at their species: the likelihood of all
//! weights, means and covariances at once, climbed along `#[grad]`'s gradient.

#![allow(clippy::cast_precision_loss, reason = "counts are small")]

mod shared;

use std::error::Error;

use matgrad::prelude::*;
use ndarray::{Array1, Array2, Axis, array, concatenate, s};
use shared::{closed_form, descend, table};

/// −(1/n) ln p(X) of k Gaussians, but for a constant
///
/// θ holds the logarithms of the weights (but for a common constant), the means, and triangular factors Q of
/// the inverse covariances: ln of the diagonal, then what is below it. The factors stand below each other,
/// so that one product with X whitens every flower by every component.
#[grad(theta)]
fn deviance(
    theta: &Array1<f64>,
    #[dims(n, d)] x: &Array2<f64>,
    #[dims(p, _)] unpack: &Array2<f64>,
    k: usize,
) -> f64 {
    let (n, d) = x.dim();
    let p = unpack.nrows();
    let alphas = theta.slice(s![..k]);
    let means = reshape(theta.slice(s![k..k + k * d]), (k, d));
    let packed = reshape(theta.slice(s![k + k * d..]), (k, p));
    let logs = packed.slice(s![.., ..d]);
    let below = packed.slice(s![.., d..]);

    let rows = logs.exp().dot(&unpack.slice(s![..d, ..])) + below.dot(&unpack.slice(s![d.., ..]));
    let tiled = means.dot(&kron(Array2::<f64>::ones((1, d)), eye(d)));
    let factors = reshape(&rows, (k * d, d));
    let offsets = reshape(&rows * &tiled, (k * d, d)).sum_axis(Axis(1));
    let whitened = x.dot(&factors.t()) - &offsets;
    let distances = reshape(square(&whitened), (n * k, d)).sum_axis(Axis(1));
    let inner = &alphas + &logs.sum_axis(Axis(1)) - 0.5 * reshape(distances, (n, k));
    logsumexp(alphas) - mean(logsumexp_axis(inner, Axis(1)))
}

fn main() -> Result<(), Box<dyn Error>> {
    const K: usize = 3;
    let iris = table("iris.csv")?;
    let (x, species) = iris.view().split_at(Axis(1), 4);
    let x = (&x - &mean_axis(x, Axis(0))) / &x.std_axis(Axis(0), 0.0);
    let d = x.ncols();
    let unpack = unpack(d);

    println!("{}\n", closed_form(include_str!("mixture.rs"), "deviance"));

    // Equal weights, spheres, and the means at flowers far from each other.
    let mut start = Array1::zeros(K * (1 + d + unpack.nrows()));
    let mut nearest = Array1::from_elem(x.nrows(), f64::INFINITY);
    let mut flower = 0;
    for mut mean in start.slice_mut(s![K..K + K * d]).exact_chunks_mut(d) {
        mean.assign(&x.row(flower));
        let squares = (&x - &mean).pow2().sum_axis(Axis(1));
        nearest.zip_mut_with(&squares, |nearest, square| *nearest = nearest.min(*square));
        let order = |a: &usize, b: &usize| nearest[*a].total_cmp(&nearest[*b]);
        flower = (0..x.nrows()).max_by(order).ok_or("no flowers")?;
    }
    let found = descend(start.clone(), |theta| {
        deviance_value_and_grad(theta, &x, &unpack, K)
    });
    let (value, slope) = deviance_value_and_grad(&found, &x, &unpack, K);
    println!("deviance {:.4} at first", deviance(&start, &x, &unpack, K));
    println!(
        "deviance {value:.4} at the end, ‖∇θ‖ = {:.1e}",
        norm2(slope)
    );

    // ln p(x, component), as the deviance of one flower from one component alone.
    let (weights, rest) = found.view().split_at(Axis(0), K);
    let (means, factors) = rest.split_at(Axis(0), K * d);
    let alone = |c: usize| {
        let mean = means.slice(s![c * d..(c + 1) * d]);
        let factor = factors.exact_chunks(unpack.nrows()).into_iter().nth(c);
        concatenate![Axis(0), [0.0], mean, factor.expect("K factors")]
    };
    let alone: Vec<Array1<f64>> = (0..K).map(alone).collect();
    let mut counts = Array2::<f64>::zeros((K, 3));
    for (flower, species) in x.rows().into_iter().zip(species.rows()) {
        let flower = flower.insert_axis(Axis(0)).to_owned();
        let score = |c: &usize| weights[*c] - deviance(&alone[*c], &flower, &unpack, 1);
        let order = |a: &usize, b: &usize| score(a).total_cmp(&score(b));
        let component = (0..K).max_by(order).ok_or("no components")?;
        let mut row = counts.row_mut(component);
        row += &(&species - &array![0.0, 1.0, 2.0]).mapv(|off| f64::from(u8::from(off == 0.0)));
    }
    println!("flowers of each component, by species:\n{counts}");
    let together = max_axis(counts, Axis(1)).sum();
    println!("{together} of {} with most of their species", x.nrows());
    assert!(together > 140.0);
    Ok(())
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
