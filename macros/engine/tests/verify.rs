//! The expansion-time check catches what it is there for: corrupted partials, corrupted laws.

use std::cell::Cell;

use matgrad_engine::differentiate::differentiate;
use matgrad_engine::dual::Tensor;
use matgrad_engine::gradient::Gradient;
use matgrad_engine::graph::{Attribute, Graph, Id, Kind};
use matgrad_engine::interpret::{chooses, evaluate};
use matgrad_engine::laws::{Law, Pass};
use matgrad_engine::rules::Domain;
use matgrad_engine::simplify::{laws, simplify, simplify_with};
use matgrad_engine::verify::random::Random;
use matgrad_engine::verify::{Verified, verify};

mod numeric;

#[path = "programs/generate.rs"]
mod generate;

use generate::program;
use numeric::{input, inputs, sizes, symbol};

/// ½‖(X w) ⊙ s − y‖² + Σ exp(tanh(X) ⊙ X) by X and w: every kind of node that gradients are made of.
fn example() -> Gradient {
    let mut graph = Graph::default();
    let (n, m) = (symbol(&mut graph, "n"), symbol(&mut graph, "m"));
    let x = input(&mut graph, "x", &[n, m]);
    let w = input(&mut graph, "w", &[m]);
    let s = input(&mut graph, "s", &[n]);
    let y = input(&mut graph, "y", &[n]);
    let product = graph.einsum("ij,j,i->i", &[x, w, s]);
    let residual = graph.combine(vec![(1.0, product), (-1.0, y)]);
    let square = graph.einsum("i,i->", &[residual, residual]);
    let tanh = graph.map("tanh", Attribute::None, &[x]);
    let inner = graph.hadamard(&[tanh, x]);
    let exp = graph.map("exp", Attribute::None, &[inner]);
    let sum = graph.einsum("ij->", &[exp]);
    let source = graph.combine(vec![(0.5, square), (1.0, sum)]);
    differentiate(graph, source, &[x, w])
}

#[test]
fn an_intact_gradient_passes() {
    assert_eq!(verify(&example(), &[]), Ok(Verified::Checked(2)));
    assert_eq!(verify(&simplify(example()), &[]), Ok(Verified::Checked(2)));
}

fn corrupted(corrupt: impl FnOnce(&mut Gradient)) -> Result<Verified, String> {
    let mut gradient = simplify(example());
    corrupt(&mut gradient);
    verify(&gradient, &[])
}

#[test]
fn corrupted_partials_are_caught_and_named() {
    for position in [0, 1] {
        for scale in [-1.0, 2.0, 1.000_001] {
            let report = corrupted(|gradient| {
                let partial = gradient.partials[position].unwrap();
                gradient.partials[position] = Some(gradient.graph.scale(scale, partial));
            });
            assert!(
                report
                    .unwrap_err()
                    .contains("the derivative with respect to")
            );
        }
        let report = corrupted(|gradient| gradient.partials[position] = None);
        assert!(report.is_err(), "a missing path is a zero");
    }
    let report = corrupted(|gradient| {
        let partial = gradient.partials[0].unwrap();
        let shape = gradient.graph.shape(partial).to_vec();
        let transposed = gradient.graph.einsum("ij->ji", &[partial]);
        gradient.partials[0] = Some(gradient.graph.reshape(transposed, shape));
    });
    assert!(report.is_err(), "rows for columns");
    let report = corrupted(|gradient| {
        let value = gradient.value;
        gradient.value = gradient.graph.scale(1.000_001, value);
    });
    assert!(report.unwrap_err().contains("the value"));
    let report = corrupted(|gradient| gradient.partials.swap(0, 1));
    assert!(report.is_err(), "partials in the wrong order");
}

#[test]
fn a_gradient_of_the_wrong_cotangent_is_caught() {
    let mut graph = Graph::default();
    let n = symbol(&mut graph, "n");
    let x = input(&mut graph, "x", &[n]);
    let source = graph.map("sin", Attribute::None, &[x]);
    let mut gradient = differentiate(graph, source, &[x]);
    assert_eq!(verify(&gradient, &[]), Ok(Verified::Checked(2)));
    gradient.partials[0] = Some(gradient.graph.map("cos", Attribute::None, &[x]));
    assert!(verify(&gradient, &[]).is_err());
}

#[test]
fn what_cannot_be_evaluated_is_said() {
    let mut graph = Graph::default();
    let n = symbol(&mut graph, "n");
    let x = input(&mut graph, "x", &[n]);
    let square = graph.map("square", Attribute::None, &[x]);
    let ones = graph.ones(&[n]);
    let negative = graph.combine(vec![(-1.0, square), (-1.0, ones)]);
    let ln = graph.map("ln", Attribute::None, &[negative]);
    let source = graph.einsum("i->", &[ln]);
    let gradient = differentiate(graph, source, &[x]);
    assert!(matches!(verify(&gradient, &[]), Ok(Verified::Unchecked(_))));
}

thread_local! {
    /// The law that is corrupted, and whether it has been used.
    static CORRUPTED: Cell<Option<&'static Law>> = const { Cell::new(None) };
    static USED: Cell<bool> = const { Cell::new(false) };
}

/// The law under test, its first result doubled.
fn doubled(pass: &mut Pass, id: Id) -> Option<Id> {
    let after = (CORRUPTED.get()?.apply)(pass, id)?;
    if USED.replace(true) {
        return Some(after);
    }
    Some(pass.graph.scale(2.0, after))
}

/// Beyond this, what programs compute is mostly their own rounding.
const LARGE: f64 = 1e6;

/// Whether any partial or the value of two gradients differ where both are finite.
fn differ(left: &Gradient, right: &Gradient, seed: u64) -> bool {
    let mut random = Random::new(seed);
    let point = inputs(&left.graph, &mut random, Domain::Real);
    let values = |gradient: &Gradient| -> Vec<Tensor> {
        let mut roots = vec![gradient.value];
        roots.extend(gradient.partials.iter().flatten());
        evaluate(&gradient.graph, &roots, &sizes, &point)
    };
    let (left, right) = (values(left), values(right));
    let elements = |tensors: &[Tensor]| -> Vec<f64> {
        tensors
            .iter()
            .flat_map(|t| &t.data)
            .map(|x| x.value)
            .collect()
    };
    // What cancels to nothing leaves rounding, of either sign.
    let far = |x: f64, y: f64| (x - y).abs() > 1e-3 * (x.abs() + y.abs()) + 1e-9;
    let (left, right) = (elements(&left), elements(&right));
    left.iter()
        .zip(&right)
        .any(|(x, y)| x.abs() < LARGE && y.abs() < LARGE && far(*x, *y))
}

#[test]
fn each_law_is_checked_at_its_example() {
    for law in laws() {
        let mut graph = Graph::default();
        let source = (law.example)(&mut graph);
        let mut gradient = simplify_with(differentiate(graph, source, &[]), &[law]);
        assert_ne!(gradient.value, source, "{}", law.name);
        let checked = verify(&gradient, &[]);
        assert!(
            matches!(checked, Ok(Verified::Checked(2..))),
            "{}: {checked:?}",
            law.name
        );
        let shape = gradient.graph.shape(source).to_vec();
        let ones = gradient.graph.ones(&shape);
        gradient.value = gradient
            .graph
            .combine(vec![(1.0, gradient.value), (0.1, ones)]);
        assert!(verify(&gradient, &[]).is_err(), "{}", law.name);
    }
}

/// Each law, its first result doubled, on programs that use it: caught wherever that changes
/// anything.
#[test]
fn corrupted_laws_are_caught() {
    for (position, law) in laws().enumerate() {
        CORRUPTED.set(Some(law));
        let corrupted = Law {
            apply: doubled,
            ..law.clone()
        };
        let mut table: Vec<&Law> = laws().collect();
        table[position] = &corrupted;
        let (mut seen, mut caught, mut missed) = (0, 0, 0);
        for seed in 0..400 {
            if seen >= 25 {
                break;
            }
            let program = program(seed);
            let gradient = differentiate(program.graph, program.source, &program.wrt);
            USED.set(false);
            let wrong = simplify_with(gradient.clone(), &table);
            if !USED.get() || !differ(&simplify(gradient), &wrong, seed) {
                continue;
            }
            seen += 1;
            match verify(&wrong, &[]) {
                Err(_) => caught += 1,
                // A branch that the few points inside the domain of all else do not meet.
                Ok(Verified::Checked(..8)) if chooses(&wrong.graph, wrong.source) => {}
                Ok(Verified::Checked(_)) => missed += 1,
                Ok(Verified::Unchecked(_)) => {}
            }
        }
        println!(
            "{}: seen {seen}, caught {caught}, missed {missed}",
            law.name
        );
        assert_eq!(missed, 0, "{}", law.name);
    }
}

/// Nodes of the gradient that the source does not have, each exchanged for a wrong one.
fn mutants(gradient: &Gradient, random: &mut Random) -> Vec<Gradient> {
    let graph = &gradient.graph;
    let roots: Vec<Id> = gradient.partials.iter().flatten().copied().collect();
    let source = graph.uses(&[gradient.source, gradient.value]);
    let mut mutants = Vec::new();
    for id in graph.schedule(&roots) {
        if source[id.0 as usize] > 0 {
            continue;
        }
        if let Some(kind) = mutated(graph.kind(id), random) {
            mutants.push(replaced(gradient, id, &kind));
        }
    }
    mutants
}

fn mutated(kind: &Kind, random: &mut Random) -> Option<Kind> {
    let mut kind = kind.clone();
    match &mut kind {
        Kind::Combine(terms) if !terms.is_empty() => {
            let position = random.below(terms.len());
            let number = terms[position].0.get();
            terms[position].0 = matgrad_engine::graph::Number::new(-number);
        }
        Kind::Contract(contract) if contract.factors.len() > 1 => {
            contract
                .factors
                .remove(random.below(contract.factors.len()));
        }
        Kind::Map {
            attribute: Attribute::Exponent(n),
            ..
        } => *n += 1,
        Kind::Map {
            rule, arguments, ..
        } if arguments.len() == 1 => {
            let name = if random.below(2) == 0 { "sin" } else { "atan" };
            *rule = matgrad_engine::rules::named(name);
        }
        _ => return None,
    }
    Some(kind)
}

/// The gradient with `kind` in place of the node `id`.
fn replaced(gradient: &Gradient, id: Id, kind: &Kind) -> Gradient {
    let mut mutant = gradient.clone();
    let roots: Vec<Id> = gradient.partials.iter().flatten().copied().collect();
    let mut new: Vec<Id> = gradient.graph.ids().collect();
    for old in gradient.graph.schedule(&roots) {
        let kind = if old == id {
            kind
        } else {
            gradient.graph.kind(old)
        };
        let kind = Graph::with_children(kind, |child| new[child.0 as usize]);
        let shape = gradient.graph.shape(old).to_vec();
        new[old.0 as usize] = mutant.graph.intern(kind, shape);
    }
    for partial in mutant.partials.iter_mut().flatten() {
        *partial = new[partial.0 as usize];
    }
    mutant
}

#[test]
fn mutants_of_random_gradients_are_caught() {
    let (mut caught, mut missed, mut blind) = (0, 0, 0);
    for seed in 0..300 {
        let before = missed;
        let program = program(seed);
        let gradient = simplify(differentiate(program.graph, program.source, &program.wrt));
        let mut random = Random::new(seed);
        for mutant in mutants(&gradient, &mut random) {
            if !differ(&gradient, &mutant, seed) {
                continue;
            }
            match verify(&mutant, &[]) {
                Err(_) => caught += 1,
                Ok(Verified::Checked(_)) => {
                    missed += 1;
                    println!("program {seed}");
                }
                Ok(Verified::Unchecked(_)) => {}
            }
        }
        blind += u32::from(missed > before);
    }
    println!("caught {caught}, missed {missed} in {blind} programs");
    assert!(caught > 500, "only {caught} mutants");
    // A lost sign shows only where the sign is negative, which no point may be, and what a comparison switches off
    // everywhere hides all that is behind it.
    assert!(
        blind <= 2,
        "{missed} missed in {blind} programs, {caught} caught"
    );
}

/// What no tolerance shows: a term that is smaller than what is lost to rounding.
#[test]
fn a_wrong_term_below_the_tolerance_is_caught_exactly() {
    let mut graph = Graph::default();
    let (n, m) = (symbol(&mut graph, "n"), symbol(&mut graph, "m"));
    let x = input(&mut graph, "x", &[n, m]);
    let w = input(&mut graph, "w", &[m]);
    let product = graph.einsum("ij,j->i", &[x, w]);
    let inverse = graph.map("recip", Attribute::None, &[product]);
    let source = graph.einsum("i,i->", &[inverse, product]);
    let cubed = graph.map("powi", Attribute::Exponent(3), &[product]);
    let sum = graph.einsum("i->", &[cubed]);
    let source = graph.combine(vec![(1.0, source), (1.0 / 3.0, sum)]);
    let gradient = simplify(differentiate(graph, source, &[x, w]));
    assert_eq!(verify(&gradient, &[]), Ok(Verified::Checked(2)));
    let mut wrong = gradient.clone();
    let partial = wrong.partials[1].unwrap();
    let tiny = wrong.graph.scale(1e-6, partial);
    let tiny = wrong.graph.scale(1e-6, tiny);
    wrong.partials[1] = Some(wrong.graph.combine(vec![(1.0, partial), (1.0, tiny)]));
    let report = verify(&wrong, &[]).unwrap_err();
    assert!(report.contains("modulo a prime"), "{report}");
}
