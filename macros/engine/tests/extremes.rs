//! Every stabilising law at extreme numbers: where each step of the source is finite, with its slope, so is what the
//! laws make of it.

use matgrad_engine::dual::{Dual, Tensor};
use matgrad_engine::graph::Graph;
use matgrad_engine::interpret::{evaluate, evaluate_all};
use matgrad_engine::stabilise::{laws, stabilise};

const EXTREMES: [f64; 12] = [
    0.0, -0.0, 5e-324, -1e-310, 1e-300, 1.0, -1.0, 40.0, -40.0, 700.0, 1e300, -1e300,
];

/// The first three inputs at each triple; every matrix has one element, and moves.
#[test]
fn laws_are_finite_where_the_source_is() {
    let (mut compared, mut failures) = (0, Vec::new());
    for law in laws() {
        let mut graph = Graph::default();
        let source = (law.example)(&mut graph);
        let stable = stabilise(&mut graph, source);
        let count = graph.inputs.len().min(3);
        for triple in 0..EXTREMES.len().pow(u32::try_from(count).unwrap()) {
            let mut rest = triple;
            let inputs: Vec<Tensor> = (0..graph.inputs.len())
                .map(|input| {
                    let value = EXTREMES[if input < 3 { rest % 12 } else { 5 }];
                    rest /= 12;
                    Tensor::new(vec![1, 1], vec![Dual { value, slope: 1.0 }])
                })
                .collect();
            let steps = evaluate_all(&graph, &[source], &|_| 1, &inputs);
            let finite = |tensor: &Tensor| tensor.is_finite();
            if !steps.iter().flatten().all(finite) {
                continue;
            }
            compared += 1;
            let after = evaluate(&graph, &[stable.value], &|_| 1, &inputs);
            if !after.iter().all(finite) {
                let point: Vec<f64> = inputs.iter().map(|input| input.data[0].value).collect();
                failures.push(format!("{} at {point:?}: {:?}", law.name, after[0].data));
            }
        }
    }
    assert!(compared > 2000, "{compared} points");
    assert!(
        failures.is_empty(),
        "{}\n{}",
        failures.len(),
        failures.join("\n")
    );
}
