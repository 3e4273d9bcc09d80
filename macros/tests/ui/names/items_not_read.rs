use matgrad::prelude::*;

#[grad(x)]
fn f(x: f64) -> f64 {
    static SCALE: f64 = 2.0;
    struct Wrapper(f64);
    enum Choice {}
    impl Choice {}
    macro_rules! twice {
        ($x:expr) => {
            2.0 * $x
        };
    }
    fn helper(x: f64) -> f64 {
        x
    }
    SCALE * twice!(helper(x))
}

fn main() {}
