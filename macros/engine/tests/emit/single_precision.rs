fn f_grad(x: &[f32], s: f32) -> ndarray::Array1<f32> {
    let x_ = vector::<f32, _>(&x);
    let s_ = scalar::<f32, _>(&s);
    let len_n_0 = len(&x_, 0usize);
    let t2 = math::recip(s_);
    let mut t3 = unwritten::<f32, _>([len_n_0]);
    sweep::<
        f32,
        _,
        _,
        0usize,
    >(
        len_n_0,
        (lane_new(&mut t3, 0usize, [0]),),
        (lane(&x_, 0usize, [0]),),
        #[inline(always)]
        move |(o0,), (e0,)| {
            let e1 = math::exp(e0);
            let e3 = e1 * t2;
            let e4 = 0.1f32 * e3;
            *o0 = e4;
            []
        },
    );
    let t3 = written(t3);
    t3
}
