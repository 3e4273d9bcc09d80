//! Determinants of random products of square matrices: the laws keep value and slope, and apply only where
//! the factors are square.

use std::collections::BTreeSet;

use matgrad_engine::graph::{Attribute, Graph, Id};
use matgrad_engine::interpret::evaluate;
use matgrad_engine::rules::Domain;
use matgrad_engine::stabilise::{laws, stabilise};
use matgrad_engine::verify::random::Random;

mod numeric;

use numeric::{input, inputs, sizes, symbol};

struct Composer {
    graph: Graph,
    random: Random,
    matrices: Vec<Id>,
    scalar: Id,
}

impl Composer {
    fn new(seed: u64) -> Self {
        let mut graph = Graph::default();
        let n = symbol(&mut graph, "n");
        let matrices = ["a", "b", "c"].map(|name| input(&mut graph, name, &[n, n]));
        let scalar = input(&mut graph, "s", &[]);
        Self {
            graph,
            random: Random::new(seed),
            matrices: matrices.to_vec(),
            scalar,
        }
    }

    /// A product, transpose, multiple or inverse of what there is.
    fn step(&mut self) {
        let [a, b] = [0, 1].map(|_| self.random.choose(&self.matrices));
        let shape = self.graph.shape(a).to_vec();
        let new = match self.random.below(9) {
            0..=2 => self.graph.einsum("ij,jk->ik", &[a, b]),
            3 => self.graph.einsum("ij,jk,kl->il", &[a, b, a]),
            4 => self.graph.einsum("ji,jk->ik", &[a, b]),
            5 => self.graph.einsum("ji->ij", &[a]),
            6 => self.graph.scale(-0.5, a),
            7 => self.graph.einsum(",ij->ij", &[self.scalar, a]),
            _ => self.graph.apply("inv", Attribute::None, &[a], shape),
        };
        self.matrices.push(new);
    }

    fn value(&mut self) -> Id {
        let recent = self.matrices[self.matrices.len() - 3..].to_vec();
        let [x, y] = [0, 1].map(|_| self.random.choose(&recent));
        let of = |graph: &mut Graph, name, x| graph.apply(name, Attribute::None, &[x], Vec::new());
        let graph = &mut self.graph;
        let det = of(graph, "det", x);
        match self.random.below(5) {
            0 => det,
            1 => of(graph, "logdet", x),
            2 => {
                let other = of(graph, "det", y);
                let both = graph.einsum(",->", &[det, other]);
                let magnitude = graph.map("abs", Attribute::None, &[both]);
                graph.map("ln", Attribute::None, &[magnitude])
            }
            3 => {
                let shape = graph.shape(y).to_vec();
                let inverse = graph.apply("inv", Attribute::None, &[y], shape);
                graph.einsum(",ij->", &[det, inverse])
            }
            _ => {
                let square = graph.map("powi", Attribute::Exponent(2), &[det]);
                graph.map("ln", Attribute::None, &[square])
            }
        }
    }
}

#[test]
fn products_keep_value_and_slope() {
    let (mut seen, mut compared) = (BTreeSet::new(), 0);
    for seed in 0..400 {
        let mut composer = Composer::new(seed);
        for _ in 0..4 {
            composer.step();
        }
        let source = composer.value();
        let stable = stabilise(&mut composer.graph, source);
        seen.extend(stable.laws.iter().map(|step| step.law));
        let point = inputs(&composer.graph, &mut composer.random, Domain::Regular);
        let values = evaluate(&composer.graph, &[source, stable.value], &sizes, &point);
        let (before, after) = (values[0].data[0], values[1].data[0]);
        let near = |x: f64, y: f64| (x - y).abs() <= 1e-7 * (1.0 + x.abs());
        assert!(
            near(before.value, after.value) && near(before.slope, after.slope),
            "{seed}: {before:?} became {after:?}\n{}\n{}",
            composer.graph.print(&[source]),
            composer.graph.print(&[stable.value])
        );
        compared += usize::from(!stable.laws.is_empty());
    }
    assert!(compared > 150, "{compared} rewritten");
    let of_determinants = laws().map(|law| law.name);
    let missing: Vec<&str> = of_determinants
        .filter(|name| name.contains("determinant") && !seen.contains(name))
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
}

/// The value of a determinant or its logarithm, by stable functions, printed.
fn stable(build: impl FnOnce(&mut Graph) -> Id, name: &str) -> String {
    let mut graph = Graph::default();
    let x = build(&mut graph);
    let source = graph.apply(name, Attribute::None, &[x], Vec::new());
    let stable = stabilise(&mut graph, source);
    graph.print(&[stable.value])
}

#[test]
fn what_is_not_a_product_of_square_matrices_is_left_alone() {
    for name in ["det", "logdet"] {
        let text = stable(
            |graph| {
                let dims = ["n", "m"].map(|name| symbol(graph, name));
                let x = input(graph, "x", &dims);
                graph.einsum("ij,kj->ik", &[x, x])
            },
            name,
        );
        assert!(
            text.contains("x[") && text.matches("det").count() == 1,
            "{text}"
        );
        let text = stable(
            |graph| {
                let n = symbol(graph, "n");
                let [x, y] = ["x", "y"].map(|name| input(graph, name, &[n, n]));
                graph.hadamard(&[x, y])
            },
            name,
        );
        assert_eq!(text.matches("det").count(), 1, "{text}");
    }
}

/// Of det A and det B, one may overflow and the other underflow.
#[test]
fn the_determinant_of_a_product_of_two_stays_one() {
    let text = stable(
        |graph| {
            let n = symbol(graph, "n");
            let [x, y] = ["x", "y"].map(|name| input(graph, name, &[n, n]));
            graph.einsum("ij,jk->ik", &[x, y])
        },
        "det",
    );
    assert_eq!(text.matches("det").count(), 1, "{text}");
}

/// As matrix_power makes it, the chain is as long as the exponent.
#[test]
fn high_powers_take_no_time() {
    let mut exponents = Vec::new();
    for squarings in [1, 5, 30] {
        let text = stable(
            |graph| {
                let n = symbol(graph, "n");
                let mut x = input(graph, "x", &[n, n]);
                for _ in 0..squarings {
                    x = graph.einsum("ij,jk->ik", &[x, x]);
                }
                x
            },
            "det",
        );
        exponents.push(text);
    }
    assert!(exponents[0].contains("powi") && exponents[1].contains("32"));
    assert!(exponents[2].contains("powi"), "{exponents:?}");
}
