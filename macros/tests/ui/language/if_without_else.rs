use matgrad::prelude::*;

#[grad(x)]
fn f(x: f64) -> f64 {
    let y = x + if x > 0.0 { 1.0 };
    y * y
}

fn main() {}
