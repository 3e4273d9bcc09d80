use matgrad::prelude::*;
use ndarray::Array1;

struct Model {
    scale: f64,
}

impl Model {
    #[grad(self)]
    fn loss(&self, x: &Array1<f64>) -> f64 {
        let scale: f64 = self.scale;
        scale * x.sum()
    }
}

fn main() {}
