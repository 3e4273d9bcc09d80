//! Multinomial logistic regression on Fisher's irises, trained by gradient descent with a
//! backtracking line search; the gradient is `#[grad]`'s.

mod shared;

use std::error::Error;

use matgrad::prelude::*;
use ndarray::{Array1, Array2, Axis, array};
use shared::table;

/// Mean cross entropy of softmax(X W + b) with the one-hot labels Y, plus ½ ρ ‖W‖²
#[grad(w, b)]
fn loss(
    #[dims(features, species)] w: &Array2<f64>,
    #[dims(species)] b: &Array1<f64>,
    #[dims(flowers, features)] x: &Array2<f64>,
    #[dims(flowers, species)] y: &Array2<f64>,
    ridge: f64,
) -> f64 {
    let scores = x.dot(w) + b;
    let cross_entropy = logsumexp_axis(&scores, Axis(1)) - (y * &scores).sum_axis(Axis(1));
    mean(cross_entropy) + 0.5 * ridge * w.pow2().sum()
}

fn main() -> Result<(), Box<dyn Error>> {
    const RIDGE: f64 = 1e-3;
    let (x, y) = read()?;
    let mut w = Array2::zeros((x.ncols(), y.ncols()));
    let mut b = Array1::zeros(y.ncols());
    let mut step = 1.0;

    println!("iteration      loss  ‖gradient‖  accuracy");
    for iteration in 0.. {
        let (value, (dw, db)) = loss_value_and_grad(&w, &b, &x, &y, RIDGE);
        let slope = norm2(&dw).powi(2) + norm2(&db).powi(2);
        let done = slope < 1e-10 || iteration == 1000;
        if done || [0, 1, 2, 5, 10, 20, 50, 100, 200].contains(&iteration) {
            let (size, right) = (slope.sqrt(), 100.0 * accuracy(&w, &b, &x, &y));
            println!("{iteration:>9} {value:>9.5} {size:>11.2e} {right:>7.1} %");
        }
        if done {
            break;
        }
        // Armijo's rule: halve the step until the loss falls by a tenth of what the slope promises.
        step *= 2.0;
        while loss(&(&w - step * &dw), &(&b - step * &db), &x, &y, RIDGE)
            > value - 0.1 * step * slope
        {
            step /= 2.0;
        }
        w.scaled_add(-step, &dw);
        b.scaled_add(-step, &db);
    }
    assert!(accuracy(&w, &b, &x, &y) > 0.97);
    Ok(())
}

/// The share of flowers whose largest score is their species'; a tie counts in part.
fn accuracy(w: &Array2<f64>, b: &Array1<f64>, x: &Array2<f64>, y: &Array2<f64>) -> f64 {
    let scores = x.dot(w) + b;
    let best = max_axis(&scores, Axis(1)).insert_axis(Axis(1));
    let chosen = (&scores - &best).mapv(|gap| f64::from(u8::from(gap >= 0.0)));
    mean((&chosen * y).sum_axis(Axis(1)) / chosen.sum_axis(Axis(1)))
}

/// The measurements, each column scaled to mean 0 and deviation 1, and the species, one-hot.
fn read() -> Result<(Array2<f64>, Array2<f64>), Box<dyn Error>> {
    let iris = table("iris.csv")?;
    let (x, species) = iris.view().split_at(Axis(1), 4);
    let y = &species - &array![0.0, 1.0, 2.0];
    let scaled = (&x - &mean_axis(x, Axis(0))) / &x.std_axis(Axis(0), 0.0);
    Ok((scaled, y.mapv(|off| f64::from(u8::from(off == 0.0)))))
}
