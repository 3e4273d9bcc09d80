fn f_value_and_grad(
    x: &Array1<f64>,
    k: usize,
) -> (f64, ndarray::Array1<f64>) {
    let x_ = vector::<f64, _>(&x);
    let len_n_0 = len(&x_, 0usize);
    let len_k_1 = index(k);
    check_index(
        "f_value_and_grad",
        "x[k]",
        "the position",
        len_k_1,
        len_n_0,
    );
    check_index(
        "f_value_and_grad",
        "x[k + 1]",
        "the position",
        (1usize + len_k_1),
        len_n_0,
    );
    check_slice(
        "f_value_and_grad",
        "x.slice(s![..k])",
        "the position",
        len_k_1,
        len_n_0,
    );
    let t1 = element(&x_, [len_k_1]);
    let t2 = element(&x_, [(1usize + len_k_1)]);
    let t3 = t1 * t2;
    let t4 = slice(x_, 0usize, 0usize, 1, len_k_1);
    let mut t7 = unwritten::<f64, _>([len_k_1]);
    let [t5] = sweep::<
        f64,
        _,
        _,
        1usize,
    >(
        len_k_1,
        (lane_new(&mut t7, 0usize, [0]),),
        (lane(&t4, 0usize, [0]),),
        #[inline(always)]
        move |(o1,), (e0,)| {
            *o1 = t3;
            [e0]
        },
    );
    let t7 = written(t7);
    let t6 = t3 * t5;
    let mut t8 = zeros::<f64, _>([len_n_0]);
    {
        let mut part0 = slice_mut(
            &mut t8,
            0usize,
            0usize,
            1,
            len_k_1,
        );
        put(&mut part0, view(&t7));
    }
    let mut t9 = zeros::<f64, _>([len_n_0]);
    *element_mut(&mut t9, [(1usize + len_k_1)]) = t1;
    let mut t10 = zeros::<f64, _>([len_n_0]);
    *element_mut(&mut t10, [len_k_1]) = t2;
    let mut t11 = unwritten::<f64, _>([len_n_0]);
    sweep::<
        f64,
        _,
        _,
        0usize,
    >(
        len_n_0,
        (lane_new(&mut t11, 0usize, [0]),),
        (
            lane(&t8, 0usize, [0]),
            lane(&t9, 0usize, [0]),
            lane(&t10, 0usize, [0]),
        ),
        #[inline(always)]
        move |(o0,), (e0, e2, e3)| {
            let e4 = e2 + e3;
            let e5 = t5 * e4;
            let e6 = e0 + e5;
            *o0 = e6;
            []
        },
    );
    let t11 = written(t11);
    (t6, t11)
}
