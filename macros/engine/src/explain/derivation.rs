//! The derivation in differentials, replayed from the recorded sweep.
//!
//! The first line is the differential of the value. Each further line rewrites it by the
//! differential of one node, as the reverse sweep did, until only `G : dQ` is left; lines that
//! change nothing a reader would see are passed over. Invariant: every line has the value of
//! the first. Has no derivative of its own: see [`crate::differential`].

use std::collections::BTreeMap;

use crate::differential::{Linear, differential};
use crate::gradient::Gradient;
use crate::graph::{Contract, Factor, Graph, Id, Input, Kind, Numeral, Role};
use crate::rules;

/// One line, `Σ cotangent : differential`.
#[derive(Clone, Debug)]
pub struct Line {
    /// What is summed: a node's cotangent and its differential.
    pub terms: Vec<(Id, Id)>,
    /// What leads to this line from the one before.
    pub laws: Vec<&'static str>,
}

/// The lines for one parameter, and the graph that they refer to.
pub struct Derivation {
    /// The gradient's graph with the differentials added.
    pub graph: Graph,
    /// The lines, the first one the differential itself.
    pub lines: Vec<Line>,
}

/// Replays the sweep for the listed parameter of this position.
#[must_use]
pub fn derivation(gradient: &Gradient, position: usize) -> Option<Derivation> {
    let parameter = gradient.wrt[position];
    let partial = gradient.partials[position]?;
    let mut graph = gradient.graph.clone();
    let depends = graph.depends_on(&[parameter]);
    // The sweep starts at the source, or at what it was made stable as.
    let first = gradient.sweep.first()?;
    let (source, seed) = (first.node, first.cotangent);
    let tangents = tangents(&mut graph, source, parameter, &depends)?;
    let mut pending: BTreeMap<Id, Vec<Id>> = BTreeMap::from([(source, vec![seed])]);
    let mut replay = Replay {
        gradient,
        complete: BTreeMap::from([(source, 0)]),
        tangents,
        parameter: (parameter, partial),
    };
    for node in graph.schedule(&[source]) {
        for term in terms(&mut graph, node, &depends) {
            *replay.complete.entry(term.operand).or_insert(0) += 1;
        }
    }
    let mut lines = vec![replay.line(&mut graph, &pending, Vec::new())];
    let mut laws: Vec<&'static str> = Vec::new();
    let mut constants = Constants::default();
    while let Some(node) = pending
        .keys()
        .next_back()
        .copied()
        .filter(|n| *n != parameter)
    {
        let parts = pending.remove(&node).unwrap_or_default();
        let cotangent = replay.cotangent(&mut graph, node, &parts);
        for term in terms(&mut graph, node, &depends) {
            let part = term.pull_back(&mut graph, cotangent);
            pending.entry(term.operand).or_default().push(part);
            if let Some(left) = replay.complete.get_mut(&term.operand) {
                *left -= 1;
            }
        }
        if let Some(law) = law(&graph, node).filter(|law| !laws.contains(law)) {
            laws.push(law);
        }
        let last = pending.keys().all(|node| *node == parameter);
        let is_unit = constants.are_all(&graph, &pending);
        if last || (is_telling(&graph, node) && !is_unit) {
            let laws = std::mem::take(&mut laws);
            lines.push(replay.line(&mut graph, &pending, laws));
        } else if is_unit {
            laws.clear();
        }
    }
    Some(Derivation { graph, lines })
}

struct Replay<'a> {
    gradient: &'a Gradient,
    /// For each node: how many of its cotangent's parts are still to come.
    complete: BTreeMap<Id, usize>,
    tangents: BTreeMap<Id, Id>,
    parameter: (Id, Id),
}

impl Replay<'_> {
    /// The recorded, simplified cotangent once all parts have come; their sum before.
    fn cotangent(&self, graph: &mut Graph, node: Id, parts: &[Id]) -> Id {
        if self.complete.get(&node) == Some(&0) {
            if node == self.parameter.0 {
                return self.parameter.1;
            }
            let recorded = self.gradient.sweep.iter().find(|step| step.node == node);
            if let Some(step) = recorded {
                return step.cotangent;
            }
        }
        match parts {
            [only] => *only,
            parts => graph.combine(parts.iter().map(|part| (1.0, *part)).collect()),
        }
    }

    fn line(
        &self,
        graph: &mut Graph,
        pending: &BTreeMap<Id, Vec<Id>>,
        laws: Vec<&'static str>,
    ) -> Line {
        let mut terms = Vec::with_capacity(pending.len());
        for (node, parts) in pending {
            if let Some(tangent) = self.tangents.get(node) {
                terms.push((self.cotangent(graph, *node, parts), *tangent));
            }
        }
        Line { terms, laws }
    }
}

fn terms(graph: &mut Graph, node: Id, depends: &[bool]) -> Vec<Linear> {
    match depends.get(node.0 as usize) {
        Some(true) => differential(graph, node, depends),
        _ => Vec::new(),
    }
}

/// Each node's differential, in the order in which a product rule is written: dX in X's place.
fn tangents(
    graph: &mut Graph,
    source: Id,
    parameter: Id,
    depends: &[bool],
) -> Option<BTreeMap<Id, Id>> {
    let Kind::Input(index) = graph.kind(parameter) else {
        return None;
    };
    let Role::Parameter(position) = graph.inputs[*index].role else {
        return None;
    };
    let input = Input {
        name: format!("d{}", graph.inputs[*index].name),
        role: Role::Tangent(position),
        numeral: Numeral::Real,
        structure: graph.structure(parameter).of_tangent(),
    };
    let shape = graph.shape(parameter).to_vec();
    let mut found = BTreeMap::from([(parameter, graph.input(input, shape))]);
    for node in graph.schedule(&[source]) {
        if found.contains_key(&node) || !depends[node.0 as usize] {
            continue;
        }
        let mut parts = Vec::new();
        if let Kind::Contract(contract) = graph.kind(node).clone() {
            for position in 0..contract.factors.len() {
                if let Some(tangent) = found.get(&contract.factors[position].node) {
                    parts.push(in_place(graph, &contract, position, *tangent));
                }
            }
        } else {
            for term in differential(graph, node, depends) {
                if let Some(tangent) = found.get(&term.operand) {
                    parts.push(term.push_forward(graph, node, *tangent));
                }
            }
        }
        let total = match parts.as_slice() {
            [] => continue,
            [only] => *only,
            parts => graph.combine(parts.iter().map(|part| (1.0, *part)).collect()),
        };
        found.insert(node, total);
    }
    Some(found)
}

/// The product rule's term for one factor, the others around it.
fn in_place(graph: &mut Graph, contract: &Contract, position: usize, tangent: Id) -> Id {
    let mut contract = contract.clone();
    let labels = contract.factors[position].labels.clone();
    contract.factors[position] = Factor {
        node: tangent,
        labels,
    };
    graph.contract(contract)
}

/// Whether a step shows a law, rather than moving a number or an index.
fn is_telling(graph: &Graph, node: Id) -> bool {
    match graph.kind(node) {
        Kind::Contract(contract) => contract.factors.len() > 1,
        Kind::Map { .. } | Kind::Apply { .. } => true,
        _ => false,
    }
}

/// Which nodes are numbers, or arrays made of numbers alone; by id, as far as the graph has grown.
#[derive(Default)]
struct Constants(Vec<bool>);

impl Constants {
    /// Whether all cotangents are constants: nothing has been isolated yet.
    fn are_all(&mut self, graph: &Graph, pending: &BTreeMap<Id, Vec<Id>>) -> bool {
        for index in self.0.len()..graph.len() {
            let id = Id(u32::try_from(index).unwrap_or(u32::MAX));
            let is_constant = match graph.kind(id) {
                Kind::Number(_) => true,
                // Operands have smaller ids: a shared one is not walked again.
                Kind::Contract(_) | Kind::Combine(_) => {
                    let operands = graph.children(id);
                    operands.iter().all(|operand| self.0[operand.0 as usize])
                }
                _ => false,
            };
            self.0.push(is_constant);
        }
        pending
            .values()
            .flatten()
            .all(|part| self.0[part.0 as usize])
    }
}

fn law(graph: &Graph, node: Id) -> Option<&'static str> {
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
