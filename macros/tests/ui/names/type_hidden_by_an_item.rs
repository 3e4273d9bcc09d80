use matgrad::prelude::*;

#[grad(x)]
fn f(x: f32) -> f32 {
    type f32 = f64;
    x * x
}

fn main() {}
