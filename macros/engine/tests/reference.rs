//! The reference: how graphs are evaluated, over dual numbers and modulo a prime, and at which sizes.

mod numeric;

mod interpreter {
    use super::numeric;
    use matgrad_engine::dim::{Nature, Symbol};
    use matgrad_engine::dual::{Dual, Tensor};
    use matgrad_engine::graph::{Attribute, Contract, Graph, Id, Kind};
    use matgrad_engine::interpret::evaluate;

    fn values(tensor: &Tensor) -> Vec<f64> {
        tensor.data.iter().map(|element| element.value).collect()
    }

    fn matrix(rows: usize, columns: usize) -> Tensor {
        let mut next = 0.0;
        Tensor::build(vec![rows, columns], |_| {
            next += 1.0;
            Dual::from(next)
        })
    }

    fn graph() -> (Graph, Id) {
        let mut graph = Graph::default();
        let rows = graph.dims.fresh("n", Nature::Declared);
        let columns = graph.dims.fresh("m", Nature::Declared);
        let x = numeric::input(&mut graph, "x", &[rows, columns]);
        (graph, x)
    }

    fn sizes(symbol: Symbol) -> i64 {
        [2, 3][symbol.0 as usize]
    }

    fn check(build: impl FnOnce(&mut Graph, Id) -> Id, expected: &[f64]) {
        let (mut graph, x) = graph();
        let root = build(&mut graph, x);
        let found = evaluate(&graph, &[root], &sizes, &[matrix(2, 3)]);
        assert_eq!(values(&found[0]), expected);
    }

    #[test]
    fn sums_maps_and_primitives_have_their_values() {
        check(
            |g, x| g.einsum("ij->ji", &[x]),
            &[1.0, 4.0, 2.0, 5.0, 3.0, 6.0],
        );
        check(
            |g, x| g.einsum("ij,kj->ik", &[x, x]),
            &[14.0, 32.0, 32.0, 77.0],
        );
        check(|g, x| g.einsum("ij->i", &[x]), &[6.0, 15.0]);
        check(
            |g, x| g.combine(vec![(2.0, x), (-1.0, x)]),
            &[1.0, 2.0, 3.0, 4.0, 5.0, 6.0],
        );
        check(
            |g, x| g.map("powi", Attribute::Exponent(2), &[x]),
            &[1.0, 4.0, 9.0, 16.0, 25.0, 36.0],
        );
        check(
            |g, x| g.apply("max_axis", Attribute::Axis(1), &[x], vec![g.shape(x)[0]]),
            &[3.0, 6.0],
        );
    }

    #[test]
    fn constants_and_rearrangements_have_their_values() {
        check(|g, x| g.size(g.shape(x)[1]), &[3.0]);
        check(|g, x| g.eye(g.shape(x)[0]), &[1.0, 0.0, 0.0, 1.0]);
        check(
            |g, x| {
                let shape = g.shape(x).to_vec();
                g.intern(Kind::Triangle, shape)
            },
            &[1.0, 0.0, 0.0, 1.0, 1.0, 0.0],
        );
        check(
            |g, x| {
                let (start, rows, columns) = (g.dims.constant(2), g.shape(x)[0], g.shape(x)[1]);
                g.intern(Kind::Pick { start, step: -1 }, vec![rows, columns])
            },
            &[0.0, 0.0, 1.0, 0.0, 1.0, 0.0],
        );
        check(
            |g, x| {
                let shape = vec![g.shape(x)[1], g.shape(x)[0]];
                g.reshape(x, shape)
            },
            &[1.0, 2.0, 3.0, 4.0, 5.0, 6.0],
        );
        // A label of the result that no factor carries broadcasts; a summed one counts.
        check(
            |g, _| {
                let three = g.number(3.0);
                let dims = vec![g.shape(Id(0))[0], g.shape(Id(0))[1]];
                let factors = vec![matgrad_engine::graph::Factor {
                    node: three,
                    labels: vec![],
                }];
                g.contract(Contract {
                    dims,
                    rank: 1,
                    factors,
                })
            },
            &[9.0, 9.0],
        );
    }
}

#[allow(clippy::cast_precision_loss, reason = "single digits")]
mod contractions {
    use matgrad_engine::dual::{Dual, Tensor};
    use matgrad_engine::graph::Label;
    use matgrad_engine::interpret::{contract, work};

    #[test]
    fn a_long_chain_equals_its_products_one_by_one() {
        let step = |k: usize| {
            Tensor::build(vec![3, 3], |at| Dual {
                value: ((at[0] * 7 + at[1] * 3 + k) % 5) as f64 - 2.0,
                slope: ((at[0] + 2 * at[1] + k) % 3) as f64 - 1.0,
            })
        };
        let matrices: Vec<Tensor> = (0..6).map(step).collect();
        let labels: Vec<[Label; 2]> = vec![[0, 2], [2, 3], [3, 4], [4, 5], [5, 6], [6, 1]];
        let operands: Vec<(&Tensor, &[Label])> = matrices
            .iter()
            .zip(&labels)
            .map(|(m, l)| (m, l.as_slice()))
            .collect();
        let at_once = contract(&[3; 7], 2, &operands);
        let mut chain = matrices[0].clone();
        for next in &matrices[1..] {
            chain = contract(&[3; 3], 2, &[(&chain, &[0, 2]), (next, &[2, 1])]);
        }
        assert_eq!(at_once, chain);
        let carried = labels.iter().map(<[Label; 2]>::as_slice);
        assert!(work(&[3; 7], 2, carried) < 6 * 2 * 27);
    }

    #[test]
    fn a_repeated_label_is_a_diagonal_and_an_empty_sum_is_zero() {
        let x = Tensor::build(vec![2, 2], |at| Dual::from((2 * at[0] + at[1]) as f64));
        assert_eq!(
            contract(&[2], 1, &[(&x, &[0, 0])]).data,
            [Dual::from(0.0), Dual::from(3.0)]
        );
        assert_eq!(contract(&[2], 0, &[(&x, &[0, 0])]).data, [Dual::from(3.0)]);
        let none = Tensor::build(vec![2, 0], |_| Dual::default());
        assert_eq!(
            contract(&[2, 0], 1, &[(&none, &[0, 1])]).data,
            [Dual::default(); 2]
        );
    }
}

mod sampled_sizes {
    use matgrad_engine::dim::{Assumption, Dims, Nature};

    #[test]
    fn sizes_satisfy_equalities_and_bounds() {
        let mut dims = Dims::default();
        let [m, n, p, q, r, s] =
            ["m", "n", "p", "q", "r", "s"].map(|name| dims.fresh(name, Nature::Inferred));
        let (mp, nq) = (dims.product(&[m, p]), dims.product(&[n, q]));
        let rs = dims.product(&[r, s]);
        let eleven = dims.constant(11);
        dims.assume(Assumption {
            left: mp,
            right: nq,
            equal: true,
        });
        dims.assume(Assumption {
            left: nq,
            right: rs,
            equal: true,
        });
        dims.assume(Assumption {
            left: eleven,
            right: m,
            equal: false,
        });
        for seed in 0..50 {
            let sizes = dims.sample(seed).unwrap();
            assert_eq!(sizes[0] * sizes[2], sizes[1] * sizes[3], "{sizes:?}");
            assert!(sizes[0] >= 11 && sizes.iter().all(|size| *size > 0));
        }
    }

    #[test]
    fn contradictions_have_no_sizes() {
        let mut dims = Dims::default();
        let n = dims.fresh("n", Nature::Inferred);
        let one = dims.constant(1);
        let more = dims.add_scaled(n, one, 1);
        dims.assume(Assumption {
            left: n,
            right: more,
            equal: true,
        });
        assert_eq!(dims.sample(0), None);
    }
}

mod fixed_sizes {
    use matgrad_engine::dim::{Dims, Fixed};

    #[test]
    fn what_stands_in_keeps_order_sums_and_products() {
        let mut dims = Dims::default();
        let sizes = [2000, 1500, 3_000_000, 3500, 1501, 7];
        let used = sizes.map(|size| dims.constant(size));
        let fixed = Fixed::new(&dims, used.into_iter());
        let pairs = fixed.draw(|| 1, |_| 0).unwrap();
        dims.replace_fixed(pairs);
        let [a, b, product, sum, next, small] = used.map(|dim| dims.evaluate(dim, &|_| 0));
        assert_eq!((product, sum, next, small), (a * b, a + b, b + 1, 7));
        assert!(b < a && a < 10);
        let made_later = dims.constant(7 * 2000);
        assert_eq!(dims.evaluate(made_later, &|_| 0), 7 * a);
    }
}

mod modular_numbers {
    use matgrad_engine::dual::Arithmetic;
    use matgrad_engine::dual::modular::Modular;

    #[test]
    fn fractions_are_read_off_their_rounded_values() {
        for (x, numerator, denominator) in [
            (0.1 + 0.2, 3, 10),
            (-1.0 / 3.0, -1, 3),
            (1.0 / 3.0 * 0.1, 1, 30),
            (5.0, 5, 1),
            (0.0, 0, 1),
            (1.000_001, 1_000_001, 1_000_000),
        ] {
            let parts = [numerator, denominator].map(|n: i32| Modular::number(f64::from(n)));
            assert_eq!(Modular::number(x), parts[0] / parts[1], "{x}");
        }
        assert!(!Modular::number(std::f64::consts::PI).is_defined());
        assert!(!(Modular::number(1.0) / Modular::default()).is_defined());
    }

    #[test]
    fn slopes_are_those_of_the_rules_of_calculus() {
        let x = Modular::new(1_234_567, 1);
        let one = Modular::new(1, 0);
        assert_eq!((one / x).slope(), -(one / (x * x)).held());
        assert_eq!(x.powi(5).slope(), (Modular::new(5, 0) * x.powi(4)).held());
        assert_eq!(x.powi(-2) * x * x, one);
    }
}
