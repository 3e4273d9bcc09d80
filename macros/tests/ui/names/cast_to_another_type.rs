use matgrad::prelude::*;

mod narrow {
    #[allow(non_camel_case_types)]
    pub type f64 = f32;
}

#[grad(x)]
fn f(x: f64, n: usize) -> f64 {
    x * f64::from(n as narrow::f64)
}

fn main() {}
