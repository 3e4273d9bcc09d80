fn f_grad(x: &Array2<f64>) -> ndarray::Array2<f64> {
    let x_ = matrix::<f64, _>(&x);
    let len_m_0 = len(&x_, 0usize);
    let len_n_1 = len(&x_, 1usize);
    let t1 = ops::max_mask(x_);
    let t2 = ops::softmax_axis(x_, 1usize);
    let mut t3 = unwritten::<f64, _>([len_m_0, len_n_1]);
    for i0 in 0..len_m_0 {
        sweep::<
            f64,
            _,
            _,
            0usize,
        >(
            len_n_1,
            (lane_new(&mut t3, 1usize, [i0, 0]),),
            (
                lane(&t1, 1usize, [i0, 0]),
                lane(&t2, 1usize, [i0, 0]),
            ),
            #[inline(always)]
            move |(o0,), (e0, e1)| {
                let e2 = e0 + e1;
                *o0 = e2;
                []
            },
        );
    }
    let t3 = written(t3);
    t3
}
