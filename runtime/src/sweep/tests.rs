//! Both ways of running a sweep, against each other.

use super::lane::{lane, lane_mut};
use super::{Inputs, Outputs, plain, vectorised};
use ndarray::{Array1, ArrayRef1, s};

const SCALES: [f64; 5] = [1e-6, 1e-3, 1.0, 1e3, 1e6];

#[allow(clippy::cast_precision_loss, reason = "small integers")]
fn numbers(seed: f64, n: usize) -> Array1<f64> {
    (0..n)
        .map(|i| (seed + i as f64).sin() * SCALES[i % 5])
        .collect()
}

/// What is written and what is summed, to the bit.
fn ran(by_chunks: bool, x: &ArrayRef1<f64>, y: &ArrayRef1<f64>) -> (Vec<u64>, [u64; 2]) {
    let n = x.len();
    let mut out = numbers(3.0, n);
    let outputs = (lane_mut(&mut out, 0, [0]),);
    let inputs = (lane(x, 0, [0]), lane(y, 0, [0]));
    assert!(Outputs::<f64>::fit(&outputs, n) && Inputs::<f64>::fit(&inputs, n));
    let f = |(o,): (&mut f64,), (a, b): (f64, f64)| {
        *o = *o * b + a;
        [a * b, *o / (a * a + 0.1)]
    };
    // SAFETY: the lanes fit, and what is written is an array of its own.
    let sums = unsafe {
        if by_chunks {
            vectorised(n, &outputs, &inputs, &f)
        } else {
            plain(n, &outputs, &inputs, &f)
        }
    };
    (
        out.iter().map(|x| x.to_bits()).collect(),
        sums.map(f64::to_bits),
    )
}

#[test]
fn bits_do_not_depend_on_how_a_sweep_is_compiled() {
    for n in 0..40 {
        let (x, y) = (numbers(1.0, 2 * n), numbers(2.0, n));
        for x in [x.slice(s![..n]), x.slice(s![..;2]), x.slice(s![..n;-1])] {
            assert_eq!(ran(true, &x, &y), ran(false, &x, &y), "{n}");
        }
    }
}
