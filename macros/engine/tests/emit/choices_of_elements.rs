fn f_value_and_grad(
    x: &Array1<f64>,
    b: f64,
) -> (f64, ndarray::Array1<f64>) {
    let x_ = vector::<f64, _>(&x);
    let b_ = scalar::<f64, _>(&b);
    let len_n_0 = len(&x_, 0usize);
    let mut t5 = unwritten::<f64, _>([len_n_0]);
    let [t4] = sweep::<
        f64,
        _,
        _,
        1usize,
    >(
        len_n_0,
        (lane_new(&mut t5, 0usize, [0]),),
        (lane(&x_, 0usize, [0]),),
        #[inline(always)]
        move |(o1,), (e0,)| {
            let e2 = math::greater(e0, b_);
            let e3 = e0 - b_;
            let e4 = math::sqrt(e3);
            let e6 = math::select(e2, e4, 0.0f64);
            let e7 = math::recip(e4);
            let e8 = 0.5f64 * e7;
            let e9 = math::select(e2, e8, 0.0f64);
            *o1 = e9;
            [e6]
        },
    );
    let t5 = written(t5);
    (t4, t5)
}
