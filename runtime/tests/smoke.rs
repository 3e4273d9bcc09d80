use matgrad::__private as rt;
use ndarray::{Array2, array};
#[test]
fn smoke() {
    let w = array![[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]];
    let wv = rt::matrix::<f64, _>(&w);
    let v0 = array![1.0, 1.0, 2.0];
    let v = rt::vector::<f64, _>(&v0);
    let mut g: Array2<f64> = rt::zeros2(2, 3);
    let mut total = 0.0;
    for i in 0..2 {
        let u_i = 2.0;
        let [s] = rt::sweep(
            3,
            (rt::lane_mut(&mut g, 1, [i, 0]),),
            (rt::lane(&wv, 1, [i, 0]), rt::lane(&v, 0, [0])),
            |(o,), (a, b)| {
                let t = a * b;
                *o = t;
                [t * u_i]
            },
        );
        total += s;
    }
    assert_eq!(total, 2.0 * (9.0 + 21.0));
    assert_eq!(g, array![[1.0, 2.0, 6.0], [4.0, 5.0, 12.0]]);
}
