use matgrad::prelude::*;

#[grad(x)]
fn f(x: f64) -> f64 {
    (x as f32) as f64
}

fn main() {}
