//! The derivation in differentials, replayed from the recorded sweep.
//!
//! The first line is the differential of the value. Each further line rewrites it by the
//! differential of one node, as the reverse sweep did, until only `G : dQ` is left; lines that
//! change nothing a reader would see are passed over. Invariant: every line has the value of
//! the first. Differentiates nothing: steps and their terms are those that the sweep recorded.

use std::collections::BTreeMap;

use crate::differentiate::{tangents, total};
use crate::gradient::{Gradient, Pullback};
use crate::graph::{Graph, Id, Input, Kind, Numeral, Role, SideTable};

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
    let given = [(parameter, differential(&mut graph, parameter)?)];
    let mut replay = Replay {
        graph,
        depends,
        tangents: SideTable::default(),
        pending: BTreeMap::from([(first.node, vec![first.cotangent])]),
        whole: BTreeMap::new(),
    };
    replay.tangents = tangents(&mut replay.graph, &gradient.sweep, &given);
    replay.count(gradient, (parameter, partial));
    let mut lines = vec![replay.line(Vec::new())];
    let mut laws: Vec<&'static str> = Vec::new();
    let mut constants = Constants::default();
    for step in &gradient.sweep {
        if step.node == parameter || !replay.pending.contains_key(&step.node) {
            continue;
        }
        replay.take(step);
        laws.extend(step.law.filter(|law| !laws.contains(law)));
        let last = replay.pending.keys().all(|node| *node == parameter);
        let is_unit = constants.are_all(&replay.graph, &replay.pending);
        if last || (is_telling(&replay.graph, step.node) && !is_unit) {
            lines.push(replay.line(std::mem::take(&mut laws)));
        } else if is_unit {
            laws.clear();
        }
        if last {
            break;
        }
    }
    let graph = replay.graph;
    Some(Derivation { graph, lines })
}

/// `dX` of a parameter, a new input.
fn differential(graph: &mut Graph, parameter: Id) -> Option<Id> {
    let Kind::Input(index) = *graph.kind(parameter) else {
        return None;
    };
    let Role::Parameter(position) = graph.inputs[index].role else {
        return None;
    };
    let input = Input {
        name: format!("d{}", graph.inputs[index].name),
        role: Role::Tangent(position),
        numeral: Numeral::Real,
        structure: graph.structure(parameter).of_tangent(),
    };
    let shape = graph.shape(parameter).to_vec();
    Some(graph.input(input, shape))
}

struct Replay {
    graph: Graph,
    /// What moves with the parameter.
    depends: Vec<bool>,
    /// The differential of each node that moves.
    tangents: SideTable<Id>,
    /// The nodes whose differentials are in the line, with the parts of their cotangents so far.
    pending: BTreeMap<Id, Vec<Id>>,
    /// For each node: of how many parts its cotangent is the sum, and that sum, simplified.
    whole: BTreeMap<Id, (usize, Id)>,
}

impl Replay {
    /// Replaces a node's differential by its terms.
    fn take(&mut self, step: &Pullback) {
        self.pending.remove(&step.node);
        for (operand, part) in self.parts(step) {
            self.pending.entry(operand).or_default().push(part);
        }
    }

    /// Notes the cotangents; the parameter's is the gradient.
    fn count(&mut self, gradient: &Gradient, (parameter, partial): (Id, Id)) {
        let steps = gradient.sweep.iter();
        let whole = steps.map(|step| (step.node, (0, step.cotangent)));
        self.whole = whole.chain([(parameter, (0, partial))]).collect();
        let steps = gradient.sweep.iter();
        let parts: Vec<(Id, Id)> = steps.flat_map(|step| self.parts(step)).collect();
        for (operand, _) in parts {
            if let Some((count, _)) = self.whole.get_mut(&operand) {
                *count += 1;
            }
        }
    }

    /// The operands that move, with their parts.
    fn parts(&self, step: &Pullback) -> Vec<(Id, Id)> {
        let parts = step.terms.iter();
        let parts = parts.filter_map(|part| Some((part.term.operand, part.cotangent?)));
        let moves = |part: &(Id, Id)| self.depends[part.0.0 as usize];
        parts.filter(moves).collect()
    }

    /// The recorded, simplified cotangent once all parts have come; their sum before.
    fn cotangent(&mut self, node: Id, parts: &[Id]) -> Id {
        match self.whole.get(&node) {
            Some((count, whole)) if *count == parts.len() => *whole,
            _ => total(&mut self.graph, parts),
        }
    }

    fn line(&mut self, laws: Vec<&'static str>) -> Line {
        let mut terms = Vec::with_capacity(self.pending.len());
        for (node, parts) in self.pending.clone() {
            if let Some(tangent) = self.tangents.get(node).copied() {
                terms.push((self.cotangent(node, &parts), tangent));
            }
        }
        Line { terms, laws }
    }
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
