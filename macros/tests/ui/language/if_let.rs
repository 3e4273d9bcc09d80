use matgrad::prelude::*;

#[grad(x)]
fn f(x: f64, scale: Option<f64>) -> f64 {
    if let Some(scale) = scale { scale * x } else { x }
}

fn main() {}
