use matgrad::prelude::*;

#[grad(x)]
fn f(x: f64) -> f64 {
    let mut y = x * x;
    if y > 1.0 {
        y = 1.0;
    }
    y
}

fn main() {}
