//! Graph to formula: what each node is called on paper.
//!
//! Nodes are translated children first; a node that is long and used more than once gets a
//! name instead, and its formula is kept for a "where" clause. Invariant: a formula has the
//! value of its node. Operations are printed by the notation in their row of the rule table.

use super::formula::{Formula, Name, Subscript, Term};
use super::names;
use super::selection::{Selection, range};
use super::template;
use crate::dim::{Dim, Dims};
use crate::graph::{Contract, Factor, Graph, Id, Kind, SideTable};
use crate::rules;

/// A formula longer than this is named even if it is used once.
const LONG: usize = 48;
/// A formula shorter than this is repeated rather than named.
const SHORT: usize = 6;
/// The same, if the user gave it a name.
const SHORTEST: usize = 4;

/// The formulas of a graph's nodes.
pub struct Notation<'a> {
    pub(super) graph: &'a Graph,
    collect: bool,
    formulas: SideTable<Formula>,
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
    /// Its shape.
    pub shape: Vec<Dim>,
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
    let mut taken = names::Taken::default();
    let symbols = graph.dims.symbols().map(|s| graph.dims.name(s));
    taken.names.extend(symbols.map(str::to_owned));
    let old = known.iter().map(|definition| &definition.name);
    taken
        .names
        .extend(inputs.iter().chain(old).map(|n| n.text.clone()));
    let uses = most_uses(graph, groups);
    let mut roots = groups.concat();
    roots.sort_unstable();
    let mut notation = Notation {
        graph,
        collect,
        formulas: SideTable::default(),
        definitions: Vec::new(),
    };
    for id in graph.schedule(&roots) {
        let formula = notation.translate(id, &inputs);
        let weight = formula.weight();
        let shared = uses[id.0 as usize] > 1;
        let threshold = if graph.names.contains_key(&id) {
            SHORTEST
        } else {
            SHORT
        };
        let long = weight >= LONG && roots.binary_search(&id).is_err();
        let spread = matches!(&formula, Formula::Term(term) if term.body.as_ref().is_some_and(Formula::is_ones));
        let compound = !graph.children(id).is_empty() && !spread;
        let names_it = long || (shared && weight >= threshold && compound);
        let name = || names_it.then(|| names::intermediate(graph, id, &mut taken));
        let shown = notation.define(formula, weight, graph.shape(id), known, name);
        notation.formulas.insert(id, shown);
    }
    notation
}

/// For each node: how often a group uses it, the group that does so most.
fn most_uses(graph: &Graph, groups: &[Vec<Id>]) -> Vec<u32> {
    let mut uses = vec![0; graph.len()];
    for group in groups {
        for (most, here) in uses.iter_mut().zip(graph.uses(group)) {
            *most = here.max(*most);
        }
    }
    uses
}

impl Notation<'_> {
    /// What stands for a formula: the name it has already, the one that `name` gives it, or itself.
    /// Nodes that differ in how they are computed may well be written the same.
    fn define(
        &mut self,
        formula: Formula,
        weight: usize,
        shape: &[Dim],
        known: &[Definition],
        name: impl FnOnce() -> Option<Name>,
    ) -> Formula {
        let find = |all: &[Definition]| {
            if weight < SHORTEST {
                return None;
            }
            let same = |other: &&Definition| other.formula == formula && other.shape == shape;
            all.iter().find(same).map(|found| found.name.clone())
        };
        if let Some(earlier) = find(&self.definitions) {
            return Formula::Name(earlier);
        }
        let Some(name) = find(known).or_else(name) else {
            return formula;
        };
        self.definitions.push(Definition {
            name: name.clone(),
            formula,
            shape: shape.to_vec(),
        });
        Formula::Name(name)
    }

    /// A node's formula.
    #[must_use]
    pub fn formula(&self, id: Id) -> Formula {
        let found = self.formulas.get(id).cloned();
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
                let rule = rules::rule(*rule);
                if rank > 0 && scalars.iter().all(|scalar| *scalar) {
                    // A function of a scalar, spread afterwards.
                    let value = template::fill(rule, *attribute, &arguments, 0, None);
                    return spread(value, names::letters(self.graph, rank));
                }
                let scalars = Some(scalars.as_slice()).filter(|_| rank > 0);
                template::fill(rule, *attribute, &arguments, rank, scalars)
            }
            Kind::Reshape(x) => self.reshape(*x, self.graph.shape(id)),
            Kind::Apply {
                rule,
                attribute,
                arguments,
            } => {
                let arguments: Vec<Formula> = arguments.iter().map(|id| self.sized(*id)).collect();
                template::fill(rules::rule(*rule), *attribute, &arguments, rank, None)
            }
        };
        // A bare number would not keep the shape inside a product.
        match formula {
            Formula::Number(_) => spread(formula, names::letters(self.graph, rank)),
            formula => formula,
        }
    }

    /// An argument of a function of each element, and whether it is a scalar that spreads.
    fn argument(&self, id: Id) -> (Formula, bool) {
        let formula = self.sized(id);
        match formula {
            Formula::Name(_) | Formula::Call(..) => (formula, false),
            formula => {
                let spread = formula.clone().spread();
                let scalar = spread != formula || matches!(spread, Formula::Number(_));
                (spread, scalar)
            }
        }
    }

    fn pick(&self, id: Id, start: Dim, step: i64) -> Formula {
        let shape = self.graph.shape(id);
        let dims = &self.graph.dims;
        match shape {
            [_] => Formula::Basis(dims.display(start).replace(' ', "")),
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
        if let Some(products) = self.kronecker(x, shape) {
            return products;
        }
        let mut term = Term::one();
        let inner = term.take_scalars(self.sized(x));
        if inner.is_ones() {
            return spread(term.of(None), names::letters(self.graph, shape.len()));
        }
        match shape.len() {
            _ if matches!(inner, Formula::Number(_)) => inner,
            0 => {
                term.multiply(inner.index(vec![Subscript::At("0".into()); from]));
                term.of(None)
            }
            1 if from == 2 => term.of(Some(Formula::linear("vec", inner.transpose(), false))),
            _ => {
                let target = Formula::Word(self.graph.dims.display_shape(shape));
                term.of(Some(Formula::Call("reshape".into(), vec![inner, target])))
            }
        }
    }

    pub(super) fn contract(&self, contract: &Contract) -> Formula {
        if let [only] = contract.factors.as_slice() {
            if contract.dims.is_empty() {
                return Formula::linear("tr", self.formula(only.node), false).into_scalar();
            }
            let diagonal = matches!(only.labels.as_slice(), [a, b] if a == b);
            if diagonal && contract.rank == 0 && contract.dims.len() == 1 {
                return self.formula(only.node).trace();
            }
        }
        let zero = |f: &Factor| self.formulas.get(f.node) == Some(&Formula::Number(0.0));
        if contract.factors.iter().any(zero) {
            return Formula::Number(0.0);
        }
        if contract.dims.is_empty() {
            let mut term = Term::one();
            for factor in &contract.factors {
                term.multiply(self.formula(factor.node));
            }
            return term.of(None);
        }
        let selection = Selection::of(self, contract);
        let matrices = selection.and_then(|s| s.formula(self));
        matrices.unwrap_or_else(|| self.elements(contract))
    }
}

/// A scalar times ones, with a letter for each axis.
fn spread(scalar: Formula, letters: Vec<String>) -> Formula {
    let ones = match letters.len() {
        0 => return scalar,
        1 => Formula::Ones,
        2 => Formula::ones_matrix(),
        _ => {
            return Formula::Elements {
                outer: letters,
                summed: Vec::new(),
                factors: vec![scalar],
            };
        }
    };
    let mut term = Term::one();
    term.multiply(scalar);
    term.of(Some(ones))
}

/// A dimension as a scalar.
pub(super) fn size(dims: &Dims, dim: Dim) -> Formula {
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
