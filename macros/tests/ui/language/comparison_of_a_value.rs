use matgrad::prelude::*;

#[grad(x)]
fn f(x: f64) -> f64 {
    let positive: f64 = f64::from(u8::from(x > 0.0));
    positive * x
}

fn main() {}
