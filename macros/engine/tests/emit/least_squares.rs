fn f_value_and_grad(
    w: &Array1<f64>,
    x: &Array2<f64>,
    y: &Array1<f64>,
) -> (f64, ndarray::Array1<f64>) {
    let w_ = vector::<f64, _>(&w);
    let x_ = matrix::<f64, _>(&x);
    let y_ = vector::<f64, _>(&y);
    let len_m_0 = len(&w_, 0usize);
    let len_n_3 = len(&x_, 0usize);
    check(
        "f_value_and_grad",
        "x",
        1usize,
        len(&x_, 1usize),
        len_m_0,
        "m, the length of `w`",
    );
    check(
        "f_value_and_grad",
        "y",
        0usize,
        len(&y_, 0usize),
        len_n_3,
        "n, the rows of `x`",
    );
    let t2 = matvec(x_, w_);
    let mut t7 = unwritten::<f64, _>([len_n_3]);
    let [t4] = sweep::<
        f64,
        _,
        _,
        1usize,
    >(
        len_n_3,
        (lane_new(&mut t7, 0usize, [0]),),
        (
            lane(&t2, 0usize, [0]),
            lane(&y_, 0usize, [0]),
        ),
        #[inline(always)]
        move |(o1,), (e0, e1)| {
            let e2 = e0 - e1;
            let e3 = e2 * e2;
            *o1 = e2;
            [e3]
        },
    );
    let t7 = written(t7);
    let t5 = 0.5f64 * t4;
    let t6 = transpose(x_);
    let t8 = matvec(t6, view(&t7));
    (t5, t8)
}
