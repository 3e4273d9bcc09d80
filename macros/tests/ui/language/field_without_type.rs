use matgrad::prelude::*;
use ndarray::Array1;

struct Model {
    w: Array1<f64>,
}

impl Model {
    #[grad(x)]
    fn loss(&self, x: &Array1<f64>) -> f64 {
        let w = &self.w;
        w.dot(x)
    }
}

fn main() {}
