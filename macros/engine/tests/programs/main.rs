//! Random typed programs: the gradient, before and after simplification, against dual numbers of
//! the source; the expansion-time check on the same programs, intact and corrupted.

use matgrad_engine::differentiate::differentiate;
use matgrad_engine::dual::{Dual, Tensor};
use matgrad_engine::gradient::Gradient;
use matgrad_engine::graph::{Graph, Id};
use matgrad_engine::interpret::evaluate_all;
use matgrad_engine::rules::Domain;
use matgrad_engine::simplify::simplify;
use matgrad_engine::verify::random::Random;
use matgrad_engine::verify::{Verified, verify};

#[path = "../numeric/mod.rs"]
mod numeric;

mod generate;

use generate::{Program, program};
use numeric::{compare, inputs, sizes};

const PROGRAMS: u64 = 2500;

/// Inputs at which no number on the way is so large that digits are lost.
fn tame_inputs(graph: &Graph, source: Id, random: &mut Random) -> Option<Vec<Tensor>> {
    (0..12).find_map(|_| {
        let inputs = inputs(graph, random, Domain::Real);
        let moving: Vec<Tensor> = inputs
            .iter()
            .map(|x| x.map(|x| Dual { slope: 1.0, ..x }))
            .collect();
        let values = evaluate_all(graph, &[source], &sizes, &moving);
        let elements = values.iter().flatten().flat_map(|tensor| &tensor.data);
        let tame = |x: f64| x == 0.0 || (1e-4..1e4).contains(&x.abs());
        elements
            .into_iter()
            .all(|element| tame(element.value) && element.slope.abs() < 1e6)
            .then_some(inputs)
    })
}

fn listing(graph: &Graph, roots: &[Id]) -> String {
    let line = |id: Id| {
        let shape = graph.dims.display_shape(graph.shape(id));
        format!("%{} [{shape}] = {:?}", id.0, graph.kind(id))
    };
    let lines: Vec<String> = graph.schedule(roots).into_iter().map(line).collect();
    lines.join("\n")
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
        listing(&gradient.graph, &[gradient.source])
    );
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
        if let Some(inputs) = inputs {
            agree(seed, "differentiated", &plain, &inputs);
            agree(seed, "simplified", &simple, &inputs);
            compared += 1;
        }
        match verify(&simple) {
            Ok(Verified::Checked(_)) => checked += 1,
            Ok(Verified::Unchecked(_)) => {}
            Err(report) => panic!("program {seed}: {report}"),
        }
    }
    println!("{compared} compared, {checked} checked");
    assert!(compared >= 2000, "only {compared} programs stay tame");
    assert!(checked >= 2000, "only {checked} programs could be checked");
}
