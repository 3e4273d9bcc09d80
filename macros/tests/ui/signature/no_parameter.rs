use matgrad::prelude::*;

#[grad]
fn f() -> f64 {
    relu(1.0)
}

fn main() {}
