use matgrad::prelude::*;

const SCALE: f64 = 1.0;

mod degrees {
    pub const SCALE: f64 = 57.0;
}

#[grad(x)]
fn f(x: f64) -> f64 {
    {
        use degrees::SCALE;
        SCALE * x
    }
}

#[grad(x)]
fn g(x: f64) -> f64 {
    let y = {
        let z = SCALE * x;
        const SCALE: f64 = 2.0;
        z
    };
    y * x
}

fn main() {}
