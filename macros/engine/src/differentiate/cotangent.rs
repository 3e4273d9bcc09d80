//! Cotangents with the conditions under which they count.
//!
//! What an `if` does not take must not reach the gradient, not even as 0 · ∞. So the sweep keeps with
//! each cotangent the conditions under which the value needs the node at all, and a product with a
//! partial that may not be finite is made first and selected afterwards: `where(m, h ȳ, 0)`, never
//! `h where(m, ȳ, 0)`. A guard may hold more often than it need, which protects less; it never holds
//! less often. Functions without `if` have no guards, and nothing here costs them anything.

use crate::differential::{Action, Coefficient, Linear, choose, is_piecewise_constant};
use crate::graph::{Contract, Factor, Graph, Id, Kind, Label, identity, label};
use crate::rules::{self, Role};

/// Paths beyond which a guard becomes one condition of its own.
const MOST_PATHS: usize = 4;

/// A cotangent, or a part of one.
#[derive(Clone, Debug)]
pub(super) struct Cotangent {
    /// Its elements where `guard` holds; where it does not they count as 0, and are 0 if `closed`.
    inner: Id,
    /// When the value needs the node; `None` for always.
    guard: Option<Guard>,
    closed: bool,
}

/// Any of these paths.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Guard(Vec<Path>);

/// All of these conditions, sorted.
type Path = Vec<Literal>;

/// A condition of the node's shape, and whether it holds.
type Literal = (Id, bool);

impl Cotangent {
    /// One that always counts.
    pub(super) fn everywhere(inner: Id) -> Self {
        Self {
            inner,
            guard: None,
            closed: true,
        }
    }

    /// The sum of the parts that a node's users give.
    pub(super) fn total(graph: &mut Graph, parts: Vec<Self>) -> Option<Self> {
        let mut rest = parts.iter();
        let first = rest.next()?;
        if parts.len() == 1 {
            return parts.into_iter().next();
        }
        if rest.all(|part| part.guard == first.guard) {
            let inner = parts.iter().map(|part| (1.0, part.inner)).collect();
            return Some(Self {
                inner: graph.combine(inner),
                guard: first.guard.clone(),
                closed: parts.iter().all(|part| part.closed),
            });
        }
        let values = parts.iter().map(|part| (1.0, part.value(graph))).collect();
        let guards = parts.into_iter().map(|part| part.guard);
        let paths = guards.collect::<Option<Vec<Guard>>>();
        let guard =
            paths.and_then(|all| any(graph, all.into_iter().flat_map(|one| one.0).collect()));
        Some(Self {
            inner: graph.combine(values),
            guard,
            closed: true,
        })
    }

    /// The cotangent as one node, 0 where it does not count.
    pub(super) fn value(&self, graph: &mut Graph) -> Id {
        match &self.guard {
            Some(guard) if !self.closed => guard.select(graph, self.inner),
            _ => self.inner,
        }
    }

    /// The part of the operand's cotangent that `term` makes of this one, the cotangent of a node;
    /// `None` where its conditions exclude each other.
    pub(super) fn pull_back(&self, graph: &mut Graph, term: &Linear) -> Option<Self> {
        if let Action::Where(condition, holds) = term.action {
            return self.guarded((condition, holds));
        }
        let Some(guard) = &self.guard else {
            return Some(Self::everywhere(term.pull_back(graph, self.inner)));
        };
        let (from, closed) = match &term.action {
            Action::Contraction(c) if c.factors.is_empty() && is_elementwise(c) => {
                (self.inner, self.closed)
            }
            // A condition of one scalar stands in front of all that follows.
            Action::Contraction(c) if is_elementwise(c) || c.rank == 0 => (self.inner, false),
            Action::Contraction(_) => (self.value(graph), true),
            Action::Reshape => (self.inner, self.closed),
            Action::Where(..) | Action::Operator(..) => (self.value(graph), false),
        };
        let inner = match guard.shield(graph, term) {
            Some(shielded) => shielded.pull_back(graph, from),
            None => term.pull_back(graph, from),
        };
        Some(Self {
            inner,
            guard: Some(guard.pull_back(graph, term)),
            closed,
        })
    }

    fn guarded(&self, literal: Literal) -> Option<Self> {
        let always = vec![Vec::new()];
        let paths = self.guard.as_ref().map_or(&always, |guard| &guard.0);
        let paths: Vec<Path> = paths
            .iter()
            .filter_map(|path| with(path, literal))
            .collect();
        (!paths.is_empty()).then_some(Self {
            inner: self.inner,
            guard: Some(Guard(paths)),
            closed: false,
        })
    }
}

impl Guard {
    /// `x` where the guard holds, 0 elsewhere.
    fn select(&self, graph: &mut Graph, x: Id) -> Id {
        if let [path] = self.0.as_slice() {
            let literals = path.iter().rev();
            return literals.fold(x, |x, literal| choose(graph, *literal, x));
        }
        let condition = self.condition(graph);
        choose(graph, (condition, true), x)
    }

    /// The guard as one condition.
    fn condition(&self, graph: &mut Graph) -> Id {
        let mut any: Option<Id> = None;
        for path in &self.0 {
            let mut all: Option<Id> = None;
            for (condition, holds) in path {
                let literal = if *holds {
                    *condition
                } else {
                    graph.play(Role::Negation, &[*condition])
                };
                all = Some(joined(graph, Role::Conjunction, all, literal));
            }
            let Some(all) = all else { continue };
            any = Some(joined(graph, Role::Disjunction, any, all));
        }
        any.unwrap_or_else(|| graph.number(1.0))
    }

    /// When the operand of `term` is needed: where any element is that it goes into.
    fn pull_back(&self, graph: &mut Graph, term: &Linear) -> Self {
        match &term.action {
            Action::Contraction(coefficient) => {
                let selections = Coefficient {
                    scale: 1.0,
                    factors: selections(graph, coefficient),
                    ..coefficient.clone()
                };
                let covered = |label| coefficient.labels.contains(label);
                if identity(coefficient.dims.len()).iter().all(covered) {
                    return self.each(|mask| selections.pull_back(graph, mask));
                }
                let condition = self.condition(graph);
                let count = selections.pull_back(graph, condition);
                Self(vec![vec![(positive(graph, count), true)]])
            }
            Action::Reshape => {
                let shape = graph.shape(term.operand).to_vec();
                self.each(|mask| graph.reshape(mask, shape.clone()))
            }
            Action::Where(..) => self.clone(),
            // An operator mixes all elements.
            Action::Operator(..) => {
                let shape = graph.shape(term.operand).to_vec();
                let condition = self.condition(graph);
                let somewhere = anywhere(graph, condition);
                let mask = graph.broadcast(somewhere, &shape);
                Self(vec![vec![(mask, true)]])
            }
        }
    }

    fn each(&self, mut of: impl FnMut(Id) -> Id) -> Self {
        let moved = |path: &Path| {
            let literals = path.iter().map(|(mask, holds)| (of(*mask), *holds));
            let mut path: Path = literals.collect();
            path.sort_unstable();
            path.dedup();
            path
        };
        Self(self.0.iter().map(moved).collect())
    }

    /// A term that sums over elements, with 0 for what its factors are where no element is needed
    /// that they go into. Inputs are taken for finite.
    fn shield(&self, graph: &mut Graph, term: &Linear) -> Option<Linear> {
        let Action::Contraction(coefficient) = &term.action else {
            return None;
        };
        if is_elementwise(coefficient) || coefficient.rank == 0 {
            return None;
        }
        let finite = |factor: &Factor| is_finite(graph, factor.node);
        if coefficient.factors.iter().all(finite) {
            return None;
        }
        let condition = self.condition(graph);
        let mut shielded = coefficient.clone();
        for factor in &mut shielded.factors {
            if !is_finite(graph, factor.node) {
                let needed = onto(graph, condition, coefficient, factor);
                factor.node = choose(graph, (needed, true), factor.node);
            }
        }
        Some(Linear {
            operand: term.operand,
            action: Action::Contraction(shielded),
        })
    }
}

/// A path with one more condition; `None` if it holds the opposite.
fn with(path: &Path, literal: Literal) -> Option<Path> {
    let mut path = path.clone();
    match path.binary_search_by_key(&literal.0, |known| known.0) {
        Ok(known) if path[known].1 == literal.1 => {}
        Ok(_) => return None,
        Err(place) => path.insert(place, literal),
    }
    Some(path)
}

/// Any of these paths, without what follows from others; `None` if one of them always holds.
fn any(graph: &mut Graph, mut paths: Vec<Path>) -> Option<Guard> {
    paths.sort_unstable();
    while let Some((longer, shorter)) = reduction(&paths) {
        match shorter {
            Some(shorter) => paths[longer] = shorter,
            None => _ = paths.remove(longer),
        }
    }
    if paths.iter().any(Vec::is_empty) {
        return None;
    }
    let guard = Guard(paths);
    if guard.0.len() <= MOST_PATHS {
        return Some(guard);
    }
    let condition = guard.condition(graph);
    Some(Guard(vec![vec![(condition, true)]]))
}

/// A path that another makes superfluous, or shorter: `m ∨ (¬m ∧ k) = m ∨ k`.
fn reduction(paths: &[Path]) -> Option<(usize, Option<Path>)> {
    for (longer, path) in paths.iter().enumerate() {
        for (other, short) in paths.iter().enumerate().filter(|(at, _)| *at != longer) {
            let mut missing = short.iter().filter(|literal| !path.contains(literal));
            match (missing.next(), missing.next()) {
                (None, _) if short.len() < path.len() || other < longer => {
                    return Some((longer, None));
                }
                (Some((mask, holds)), None) if path.contains(&(*mask, !holds)) => {
                    let mut path = path.clone();
                    path.retain(|literal| literal.0 != *mask);
                    return Some((longer, Some(path)));
                }
                _ => {}
            }
        }
    }
    None
}

fn joined(graph: &mut Graph, role: Role, left: Option<Id>, right: Id) -> Id {
    match left {
        Some(left) => graph.play(role, &[left, right]),
        None => right,
    }
}

/// Whether a condition holds for any element.
fn anywhere(graph: &mut Graph, condition: Id) -> Id {
    let dims = graph.shape(condition).to_vec();
    if dims.is_empty() {
        return condition;
    }
    let labels = identity(dims.len());
    let factors = vec![Factor {
        node: condition,
        labels,
    }];
    let count = graph.contract(Contract {
        dims,
        rank: 0,
        factors,
    });
    positive(graph, count)
}

/// Whether a number of elements is not 0.
fn positive(graph: &mut Graph, count: Id) -> Id {
    let zero = graph.number(0.0);
    graph.play(Role::Greater, &[count, zero])
}

fn is_elementwise(coefficient: &Coefficient) -> bool {
    let rank = coefficient.rank;
    coefficient.dims.len() == rank && coefficient.labels == identity(rank)
}

/// The factors that only say which elements meet.
fn selections(graph: &Graph, coefficient: &Coefficient) -> Vec<Factor> {
    let selects =
        |factor: &&Factor| matches!(graph.kind(factor.node), Kind::Pick { .. } | Kind::Triangle);
    coefficient
        .factors
        .iter()
        .filter(selects)
        .cloned()
        .collect()
}

/// For each element of a factor: whether `condition`, of the result's shape, holds at any element of
/// the result that it goes into.
fn onto(graph: &mut Graph, condition: Id, coefficient: &Coefficient, factor: &Factor) -> Id {
    let shape = graph.shape(factor.node).to_vec();
    let mut dims = shape.clone();
    let mut labels: Vec<Label> = Vec::with_capacity(coefficient.rank);
    let mut sums = false;
    for own in identity(coefficient.rank) {
        let axis = factor.labels.iter().position(|label| *label == own);
        let place = axis.unwrap_or_else(|| {
            dims.push(coefficient.dims[usize::from(own)]);
            sums = true;
            dims.len() - 1
        });
        labels.push(label(place));
    }
    let factors = vec![Factor {
        node: condition,
        labels,
    }];
    let count = graph.contract(Contract {
        dims,
        rank: shape.len(),
        factors,
    });
    if sums { positive(graph, count) } else { count }
}

/// Whether a node is finite wherever the inputs are, but for overflow: sums and products of them.
fn is_finite(graph: &Graph, id: Id) -> bool {
    match graph.kind(id) {
        Kind::Map { rule, .. } | Kind::Apply { rule, .. }
            if !is_piecewise_constant(rules::rule(*rule)) =>
        {
            false
        }
        _ => graph
            .children(id)
            .into_iter()
            .all(|child| is_finite(graph, child)),
    }
}
