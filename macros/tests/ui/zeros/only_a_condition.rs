use matgrad::prelude::*;

#[grad(x)]
fn f(x: f64, y: f64) -> f64 {
    if x > 0.0 { y } else { -y }
}

fn main() {}
