use matgrad::prelude::*;
use ndarray::Array1;

trait Loss {
    #[grad(x)]
    fn loss(&self, x: &Array1<f64>) -> f64;
}

struct Sum;

impl Loss for Sum {
    fn loss(&self, x: &Array1<f64>) -> f64 {
        x.sum() + relu(1.0)
    }
}

fn main() {
    println!("{}", Sum.loss(&Array1::ones(2)));
}
