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
