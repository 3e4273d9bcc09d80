//! Random typed programs: the gradient, before and after simplification, against dual numbers of
//! the source; the expansion-time check on the same programs, intact and corrupted.

use matgrad_engine::differentiate::differentiate;
use matgrad_engine::dual::{Dual, Tensor};
use matgrad_engine::gradient::Gradient;
use matgrad_engine::graph::{Graph, Id, Kind};
use matgrad_engine::interpret::{evaluate_all, forget_untaken};
use matgrad_engine::rules::{self, Domain, Meaning};
use matgrad_engine::simplify::simplify;
use matgrad_engine::verify::random::Random;
use matgrad_engine::verify::{Verified, verify};

#[path = "../numeric/mod.rs"]
mod numeric;

mod generate;

use generate::{Program, program};
use numeric::{compare, inputs, sizes, weighted};

const PROGRAMS: u64 = 2500;

/// Inputs at which no number on the way is so large that digits are lost.
fn tame_inputs(graph: &Graph, source: Id, random: &mut Random) -> Option<Vec<Tensor>> {
    (0..12).find_map(|_| {
        let inputs = inputs(graph, random, Domain::Real);
        let moving: Vec<Tensor> = inputs
            .iter()
            .map(|x| x.map(|x| Dual { slope: 1.0, ..x }))
            .collect();
        let mut values = evaluate_all(graph, &[source], &sizes, &moving);
        _ = forget_untaken(graph, source, &mut values);
        let elements = values.iter().flatten().flat_map(|tensor| &tensor.data);
        let tame = |x: f64| x == 0.0 || (1e-12..1e4).contains(&x.abs());
        elements
            .into_iter()
            .all(|element| tame(element.value) && element.slope.abs() < 1e6)
            .then_some(inputs)
    })
}

fn agree(seed: u64, what: &str, gradient: &Gradient, inputs: &[Tensor]) {
    let mut random = Random::new(seed + 1);
    let (found, expected, magnitude) = compare(
        &gradient.graph,
        gradient.source,
        &gradient.wrt,
        &gradient.partials,
        inputs,
        &mut random,
    );
    assert!(
        (found - expected).abs() <= 1e-9 * (magnitude + 1.0),
        "program {seed}, {what}: {found} is not {expected}, wrt {:?}, partials {:?}\n{}",
        gradient.wrt,
        gradient.partials,
        gradient.graph.print(&[gradient.source])
    );
}

#[test]
fn every_operation_occurs_in_some_program() {
    let mut missing: Vec<&str> = generate::vocabulary()
        .iter()
        .filter(|rule| !matches!(rule.meaning, Meaning::Contraction | Meaning::Composite(_)))
        .map(|rule| rule.name)
        .collect();
    for seed in 0..PROGRAMS {
        let Program { graph, source, .. } = program(seed);
        for id in graph.schedule(&[source]) {
            if let Kind::Map { rule, .. } | Kind::Apply { rule, .. } = graph.kind(id) {
                missing.retain(|name| *name != rules::rule(*rule).name);
            }
        }
    }
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn gradients_of_random_programs_are_the_slopes_of_their_values() {
    let (mut compared, mut checked) = (0, 0);
    for seed in 0..PROGRAMS {
        let Program { graph, source, wrt } = program(seed);
        let mut random = Random::new(seed);
        let inputs = tame_inputs(&graph, source, &mut random);
        let plain = differentiate(graph, source, &wrt);
        let simple = simplify(plain.clone());
        let roots: Vec<Id> = simple.partials.iter().flatten().copied().collect();
        let count = |roots: &[Id]| simple.graph.schedule(roots).len();
        assert!(
            count(&roots) <= 5 * count(&[source]),
            "program {seed}: the gradient has {} nodes",
            count(&roots)
        );
        if let Some(inputs) = inputs {
            agree(seed, "differentiated", &plain, &inputs);
            agree(seed, "simplified", &simple, &inputs);
            compared += 1;
        }
        match verify(&simple, &[]) {
            Ok(Verified::Checked(_)) => checked += 1,
            Ok(Verified::Unchecked(_)) => {}
            Err(report) => panic!("program {seed}: {report}"),
        }
    }
    println!("{compared} compared, {checked} checked");
    assert!(compared >= 2000, "only {compared} programs stay tame");
    assert!(checked >= 2000, "only {checked} programs could be checked");
}

#[test]
fn gradients_differentiate_again() {
    let mut compared = 0;
    for seed in 0..600 {
        let Program { graph, source, wrt } = program(seed);
        let first = simplify(differentiate(graph, source, &wrt));
        for partial in first.partials.iter().flatten() {
            let mut graph = first.graph.clone();
            let source = weighted(&mut graph, *partial);
            let mut random = Random::new(seed);
            let Some(inputs) = tame_inputs(&graph, source, &mut random) else {
                continue;
            };
            let second = differentiate(graph, source, &wrt);
            agree(seed, "differentiated twice", &second, &inputs);
            let second = simplify(second);
            agree(seed, "differentiated twice, simplified", &second, &inputs);
            compared += 1;
        }
    }
    assert!(
        compared >= 250,
        "only {compared} second derivatives stay tame"
    );
}
