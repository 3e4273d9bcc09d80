//! Plans: what they decide, printed; what they cost; and that they compute what the graph says.

use matgrad_engine::differentiate::differentiate;
use matgrad_engine::dim::Dim;
use matgrad_engine::dual::Tensor;
use matgrad_engine::gradient::Gradient;
use matgrad_engine::graph::{Attribute, Graph, Id, Kind};
use matgrad_engine::interpret::evaluate;
use matgrad_engine::plan::{Plan, Step, interpret::run, plan};
use matgrad_engine::rules::Domain;
use matgrad_engine::simplify::simplify;
use matgrad_engine::verify::random::Random;

mod numeric;

#[path = "programs/generate.rs"]
mod generate;

use generate::{Program, program};
use numeric::{input, inputs, sizes, symbol};

const PROGRAMS: u64 = 2500;

/// Each element of the plan's results is that of the graph.
fn compare(what: &str, gradient: &Gradient, roots: &[Id], point: &[Tensor]) {
    let plan = plan(gradient, roots);
    let expected = evaluate(&gradient.graph, roots, &sizes, point);
    let found = run(&plan, &gradient.graph, &sizes, point);
    assert_eq!(found.len(), expected.len());
    for (found, expected) in found.iter().zip(&expected) {
        assert_eq!(found.shape, expected.shape, "{what}");
        let largest = expected
            .data
            .iter()
            .fold(1.0, |largest: f64, x| largest.max(x.value.abs()));
        for (found, expected) in found.data.iter().zip(&expected.data) {
            let (found, expected) = (found.value, expected.value);
            assert!(
                (found - expected).abs() <= 1e-9 * largest || !expected.is_finite(),
                "{what}: {found} is not {expected}\n{}\n{}",
                gradient.graph.print(roots),
                plan.print(&gradient.graph)
            );
        }
    }
}

#[test]
fn plans_of_random_programs_compute_their_graphs() {
    for seed in 0..PROGRAMS {
        let Program { graph, source, wrt } = program(seed);
        let mut random = Random::new(seed);
        let point = inputs(&graph, &mut random, Domain::Real);
        let gradient = simplify(differentiate(graph, source, &wrt));
        let partials: Vec<Id> = gradient.partials.iter().flatten().copied().collect();
        let mut both = vec![gradient.value];
        both.extend(&partials);
        let what = |name: &str| format!("program {seed}, {name}");
        compare(&what("gradient"), &gradient, &partials, &point);
        compare(&what("value and gradient"), &gradient, &both, &point);
        compare(&what("source"), &gradient, &[gradient.source], &point);
    }
}

#[test]
fn plans_of_second_derivatives_compute_their_graphs() {
    for seed in 0..600 {
        let Program { graph, source, wrt } = program(seed);
        let mut random = Random::new(seed);
        let first = simplify(differentiate(graph, source, &wrt));
        let Some(partial) = first.partials.iter().flatten().next().copied() else {
            continue;
        };
        let mut graph = first.graph.clone();
        let source = numeric::weighted(&mut graph, partial);
        let point = inputs(&graph, &mut random, Domain::Real);
        let second = simplify(differentiate(graph, source, &wrt));
        let partials: Vec<Id> = second.partials.iter().flatten().copied().collect();
        compare(&format!("program {seed}"), &second, &partials, &point);
    }
}

/// A graph with matrices `A`, `B` (n × n), `X` (n × m) and vectors `x` (m), `y`, `z` (n).
struct Example {
    graph: Graph,
    n: Dim,
    a: Id,
    b: Id,
    matrix: Id,
    x: Id,
    y: Id,
    z: Id,
}

fn example() -> Example {
    let mut graph = Graph::default();
    let (n, m) = (symbol(&mut graph, "n"), symbol(&mut graph, "m"));
    let a = input(&mut graph, "A", &[n, n]);
    let b = input(&mut graph, "B", &[n, n]);
    let matrix = input(&mut graph, "X", &[n, m]);
    let x = input(&mut graph, "x", &[m]);
    let y = input(&mut graph, "y", &[n]);
    let z = input(&mut graph, "z", &[n]);
    Example {
        graph,
        n,
        a,
        b,
        matrix,
        x,
        y,
        z,
    }
}

fn planned(build: impl FnOnce(&mut Example) -> Vec<Id>) -> (Plan, Graph) {
    let mut example = example();
    let roots = build(&mut example);
    let gradient = Gradient {
        source: roots[0],
        value: roots[0],
        graph: example.graph,
        wrt: Vec::new(),
        partials: Vec::new(),
        sweep: Vec::new(),
        laws: Vec::new(),
    };
    let mut random = Random::new(1);
    let point = inputs(&gradient.graph, &mut random, Domain::Positive);
    compare("example", &gradient, &roots, &point);
    let plan = plan(&gradient, &roots);
    (plan, gradient.graph)
}

/// The plan printed, and its cost.
#[track_caller]
fn check(build: impl FnOnce(&mut Example) -> Vec<Id>, expected: &str, cost: &str) {
    let (plan, graph) = planned(build);
    let lines: Vec<&str> = expected.lines().map(str::trim).collect();
    assert_eq!(plan.print(&graph), lines.join("\n"));
    assert_eq!(graph.dims.display_polynomial(&plan.cost), cost);
}

