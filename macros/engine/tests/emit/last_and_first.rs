fn f_grad(x: &Array1<f64>) -> ndarray::Array1<f64> {
    let x_ = vector::<f64, _>(&x);
    let len_n_0 = len(&x_, 0usize);
    check_slice(
        "f_grad",
        "x[n - 1]",
        "the position",
        1usize,
        len_n_0,
    );
    check_index("f_grad", "x[0]", "the position", 0usize, len_n_0);
    let t1 = element(
        &x_,
        [::core::primitive::usize::wrapping_sub(len_n_0, 1usize)],
    );
    let mut t2 = zeros::<f64, _>([len_n_0]);
    *element_mut(&mut t2, [0usize]) = t1;
    let t3 = element(&x_, [0usize]);
    let mut t4 = zeros::<f64, _>([len_n_0]);
    *element_mut(
        &mut t4,
        [::core::primitive::usize::wrapping_sub(len_n_0, 1usize)],
    ) = t3;
    let mut t5 = unwritten::<f64, _>([len_n_0]);
    sweep::<
        f64,
        _,
        _,
        0usize,
    >(
        len_n_0,
        (lane_new(&mut t5, 0usize, [0]),),
        (
            lane(&t2, 0usize, [0]),
            lane(&t4, 0usize, [0]),
        ),
        #[inline(always)]
        move |(o0,), (e0, e1)| {
            let e2 = e0 + e1;
            *o0 = e2;
            []
        },
    );
    let t5 = written(t5);
    t5
}
