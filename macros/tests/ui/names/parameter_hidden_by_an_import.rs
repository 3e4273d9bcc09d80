use matgrad::prelude::*;

#[allow(non_upper_case_globals)]
mod constants {
    pub const scale: f64 = 3.0;
}

#[grad(x)]
fn f(x: f64, scale: f64) -> f64 {
    use constants::scale;
    scale * x
}

fn main() {}
