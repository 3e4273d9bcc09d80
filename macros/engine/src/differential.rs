//! The differential of a node: a sum of contractions, each linear in one `dX`.
//!
//! This is the only place where derivatives come from. Structural nodes have theirs here, rows
//! of the rule table as text; forward mode, reverse mode and the printed derivation all read the
//! same [`Linear`] terms and none has a derivative of its own.

use crate::dim::Dim;
use crate::graph::{Contract, Factor, Graph, Id, Kind, Label, identity, relabel};
use crate::rules::{self, Differential, Meaning, Operator, Role, Rule};

mod cursor;
mod partial;
mod terms;

/// One linear term of a differential.
#[derive(Clone, Debug)]
pub struct Linear {
    /// The operand `X`.
    pub operand: Id,
    /// What is done to `dX`.
    pub action: Action,
}

/// What a [`Linear`] term does to `dX`.
#[derive(Clone, Debug)]
pub enum Action {
    /// `dY[0..rank] = coefficient · Σ Π factors · dX[labels]`.
    Contraction(Coefficient),
    /// `dY` is `dX` under another shape.
    Reshape,
    /// `dY` is `dX` where the condition holds, or does not hold, and nothing elsewhere.
    Where(Id, bool),
    /// A linear operator of the rule table, at these arguments.
    Operator(Operator, Vec<Id>),
}

/// The coefficient array of a [`Linear`] term, in index notation.
#[derive(Clone, Debug)]
pub struct Coefficient {
    /// A number in front.
    pub scale: f64,
    /// The dimension of each label; `dY` has the first `rank`.
    pub dims: Vec<Dim>,
    /// The rank of `dY`.
    pub rank: usize,
    /// Everything but `dX`.
    pub factors: Vec<Factor>,
    /// How many of the factors are written before `dX`.
    pub position: usize,
    /// The labels of `dX`.
    pub labels: Vec<Label>,
}

/// The differential of `node`, over those operands that `depends` marks.
pub fn differential(graph: &mut Graph, node: Id, depends: &[bool]) -> Vec<Linear> {
    let varies = |id: &Id| depends.get(id.0 as usize).copied().unwrap_or(false);
    match graph.kind(node).clone() {
        Kind::Input(_) | Kind::Number(_) | Kind::Size(_) | Kind::Pick { .. } | Kind::Triangle => {
            Vec::new()
        }
        Kind::Contract(contract) => product_rule(&contract, varies),
        Kind::Combine(terms) => {
            let terms = terms.into_iter().filter(|(_, operand)| varies(operand));
            terms
                .map(|(c, operand)| elementwise(graph, operand, c.get(), None))
                .collect()
        }
        Kind::Reshape(operand) if varies(&operand) => vec![Linear {
            operand,
            action: Action::Reshape,
        }],
        Kind::Reshape(_) => Vec::new(),
        Kind::Map {
            rule, arguments, ..
        } => map_terms(graph, node, rules::rule(rule), arguments, varies),
        Kind::Apply {
            rule, arguments, ..
        } => {
            let rule = rules::rule(rule);
            let mut all = match &rule.meaning {
                Meaning::Primitive {
                    differential: Differential::Operators(operators),
                    ..
                } => {
                    let each = operators.iter().zip(&arguments);
                    let term = |(operator, operand): (&Operator, &Id)| Linear {
                        operand: *operand,
                        action: Action::Operator(*operator, arguments.clone()),
                    };
                    each.map(term).collect()
                }
                _ => terms::terms(graph, node, rule),
            };
            all.retain(|term| varies(&term.operand));
            all
        }
    }
}

/// Σ ∂f/∂x_k dx_k; a partial that is zero wherever it exists contributes nothing.
fn map_terms(
    graph: &mut Graph,
    node: Id,
    rule: &Rule,
    arguments: Vec<Id>,
    varies: impl Fn(&Id) -> bool,
) -> Vec<Linear> {
    let Meaning::Elementwise { partials, .. } = &rule.meaning else {
        unreachable!("a map applies an elementwise rule")
    };
    let mut terms = Vec::new();
    for (text, operand) in partials.iter().zip(arguments) {
        if *text == "0" || !varies(&operand) {
            continue;
        }
        let condition = partial::condition(graph, text, node);
        terms.push(if let Some((condition, holds)) = condition {
            let action = Action::Where(condition, holds);
            Linear { operand, action }
        } else {
            let factor = partial::partial(graph, text, node);
            elementwise(graph, operand, 1.0, Some(factor))
        });
    }
    terms
}

/// Whether an operation's differential is zero wherever it exists.
#[must_use]
pub fn is_piecewise_constant(rule: &Rule) -> bool {
    match &rule.meaning {
        Meaning::Elementwise { partials, .. } => partials.iter().all(|text| *text == "0"),
        Meaning::Primitive { differential, .. } => {
            matches!(differential, Differential::PiecewiseConstant)
        }
        Meaning::Contraction | Meaning::Composite(_) => false,
    }
}

/// d(Π X_k) = Σ_k dX_k Π of the others.
fn product_rule(contract: &Contract, varies: impl Fn(&Id) -> bool) -> Vec<Linear> {
    let mut terms = Vec::new();
    for (position, factor) in contract.factors.iter().enumerate() {
        if !varies(&factor.node) {
            continue;
        }
        let mut factors = contract.factors.clone();
        factors.remove(position);
        let action = Action::Contraction(Coefficient {
            scale: 1.0,
            dims: contract.dims.clone(),
            rank: contract.rank,
            factors,
            position,
            labels: factor.labels.clone(),
        });
        terms.push(Linear {
            operand: factor.node,
            action,
        });
    }
    terms
}

/// dY = scale · factor ⊙ dX.
fn elementwise(graph: &Graph, operand: Id, scale: f64, factor: Option<Id>) -> Linear {
    let dims = graph.shape(operand).to_vec();
    let rank = dims.len();
    let labels = identity(rank);
    let factors = factor.map(|node| Factor {
        node,
        labels: labels.clone(),
    });
    let factors: Vec<Factor> = factors.into_iter().collect();
    Linear {
        operand,
        action: Action::Contraction(Coefficient {
            scale,
            dims,
            rank,
            position: factors.len(),
            factors,
            labels,
        }),
    }
}

/// What a node's differential is called in words, `"d ln x = dx ⊘ x"`; `None` where it moves numbers and
/// indices alone.
#[must_use]
pub fn law(graph: &Graph, node: Id) -> Option<&'static str> {
    match graph.kind(node) {
        Kind::Contract(contract) => {
            let product = contract.dims.len() > contract.rank && contract.factors.len() > 1;
            let vectors =
                contract.rank == 0 && contract.factors.iter().all(|f| f.labels.len() <= 1);
            let law = if vectors {
                "aᵀb = bᵀa"
            } else {
                "A:B = tr(AᵀB)"
            };
            product.then_some(law)
        }
        Kind::Map { rule, .. } | Kind::Apply { rule, .. } => {
            Some(rules::rule(*rule).law).filter(|law| !law.is_empty())
        }
        _ => None,
    }
}

impl Linear {
    /// Forward mode: this term of `dY`, given the tangent of `X`.
    pub fn push_forward(&self, graph: &mut Graph, node: Id, tangent: Id) -> Id {
        let coefficient = match &self.action {
            Action::Contraction(coefficient) => coefficient,
            Action::Reshape => {
                let shape = graph.shape(node).to_vec();
                return graph.reshape(tangent, shape);
            }
            Action::Where(condition, holds) => return choose(graph, (*condition, *holds), tangent),
            Action::Operator(operator, arguments) => {
                return (operator.forward)(graph, arguments, tangent);
            }
        };
        let mut factors = coefficient.factors.clone();
        let own = Factor {
            node: tangent,
            labels: coefficient.labels.clone(),
        };
        factors.insert(coefficient.position, own);
        let (dims, rank) = (coefficient.dims.clone(), coefficient.rank);
        if let Kind::Contract(_) = graph.kind(node) {
            // The user's product with `dX` in the place of `X`, be it the trace of a number.
            return graph.contract(Contract {
                dims,
                rank,
                factors,
            });
        }
        let product = coefficient.contract(graph, dims, rank, factors);
        coefficient.scaled(graph, product)
    }

    /// Reverse mode: the cotangent of `X` that this term makes of the cotangent of `Y`. The
    /// contraction is the same, with the roles of `dX` and `Ȳ` swapped: `Ȳ : (C dX) = (Cᵀ Ȳ) : dX`.
    pub fn pull_back(&self, graph: &mut Graph, cotangent: Id) -> Id {
        match &self.action {
            Action::Contraction(coefficient) => coefficient.pull_back(graph, cotangent),
            Action::Reshape => {
                let shape = graph.shape(self.operand).to_vec();
                graph.reshape(cotangent, shape)
            }
            Action::Where(condition, holds) => choose(graph, (*condition, *holds), cotangent),
            Action::Operator(operator, arguments) => {
                (operator.adjoint)(graph, arguments, cotangent)
            }
        }
    }
}

/// `x` where a condition holds, or does not, and 0 elsewhere.
#[must_use]
pub fn choose(graph: &mut Graph, (condition, holds): (Id, bool), x: Id) -> Id {
    let shape = graph.shape(x).to_vec();
    let zero = graph.zeros(shape);
    let arguments = if holds {
        [condition, x, zero]
    } else {
        [condition, zero, x]
    };
    graph.play(Role::Choice, &arguments)
}

impl Coefficient {
    /// `C` with the roles of `dX` and `Ȳ` swapped, applied to the cotangent of `Y`.
    pub fn pull_back(&self, graph: &mut Graph, cotangent: Id) -> Id {
        let mut factors = self.factors.clone();
        factors.push(Factor {
            node: cotangent,
            labels: identity(self.rank),
        });
        let mut dims = self.dims.clone();
        let mut out = Vec::with_capacity(self.labels.len());
        for label in &self.labels {
            if out.contains(label) {
                // A diagonal of X was read: its cotangent lives on that diagonal.
                let copy = crate::graph::label(dims.len());
                dims.push(dims[usize::from(*label)]);
                let eye = graph.eye(dims[usize::from(*label)]);
                factors.push(Factor {
                    node: eye,
                    labels: vec![*label, copy],
                });
                out.push(copy);
            } else {
                out.push(*label);
            }
        }
        let (dims, factors) = relabel(&dims, &out, factors);
        let product = self.contract(graph, dims, out.len(), factors);
        self.scaled(graph, product)
    }

    /// A product; a lone factor that already is the result stays itself.
    fn contract(&self, graph: &mut Graph, dims: Vec<Dim>, rank: usize, factors: Vec<Factor>) -> Id {
        let unit = self.factors.is_empty() && factors.len() == 1 && dims.len() == rank;
        match factors.first() {
            Some(only) if unit && only.labels == identity(rank) => only.node,
            _ => graph.contract(Contract {
                dims,
                rank,
                factors,
            }),
        }
    }

    fn scaled(&self, graph: &mut Graph, product: Id) -> Id {
        #[allow(clippy::float_cmp)] // exactly the number 1
        if self.scale == 1.0 {
            product
        } else {
            graph.scale(self.scale, product)
        }
    }
}
