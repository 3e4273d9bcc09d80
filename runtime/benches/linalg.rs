//! Linear algebra: `cargo bench -p matgrad --bench linalg [--features faer] [-- NAME [SIZE]]`.
//!
//! Each line: the time of one call, the best of some rounds, as what else the machine does only adds;
//! with the feature also the ratio to faer called directly on its own column-major matrices (below 1 this
//! crate is faster).

#![allow(clippy::pedantic, reason = "a program, not an interface")]

use matgrad::__private::linalg as runtime;
use ndarray::{Array1, Array2};
use std::hint::black_box;
use std::time::{Duration, Instant};

const SIZES: [usize; 8] = [5, 10, 32, 50, 100, 300, 500, 1000];
const ROUNDS: usize = 15;
const ROUND_TIME: Duration = Duration::from_millis(12);

fn definite(n: usize) -> Array2<f64> {
    let b = Array2::from_shape_fn((n, n), |(i, j)| {
        ((i * 7919 + j * 104_729 + 13) % 1009) as f64 / 1009.0 - 0.5
    });
    b.dot(&b.t()) / n as f64 + Array2::<f64>::eye(n)
}

/// Seconds per call: the contestants take turns, and the best round counts.
fn seconds<const K: usize>(contestants: [&dyn Fn(); K]) -> [f64; K] {
    let calls = contestants.map(|f| {
        let start = Instant::now();
        f();
        (ROUND_TIME.as_secs_f64() / start.elapsed().as_secs_f64()).clamp(1.0, 1e5) as u32
    });
    let mut times = [[0.0; ROUNDS]; K];
    for round in 0..ROUNDS {
        for (k, times) in times.iter_mut().enumerate() {
            let start = Instant::now();
            for _ in 0..calls[k] {
                contestants[k]();
            }
            times[round] = start.elapsed().as_secs_f64() / f64::from(calls[k]);
        }
    }
    times.map(|mut times| {
        times.sort_by(f64::total_cmp);
        times[0]
    })
}

/// Prints a line, if its name starts as the first argument does and its size is the second.
fn report(name: &str, n: usize, ours: &dyn Fn(), theirs: Option<&dyn Fn()>) {
    let mut wanted = std::env::args()
        .skip(1)
        .filter(|word| !word.starts_with('-'));
    let (named, sized) = (wanted.next(), wanted.next());
    if named.is_some_and(|word| !name.starts_with(&word))
        || sized.is_some_and(|word| word != n.to_string())
    {
        return;
    }
    let line = match theirs {
        Some(theirs) => {
            let [ours, theirs] = seconds([ours, theirs]);
            format!("{:>12.3} µs   {:>6.2} of faer", ours * 1e6, ours / theirs)
        }
        None => format!("{:>12.3} µs", seconds([ours])[0] * 1e6),
    };
    println!("{name:<28} {n:>5} {line}");
}

#[cfg(feature = "faer")]
mod theirs {
    use faer::linalg::solvers::{DenseSolveCore, Llt, PartialPivLu, Solve};
    use faer::{Mat, Side};

    pub struct Case {
        a: Mat<f64>,
        b: Mat<f64>,
    }

    impl Case {
        pub fn new(a: &ndarray::Array2<f64>) -> Self {
            let n = a.nrows();
            Self {
                a: Mat::from_fn(n, n, |i, j| a[[i, j]]),
                b: Mat::from_fn(n, 1, |_, _| 1.0),
            }
        }

        pub fn lu(&self) -> PartialPivLu<f64> {
            PartialPivLu::new(self.a.as_ref())
        }

        pub fn cholesky(&self) -> Llt<f64> {
            Llt::new(self.a.as_ref(), Side::Lower).expect("positive definite")
        }

        pub fn inverse(&self) -> Mat<f64> {
            self.lu().inverse()
        }

        pub fn cholesky_inverse(&self) -> Mat<f64> {
            self.cholesky().inverse()
        }

        pub fn solve(&self) -> Mat<f64> {
            self.lu().solve(&self.b)
        }

        pub fn product(&self) -> Mat<f64> {
            &self.a * &self.a
        }

        pub fn solve_many(&self) -> Mat<f64> {
            self.lu().solve(&self.a)
        }
    }
}

macro_rules! row {
    ($name:literal, $n:expr, $ours:expr, $case:ident . $theirs:ident) => {{
        #[cfg(feature = "faer")]
        report(
            $name,
            $n,
            &|| {
                black_box($ours);
            },
            Some(&|| {
                black_box($case.$theirs());
            }),
        );
        #[cfg(not(feature = "faer"))]
        report(
            $name,
            $n,
            &|| {
                black_box($ours);
            },
            None,
        );
    }};
}

fn main() {
    for n in SIZES {
        let (a, b) = (definite(n), Array1::<f64>::ones(n));
        let a = a.view();
        #[cfg(feature = "faer")]
        let case = theirs::Case::new(&a.to_owned());
        row!("lu", n, runtime::lu(a), case.lu);
        row!(
            "lu, inverse",
            n,
            runtime::lu_inverse(&runtime::lu(a)),
            case.inverse
        );
        row!(
            "lu, solve",
            n,
            runtime::lu_solve(&runtime::lu(a), b.view()),
            case.solve
        );
        row!(
            "lu, solve n",
            n,
            runtime::lu_solve(&runtime::lu(a), a),
            case.solve_many
        );
        row!("cholesky", n, runtime::cholesky(a), case.cholesky);
        row!(
            "cholesky, inverse",
            n,
            runtime::cholesky_inverse(&runtime::cholesky(a)),
            case.cholesky_inverse
        );
        report(
            "cholesky, inverse, logdet",
            n,
            &|| {
                let cholesky = runtime::cholesky(black_box(a));
                black_box((
                    runtime::cholesky_inverse(&cholesky),
                    runtime::cholesky_logdet(&cholesky),
                ));
            },
            None,
        );
        report(
            "adjugate",
            n,
            &|| {
                black_box(runtime::adjugate(a));
            },
            None,
        );
        report(
            "expm",
            n,
            &|| {
                black_box(runtime::expm(a));
            },
            None,
        );
        row!("product", n, matgrad::__private::matmul(a, a), case.product);
    }
}
