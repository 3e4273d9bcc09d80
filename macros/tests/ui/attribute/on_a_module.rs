use matgrad::prelude::*;

#[grad]
mod losses {
    pub fn square(x: f64) -> f64 {
        x * x
    }
}

fn main() {
    println!("{}", relu(losses::square(1.0)));
}
