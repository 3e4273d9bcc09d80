//! Divisors that are sums over nothing: of an empty array, `Σ x/Σx` is a sum of no quotients, so 0.
//!
//! What does not vary with a loop is computed outside it, whether the loop runs or not; then 1/Σx is 1/0, and 0 · ∞
//! poisons what is 0. Such a divisor is made 1 where there is nothing to divide, but only where the source itself
//! divides nothing: the mean of no elements is 0/0, and stays so.

use super::{Law, Pass, Pattern, parameter};
use crate::dim::{Dim, Polynomial, Symbol};
use crate::graph::{Attribute, Contract, Factor, Graph, Id, Kind, SideTable};
use crate::rules::{self, Role};

pub(super) const LAWS: &[Law] = &[Law {
    name: "divisor of nothing",
    before: "1/Σx",
    after: "1/nonempty(Σx, n)",
    condition: "what is divided is summed over n, and the source divides nothing where n = 0",
    pattern: Pattern::Map,
    apply: guarded,
    example: |graph| {
        let x = parameter(graph);
        let total = graph.einsum("ij->", &[x]);
        let inverse = graph.map("recip", Attribute::None, &[total]);
        graph.einsum("ij,->", &[x, inverse])
    },
}];

/// Nodes below a divisor that are looked at for what empties it.
const NESTED: usize = 6;

/// The quotient with its divisor made 1 where there is nothing to divide.
fn guarded(pass: &mut Pass, id: Id) -> Option<Id> {
    let divisor = pass.graph.divisor(id)?;
    if pass.guards.is_none() {
        pass.guards = Some(guards(pass.graph, pass.source, &pass.roots));
    }
    let dims = pass.guards.as_ref()?.get(divisor)?;
    // Sizes are multiplied, since what is emitted knows the dimensions of the gradient alone.
    let sizes: Vec<Id> = dims.iter().map(|dim| pass.graph.size(*dim)).collect();
    let count = pass.graph.hadamard(&sizes);
    let guarded = pass.graph.play(Role::Divisor, &[divisor, count]);
    let mut kind = pass.graph.kind(id).clone();
    if let Kind::Map { arguments, .. } = &mut kind {
        *arguments.last_mut()? = guarded;
    }
    let shape = pass.graph.shape(id).to_vec();
    Some(pass.graph.intern(kind, shape))
}

/// By divisor, so that all that is divided by it is divided by the same: the dimensions without which it is a
/// sum over nothing, though something is divided by it.
fn guards(graph: &Graph, source: Option<Id>, roots: &[Id]) -> SideTable<Vec<Dim>> {
    let mut guards: SideTable<Vec<Dim>> = SideTable::default();
    let order = graph.schedule(roots);
    let divisions = divisions(graph, &order);
    if divisions.is_empty() {
        return guards;
    }
    let undefined = source.map_or_else(Vec::new, |source| undefined(graph, source));
    let around = around(graph, roots, &order, |contract, factor| {
        let own = factor
            .labels
            .iter()
            .map(|label| contract.dims[usize::from(*label)]);
        own.chain(contract.dims[..contract.rank].iter().copied())
            .collect()
    });
    for (node, divisor, dims) in divisions {
        let outside = around.get(node);
        let is_outside = |dim: &Dim| outside.is_none_or(|dims| !dims.contains(dim));
        let mut dims: Vec<Dim> = dims.into_iter().filter(|dim| is_outside(dim)).collect();
        dims.extend(guards.remove(divisor).unwrap_or_default());
        dims.retain(|dim| !undefined.contains(dim));
        dims.sort_unstable();
        dims.dedup();
        if !dims.is_empty() {
            guards.insert(divisor, dims);
        }
    }
    guards
}

/// The nodes that divide by what some empty dimension makes 0, their divisors, and these dimensions.
fn divisions(graph: &Graph, order: &[Id]) -> Vec<(Id, Id, Vec<Dim>)> {
    let mut found = Vec::new();
    for id in order {
        if let Some(divisor) = graph.divisor(*id) {
            let dims = vanishing(graph, divisor, NESTED);
            if !dims.is_empty() {
                found.push((*id, divisor, dims));
            }
        }
    }
    found
}

/// The dimensions that make a node 0 where there is nothing along them.
fn vanishing(graph: &Graph, id: Id, depth: usize) -> Vec<Dim> {
    if depth == 0 {
        return Vec::new();
    }
    match graph.kind(id) {
        Kind::Size(dim) => symbols(graph, *dim),
        Kind::Contract(contract) => {
            let mut dims = Vec::new();
            for dim in &contract.dims[contract.rank..] {
                dims.extend(symbols(graph, *dim));
            }
            for factor in &contract.factors {
                dims.extend(vanishing(graph, factor.node, depth - 1));
            }
            dims
        }
        Kind::Combine(terms) => {
            let mut terms = terms.iter().map(|term| term.1);
            let first = terms.next();
            let mut dims = first.map_or_else(Vec::new, |id| vanishing(graph, id, depth - 1));
            for term in terms {
                let others = vanishing(graph, term, depth - 1);
                dims.retain(|dim| others.contains(dim));
            }
            dims
        }
        Kind::Map {
            rule,
            attribute,
            arguments,
        } => match attribute {
            Attribute::Exponent(n) if *n > 0 => vanishing(graph, arguments[0], depth - 1),
            _ if rules::rule(*rule).plays(Role::Vanishes) => {
                vanishing(graph, arguments[0], depth - 1)
            }
            _ => Vec::new(),
        },
        Kind::Apply {
            rule, arguments, ..
        } if rules::rule(*rule).plays(Role::Norm) => {
            let mut dims = Vec::new();
            for dim in graph.shape(arguments[0]) {
                if !graph.shape(id).contains(dim) {
                    dims.extend(symbols(graph, *dim));
                }
            }
            dims
        }
        Kind::Reshape(x) => vanishing(graph, *x, depth - 1),
        Kind::Input(_)
        | Kind::Number(_)
        | Kind::Pick { .. }
        | Kind::Triangle
        | Kind::Apply { .. } => Vec::new(),
    }
}

/// A dimension, or those that it is a product of.
fn symbols(graph: &Graph, dim: Dim) -> Vec<Dim> {
    if graph.dims.as_constant(dim).is_some() {
        return Vec::new();
    }
    let factors: Option<Vec<Dim>> = match graph.dims.polynomial(dim).terms() {
        [(symbols, _)] => {
            let dim = |symbol: &Symbol| graph.dims.find(&Polynomial::symbol(*symbol));
            symbols.iter().map(dim).collect()
        }
        _ => None,
    };
    factors.unwrap_or_else(|| vec![dim])
}

/// The dimensions along which the source divides by a sum over nothing, so that its value is none.
fn undefined(graph: &Graph, source: Id) -> Vec<Dim> {
    let order = graph.schedule(&[source]);
    let divisions = divisions(graph, &order);
    let around = around(graph, &[source], &order, |contract, _| {
        contract.dims.clone()
    });
    let mut undefined = Vec::new();
    for (node, _, dims) in divisions {
        let outside = around.get(node);
        undefined.extend(
            dims.into_iter()
                .filter(|dim| outside.is_none_or(|dims| !dims.contains(dim))),
        );
    }
    undefined
}

/// For each node, the dimensions which have to be more than nothing for it to count: those of the loops around it,
/// whoever uses it. `loops` gives those that a contraction puts around a factor.
fn around(
    graph: &Graph,
    roots: &[Id],
    order: &[Id],
    loops: impl Fn(&Contract, &Factor) -> Vec<Dim>,
) -> SideTable<Vec<Dim>> {
    let mut around: SideTable<Vec<Dim>> = SideTable::default();
    for root in roots {
        around.insert(*root, Vec::new());
    }
    for id in order.iter().rev() {
        let outside = around.get(*id).cloned().unwrap_or_default();
        let mut uses: Vec<(Id, Vec<Dim>)> = Vec::new();
        match graph.kind(*id) {
            Kind::Contract(contract) => {
                let factors = contract.factors.iter();
                uses.extend(factors.map(|factor| (factor.node, loops(contract, factor))));
            }
            Kind::Map { .. } | Kind::Combine(_) => {
                let shape = graph.shape(*id).to_vec();
                graph.visit_children(*id, &mut |child| uses.push((child, shape.clone())));
            }
            Kind::Input(_)
            | Kind::Number(_)
            | Kind::Size(_)
            | Kind::Pick { .. }
            | Kind::Triangle
            | Kind::Reshape(_)
            | Kind::Apply { .. } => {
                graph.visit_children(*id, &mut |child| {
                    uses.push((child, graph.shape(child).to_vec()));
                });
            }
        }
        for (child, dims) in uses {
            let mut here = outside.clone();
            for dim in dims {
                here.extend(symbols(graph, dim));
            }
            if let Some(known) = around.get(child) {
                here.retain(|dim| known.contains(dim));
            }
            around.insert(child, here);
        }
    }
    around
}
