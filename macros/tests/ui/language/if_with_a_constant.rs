use matgrad::prelude::*;

fn table(k: usize) -> f64 {
    [1.0, 2.0][k]
}

#[grad(x)]
fn f(x: f64, k: usize) -> f64 {
    if k < 2 {
        let c: f64 = table(k);
        c * x
    } else {
        x
    }
}

fn main() {}
