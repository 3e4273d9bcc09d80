use matgrad::prelude::*;

#[grad(x)]
struct Point {
    x: f64,
}

fn main() {
    println!("{}", Point { x: 1.0 }.x.sin());
    println!("{}", relu(1.0));
}
