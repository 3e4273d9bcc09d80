use matgrad::prelude::*;

#[grad(x)]
fn f(x: f64) -> f64 {
    sign(x) * 2.0
}

fn main() {}
