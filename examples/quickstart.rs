//! P(Q) = tr(1ᵀ (Q ⊙ W) (w ⊙ g)): its gradient as `#[grad]` derives it while this file compiles,
//! what the generated code returns, and how far that is from central differences.

mod shared;

use matgrad::prelude::*;
use ndarray::{Array1, Array2, array};
use shared::{central, documentation};

/// P(Q) = tr( 1ᵀ (Q ⊙ W) (w ⊙ g) )
#[grad(q)]
fn p(
    #[dims(p, m)] q: &Array2<f64>,
    #[dims(p, m)] big_w: &Array2<f64>,
    #[dims(m)] w: &Array1<f64>,
    #[dims(m)] g: &Array1<f64>,
) -> f64 {
    let ones = Array1::<f64>::ones(q.nrows());
    trace(matmul(ones, matmul(hadamard(q, big_w), hadamard(w, g))))
}

fn main() {
    let q = array![[0.3, -1.2, 0.5], [2.0, 0.1, -0.7]];
    let big_w = array![[1.0, 0.5, -2.0], [0.25, 3.0, 1.5]];
    let w = array![0.9, -0.4, 1.1];
    let g = array![2.0, 1.0, -0.5];

    println!("{}\n", documentation(include_str!("quickstart.rs"), "p"));
    let (value, gradient) = p_value_and_grad(&q, &big_w, &w, &g);
    println!("P(Q) = {value}\n∇q =\n{gradient}");
    assert_eq!(gradient, p_grad(&q, &big_w, &w, &g));

    let differences = central(&q, |q| p(q, &big_w, &w, &g));
    let off = norm2(&gradient - &differences);
    println!("‖∇q − central differences‖ = {off:.1e}");
    assert!(off < 1e-8);
}
