use matgrad::prelude::*;

mod f64 {
    pub fn exp(x: ::core::primitive::f64) -> ::core::primitive::f64 {
        x.exp2()
    }
}

#[grad(x)]
fn f(x: f64) -> f64 {
    f64::exp(x)
}

fn main() {}
