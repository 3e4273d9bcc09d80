//! The reference interpreter: the value of every kind of node over dual numbers.
//!
//! It reads nothing but the graph's definition and the value column of the rule table, so that
//! it can judge what differentials, laws and plans make of a graph.

use crate::dim::{Dim, Symbol};
use crate::dual::{Arithmetic, Tensor};
use crate::graph::{Contract, Graph, Id, Kind, Label, Number};
use crate::rules;

mod contract;
mod demand;

pub use contract::{contract, work};
pub use demand::{Taken, chooses, forget_untaken};

/// The values of `roots` where each symbol has the size `sizes` gives and each input, by its
/// position in [`Graph::inputs`], the value in `inputs`. Only what `roots` depend on is read.
///
/// # Panics
/// If sizes or inputs do not fit the graph's shapes, or an input is missing.
pub fn evaluate<T: Arithmetic>(
    graph: &Graph,
    roots: &[Id],
    sizes: &dyn Fn(Symbol) -> i64,
    inputs: &[Tensor<T>],
) -> Vec<Tensor<T>> {
    let values = evaluate_all(graph, roots, sizes, inputs);
    roots.iter().map(|id| of(&values, *id).clone()).collect()
}

/// [`evaluate`], giving the value of every node that `roots` depend on, by id.
///
/// # Panics
/// As [`evaluate`].
pub fn evaluate_all<T: Arithmetic>(
    graph: &Graph,
    roots: &[Id],
    sizes: &dyn Fn(Symbol) -> i64,
    inputs: &[Tensor<T>],
) -> Vec<Option<Tensor<T>>> {
    let moving = moving(graph, inputs);
    let mut values: Vec<Option<Tensor<T>>> = vec![None; graph.len()];
    for id in graph.schedule(roots) {
        let mut value = node(graph, id, sizes, inputs, &values);
        debug_assert_eq!(
            value.shape,
            shape(graph, graph.shape(id), sizes),
            "shape of {:?}",
            graph.kind(id)
        );
        if !moving[id.0 as usize] {
            // What does not depend on a moving input has no slope, even where 0·∞ arose.
            value.data.iter_mut().for_each(|x| *x = x.held());
        }
        values[id.0 as usize] = Some(value);
    }
    values
}

/// The length that `dim` has.
pub fn length(graph: &Graph, dim: Dim, sizes: &dyn Fn(Symbol) -> i64) -> i64 {
    graph.dims.evaluate(dim, sizes)
}

/// The lengths of a shape; below zero counts as empty.
pub fn shape(graph: &Graph, dims: &[Dim], sizes: &dyn Fn(Symbol) -> i64) -> Vec<usize> {
    let one = |dim: &Dim| usize::try_from(length(graph, *dim, sizes)).unwrap_or(0);
    dims.iter().map(one).collect()
}

fn moving<T: Arithmetic>(graph: &Graph, inputs: &[Tensor<T>]) -> Vec<bool> {
    let moves = |id: &Id| match graph.kind(*id) {
        Kind::Input(number) => inputs
            .get(*number)
            .is_some_and(|x| x.data.iter().any(|element| element.moves())),
        _ => false,
    };
    let ids = graph.ids();
    let leaves: Vec<Id> = ids.filter(moves).collect();
    graph.depends_on(&leaves)
}

fn of<T>(values: &[Option<Tensor<T>>], id: Id) -> &Tensor<T> {
    values[id.0 as usize]
        .as_ref()
        .expect("children come before their parents")
}

fn node<T: Arithmetic>(
    graph: &Graph,
    id: Id,
    sizes: &dyn Fn(Symbol) -> i64,
    inputs: &[Tensor<T>],
    values: &[Option<Tensor<T>>],
) -> Tensor<T> {
    let own_shape = || shape(graph, graph.shape(id), sizes);
    match graph.kind(id) {
        Kind::Input(number) => inputs[*number].clone(),
        Kind::Number(number) => Tensor::scalar(T::number(number.get())),
        Kind::Size(dim) => Tensor::scalar(count(length(graph, *dim, sizes))),
        Kind::Pick { start, step } => pick(own_shape(), length(graph, *start, sizes), *step),
        Kind::Triangle => Tensor::build(own_shape(), |at| indicator(at[0] >= at[1])),
        Kind::Contract(Contract {
            dims,
            rank,
            factors,
        }) => {
            let operands: Vec<(&Tensor<T>, &[Label])> = factors
                .iter()
                .map(|factor| (of(values, factor.node), factor.labels.as_slice()))
                .collect();
            contract(&shape(graph, dims, sizes), *rank, &operands)
        }
        Kind::Combine(terms) => combine(own_shape(), terms, values),
        Kind::Map {
            rule,
            attribute,
            arguments,
        } => map(arguments, values, |point| {
            T::map(rules::rule(*rule), point, *attribute)
        }),
        Kind::Reshape(x) => Tensor::new(own_shape(), of(values, *x).data.clone()),
        Kind::Apply {
            rule,
            attribute,
            arguments,
        } => {
            let arguments: Vec<&Tensor<T>> = arguments.iter().map(|id| of(values, *id)).collect();
            T::apply(rules::rule(*rule), &arguments, *attribute)
        }
    }
}

fn combine<T: Arithmetic>(
    shape: Vec<usize>,
    terms: &[(Number, Id)],
    values: &[Option<Tensor<T>>],
) -> Tensor<T> {
    let mut sum = Tensor::build(shape, |_| T::default());
    for (scale, term) in terms {
        let scale = T::number(scale.get());
        for (total, x) in sum.data.iter_mut().zip(&of(values, *term).data) {
            *total = *total + scale * *x;
        }
    }
    sum
}

fn map<T: Arithmetic>(
    arguments: &[Id],
    values: &[Option<Tensor<T>>],
    f: impl Fn(&[T]) -> T,
) -> Tensor<T> {
    let arguments: Vec<&Tensor<T>> = arguments.iter().map(|id| of(values, *id)).collect();
    let mut out = arguments[0].clone();
    let mut point = vec![T::default(); arguments.len()];
    for (position, element) in out.data.iter_mut().enumerate() {
        for (coordinate, x) in point.iter_mut().zip(&arguments) {
            *coordinate = x.data[position];
        }
        *element = f(&point);
    }
    out
}

/// A size as a number.
#[allow(clippy::cast_precision_loss)] // sizes here are far below 2⁵³
fn count<T: Arithmetic>(size: i64) -> T {
    T::number(size as f64)
}

fn indicator<T: Arithmetic>(holds: bool) -> T {
    T::number(f64::from(u8::from(holds)))
}

/// `[i k] = (k == start + step·i)`, or `[k] = (k == start)`.
fn pick<T: Arithmetic>(shape: Vec<usize>, start: i64, step: i64) -> Tensor<T> {
    // Below an axis length, which is far below 2⁶³.
    let signed = |index: usize| index.cast_signed() as i64;
    Tensor::build(shape, |at| match at {
        [k] => indicator(signed(*k) == start),
        [i, k] => indicator(signed(*k) == start + step * signed(*i)),
        _ => unreachable!("a pick is of rank one or two"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dim::Nature;
    use crate::dual::Dual;
    use crate::graph::{Attribute, Input, Numeral, Role};
    use crate::structure::Structure;

    fn values(tensor: &Tensor) -> Vec<f64> {
        tensor.data.iter().map(|element| element.value).collect()
    }

    fn matrix(rows: usize, columns: usize) -> Tensor {
        let mut next = 0.0;
        Tensor::build(vec![rows, columns], |_| {
            next += 1.0;
            Dual::from(next)
        })
    }

    fn graph() -> (Graph, Id) {
        let mut graph = Graph::default();
        let rows = graph.dims.fresh("n", Nature::Declared);
        let columns = graph.dims.fresh("m", Nature::Declared);
        let input = Input {
            name: "x".into(),
            role: Role::Parameter(0),
            numeral: Numeral::Real,
            structure: Structure::NONE,
        };
        let x = graph.input(input, vec![rows, columns]);
        (graph, x)
    }

    fn sizes(symbol: Symbol) -> i64 {
        [2, 3][symbol.0 as usize]
    }

    fn check(build: impl FnOnce(&mut Graph, Id) -> Id, expected: &[f64]) {
        let (mut graph, x) = graph();
        let root = build(&mut graph, x);
        let found = evaluate(&graph, &[root], &sizes, &[matrix(2, 3)]);
        assert_eq!(values(&found[0]), expected);
    }

    #[test]
    fn sums_maps_and_primitives_have_their_values() {
        check(
            |g, x| g.einsum("ij->ji", &[x]),
            &[1.0, 4.0, 2.0, 5.0, 3.0, 6.0],
        );
        check(
            |g, x| g.einsum("ij,kj->ik", &[x, x]),
            &[14.0, 32.0, 32.0, 77.0],
        );
        check(|g, x| g.einsum("ij->i", &[x]), &[6.0, 15.0]);
        check(
            |g, x| g.combine(vec![(2.0, x), (-1.0, x)]),
            &[1.0, 2.0, 3.0, 4.0, 5.0, 6.0],
        );
        check(
            |g, x| g.map("powi", Attribute::Exponent(2), &[x]),
            &[1.0, 4.0, 9.0, 16.0, 25.0, 36.0],
        );
        check(
            |g, x| g.apply("max_axis", Attribute::Axis(1), &[x], vec![g.shape(x)[0]]),
            &[3.0, 6.0],
        );
    }

    #[test]
    fn constants_and_rearrangements_have_their_values() {
        check(|g, x| g.size(g.shape(x)[1]), &[3.0]);
        check(|g, x| g.eye(g.shape(x)[0]), &[1.0, 0.0, 0.0, 1.0]);
        check(
            |g, x| {
                let shape = g.shape(x).to_vec();
                g.intern(Kind::Triangle, shape)
            },
            &[1.0, 0.0, 0.0, 1.0, 1.0, 0.0],
        );
        check(
            |g, x| {
                let (start, rows, columns) = (g.dims.constant(2), g.shape(x)[0], g.shape(x)[1]);
                g.intern(Kind::Pick { start, step: -1 }, vec![rows, columns])
            },
            &[0.0, 0.0, 1.0, 0.0, 1.0, 0.0],
        );
        check(
            |g, x| {
                let shape = vec![g.shape(x)[1], g.shape(x)[0]];
                g.reshape(x, shape)
            },
            &[1.0, 2.0, 3.0, 4.0, 5.0, 6.0],
        );
        // A label of the result that no factor carries broadcasts; a summed one counts.
        check(
            |g, _| {
                let three = g.number(3.0);
                let dims = vec![g.shape(Id(0))[0], g.shape(Id(0))[1]];
                let factors = vec![crate::graph::Factor {
                    node: three,
                    labels: vec![],
                }];
                g.contract(Contract {
                    dims,
                    rank: 1,
                    factors,
                })
            },
            &[9.0, 9.0],
        );
    }
}
