//! Graph to formula: what each node is called on paper.
//!
//! Nodes are translated children first; a node that is long and used more than once gets a
//! name instead, and its formula is kept for a "where" clause. Invariant: a formula has the
//! value of its node. Operations are printed by the notation in their row of the rule table.

use std::collections::BTreeMap;

use super::formula::{Formula, Name, Subscript, Term};
use super::names;
use super::network::Network;
use super::template;
use crate::dim::{Dim, Dims};
use crate::graph::{Contract, Graph, Id, Kind, Label};
use crate::rules;

/// A formula longer than this is named even if it is used once.
const LONG: usize = 48;
/// A formula shorter than this is repeated rather than named.
const SHORT: usize = 6;

/// The formulas of a graph's nodes.
pub struct Notation<'a> {
    graph: &'a Graph,
    collect: bool,
    formulas: BTreeMap<Id, Formula>,
    /// Names of intermediates, in order, with what they stand for.
    pub definitions: Vec<Definition>,
}

/// A name for an intermediate.
#[derive(Clone, Debug, PartialEq)]
pub struct Definition {
    /// What it is called.
    pub name: Name,
    /// What it stands for.
    pub formula: Formula,
}

/// The formulas of all nodes that the groups depend on. A node is used more than once if it is
/// within one group. What has a name among the `known` ones keeps it. With `collect`, common matrices
/// are taken out of sums, which the user's own formula is not changed by.
#[must_use]
pub fn notation<'a>(
    graph: &'a Graph,
    groups: &[Vec<Id>],
    known: &[Definition],
    collect: bool,
) -> Notation<'a> {
    let inputs = names::inputs(graph);
    let mut taken: Vec<String> = inputs.iter().map(|name| name.text.clone()).collect();
    taken.extend(graph.dims.symbols().map(|s| graph.dims.name(s).to_owned()));
    taken.extend(known.iter().map(|definition| definition.name.text.clone()));
    let mut uses = vec![0; graph.len()];
    for group in groups {
        for (most, here) in uses.iter_mut().zip(graph.uses(group)) {
            *most = here.max(*most);
        }
    }
    let mut roots = groups.concat();
    roots.sort_unstable();
    let mut notation = Notation {
        graph,
        collect,
        formulas: BTreeMap::new(),
        definitions: Vec::new(),
    };
    for id in graph.schedule(&roots) {
        let formula = notation.translate(id, &inputs);
        let weight = formula.weight();
        let shared = uses[id.0 as usize] > 1;
        let threshold = if graph.names.contains_key(&id) {
            4
        } else {
            SHORT
        };
        let long = weight >= LONG && roots.binary_search(&id).is_err();
        let names_it = long || (shared && weight >= threshold && !graph.children(id).is_empty());
        // Nodes that differ in how they are computed may well be written the same.
        let same = |definition: &&Definition| definition.formula == formula;
        let earlier = notation.definitions.iter().find(same);
        let preset = known
            .iter()
            .find(|definition| definition.formula == formula);
        let name = match (earlier, preset) {
            (Some(earlier), _) => Some(earlier.name.clone()),
            (None, Some(preset)) => Some(preset.name.clone()),
            (None, None) => names_it.then(|| names::intermediate(graph, id, &mut taken)),
        };
        let is_new = earlier.is_none();
        let shown = name.clone().map_or_else(|| formula.clone(), Formula::Name);
        if let (Some(name), true) = (name, is_new) {
            notation.definitions.push(Definition { name, formula });
        }
        notation.formulas.insert(id, shown);
    }
    notation
}

impl Notation<'_> {
    /// A node's formula.
    #[must_use]
    pub fn formula(&self, id: Id) -> Formula {
        let found = self.formulas.get(&id).cloned();
        found.unwrap_or_else(|| Formula::Word(format!("%{}", id.0)))
    }

    fn translate(&self, id: Id, inputs: &[Name]) -> Formula {
        let rank = self.graph.rank(id);
        let formula = match self.graph.kind(id) {
            Kind::Input(index) => Formula::Name(inputs[*index].clone()),
            Kind::Number(value) => Formula::Number(value.get()),
            Kind::Size(dim) => size(&self.graph.dims, *dim),
            Kind::Pick { start, step } => self.pick(id, *start, *step),
            Kind::Triangle => Formula::Call("tril".into(), vec![Formula::ones_matrix()]),
            Kind::Contract(contract) => self.contract(contract),
            Kind::Combine(terms) => {
                let terms = terms.iter();
                let terms = terms.map(|(c, id)| self.formula(*id).scaled(c.get()));
                let sum = Formula::sum(terms.collect());
                if self.collect { sum.factored() } else { sum }
            }
            Kind::Map {
                rule,
                attribute,
                arguments,
            } => {
                let arguments = arguments.iter().map(|id| self.argument(*id));
                let (arguments, scalars): (Vec<Formula>, Vec<bool>) = arguments.unzip();
                let scalars = Some(scalars.as_slice()).filter(|_| rank > 0);
                template::fill(rules::rule(*rule), *attribute, &arguments, rank, scalars)
            }
            Kind::Reshape(x) => self.reshape(*x, self.graph.shape(id)),
            Kind::Apply {
                rule,
                attribute,
                arguments,
            } => {
                let arguments: Vec<Formula> =
                    arguments.iter().map(|id| self.formula(*id)).collect();
                template::fill(rules::rule(*rule), *attribute, &arguments, rank, None)
            }
        };
        // A bare number would not keep the shape inside a product.
        match (formula, rank) {
            (Formula::Number(value), 1) => Formula::Ones.scaled(value),
            (Formula::Number(value), 2) => Formula::ones_matrix().scaled(value),
            (formula, _) => formula,
        }
    }

    /// An argument of a function of each element, and whether it is a scalar that spreads.
    fn argument(&self, id: Id) -> (Formula, bool) {
        let formula = self.formula(id);
        let spread = formula.clone().spread();
        let scalar = spread != formula;
        (spread, scalar)
    }

    fn pick(&self, id: Id, start: Dim, step: i64) -> Formula {
        let shape = self.graph.shape(id);
        let dims = &self.graph.dims;
        match shape {
            [_] => Formula::Basis(dims.display(start)),
            [rows, columns] if dims.as_constant(start) == Some(0) && step == 1 => {
                if rows == columns {
                    Formula::Identity
                } else {
                    let rows = range(dims, start, step, *rows);
                    Formula::Index(Box::new(Formula::Identity), vec![rows, Subscript::All])
                }
            }
            [rows, _] => {
                let rows = range(dims, start, step, *rows);
                Formula::Index(Box::new(Formula::Identity), vec![rows, Subscript::All])
            }
            _ => Formula::Word("pick".into()),
        }
    }

    fn reshape(&self, x: Id, shape: &[Dim]) -> Formula {
        let from = self.graph.rank(x);
        if let Some(product) = self.kronecker(x) {
            return product;
        }
        let inner = self.formula(x);
        if shape.len() == 1 && from == 2 {
            return Formula::linear("vec", inner.transpose(), false);
        }
        let target = Formula::Word(self.graph.dims.display_shape(shape));
        Formula::Call("reshape".into(), vec![inner, target])
    }

    /// A reshaped `[i k j l] = A[i j] B[k l]`, or `[i k] = a[i] b[k]`.
    fn kronecker(&self, x: Id) -> Option<Formula> {
        let Kind::Contract(contract) = self.graph.kind(x) else {
            return None;
        };
        let [a, b] = contract.factors.as_slice() else {
            return None;
        };
        let labels: [&[Label]; 2] = [&a.labels, &b.labels];
        let known: [[&[Label]; 2]; 2] = [[&[0, 2], &[1, 3]], [&[0], &[1]]];
        if !known.contains(&labels) || contract.dims.len() != contract.rank {
            return None;
        }
        let mut term = Term::one();
        let left = term.take_scalars(self.formula(a.node));
        let right = term.take_scalars(self.formula(b.node));
        let product = Formula::Kronecker(Box::new(left), Box::new(right));
        Some(term.of(Some(product)))
    }

    fn contract(&self, contract: &Contract) -> Formula {
        if let [only] = contract.factors.as_slice() {
            if contract.dims.is_empty() {
                return Formula::linear("tr", self.formula(only.node), false).into_scalar();
            }
            if let ([a, b], 0) = (only.labels.as_slice(), contract.rank) {
                if a == b && contract.dims.len() == 1 {
                    return Formula::linear("tr", self.formula(only.node), true);
                }
            }
        }
        let selection = Selection::of(self, contract);
        let matrices = selection.as_ref().and_then(|s| s.network(self));
        matrices.unwrap_or_else(|| self.elements(contract))
    }

    /// Explicit index notation, for what has no matrix form.
    fn elements(&self, contract: &Contract) -> Formula {
        let letters = names::letters(self.graph, contract.dims.len());
        let mut index: Vec<String> = letters.clone();
        let mut used: Vec<bool> = vec![false; contract.dims.len()];
        let mut term = Term::one();
        let mut arrays = Vec::new();
        for factor in &contract.factors {
            for label in &factor.labels {
                used[usize::from(*label)] = true;
            }
            match self.graph.kind(factor.node) {
                _ if factor.labels.is_empty() => term.multiply(self.formula(factor.node)),
                Kind::Pick { start, step } => {
                    let labels = factor.labels.as_slice();
                    let condition = self.selects(labels, *start, *step, contract.rank, &mut index);
                    if condition.is_some() {
                        arrays.push((condition, factor));
                    }
                }
                _ => arrays.push((None, factor)),
            }
        }
        let summed: Vec<usize> = (contract.rank..contract.dims.len()).collect();
        for label in summed.iter().filter(|label| !used[**label]) {
            term.multiply(size(&self.graph.dims, contract.dims[*label]));
        }
        let summed = summed.into_iter();
        let summed = summed.filter(|label| used[*label] && index[*label] == letters[*label]);
        let summed = summed.map(|label| letters[label].clone()).collect();
        let factors = arrays.into_iter().map(|(condition, factor)| {
            condition.unwrap_or_else(|| self.element(factor.node, &factor.labels, &index))
        });
        let elements = Formula::Elements {
            outer: letters[..contract.rank].to_vec(),
            summed,
            factors: factors.collect(),
        };
        if contract.rank == 0 {
            term.scalars.push(elements);
            term.of(None)
        } else {
            term.of(Some(elements))
        }
    }

    /// Replaces a label that a pick ties to others by its index; otherwise the condition.
    fn selects(
        &self,
        labels: &[Label],
        start: Dim,
        step: i64,
        rank: usize,
        index: &mut [String],
    ) -> Option<Formula> {
        let start = self.graph.dims.display(start);
        let (selected, position) = match labels {
            [of] => (*of, start),
            [from, of] => (*of, affine(&start, step, &index[usize::from(*from)])),
            _ => return None,
        };
        let at = usize::from(selected);
        let letter = index[at].chars().count() == 1;
        if at >= rank && letter && !labels[..labels.len() - 1].contains(&selected) {
            let old = std::mem::replace(&mut index[at], position);
            // An index already written with this letter must follow.
            let new = index[at].clone();
            for other in index.iter_mut().filter(|i| i.contains(&old) && **i != new) {
                *other = other.replace(&old, &format!("({new})"));
            }
            return None;
        }
        let sides = [index[at].clone(), position].map(Formula::Word);
        Some(Formula::Iverson(sides.to_vec(), '='))
    }

    fn element(&self, node: Id, labels: &[Label], index: &[String]) -> Formula {
        let at = |label: &Label| index[usize::from(*label)].clone();
        if matches!(self.graph.kind(node), Kind::Triangle) {
            let sides = [at(&labels[0]), at(&labels[1])].map(Formula::Word);
            return Formula::Iverson(sides.to_vec(), '≥');
        }
        let subscripts = labels.iter().map(|label| Subscript::At(at(label)));
        Formula::Index(Box::new(self.formula(node)), subscripts.collect())
    }
}

/// A contraction whose identities and selections are carried out.
struct Selection {
    rank: usize,
    dims: Vec<Dim>,
    factors: Vec<(Formula, Vec<Label>)>,
    diagonal: bool,
}

impl Selection {
    fn of(notation: &Notation, contract: &Contract) -> Option<Self> {
        let graph = notation.graph;
        if contract.rank > 2 {
            return None;
        }
        let mut selection = Self {
            rank: contract.rank,
            dims: contract.dims.clone(),
            factors: Vec::new(),
            diagonal: false,
        };
        let mut picks = Vec::new();
        for factor in &contract.factors {
            match graph.kind(factor.node) {
                Kind::Pick { start, step } => {
                    picks.push((factor.node, *start, *step, factor.labels.clone()));
                }
                _ => selection
                    .factors
                    .push((notation.formula(factor.node), factor.labels.clone())),
            }
        }
        while !picks.is_empty() {
            let (node, start, step, labels) = picks.remove(0);
            let formula = notation.formula(node);
            let identity = formula == Formula::Identity;
            let moved = match labels.as_slice() {
                [a, b] if a == b => return None,
                [a, b] if identity => selection.identify(*a, *b),
                [at, of] => {
                    let rows = range(&graph.dims, start, step, contract.dims[usize::from(*at)]);
                    let busy = picks.iter().any(|pick| pick.3.contains(of));
                    selection.take(*of, &rows, Some(*at), busy, &formula, &labels)?
                }
                [of] => {
                    let at = Subscript::At(graph.dims.display(start));
                    let busy = picks.iter().any(|pick| pick.3.contains(of));
                    selection.take(*of, &at, None, busy, &formula, &labels)?
                }
                _ => return None,
            };
            if let Some((from, to)) = moved {
                for pick in &mut picks {
                    for label in pick.3.iter_mut().filter(|label| **label == from) {
                        *label = to;
                    }
                }
            }
        }
        Some(selection)
    }

    /// `eye[a b]`: one of the two labels becomes the other.
    fn identify(&mut self, a: Label, b: Label) -> Option<(Label, Label)> {
        let rank = self.rank;
        let (from, to) = match (usize::from(a) >= rank, usize::from(b) >= rank) {
            (_, true) => (b, a),
            (true, false) => (a, b),
            (false, false) => {
                self.diagonal = true;
                (a.max(b), a.min(b))
            }
        };
        for (_, labels) in &mut self.factors {
            for label in labels.iter_mut().filter(|label| **label == from) {
                *label = to;
            }
        }
        // The label that went is nowhere any more, and must not count as a sum of ones.
        self.dims[usize::from(from)] = Dim(u32::MAX);
        Some((from, to))
    }

    /// A label summed over is restricted to a position or a range in every factor that has it;
    /// a label of the result keeps the selection as a factor.
    fn take(
        &mut self,
        of: Label,
        what: &Subscript,
        becomes: Option<Label>,
        busy: bool,
        formula: &Formula,
        labels: &[Label],
    ) -> Option<Option<(Label, Label)>> {
        let summed = usize::from(of) >= self.rank;
        let carried = self.factors.iter().any(|(_, l)| l.contains(&of));
        if !summed || !carried || busy {
            self.factors.push((formula.clone(), labels.to_vec()));
            return Some(None);
        }
        for (formula, labels) in &mut self.factors {
            let Some(axis) = labels.iter().position(|label| *label == of) else {
                continue;
            };
            if labels.len() > 2 || labels.iter().filter(|label| **label == of).count() > 1 {
                return None;
            }
            let mut subscripts = vec![Subscript::All; labels.len()];
            subscripts[axis] = what.clone();
            let mut term = Term::one();
            let array = term.take_scalars(formula.clone());
            let row = subscripts.len() == 2 && axis == 0 && becomes.is_none();
            let index = Formula::Index(Box::new(array), subscripts);
            // A row is written as one, and vectors are columns.
            let index = if row { index.transpose() } else { index };
            match becomes {
                Some(label) => labels[axis] = label,
                None => _ = labels.remove(axis),
            }
            *formula = if labels.is_empty() {
                term.multiply(index);
                term.of(None)
            } else {
                term.of(Some(index))
            };
        }
        self.dims[usize::from(of)] = Dim(u32::MAX);
        Some(None)
    }

    fn network(&self, notation: &Notation) -> Option<Formula> {
        let rank = if self.diagonal { 1 } else { self.rank };
        // With the diagonal taken out, the result's second label is gone.
        let shift = |label: &Label| {
            if self.diagonal && usize::from(*label) >= self.rank {
                *label - 1
            } else {
                *label
            }
        };
        let mut network = Network {
            term: Term::one(),
            items: Vec::new(),
            rank,
        };
        for (formula, labels) in &self.factors {
            match labels.len() {
                0 => network.term.multiply(formula.clone()),
                1 | 2 => {
                    let array = network.term.take_scalars(formula.clone());
                    network.push(array, labels.iter().map(shift).collect());
                }
                _ => return None,
            }
        }
        for label in self.rank..self.dims.len() {
            let carried = |l: &Label| usize::from(*l) == label;
            let used = self
                .factors
                .iter()
                .any(|(_, labels)| labels.iter().any(carried));
            if !used && self.dims[label] != Dim(u32::MAX) {
                let size = size(&notation.graph.dims, self.dims[label]);
                network.term.multiply(size);
            }
        }
        let formula = network.reduce()?;
        if !self.diagonal {
            return Some(formula);
        }
        Some(match formula.loose() {
            Formula::Number(value) => Formula::Identity.scaled(value),
            other => other.into_diagonal(),
        })
    }
}

/// A dimension as a scalar.
pub fn size(dims: &Dims, dim: Dim) -> Formula {
    let polynomial = dims.polynomial(dim);
    let mut terms: Vec<_> = polynomial.terms().iter().collect();
    terms.sort_by_key(|(monomial, _)| std::cmp::Reverse(monomial.len()));
    let terms = terms.into_iter().map(|(monomial, coefficient)| {
        let mut term = Term::one();
        // A coefficient of a dimension is far below 2⁵³.
        #[allow(clippy::cast_precision_loss)]
        let coefficient = *coefficient as f64;
        term.coefficient = coefficient;
        for symbol in monomial {
            term.multiply(Formula::name(dims.name(*symbol)));
        }
        term.of(None)
    });
    Formula::sum(terms.collect())
}

fn affine(start: &str, step: i64, letter: &str) -> String {
    let steps = match step {
        1 => letter.to_owned(),
        -1 => format!("−{letter}"),
        step if step < 0 => format!("−{}{letter}", step.unsigned_abs()),
        _ => format!("{step}{letter}"),
    };
    match (start, steps.strip_prefix('−')) {
        ("0", _) => steps,
        (_, Some(magnitude)) => format!("{start}−{magnitude}"),
        (_, None) => format!("{start}+{steps}"),
    }
}

/// `start:end` of a selection of `length` positions.
fn range(dims: &Dims, start: Dim, step: i64, length: Dim) -> Subscript {
    let end = dims
        .polynomial(start)
        .add_scaled(dims.polynomial(length), step);
    let (start, end) = (dims.display(start), dims.display_polynomial(&end));
    let step = match step {
        1 => String::new(),
        _ => format!(":{step}"),
    };
    let text = format!("{start}:{end}{step}").replace(' ', "");
    Subscript::Range(text)
}
