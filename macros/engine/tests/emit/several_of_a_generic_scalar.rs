fn f_value_and_grad<T: Real>(
    a: ArrayView2<'_, T>,
    b: Array1<T>,
) -> (
    T,
    (ndarray::Array2<T>, ndarray::Array1<T>),
) {
    let a_ = matrix::<T, _>(&a);
    let b_ = vector::<T, _>(&b);
    let len_m_0 = len(&a_, 0usize);
    let len_n_2 = len(&a_, 1usize);
    check(
        "f_value_and_grad",
        "b",
        0usize,
        len(&b_, 0usize),
        len_n_2,
        "n, the columns of `a`",
    );
    let t2 = matvec(a_, b_);
    let mut t5 = unwritten::<T, _>([len_m_0]);
    let [t3] = sweep::<
        T,
        _,
        _,
        1usize,
    >(
        len_m_0,
        (lane_new(&mut t5, 0usize, [0]),),
        (lane(&t2, 0usize, [0]),),
        #[inline(always)]
        move |(o1,), (e0,)| {
            let e1 = math::softplus(e0);
            let e2 = math::sigmoid(e0);
            *o1 = e2;
            [e1]
        },
    );
    let t5 = written(t5);
    let t4 = lit::<T>(0.5f64) * t3;
    let mut t6 = unwritten::<T, _>([len_m_0, len_n_2]);
    for i0 in 0..len_m_0 {
        let e1 = element(&t5, [i0]);
        sweep::<
            T,
            _,
            _,
            0usize,
        >(
            len_n_2,
            (lane_new(&mut t6, 1usize, [i0, 0]),),
            (lane(&b_, 0usize, [0]),),
            #[inline(always)]
            move |(o0,), (e0,)| {
                let e2 = e0 * e1;
                let e3 = lit::<T>(0.5f64) * e2;
                *o0 = e3;
                []
            },
        );
    }
    let t6 = written(t6);
    let t7 = transpose(a_);
    let t8 = matvec(t7, view(&t5));
    let mut t9 = unwritten::<T, _>([len_n_2]);
    sweep::<
        T,
        _,
        _,
        0usize,
    >(
        len_n_2,
        (lane_new(&mut t9, 0usize, [0]),),
        (lane(&t8, 0usize, [0]),),
        #[inline(always)]
        move |(o0,), (e0,)| {
            let e1 = lit::<T>(0.5f64) * e0;
            *o0 = e1;
            []
        },
    );
    let t9 = written(t9);
    (t4, (t6, t9))
}
