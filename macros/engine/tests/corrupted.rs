//! Corrupted plans and code: whatever changes a value is refused by a grammar, or by the run of the code.

use matgrad_engine::code::{self, Atom, Code, Kernel, Scalar, Start, Statement};
use matgrad_engine::companion::Companion;
use matgrad_engine::diagnostics::Errors;
use matgrad_engine::dual::{Dual, Tensor};
use matgrad_engine::graph::Number;
use matgrad_engine::interpret::shape;
use matgrad_engine::plan::{self, Cut, Element, Plan, Step};
use matgrad_engine::verify::random::Random;
use matgrad_engine::verify::verify;
use matgrad_engine::{Derived, derive};

/// Functions whose companions have every kind of step and statement.
const FUNCTIONS: &[(&str, &str)] = &[
    (
        "q",
        "(#[dims(p, m)] q: &Array2<f64>, #[dims(p, m)] v: &Array2<f64>, #[dims(m)] w: &Array1<f64>) -> f64 {
            trace(matmul(Array1::<f64>::ones(q.nrows()), matmul(hadamard(q, v), w)))
        }",
    ),
    (
        "w",
        "(w: &Array1<f64>, x: &Array2<f64>, y: &Array1<f64>) -> f64 {
            let r = x.dot(w) - y;
            0.5 * r.dot(&r) + w.mapv(f64::exp).sum()
        }",
    ),
    (
        "a, b",
        "(a: &Array2<f64>, b: &Array2<f64>) -> f64 { trace(a.dot(b)) + sum(tanh(a)) }",
    ),
    (
        "x",
        "(x: &Array2<f64>, a: &Array2<f64>) -> f64 {
            let p = solve(x, a);
            logdet(x) + frobenius(&p, &p) - trace(inv(x))
        }",
    ),
    (
        "x",
        "(x: &Array2<f64>, a: &Array1<f64>) -> f64 {
            x.diag().dot(a) + x.row(0).dot(&x.column(1)) + x.slice(s![1.., ..]).sum() + x[[0, 1]] * x[[1, 0]]
        }",
    ),
    (
        "h, x",
        "(h: &Array1<f64>, x: &Array2<f64>, a: &Array2<f64>) -> f64 {
            frobenius(a, kron(x, diag(h))) + cumsum(h).dot(h)
        }",
    ),
    (
        "x, s",
        "(x: &Array1<f64>, s: f64) -> f64 {
            if s > 1.0 { s * x.dot(x) } else { x.mapv(f64::sin).sum() / (2.0 + s * s) }
        }",
    ),
    (
        "x",
        "(x: &Array2<f64>, y: &Array2<f64>) -> f64 {
            let p = softmax_axis(x, Axis(1));
            -(y * &p.mapv(f64::ln)).sum() + reshape(x, x.len()).dot(&vec(y)) + max(x)
        }",
    ),
    (
        "a",
        "(a: &Array2<f64>, b: &Array2<f64>) -> f64 { sum(hadamard(exp(a), b.t())) + sum(square(a.t().dot(b))) }",
    ),
];

fn derived(attribute: &str, item: &str) -> Derived {
    let tokens = format!("fn f{item}").parse().unwrap();
    let mut errors = Errors::new();
    let derived = derive(attribute.parse().unwrap(), tokens, &mut errors);
    assert_eq!(errors.messages(), Vec::<String>::new());
    derived.unwrap()
}

/// The results at a few points; nothing where the code is not legal there.
fn values(derived: &Derived, code: &Code) -> Vec<Option<Vec<Tensor>>> {
    let graph = &derived.gradient.graph;
    (1..5)
        .map(|seed| {
            let mut random = Random::new(seed);
            let sizes = graph.dims.sample(seed).unwrap();
            let of = |symbol: matgrad_engine::dim::Symbol| sizes[symbol.0 as usize];
            let inputs = graph.input_ids().into_iter().map(|id| {
                let shape = shape(graph, graph.shape(id), &of);
                Tensor::build(shape, |at| {
                    let square = matches!(at, [i, j] if i == j);
                    let base = if square { 4.0 } else { 0.25 };
                    Dual::from(base + random.between(0.1, 1.5))
                })
            });
            let inputs: Vec<Tensor> = inputs.collect();
            code::run(code, &graph.dims, &of, &inputs).ok()
        })
        .collect()
}

/// Whether a corruption shows in the results somewhere.
fn differs(derived: &Derived, before: &Code, after: &Code) -> bool {
    let pairs = values(derived, before)
        .into_iter()
        .zip(values(derived, after));
    pairs.into_iter().any(|pair| match pair {
        (Some(before), Some(after)) => before.iter().zip(&after).any(|(before, after)| {
            let far =
                |(x, y): (&Dual, &Dual)| (x.value - y.value).abs() > 1e-6 * (1.0 + x.value.abs());
            before.shape != after.shape || before.data.iter().zip(&after.data).any(far)
        }),
        (before, after) => before.is_some() != after.is_some(),
    })
}

/// Which check refuses the code in the place of the companion's.
fn refused(derived: &Derived, position: usize, code: &Code) -> Option<&'static str> {
    if code::check(code).is_err() {
        return Some("grammar");
    }
    let companions = derived
        .companions
        .iter()
        .enumerate()
        .map(|(at, one)| Companion {
            row: one.row,
            roots: one.roots.clone(),
            plan: one.plan.clone(),
            code: if at == position {
                code.clone()
            } else {
                one.code.clone()
            },
        });
    let companions: Vec<Companion> = companions.collect();
    verify(&derived.gradient, &companions)
        .is_err()
        .then_some("run")
}

#[derive(Default)]
struct Tally {
    grammar: usize,
    run: usize,
    missed: Vec<String>,
}

impl Tally {
    fn count(&mut self, found: Option<&str>, what: impl FnOnce() -> String) {
        match found {
            Some("grammar") => self.grammar += 1,
            Some(_) => self.run += 1,
            None => self.missed.push(what()),
        }
    }

    fn check(&self) {
        println!("by the grammar {}, by the run {}", self.grammar, self.run);
        assert!(
            self.missed.is_empty(),
            "{}: {}",
            self.missed.len(),
            self.missed[0]
        );
        assert!(self.grammar + self.run >= 200 && self.run >= 50);
    }
}

#[test]
fn corrupted_code_is_refused() {
    let mut tally = Tally::default();
    for (attribute, item) in FUNCTIONS {
        let derived = derived(attribute, item);
        for (position, companion) in derived.companions.iter().enumerate() {
            let code = &companion.code;
            corrupt(&code.statements, &mut |statements| {
                let mutant = Code {
                    statements,
                    ..code.clone()
                };
                if code::check(&mutant).is_err() {
                    tally.grammar += 1;
                } else if differs(&derived, code, &mutant) {
                    let found = refused(&derived, position, &mutant);
                    tally.count(found, || mutant.print(&derived.gradient.graph.dims));
                }
            });
            let mut mutant = code.clone();
            mutant.results.rotate_left(1);
            if differs(&derived, code, &mutant) {
                tally.count(refused(&derived, position, &mutant), || "results".into());
            }
        }
    }
    tally.check();
}

/// Each statement left out, exchanged with the next, or wrong in one way.
fn corrupt(statements: &[Statement], give: &mut dyn FnMut(Vec<Statement>)) {
    for (position, statement) in statements.iter().enumerate() {
        let mut without = statements.to_vec();
        without.remove(position);
        give(without);
        if position > 0 {
            let mut swapped = statements.to_vec();
            swapped.swap(position - 1, position);
            give(swapped);
        }
        let mut replace = |wrong: Statement| {
            let mut mutant = statements.to_vec();
            mutant[position] = wrong;
            give(mutant);
        };
        variants(statement).into_iter().for_each(&mut replace);
        match statement {
            Statement::Nest(body) => corrupt(body, &mut |body| replace(Statement::Nest(body))),
            Statement::For { index, dim, body } => corrupt(body, &mut |body| {
                replace(Statement::For {
                    index: *index,
                    dim: *dim,
                    body,
                });
            }),
            Statement::Blocks { index, dim, body } => corrupt(body, &mut |body| {
                replace(Statement::Blocks {
                    index: *index,
                    dim: *dim,
                    body,
                });
            }),
            Statement::If {
                condition,
                slots,
                then,
                otherwise,
            } => {
                let branch = |then, otherwise| Statement::If {
                    condition: *condition,
                    slots: slots.clone(),
                    then,
                    otherwise,
                };
                replace(branch(otherwise.clone(), then.clone()));
                corrupt(&then.0, &mut |body| {
                    replace(branch((body, then.1.clone()), otherwise.clone()));
                });
            }
            _ => {}
        }
    }
}

fn variants(statement: &Statement) -> Vec<Statement> {
    let mut wrong = Vec::new();
    match statement.clone() {
        Statement::View { slot, of, cut } => {
            wrong.extend(
                cuts(cut)
                    .into_iter()
                    .map(|cut| Statement::View { slot, of, cut }),
            );
        }
        Statement::Place {
            slot,
            of,
            cuts: all,
        } => {
            for (position, cut) in all.iter().enumerate() {
                wrong.extend(cuts(*cut).into_iter().map(|cut| {
                    let mut cuts = all.clone();
                    cuts[position] = cut;
                    Statement::Place { slot, of, cuts }
                }));
            }
        }
        Statement::Call {
            slot,
            kernel,
            mut arguments,
        } => {
            let other = match kernel {
                Kernel::Solve { transposed } => Kernel::Solve {
                    transposed: !transposed,
                },
                Kernel::Scan { reverse } => Kernel::Scan { reverse: !reverse },
                other => other,
            };
            wrong.push(Statement::Call {
                slot,
                kernel: other,
                arguments: arguments.clone(),
            });
            arguments.reverse();
            wrong.push(Statement::Call {
                slot,
                kernel,
                arguments,
            });
        }
        Statement::Start { slot, holds } => {
            for other in [Start::Unwritten, Start::Zeros, Start::Zero] {
                if other != holds {
                    wrong.push(Statement::Start { slot, holds: other });
                }
            }
        }
        Statement::Let(name, scalar) => {
            wrong.extend(
                scalars(&scalar)
                    .into_iter()
                    .map(|scalar| Statement::Let(name, scalar)),
            );
        }
        Statement::Add { slot, mut at, sum } => {
            at.reverse();
            wrong.push(Statement::Add { slot, at, sum });
        }
        Statement::Sweep(sweep) => wrong.extend(sweeps(&sweep)),
        _ => {}
    }
    wrong
}

fn sweeps(sweep: &code::Sweep) -> Vec<Statement> {
    let mut wrong = Vec::new();
    let mut push = |change: &dyn Fn(&mut code::Sweep)| {
        let mut mutant = sweep.clone();
        change(&mut mutant);
        wrong.push(Statement::Sweep(mutant));
    };
    push(&|sweep| sweep.blocked = !sweep.blocked);
    push(&|sweep| sweep.rows = None);
    for k in 0..sweep.lanes.len() {
        push(&|sweep| sweep.lanes[k].1.axis ^= 1);
        push(&|sweep| sweep.lanes[k].1.at.reverse());
        push(&|sweep| {
            let lane = &mut sweep.lanes[k].1;
            lane.at.reverse();
            lane.axis = lane.at.len() - 1 - lane.axis;
        });
        push(&|sweep| sweep.lanes[k].1 = sweep.lanes[0].1.clone());
    }
    for k in 0..sweep.outs.len() {
        push(&|sweep| sweep.outs[k].first = !sweep.outs[k].first);
        push(&|sweep| sweep.outs[k].value = Atom::Number(Number::new(0.5)));
        push(&|sweep| {
            let lane = &mut sweep.outs[k].lane;
            lane.at.reverse();
            lane.axis = lane.at.len() - 1 - lane.axis;
        });
    }
    for k in 0..sweep.body.len() {
        for scalar in scalars(&sweep.body[k].1) {
            push(&|sweep| sweep.body[k].1 = scalar.clone());
        }
    }
    for k in 0..sweep.terms.len() {
        push(&|sweep| _ = sweep.terms.remove(k));
        push(&|sweep| sweep.terms[k].1 = Atom::Number(Number::new(1.5)));
    }
    wrong
}

fn cuts(cut: Cut) -> Vec<Cut> {
    match cut {
        Cut::Slice {
            axis,
            start,
            step,
            len,
        } => vec![
            Cut::Slice {
                axis: axis ^ 1,
                start,
                step,
                len,
            },
            Cut::Slice {
                axis,
                start,
                step: -step,
                len,
            },
            Cut::Slice {
                axis,
                start: len,
                step,
                len,
            },
        ],
        Cut::Select { axis, index } => vec![
            Cut::Select {
                axis: axis ^ 1,
                index,
            },
            Cut::Transpose,
        ],
        Cut::Diagonal { axes: [i, j] } => vec![
            Cut::Diagonal { axes: [i, j + 1] },
            Cut::Diagonal { axes: [j, i] },
            Cut::Transpose,
        ],
        Cut::Transpose => vec![Cut::Diagonal { axes: [0, 1] }],
    }
}

fn scalars(scalar: &Scalar) -> Vec<Scalar> {
    match scalar.clone() {
        Scalar::Atom(_) => vec![Scalar::Atom(Atom::Number(Number::new(0.75)))],
        Scalar::Read(slot, mut labels) => {
            labels.reverse();
            vec![Scalar::Read(slot, labels)]
        }
        Scalar::Sum(terms) => {
            let mut wrong = Vec::new();
            for k in 0..terms.len() {
                let mut negated = terms.clone();
                negated[k].0 = Number::new(-negated[k].0.get());
                wrong.push(Scalar::Sum(negated));
                let mut without = terms.clone();
                without.remove(k);
                wrong.push(Scalar::Sum(without));
            }
            wrong
        }
        Scalar::Product(factors) => (0..factors.len())
            .flat_map(|k| {
                let (mut without, mut doubled) = (factors.clone(), factors.clone());
                doubled.push(doubled[k]);
                without.remove(k);
                [Scalar::Product(without), Scalar::Product(doubled)]
            })
            .collect(),
        Scalar::Call(rule, attribute, mut arguments) => {
            let atom = Scalar::Atom(arguments[0]);
            arguments.reverse();
            vec![atom, Scalar::Call(rule, attribute, arguments)]
        }
    }
}

#[test]
fn corrupted_plans_are_refused() {
    let mut tally = Tally::default();
    for (attribute, item) in FUNCTIONS {
        let derived = derived(attribute, item);
        for (position, companion) in derived.companions.iter().enumerate() {
            for mutant in plans(&companion.plan) {
                if plan::check(&mutant).is_err() {
                    tally.grammar += 1;
                    continue;
                }
                let code = code::lower(&mutant);
                if differs(&derived, &companion.code, &code) {
                    let found = refused(&derived, position, &code);
                    tally.count(found, || mutant.print(&derived.gradient.graph));
                }
            }
        }
    }
    tally.check();
}

/// Each step left out, exchanged with the next, or wrong in one way.
fn plans(plan: &Plan) -> Vec<Plan> {
    let mut mutants = Vec::new();
    let mut push = |change: &dyn Fn(&mut Plan)| {
        let mut mutant = plan.clone();
        change(&mut mutant);
        mutants.push(mutant);
    };
    for k in 0..plan.steps.len() {
        push(&|plan| _ = plan.steps.remove(k));
        push(&|plan| plan.steps.rotate_left(1));
        match &plan.steps[k] {
            Step::View { slot, of, cut } => {
                for cut in cuts(*cut) {
                    push(&|plan| {
                        plan.steps[k] = Step::View {
                            slot: *slot,
                            of: *of,
                            cut,
                        }
                    });
                }
            }
            Step::Product { slot, left, right } => {
                let (slot, left, right) = (*slot, *right, *left);
                push(&|plan| plan.steps[k] = Step::Product { slot, left, right });
            }
            Step::Nest(nest) => {
                for j in 0..nest.outputs.len() {
                    push(&|plan| {
                        let Step::Nest(nest) = &mut plan.steps[k] else {
                            return;
                        };
                        nest.outputs[j].labels.reverse();
                    });
                    push(&|plan| {
                        let Step::Nest(nest) = &mut plan.steps[k] else {
                            return;
                        };
                        nest.outputs[j].element.0 = 0;
                    });
                    push(&|plan| {
                        let Step::Nest(nest) = &mut plan.steps[k] else {
                            return;
                        };
                        _ = nest.outputs[j].labels.pop();
                    });
                }
                push(&|plan| {
                    let Step::Nest(nest) = &mut plan.steps[k] else {
                        return;
                    };
                    _ = nest.order.pop();
                });
                for j in 0..nest.body.elements.len() {
                    push(&|plan| {
                        let Step::Nest(nest) = &mut plan.steps[k] else {
                            return;
                        };
                        match &mut nest.body.elements[j] {
                            Element::Read(_, labels) => labels.reverse(),
                            Element::Sum(terms) => {
                                let negated = Number::new(-terms[0].0.get());
                                terms[0].0 = negated;
                            }
                            Element::Product(factors) => _ = factors.pop(),
                            Element::Call { arguments, .. } => arguments.reverse(),
                            Element::Number(number) => *number = Number::new(0.3),
                            Element::Size(_) | Element::Scalar(_) => {}
                        }
                    });
                }
            }
            Step::Branch(branch) => {
                let mut turned = branch.clone();
                std::mem::swap(&mut turned.then, &mut turned.otherwise);
                push(&|plan| plan.steps[k] = Step::Branch(turned.clone()));
            }
            _ => {}
        }
    }
    mutants
}

#[test]
fn every_kind_of_statement_is_corrupted() {
    let mut kinds: Vec<String> = Vec::new();
    for (attribute, item) in FUNCTIONS {
        let derived = derived(attribute, item);
        for companion in &derived.companions {
            companion.code.walk(&mut |statement| {
                let text = format!("{statement:?}");
                let end = text.find([' ', '(']).unwrap_or(text.len());
                kinds.push(text[..end].to_owned());
            });
        }
    }
    for kind in [
        "View", "Call", "Start", "Written", "Let", "Add", "Place", "Nest", "Sweep", "For",
        "Blocks", "If",
    ] {
        assert!(kinds.iter().any(|known| known == kind), "{kind}");
    }
}
