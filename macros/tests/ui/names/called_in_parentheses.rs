use matgrad::prelude::*;
use ndarray::Array2;

fn trace(x: &Array2<f64>) -> f64 {
    x.sum()
}

#[grad(x)]
fn f(x: &Array2<f64>) -> f64 {
    (trace)(x)
}

macro_rules! of {
    ($function:expr) => {
        #[grad(x)]
        fn g(x: &Array2<f64>) -> f64 {
            $function(x)
        }
    };
}

of!(trace);

fn main() {}
