fn f_grad(x: &Array1<f64>, y: f64) -> ndarray::Array1<f64> {
    let x_ = vector::<f64, _>(&x);
    let len_n_0 = len(&x_, 0usize);
    let mut t0 = unwritten::<f64, _>([len_n_0]);
    sweep::<
        f64,
        _,
        _,
        0usize,
    >(
        len_n_0,
        (lane_new(&mut t0, 0usize, [0]),),
        (),
        #[inline(always)]
        move |(o0,), ()| {
            *o0 = 0.0f64;
            []
        },
    );
    let t0 = written(t0);
    t0
}
