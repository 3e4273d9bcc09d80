//! The engine runs code before it prints it: each kind of statement means what the run-time crate's functions do,
//! in every memory layout.

#![allow(
    clippy::cast_possible_wrap,
    clippy::cast_precision_loss,
    clippy::float_cmp,
    clippy::needless_pass_by_value,
    reason = "sizes are small, and both levels round alike"
)]

use matgrad::__private as runtime;
use matgrad_engine::code::{
    Array, Atom, Code, Held, Kernel, Lane, Name, Out, Scalar, Start, Statement, Sweep, check,
    run_on,
};
use matgrad_engine::dim::{Dim, Dims, Nature};
use matgrad_engine::dual::Tensor;
use matgrad_engine::graph::Number;
use matgrad_engine::plan::{Cut, Form, Slot, Value};
use ndarray::{Array1, Array2, ArrayView, ArrayView1, ArrayView2, Dimension, ShapeBuilder, s};

const ROWS: usize = 5;
const COLUMNS: usize = 5;

/// A 5 × 5 matrix and a vector of 5, and the dimensions that both levels know them by.
struct Table {
    dims: Dims,
    n: Dim,
    values: Vec<Value>,
}

const A: Slot = Slot(0);
const X: Slot = Slot(1);

impl Table {
    fn new() -> Self {
        let mut dims = Dims::default();
        let n = dims.fresh("n", Nature::Declared);
        let input = |number, rank| Value {
            shape: vec![n; rank],
            form: Form::Input(number),
        };
        Self {
            n,
            values: vec![input(0, 2), input(1, 1)],
            dims,
        }
    }

    fn slot(&mut self, shape: &[Dim], form: Form) -> Slot {
        self.values.push(Value {
            shape: shape.to_vec(),
            form,
        });
        Slot(u32::try_from(self.values.len() - 1).unwrap())
    }

    fn owned(&mut self, rank: usize) -> Slot {
        let n = self.n;
        self.slot(&vec![n; rank], Form::Owned)
    }

    fn constant(&mut self, value: i64) -> Dim {
        self.dims.constant(value)
    }

    /// The results of legal code, of these arguments as they lie in memory.
    fn run(
        &self,
        statements: Vec<Statement>,
        results: &[Slot],
        a: &ArrayView2<'_, f64>,
        x: &ArrayView1<'_, f64>,
    ) -> Vec<Tensor> {
        let code = Code {
            values: self.values.clone(),
            statements,
            results: results.to_vec(),
        };
        // Views are no results of a companion; here they are looked at.
        let owned = results.iter().all(|slot| {
            let value = &self.values[slot.0 as usize];
            value.form == Form::Owned || value.shape.is_empty()
        });
        assert!(!owned || check(&code).is_ok(), "{:?}", check(&code));
        let mut buffers = Vec::new();
        let inputs = [held(a, &mut buffers), held(x, &mut buffers)];
        run_on(&code, &self.dims, &|_| 5, buffers, &inputs).unwrap()
    }
}

/// The array as it lies in memory: the elements between its first and its last, and its strides.
fn held<D: Dimension>(a: &ArrayView<'_, f64, D>, buffers: &mut Vec<Vec<f64>>) -> Held {
    let spans = |sign: isize| {
        let axes = a.shape().iter().zip(a.strides());
        axes.map(|(n, stride)| (*n as isize - 1) * (stride * sign).max(0))
            .sum::<isize>()
    };
    let (before, after) = (spans(-1), spans(1));
    let mut buffer = vec![f64::NAN; usize::try_from(before + after + 1).unwrap()];
    for (at, element) in a.clone().into_dyn().indexed_iter() {
        let steps = at.slice().iter().zip(a.strides());
        let place = steps.fold(before, |sum, (i, stride)| sum + *i as isize * stride);
        buffer[usize::try_from(place).unwrap()] = *element;
    }
    buffers.push(buffer);
    Held::Array(Array {
        buffer: buffers.len() - 1,
        offset: before,
        shape: a.shape().to_vec(),
        strides: a.strides().to_vec(),
    })
}

fn each_layout(mut check: impl FnMut(ArrayView2<'_, f64>, ArrayView1<'_, f64>)) {
    let number = |i: usize, j: usize| ((7 * i + 3 * j + 1) % 11) as f64 - 5.0;
    let c = Array2::from_shape_fn((ROWS, COLUMNS), |(i, j)| number(i, j));
    let x = Array1::from_shape_fn(COLUMNS, |i| number(i, 2 * i));
    let mut fortran = Array2::zeros((ROWS, COLUMNS).f());
    fortran.assign(&c);
    let wide = Array2::from_shape_fn((2 * ROWS, 3 * COLUMNS), |(i, j)| number(i, j + i));
    let long = Array1::from_shape_fn(2 * COLUMNS, |i| number(i * i, i));
    check(c.view(), x.view());
    check(fortran.view(), long.slice(s![..;2]));
    check(wide.slice(s![..;2, ..;3]), x.slice(s![..;-1]));
    check(wide.slice(s![..;-2, ..;-3]), long.slice(s![..;-2]));
    check(c.t(), x.view());
    check(x.broadcast((ROWS, COLUMNS)).unwrap(), x.view());
}

#[track_caller]
fn same<D: Dimension>(found: &Tensor, expected: &ndarray::ArrayRef<f64, D>) {
    assert_eq!(found.shape, expected.shape());
    let found: Vec<f64> = found.data.iter().map(|x| x.value).collect();
    let expected: Vec<f64> = expected.iter().copied().collect();
    assert_eq!(found, expected);
}

#[test]
fn parts_share_elements() {
    each_layout(|a, x| {
        let mut table = Table::new();
        let n = table.n;
        let [one, two] = [1, 2].map(|value| table.constant(value));
        let four = table.constant(4);
        let mut part = |of, cut, shape: &[Dim]| {
            let slot = table.slot(shape, Form::View);
            table.run(vec![Statement::View { slot, of, cut }], &[slot], &a, &x)[0].clone()
        };
        same(&part(A, Cut::Transpose, &[n, n]), &runtime::transpose(a));
        let diagonal = Cut::Diagonal { axes: [0, 1] };
        same(&part(A, diagonal, &[n]), &runtime::diagonal(a, 0, 1));
        for axis in [0, 1] {
            let select = Cut::Select { axis, index: two };
            same(&part(A, select, &[n]), &runtime::select(a, axis, 2));
            let (start, len) = (one, two);
            let slice = |start, step| Cut::Slice {
                axis,
                start,
                step,
                len,
            };
            let mut shape = [n, n];
            shape[axis] = two;
            same(
                &part(A, slice(start, 3), &shape),
                &runtime::slice(a, axis, 1, 3, 2),
            );
            same(
                &part(A, slice(four, -2), &shape),
                &runtime::slice(a, axis, 4, -2, 2),
            );
        }
        let element = part(
            X,
            Cut::Select {
                axis: 0,
                index: two,
            },
            &[],
        );
        assert_eq!(element.data[0].value, runtime::element(&x, [2]));
    });
}

#[test]
fn functions_of_whole_arrays() {
    each_layout(|a, x| {
        let mut table = Table::new();
        let n = table.n;
        let mut call = |kernel, arguments: &[Slot], shape: &[Dim]| {
            let slot = table.slot(shape, Form::Owned);
            let arguments = arguments.to_vec();
            let call = Statement::Call {
                slot,
                kernel,
                arguments,
            };
            table.run(vec![call], &[slot], &a, &x)[0].clone()
        };
        same(
            &call(Kernel::Matmul, &[A, A], &[n, n]),
            &runtime::matmul(a, a),
        );
        same(&call(Kernel::Matvec, &[A, X], &[n]), &runtime::matvec(a, x));
        same(&call(Kernel::Copy, &[A], &[n, n]), &runtime::copy(a));
        let sums = call(Kernel::Scan { reverse: false }, &[X], &[n]);
        same(&sums, &runtime::ops::cumsum(x));
        let sums = call(Kernel::Scan { reverse: true }, &[X], &[n]);
        same(&sums, &runtime::ops::rcumsum(x));
        let ones = runtime::filled([5, 5], 1.0);
        let triangle = call(Kernel::Triangle, &[], &[n, n]);
        same(&triangle, &runtime::tril::<f64>(runtime::view(&ones)));
        let all = table.dims.product(&[n, n]);
        let slot = table.slot(&[all], Form::Owned);
        let reshape = Statement::Call {
            slot,
            kernel: Kernel::Reshape,
            arguments: vec![A],
        };
        same(
            &table.run(vec![reshape], &[slot], &a, &x)[0],
            &runtime::reshape(a, 25),
        );
    });
}

#[test]
fn zeros_but_for_a_part() {
    each_layout(|a, x| {
        let mut table = Table::new();
        let zero = table.constant(0);
        let (n, slot) = (table.n, table.owned(2));
        let cuts = vec![
            Cut::Slice {
                axis: 1,
                start: zero,
                step: 1,
                len: n,
            },
            Cut::Diagonal { axes: [0, 1] },
        ];
        let place = Statement::Place { slot, of: X, cuts };
        let mut whole = runtime::zeros::<f64, _>([5, 5]);
        {
            let mut part0 = runtime::slice_mut(&mut whole, 1, 0, 1, 5);
            let mut part1 = runtime::diagonal_mut(&mut part0, 0, 1);
            runtime::put(&mut part1, x);
        }
        same(&table.run(vec![place], &[slot], &a, &x)[0], &whole);
        let slot = table.owned(2);
        let cuts = vec![
            Cut::Transpose,
            Cut::Select {
                axis: 0,
                index: zero,
            },
        ];
        let place = Statement::Place { slot, of: X, cuts };
        let mut whole = runtime::zeros::<f64, _>([5, 5]);
        {
            let mut part0 = runtime::transpose_mut(&mut whole);
            let mut part1 = runtime::select_mut(&mut part0, 0, 0);
            runtime::put(&mut part1, x);
        }
        same(&table.run(vec![place], &[slot], &a, &x)[0], &whole);
    });
}

fn lane(slot: Slot, axis: usize, at: &[Option<u16>]) -> Lane {
    let at = at.to_vec();
    Lane { slot, axis, at }
}

fn element(number: u32) -> Atom {
    Atom::Name(Name::Element(number))
}

/// `o[i j] = a[i j] x[j]`, row sums, column sums and their total, in one nest.
#[test]
fn loops_write_add_and_sum() {
    each_layout(|a, x| {
        for blocked in [false, true] {
            let mut table = Table::new();
            let (dim, total) = (table.n, table.owned(0));
            let [out, rows, columns] = [2, 1, 1].map(|rank| table.owned(rank));
            let inner = blocked.then_some(1);
            let write = |number, lane, first| Out {
                number,
                lane,
                first,
                value: element(2),
            };
            let sweep = Statement::Sweep(Sweep {
                dim,
                blocked,
                rows: None,
                outs: vec![
                    write(0, lane(out, 1, &[Some(0), inner]), true),
                    write(1, lane(columns, 0, &[inner]), false),
                ],
                lanes: vec![
                    (0, lane(A, 1, &[Some(0), inner])),
                    (1, lane(X, 0, &[inner])),
                ],
                body: vec![(2, Scalar::Product(vec![element(0), element(1)]))],
                terms: vec![(Name::Sum(2), element(2)), (Name::Sum(3), element(2))],
            });
            let add = |slot, at: &[u16], sum| {
                let (at, sum) = (at.to_vec(), Name::Sum(sum));
                Statement::Add { slot, at, sum }
            };
            let round = vec![sweep, add(rows, &[0], 2), add(total, &[], 3)];
            let body = vec![Statement::For {
                index: 0,
                dim,
                body: round,
            }];
            let loops = if blocked {
                vec![Statement::Blocks {
                    index: 1,
                    dim,
                    body,
                }]
            } else {
                body
            };
            let start = |slot, holds| Statement::Start { slot, holds };
            let mut nest = vec![
                start(out, Start::Unwritten),
                start(rows, Start::Zeros),
                start(columns, Start::Zeros),
                start(total, Start::Zero),
            ];
            nest.extend(loops);
            nest.push(Statement::Written(out));
            let results = [out, rows, columns, total];
            let found = table.run(vec![Statement::Nest(nest)], &results, &a, &x);
            let (written, row_sums, column_sums, sum) = by_hand(a, x, blocked);
            same(&found[0], &written);
            same(&found[1], &row_sums);
            same(&found[2], &column_sums);
            assert_eq!(found[3].data[0].value, sum);
        }
    });
}

/// The same by the run-time crate's functions, as `emit` prints them.
fn by_hand(
    a: ArrayView2<'_, f64>,
    x: ArrayView1<'_, f64>,
    blocked: bool,
) -> (Array2<f64>, Array1<f64>, Array1<f64>, f64) {
    let mut out = runtime::unwritten::<f64, _>([5, 5]);
    let (mut rows, mut columns) = (runtime::zeros::<f64, _>([5]), runtime::zeros::<f64, _>([5]));
    let mut total = 0.0;
    macro_rules! round {
        ($i0:expr, $i1:expr, $positions:expr) => {
            let (i0, i1) = ($i0, $i1);
            let [s2, s3] = runtime::sweep::<f64, _, _, 2>(
                $positions,
                (
                    runtime::lane_new(&mut out, 1, [i0, i1]),
                    runtime::lane_mut(&mut columns, 0, [i1]),
                ),
                (runtime::lane(&a, 1, [i0, i1]), runtime::lane(&x, 0, [i1])),
                |(o0, o1), (e0, e1)| {
                    let e2 = e0 * e1;
                    *o0 = e2;
                    *o1 += e2;
                    [e2, e2]
                },
            );
            *runtime::element_mut(&mut rows, [i0]) += s2;
            total += s3;
        };
    }
    if blocked {
        for (i1, block) in runtime::blocks(5) {
            for i0 in 0..5 {
                round!(i0, i1, block);
            }
        }
    } else {
        for i0 in 0..5 {
            round!(i0, 0, 5);
        }
    }
    (runtime::written(out), rows, columns, total)
}

#[test]
fn rows_are_summed_at_a_time() {
    each_layout(|a, x| {
        let mut table = Table::new();
        let (dim, total) = (table.n, table.owned(0));
        let sweep = Statement::Sweep(Sweep {
            dim,
            blocked: true,
            rows: Some((0, dim)),
            outs: Vec::new(),
            lanes: vec![
                (0, lane(A, 1, &[Some(0), Some(1)])),
                (1, lane(A, 0, &[Some(1), Some(0)])),
            ],
            body: vec![(2, Scalar::Product(vec![element(0), element(1)]))],
            terms: vec![(Name::Sum(0), element(2))],
        });
        let (at, sum) = (Vec::new(), Name::Sum(0));
        let body = vec![
            sweep,
            Statement::Add {
                slot: total,
                at,
                sum,
            },
        ];
        let nest = vec![
            Statement::Start {
                slot: total,
                holds: Start::Zero,
            },
            Statement::Blocks {
                index: 1,
                dim,
                body,
            },
        ];
        let found = table.run(vec![Statement::Nest(nest)], &[total], &a, &x);
        let mut expected = 0.0;
        for (i1, block) in runtime::blocks(5) {
            let [s0] = runtime::sweep_rows::<f64, _, 1>(
                block,
                5,
                |i0| {
                    (
                        runtime::lane(&a, 1, [i0, i1]),
                        runtime::lane(&a, 0, [i1, i0]),
                    )
                },
                |(), (e0, e1)| [e0 * e1],
            );
            expected += s0;
        }
        assert_eq!(found[0].data[0].value, expected);
    });
}

#[test]
fn scalars_and_branches() {
    each_layout(|a, x| {
        let mut table = Table::new();
        let two = table.constant(2);
        let n = table.n;
        let [condition, scaled, chosen] = [0; 3].map(|rank| table.owned(rank));
        let name = |slot| Atom::Name(Name::Slot(slot));
        let view = Statement::View {
            slot: condition,
            of: X,
            cut: Cut::Select {
                axis: 0,
                index: two,
            },
        };
        let terms = vec![
            (Number::new(-0.5), name(condition)),
            (Number::new(2.0), Atom::Size(n)),
        ];
        let choose = Statement::If {
            condition,
            slots: vec![chosen],
            then: (
                vec![Statement::Let(Name::Slot(scaled), Scalar::Sum(terms))],
                vec![name(scaled)],
            ),
            otherwise: (Vec::new(), vec![Atom::Number(Number::new(7.0))]),
        };
        let found = table.run(vec![view, choose], &[chosen], &a, &x);
        let t0 = runtime::element(&x, [2]);
        let expected = if runtime::math::holds(t0) {
            -0.5 * t0 + 2.0 * runtime::size::<f64>(5)
        } else {
            7.0
        };
        assert_eq!(found[0].data[0].value, expected);
    });
}
