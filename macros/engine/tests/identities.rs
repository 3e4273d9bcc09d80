//! Identities that gradients must satisfy whatever the inputs: linearity, renaming, one gradient
//! for two spellings, the simplified form of textbook functions.

use matgrad_engine::differentiate::differentiate;
use matgrad_engine::dual::Tensor;
use matgrad_engine::gradient::Gradient;
use matgrad_engine::graph::{Attribute, Graph, Id};
use matgrad_engine::interpret::evaluate;
use matgrad_engine::rules::Domain;
use matgrad_engine::simplify::simplify;
use matgrad_engine::verify::random::Random;

mod numeric;

#[path = "programs/generate.rs"]
mod generate;

use generate::program;
use numeric::{input, inputs, sizes, symbol};

/// Square A, B, C and a vector x, all of one size.
struct Letters {
    graph: Graph,
    a: Id,
    b: Id,
    c: Id,
    x: Id,
}

fn letters() -> Letters {
    let mut graph = Graph::default();
    let n = symbol(&mut graph, "n");
    let [a, b, c] = ["A", "B", "C"].map(|name| input(&mut graph, name, &[n, n]));
    let x = input(&mut graph, "x", &[n]);
    Letters { graph, a, b, c, x }
}

type Function = fn(&mut Letters) -> Id;

fn derived(function: Function) -> (Gradient, String) {
    let mut letters = letters();
    let source = function(&mut letters);
    let wrt = [letters.a, letters.x];
    let gradient = simplify(differentiate(letters.graph, source, &wrt));
    let roots: Vec<Id> = gradient.partials.iter().flatten().copied().collect();
    let text = gradient.graph.print(&roots);
    (gradient, text)
}

fn values(gradient: &Gradient, seed: u64) -> Vec<Vec<f64>> {
    let mut random = Random::new(seed);
    let point = inputs(&gradient.graph, &mut random, Domain::Positive);
    let roots: Vec<Id> = gradient.partials.iter().flatten().copied().collect();
    let numbers = |tensor: &Tensor| tensor.data.iter().map(|x| x.value).collect();
    let found = evaluate(&gradient.graph, &roots, &sizes, &point);
    found.iter().map(numbers).collect()
}

fn close(left: &[Vec<f64>], right: &[Vec<f64>]) -> bool {
    let near = |x: &f64, y: &f64| (x - y).abs() <= 1e-10 * (1.0 + x.abs() + y.abs());
    left.len() == right.len()
        && left.iter().zip(right).all(|(left, right)| {
            left.len() == right.len() && left.iter().zip(right).all(|(x, y)| near(x, y))
        })
}

/// Two spellings of one function have one gradient; `alike` if also as text.
fn same(left: Function, right: Function, alike: bool) {
    let (left, right) = (derived(left), derived(right));
    for seed in 0..5 {
        let pair = (values(&left.0, seed), values(&right.0, seed));
        assert!(close(&pair.0, &pair.1), "{}\nis not\n{}", left.1, right.1);
    }
    if alike {
        assert_eq!(left.1, right.1);
    }
}

#[test]
fn two_spellings_have_one_gradient() {
    // tr(Aᵀ B) = Σ A ⊙ B = A : B
    same(
        |l| {
            let transposed = l.graph.einsum("ij->ji", &[l.a]);
            let product = l.graph.einsum("ij,jk->ik", &[transposed, l.b]);
            l.graph.einsum("ii->", &[product])
        },
        |l| {
            let product = l.graph.hadamard(&[l.a, l.b]);
            l.graph.einsum("ij->", &[product])
        },
        true,
    );
    // tr(A B C) = tr(B C A); the second value needs B C, which its gradient then uses
    same(
        |l| l.graph.einsum("ij,jk,ki->", &[l.a, l.b, l.c]),
        |l| {
            let product = l.graph.einsum("ij,jk->ik", &[l.b, l.c]);
            let product = l.graph.einsum("ij,jk->ik", &[product, l.a]);
            l.graph.einsum("ii->", &[product])
        },
        false,
    );
    // (A x)ᵀ (A x) = xᵀ Aᵀ A x
    same(
        |l| {
            let product = l.graph.einsum("ij,j->i", &[l.a, l.x]);
            l.graph.einsum("i,i->", &[product, product])
        },
        |l| {
            let gram = l.graph.einsum("ki,kj->ij", &[l.a, l.a]);
            l.graph.einsum("i,ij,j->", &[l.x, gram, l.x])
        },
        false,
    );
    // Σ (Aᵀ)ᵀ ⊙ B = Σ A ⊙ B
    same(
        |l| {
            let once = l.graph.einsum("ij->ji", &[l.a]);
            let twice = l.graph.einsum("ij->ji", &[once]);
            l.graph.einsum("ij,ij->", &[twice, l.b])
        },
        |l| l.graph.einsum("ij,ij->", &[l.a, l.b]),
        true,
    );
}

#[test]
fn naive_spellings_have_the_gradient_of_the_vocabulary() {
    // Σ x² = ‖x‖²; Σ x·x = Σ square(x)
    same(
        |l| {
            let square = l.graph.map("square", Attribute::None, &[l.x]);
            l.graph.einsum("i->", &[square])
        },
        |l| l.graph.einsum("i,i->", &[l.x, l.x]),
        true,
    );
    // ln Σ exp x = logsumexp x
    same(
        |l| {
            let exp = l.graph.map("exp", Attribute::None, &[l.x]);
            let sum = l.graph.einsum("i->", &[exp]);
            l.graph.map("ln", Attribute::None, &[sum])
        },
        |l| l.graph.apply("logsumexp", Attribute::None, &[l.x], vec![]),
        false,
    );
    // √Σ x² = ‖x‖
    same(
        |l| {
            let sum = l.graph.einsum("i,i->", &[l.x, l.x]);
            l.graph.map("sqrt", Attribute::None, &[sum])
        },
        |l| l.graph.apply("norm2", Attribute::None, &[l.x], vec![]),
        false,
    );
    // ln(1 + exp x) = softplus x
    same(
        |l| {
            let exp = l.graph.map("exp", Attribute::None, &[l.x]);
            let ln = l.graph.map("ln_1p", Attribute::None, &[exp]);
            l.graph.einsum("i->", &[ln])
        },
        |l| {
            let softplus = l.graph.map("softplus", Attribute::None, &[l.x]);
            l.graph.einsum("i->", &[softplus])
        },
        false,
    );
}

#[test]
fn gradients_are_linear_in_the_function() {
    for seed in 0..200 {
        let program = program(seed);
        let (source, wrt) = (program.source, program.wrt);
        let mut graph = program.graph;
        let x = wrt[0];
        let letters: String = "ab".chars().take(graph.rank(x)).collect();
        let other = graph.map("atan", Attribute::None, &[x]);
        let other = graph.einsum(&format!("{letters},{letters}->"), &[other, x]);
        let sum = graph.combine(vec![(3.0, source), (-2.0, other)]);
        let of = |root| values(&simplify(differentiate(graph.clone(), root, &[x])), seed);
        let (whole, second) = (of(sum), of(other));
        let first = of(source);
        for (position, whole) in whole[0].iter().enumerate() {
            // A source without a path to x has no partial: it counts as zero.
            let first = first.first().map_or(0.0, |partial| partial[position]);
            let expected = 3.0 * first - 2.0 * second[0][position];
            let tolerance = 1e-9 * (1.0 + first.abs() + second[0][position].abs());
            let agree = (whole - expected).abs() <= tolerance;
            assert!(
                agree || !expected.is_finite(),
                "program {seed}: {whole} is not {expected}"
            );
        }
    }
}

#[test]
fn names_do_not_matter() {
    for seed in 0..200 {
        let program = program(seed);
        let mut renamed = program.graph.clone();
        for (number, input) in renamed.inputs.iter_mut().enumerate() {
            input.name = format!("z{}", 9 - number);
        }
        let symbols: Vec<_> = renamed.dims.symbols().collect();
        for (number, symbol) in symbols.into_iter().enumerate() {
            renamed.dims.rename(symbol, format!("s{number}"));
        }
        let of = |graph| simplify(differentiate(graph, program.source, &program.wrt));
        let (left, right) = (of(program.graph.clone()), of(renamed));
        assert_eq!(left.partials, right.partials, "program {seed}");
        assert_eq!(left.graph.len(), right.graph.len(), "program {seed}");
    }
}

#[test]
fn the_same_program_has_the_same_gradient_every_time() {
    for seed in 0..100 {
        let of = || {
            let program = program(seed);
            let gradient = simplify(differentiate(program.graph, program.source, &program.wrt));
            let roots: Vec<Id> = gradient.partials.iter().flatten().copied().collect();
            gradient.graph.print(&roots)
        };
        assert_eq!(of(), of(), "program {seed}");
    }
}
