//! Kernels against naive loops, in every memory layout.

#![allow(
    clippy::pedantic,
    reason = "small sizes, compared exactly where results must be the same bits"
)]

use matgrad::__private as runtime;
use ndarray::{
    Array1, Array2, Array3, Array4, ArrayView1, ArrayView2, Axis, ShapeBuilder, array, s,
};

/// Numbers without a pattern a kernel could hide behind; integers, so that sums are exact in any order.
fn number(i: usize, j: usize) -> f64 {
    let mixed = (i * 7919 + j * 104_729 + 13) % 31;
    f64::from(u8::try_from(mixed).expect("a remainder below 31")) - 15.0
}

/// The same `n × m` matrix in every layout: C, Fortran, every other element, reversed, and transposed.
fn layouts(
    n: usize,
    m: usize,
    f: impl Fn(usize, usize) -> f64,
) -> Vec<(&'static str, Array2<f64>)> {
    let c = Array2::from_shape_fn((n, m), |(i, j)| f(i, j));
    let mut fortran = Array2::zeros((n, m).f());
    fortran.assign(&c);
    vec![("c", c), ("fortran", fortran)]
}

fn for_each_layout(
    n: usize,
    m: usize,
    f: impl Fn(usize, usize) -> f64,
    mut check: impl FnMut(&str, ArrayView2<'_, f64>),
) {
    for (name, a) in layouts(n, m, &f) {
        check(name, a.view());
        let mut wide = Array2::from_elem((2 * n + 1, 3 * m + 1), f64::NAN);
        wide.slice_mut(s![..2 * n;2, ..3 * m;3]).assign(&a);
        check("strided", wide.slice(s![..2 * n;2, ..3 * m;3]));
        let mut reversed = Array2::zeros((n, m));
        reversed.slice_mut(s![..;-1, ..;-1]).assign(&a);
        check("reversed", reversed.slice(s![..;-1, ..;-1]));
        let transposed = a.t().to_owned();
        check("transposed", transposed.t());
    }
    let row = Array1::from_shape_fn(m, |j| f(0, j));
    if let Some(broadcast) = row.broadcast((n, m)) {
        check("broadcast", broadcast);
    }
}

fn for_each_vector(
    n: usize,
    f: impl Fn(usize) -> f64,
    mut check: impl FnMut(&str, ArrayView1<'_, f64>),
) {
    let x = Array1::from_shape_fn(n, &f);
    check("plain", x.view());
    let mut wide = Array1::from_elem(3 * n + 1, f64::NAN);
    wide.slice_mut(s![..3 * n;3]).assign(&x);
    check("strided", wide.slice(s![..3 * n;3]));
    let backwards: Array1<f64> = x.iter().rev().copied().collect();
    check("reversed", backwards.slice(s![..;-1]));
    let one = array![f(0)];
    check(
        "broadcast",
        one.broadcast(n).expect("one element broadcasts"),
    );
}

const SIZES: [(usize, usize); 12] = [
    (0, 0),
    (0, 3),
    (3, 0),
    (1, 1),
    (1, 9),
    (9, 1),
    (4, 8),
    (5, 7),
    (8, 16),
    (17, 33),
    (13, 64),
    (31, 4),
];

#[test]
fn matrix_vector_products_in_every_layout() {
    for (n, m) in SIZES {
        for_each_layout(n, m, number, |layout, a| {
            for_each_vector(
                m,
                |j| number(j, 3),
                |vector, x| {
                    let naive =
                        Array1::from_shape_fn(n, |i| (0..m).map(|j| a[[i, j]] * x[j]).sum::<f64>());
                    assert_eq!(runtime::matvec(a, x), naive, "{n} × {m} {layout}, {vector}");
                    let mut y = Array1::from_elem(2 * n, 1.0);
                    let mut part = runtime::slice_mut(&mut y, 0, 0, 2, n);
                    runtime::matvec_add(2.0, a, x, 3.0, &mut part);
                    assert_eq!(
                        part,
                        2.0 * &naive + 3.0,
                        "{n} × {m} {layout}, {vector}, added"
                    );
                },
            );
        });
    }
}

#[test]
fn matrix_products_in_every_layout() {
    for (n, m) in SIZES {
        for columns in [0, 1, 4, 5, 8, 11] {
            let naive = |a: &ArrayView2<'_, f64>, b: &ArrayView2<'_, f64>| {
                Array2::from_shape_fn((n, columns), |(i, j)| {
                    (0..m).map(|k| a[[i, k]] * b[[k, j]]).sum::<f64>()
                })
            };
            let right = |i, j| number(j, i + 1);
            for_each_layout(n, m, number, |left, a| {
                for_each_layout(m, columns, right, |layout, b| {
                    let (naive, what) = (naive(&a, &b), format!("{n} × {m} {left}, {layout}"));
                    assert_eq!(runtime::matmul(a, b), naive, "{what}");
                    let mut c = Array2::from_elem((columns, n), 2.0);
                    let mut turned = c.view_mut().reversed_axes();
                    runtime::matmul_add(-1.0, a, b, 0.5, &mut turned);
                    assert_eq!(turned, 1.0 - &naive, "{what}, added");
                });
            });
        }
    }
}

/// Columns that are added up in blocks.
#[test]
fn matrix_vector_products_of_many_elements() {
    for (n, m) in [(3000, 7), (100, 90), (9, 1000), (8200, 5)] {
        let a = Array2::from_shape_fn((m, n), |(i, j)| number(i, j));
        let x = Array1::from_shape_fn(m, |i| number(i, 3));
        let naive = Array1::from_shape_fn(n, |i| (0..m).map(|j| a[[j, i]] * x[j]).sum::<f64>());
        assert_eq!(runtime::matvec(a.t(), x.view()), naive, "{n} × {m}");
        let mut y = Array1::from_elem(3 * n, 2.0);
        let mut part = runtime::slice_mut(&mut y, 0, 0, 3, n);
        runtime::matvec_add(2.0, a.t(), x.view(), -1.0, &mut part);
        assert_eq!(part, 2.0 * naive - 2.0, "{n} × {m}, added");
    }
}

/// On both sides of the bounds up to which a product counts as small.
#[test]
fn matrix_products_of_every_size() {
    for (n, k, m) in [
        (20, 20, 20),
        (20, 20, 21),
        (3, 64, 9),
        (3, 65, 9),
        (70, 2, 50),
        (2000, 1, 4),
        (90, 90, 90),
    ] {
        let (a, b) = (
            Array2::from_shape_fn((n, k), |(i, j)| number(i, j)),
            Array2::from_shape_fn((k, m), |(i, j)| number(j, i)),
        );
        let naive = Array2::from_shape_fn((n, m), |(i, j)| {
            (0..k).map(|p| a[[i, p]] * b[[p, j]]).sum::<f64>()
        });
        assert_eq!(runtime::matmul(a.view(), b.view()), naive, "{n} {k} {m}");
        let (a, b) = (a.mapv(|v| v as f32), b.mapv(|v| v as f32));
        assert_eq!(
            runtime::matmul(a.view(), b.view()),
            naive.mapv(|v| v as f32),
            "{n} {k} {m}, single precision"
        );
        let x = b.column(0);
        let expected = naive.column(0).mapv(|v| v as f32);
        assert_eq!(runtime::matvec(a.view(), x), expected, "{n} {k}, vector");
    }
}

/// The order of a small product's sums is that of the plain loop, whatever the layouts.
#[test]
fn small_products_are_the_plain_loop_bit_for_bit() {
    let fraction = |i, j| number(i, j).sin() / 3.0;
    for (n, k, m) in [(1, 1, 1), (2, 3, 2), (8, 8, 8), (5, 17, 13), (9, 40, 11)] {
        for_each_layout(n, k, fraction, |left, a| {
            for_each_layout(k, m, fraction, |right, b| {
                let plain = Array2::from_shape_fn((n, m), |(i, j)| {
                    (0..k).fold(0.0, |sum, p| sum + a[[i, p]] * b[[p, j]])
                });
                let found = runtime::matmul(a, b);
                assert!(
                    found
                        .iter()
                        .zip(&plain)
                        .all(|(f, p)| f.to_bits() == p.to_bits()),
                    "{n} {k} {m} {left}, {right}"
                );
            });
        });
    }
}

#[test]
fn results_are_written_whatever_they_held_before() {
    let a = array![[1.0, 2.0], [3.0, 4.0]];
    let mut y = array![f64::NAN, f64::INFINITY];
    runtime::matvec_add(1.0, a.view(), array![1.0, 1.0].view(), 0.0, &mut y);
    assert_eq!(y, array![3.0, 7.0]);
    let mut c = Array2::from_elem((2, 2), f64::NAN);
    runtime::matmul_add(1.0, a.view(), a.view(), 0.0, &mut c);
    assert_eq!(c, a.dot(&a));
    let mut empty = Array2::from_elem((2, 2), f64::NAN);
    runtime::matmul_add(
        1.0,
        Array2::zeros((2, 0)).view(),
        Array2::zeros((0, 2)).view(),
        0.0,
        &mut empty,
    );
    assert_eq!(empty, Array2::<f64>::zeros((2, 2)));
}

#[test]
fn a_sweep_writes_and_sums_in_every_layout() {
    for n in [0, 1, 5, 7, 8, 9, 16, 31, 100] {
        for_each_layout(3, n, number, |layout, a| {
            for_each_vector(
                n,
                |j| number(j, 1),
                |vector, x| {
                    let mut g = Array2::from_elem((3, n), 1.0);
                    let mut turned = Array2::from_elem((n, 3), f64::NAN);
                    for i in 0..3 {
                        let sums = runtime::sweep(
                            n,
                            (
                                runtime::lane_mut(&mut g, 1, [i, 0]),
                                runtime::lane_mut(&mut turned, 0, [0, i]),
                            ),
                            (runtime::lane(&a, 1, [i, 0]), runtime::lane(&x, 0, [0])),
                            |(o, p), (b, c)| {
                                *o += b * c;
                                *p = b - c;
                                [b * c, b, c + 1.0]
                            },
                        );
                        let naive = (0..n).fold([0.0; 3], |[s, t, u], j| {
                            [s + a[[i, j]] * x[j], t + a[[i, j]], u + x[j] + 1.0]
                        });
                        assert_eq!(sums, naive, "{n} {layout}, {vector}");
                    }
                    let product = Array2::from_shape_fn((3, n), |(i, j)| 1.0 + a[[i, j]] * x[j]);
                    assert_eq!(g, product, "{n} {layout}, {vector}");
                    assert_eq!(
                        turned.t(),
                        Array2::from_shape_fn((3, n), |(i, j)| a[[i, j]] - x[j])
                    );
                },
            );
        });
    }
}

/// A new array written once, block by block, as one matrix and its transpose are read.
#[test]
fn blocks_write_each_element_once() {
    for (m, n) in [(0, 3), (3, 0), (2, 7), (3, 1024), (2, 2500)] {
        for_each_layout(m, n, number, |layout, a| {
            let b = Array2::from_shape_fn((n, m), |(j, i)| number(j, i));
            let mut new = runtime::unwritten::<f64, _>([m, n]);
            let mut sum = 0.0;
            for (j, block) in runtime::blocks(n) {
                for i in 0..m {
                    let [s] = runtime::sweep(
                        block,
                        (runtime::lane_new(&mut new, 1, [i, j]),),
                        (runtime::lane(&a, 1, [i, j]), runtime::lane(&b, 0, [j, i])),
                        |(o,), (a, b)| {
                            *o = a - b;
                            [a * b]
                        },
                    );
                    sum += s;
                }
            }
            assert_eq!(runtime::written(new), &a - &b.t(), "{m} × {n}, {layout}");
            let exact = (&a * &b.t()).sum();
            assert!((sum - exact).abs() <= 1e-12 * exact.abs(), "{m} × {n}");
        });
    }
}

/// Sums of 0 to 9 rows in blocks: bit for bit those of the plain loops, in every layout.
#[test]
fn rows_are_summed_in_order() {
    for (m, n) in [(0, 3), (3, 0), (1, 7), (4, 8), (9, 20), (7, 2500)] {
        let b = Array2::from_shape_fn((n, m), |(j, i)| number(j, i).sin());
        for_each_layout(
            m,
            n,
            |i, j| number(i, j).cos(),
            |layout, a| {
                let (mut found, mut plain) = ([0.0; 2], [0.0; 2]);
                for (j, block) in runtime::blocks(n) {
                    let sums = runtime::sweep_rows(
                        block,
                        m,
                        |i| (runtime::lane(&a, 1, [i, j]), runtime::lane(&b, 0, [j, i])),
                        |(), (a, b)| [a * b, a - b],
                    );
                    let mut rows = [0.0; 2];
                    for i in 0..m {
                        let mut row = [0.0; 2];
                        for j in j..n.min(j + 1024) {
                            row[0] += a[[i, j]] * b[[j, i]];
                            row[1] += a[[i, j]] - b[[j, i]];
                        }
                        rows = [rows[0] + row[0], rows[1] + row[1]];
                    }
                    for k in 0..2 {
                        found[k] += sums[k];
                        plain[k] += rows[k];
                    }
                }
                assert_eq!(found, plain, "{m} × {n}, {layout}");
            },
        );
    }
}

#[test]
#[should_panic(expected = "sweep: a lane is not of length 3")]
fn rows_of_another_length_are_refused() {
    let (a, b) = (array![[1.0, 2.0, 3.0]], array![[1.0], [2.0]]);
    let [_] = runtime::sweep_rows(
        3,
        1,
        |i| (runtime::lane(&a, 1, [i, 0]), runtime::lane(&b, 0, [0, i])),
        |(), (a, b)| [a * b],
    );
}

#[test]
#[should_panic(expected = "written: not each element once")]
fn an_array_with_a_row_left_out_is_refused() {
    let mut new = runtime::unwritten::<f64, _>([2, 3]);
    let [] = runtime::sweep(
        3,
        (runtime::lane_new(&mut new, 1, [1, 0]),),
        (),
        |(o,), ()| {
            *o = 1.0;
            []
        },
    );
    let _ = runtime::written(new);
}

#[test]
fn sums_do_not_depend_on_the_layout() {
    for n in [7, 8, 100, 1003] {
        let x = Array1::from_shape_fn(n, |i| number(i, 2).sin() * 1e3);
        let plain = matgrad::prelude::dot(x.view(), x.view());
        for_each_vector(
            n,
            |i| x[i],
            |vector, view| {
                if vector != "broadcast" {
                    assert_eq!(
                        matgrad::prelude::dot(view, view).to_bits(),
                        plain.to_bits(),
                        "{n} {vector}"
                    );
                }
            },
        );
    }
}

#[test]
#[should_panic(expected = "sweep: a lane is not of length 4")]
fn a_sweep_refuses_a_lane_of_another_length() {
    let x = array![1.0, 2.0, 3.0];
    let [_] = runtime::sweep(4, (), (runtime::lane(&x, 0, [0]),), |(), (a,)| [a]);
}

#[test]
#[should_panic(expected = "lane: position 2 along axis 0 of length 2")]
fn a_lane_outside_its_array_is_refused() {
    let a = array![[1.0, 2.0], [3.0, 4.0]];
    let _ = runtime::lane(&a, 1, [2, 0]);
}

/// Diagonals of any two axes, whatever the signs of the strides: read, and written through.
#[test]
fn diagonals_of_two_axes_in_every_layout() {
    let shape = [3, 2, 3, 4];
    let c = Array4::from_shape_fn(shape, |(i, j, k, l)| number(3 * i + j, 5 * k + l));
    let mut fortran = Array4::zeros(shape.f());
    fortran.assign(&c);
    for mut a in [c, fortran] {
        for reversed in 0..16 {
            for axis in 0..4 {
                if reversed >> axis & 1 == 1 {
                    a.invert_axis(Axis(axis));
                }
            }
            let expected = Array3::from_shape_fn((3, 2, 4), |(i, j, l)| a[[i, j, i, l]]);
            assert_eq!(runtime::diagonal(a.view(), 0, 2), expected, "{reversed}");
            let turned = a.view().permuted_axes([1, 3, 0, 2]);
            let expected = Array3::from_shape_fn((2, 4, 3), |(j, l, i)| a[[i, j, i, l]]);
            assert_eq!(runtime::diagonal(turned, 2, 3), expected, "{reversed}");
            let mut written = a.clone();
            runtime::fill(&mut runtime::diagonal_mut(&mut written, 0, 2), 0.5);
            for ((i, j, k, l), element) in written.indexed_iter() {
                let expected = if i == k { 0.5 } else { a[[i, j, k, l]] };
                assert_eq!(*element, expected, "{reversed}");
            }
        }
    }
    let empty = Array2::<f64>::zeros((0, 0));
    assert!(runtime::diagonal(empty.slice(s![..;-1, ..]), 0, 1).is_empty());
}

#[test]
#[should_panic(expected = "diagonal: axes 0 and 1 of shape [2, 3]")]
fn a_diagonal_of_axes_of_two_lengths_is_refused() {
    runtime::diagonal(Array2::<f64>::zeros((2, 3)).view(), 0, 1);
}

#[test]
fn slices_start_and_step_as_told() {
    let x = array![0.0, 1.0, 2.0, 3.0, 4.0, 5.0];
    let cases = [
        (1, 1, 3),
        (0, 2, 3),
        (5, -1, 6),
        (4, -2, 3),
        (5, -5, 2),
        (2, 1, 0),
        (6, 1, 0),
        (3, -7, 1),
    ];
    for (start, step, len) in cases {
        let expected: Array1<f64> = (0..len)
            .map(|k| x[usize::try_from(start as isize + step * k as isize).expect("inside")])
            .collect();
        assert_eq!(
            runtime::slice(x.view(), 0, start, step, len),
            expected,
            "{start} {step} {len}"
        );
        let mut y = x.clone();
        runtime::slice_mut(&mut y, 0, start, step, len).fill(9.0);
        assert_eq!(y.iter().filter(|&&v| v == 9.0).count(), len);
    }
    let a = array![[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]];
    assert_eq!(
        runtime::slice(a.view(), 1, 2, -2, 2),
        array![[3.0, 1.0], [6.0, 4.0]]
    );
    assert_eq!(runtime::select(a.view(), 0, 1), array![4.0, 5.0, 6.0]);
    assert_eq!(runtime::select(a.view(), 1, 1), array![2.0, 5.0]);
    assert_eq!(
        runtime::reshape(a.t(), (2, 3)),
        array![[1.0, 4.0, 2.0], [5.0, 3.0, 6.0]]
    );
    assert_eq!(runtime::reshape(a.view(), 6).len_of(Axis(0)), 6);
}

#[test]
#[should_panic(
    expected = "p_grad: `w` has length 4 along axis 0, expected 3 (m, the columns of `q`)"
)]
fn a_failed_check_names_everything() {
    runtime::check("p_grad", "w", 0, 4, 3, "m, the columns of `q`");
}
