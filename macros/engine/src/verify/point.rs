//! Points at which a gradient is compared: sizes, inputs and directions.

use super::condition;
use super::random::Random;
use super::sizes::Sizes;
use crate::dim::{Dim, Symbol};
use crate::dual::{Arithmetic, Dual, Tensor};
use crate::gradient::Gradient;
use crate::graph::{Graph, Id, Kind, Numeral};
use crate::interpret::{self, shape};
use crate::rules::{self, Domain};
use crate::structure::Structure;

/// Where the function and its gradient are evaluated.
pub struct Point {
    /// By symbol.
    pub sizes: Vec<i64>,
    /// By input, without slopes.
    pub inputs: Vec<Tensor>,
    /// By listed parameter: the direction it moves in.
    pub directions: Vec<Tensor>,
}

/// Draws points, each time of another kind, since domains are not known.
pub struct Points<'a> {
    gradient: &'a Gradient,
    /// The gradient's, with small sizes in the place of large fixed ones.
    graph: Graph,
    sizes: Sizes,
    /// By input: its shape, if anything depends on it.
    shapes: Vec<Option<Vec<Dim>>>,
    /// Whether conditions choose between values.
    chooses: bool,
    /// The magnitudes that conditions compare with.
    thresholds: Vec<f64>,
    /// The matrices that the source inverts.
    inverted: Vec<Id>,
    random: Random,
    drawn: usize,
}

/// Draws after which also matrices closer to singular ones will do.
const PATIENCE: usize = 24;

/// How the elements of an input are drawn.
#[derive(Clone, Copy)]
enum Manner {
    /// Between two numbers.
    Between(f64, f64),
    /// Square matrices near a multiple of the identity, other arrays between ½ and 1½.
    Dominant,
}

const MANNERS: [Manner; 9] = [
    Manner::Between(-1.0, 1.0),
    Manner::Between(0.5, 1.5),
    Manner::Between(0.05, 0.95),
    Manner::Dominant,
    Manner::Between(1.1, 4.0),
    Manner::Between(-4.0, 4.0),
    Manner::Between(-0.2, 0.2),
    Manner::Between(-1.5, -0.5),
    Manner::Between(10.0, 40.0),
];

impl<'a> Points<'a> {
    /// Points for a gradient.
    #[must_use]
    pub fn new(gradient: &'a Gradient) -> Self {
        let graph = &gradient.graph;
        let mut roots = gradient.roots();
        roots.extend(&gradient.wrt);
        let mut shapes = vec![None; graph.inputs.len()];
        for id in graph.schedule(&roots) {
            if let Kind::Input(number) = graph.kind(id) {
                shapes[*number] = Some(graph.shape(id).to_vec());
            }
        }
        let chooses = interpret::chooses(graph, gradient.source);
        let thresholds = if chooses {
            condition::thresholds(graph, gradient.source)
        } else {
            Vec::new()
        };
        Self {
            gradient,
            graph: graph.clone(),
            sizes: Sizes::new(graph, &roots),
            shapes,
            thresholds,
            chooses,
            inverted: inverted(graph, gradient.source),
            random: Random::new(2026),
            drawn: 0,
        }
    }

    /// The graph to evaluate at the point drawn last: small sizes stand in for large fixed ones.
    #[must_use]
    pub fn graph(&self) -> &Graph {
        &self.graph
    }

    /// What is checked.
    #[must_use]
    pub fn gradient(&self) -> &'a Gradient {
        self.gradient
    }

    /// By input: its shape, if anything depends on it.
    pub(super) fn shapes(&self) -> &[Option<Vec<Dim>>] {
        &self.shapes
    }

    pub(super) fn inverted(&self) -> &[Id] {
        &self.inverted
    }

    /// Pivots that are smaller, beside the largest, are too close to 0 to compare digits.
    pub(super) fn tiny(&self) -> f64 {
        if self.drawn <= PATIENCE { 1e-3 } else { 1e-9 }
    }

    /// Whether conditions choose between values.
    pub(super) fn chooses(&self) -> bool {
        self.chooses
    }

    /// How all inputs are drawn: in the common manners, one after the other, and in between on both
    /// sides of a number that a condition compares with.
    fn manner(&self) -> Option<Manner> {
        if self.thresholds.is_empty() {
            return MANNERS.get(self.drawn).copied();
        }
        if self.drawn.is_multiple_of(2) {
            return MANNERS.get(self.drawn / 2).copied();
        }
        let threshold = self.thresholds[self.drawn / 2 % self.thresholds.len()];
        Some(Manner::Between(-2.0 * threshold, 2.0 * threshold))
    }

    /// Another point.
    ///
    /// # Errors
    /// Where there is none: why.
    pub fn draw(&mut self) -> Result<Point, &'static str> {
        let sizes = self.sizes.draw(&mut self.graph, &mut self.random);
        let sizes = sizes.ok_or("no small sizes satisfy all equalities")?;
        let common = self.manner();
        self.drawn += 1;
        let graph = &self.graph;
        let of = |symbol: Symbol| sizes[symbol.0 as usize];
        let mut inputs = Vec::with_capacity(self.shapes.len());
        for (number, dims) in self.shapes.iter().enumerate() {
            // Beyond the common manners, each input has its own.
            let manner = common.unwrap_or_else(|| self.random.choose(&MANNERS));
            let lengths = shape(graph, dims.as_deref().unwrap_or(&[]), &of);
            let numeral = graph.inputs[number].numeral;
            let filled = fill(&mut self.random, manner, numeral, lengths);
            inputs.push(structured(filled, graph.inputs[number].structure));
        }
        let mut directions = Vec::with_capacity(self.gradient.wrt.len());
        for id in &self.gradient.wrt {
            let lengths = shape(graph, graph.shape(*id), &of);
            let manner = Manner::Between(-1.0, 1.0);
            let direction = fill(&mut self.random, manner, Numeral::Real, lengths);
            directions.push(match graph.kind(*id) {
                Kind::Input(number) => tangent(
                    &direction,
                    graph.inputs[*number].structure,
                    &inputs[*number],
                ),
                _ => direction,
            });
        }
        Ok(Point {
            sizes,
            inputs,
            directions,
        })
    }
}

impl Point {
    /// The size of each symbol.
    pub fn size(&self) -> impl Fn(Symbol) -> i64 {
        |symbol| self.sizes[symbol.0 as usize]
    }

    /// The inputs, with those listed parameters that `moves` names moving in their directions.
    #[must_use]
    pub fn moving(&self, graph: &Graph, wrt: &[Id], moves: impl Fn(usize) -> bool) -> Vec<Tensor> {
        let mut inputs = self.inputs.clone();
        for (position, id) in wrt.iter().enumerate() {
            let (Kind::Input(number), true) = (graph.kind(*id), moves(position)) else {
                continue;
            };
            let elements = inputs[*number].data.iter_mut();
            for (element, direction) in elements.zip(&self.directions[position].data) {
                element.slope = direction.value;
            }
        }
        inputs
    }
}

/// The array made to keep its promise.
#[must_use]
pub fn structured(x: Tensor, structure: Structure) -> Tensor {
    let &[n, columns] = x.shape.as_slice() else {
        return x;
    };
    if structure == Structure::NONE || n != columns {
        return x;
    }
    if structure.is(Structure::ORTHOGONAL) {
        // The reflection I − 2 v vᵀ / vᵀv, its first row's sign turned.
        let v: Vec<f64> = (0..n).map(|i| x.data[i * n].value + 2.0).collect();
        let norm: f64 = v.iter().map(|v| v * v).sum();
        return Tensor::build(vec![n, n], |at| {
            let eye = f64::from(u8::from(at[0] == at[1]));
            let sign = if at[0] == 0 { -1.0 } else { 1.0 };
            Dual::from(sign * (eye - 2.0 * v[at[0]] * v[at[1]] / norm))
        });
    }
    let definite = structure.is(Structure::POSDEF);
    let part = tangent_of(&x, structure);
    Tensor::build(vec![n, n], |at| {
        let element = part.data[at[0] * n + at[1]];
        match (definite, at[0] == at[1]) {
            (true, true) => Dual::from(element.value.abs() + 1.0),
            (true, false) => {
                // Rows of a dominant diagonal.
                #[allow(clippy::cast_precision_loss)] // sizes are small
                let bound = n as f64;
                Dual::from(element.value.clamp(-1.0, 1.0) / bound)
            }
            _ => element,
        }
    })
}

/// A direction in which a matrix may move and keep its promise.
fn tangent(x: &Tensor, structure: Structure, at: &Tensor) -> Tensor {
    let square = matches!(x.shape.as_slice(), [n, columns] if n == columns);
    if !structure.is(Structure::ORTHOGONAL) || !square {
        return tangent_of(x, structure);
    }
    // Q Ω with Ωᵀ = −Ω.
    let n = x.shape[0];
    let element = |i: usize, j: usize| x.data[i * n + j].value;
    Tensor::build(vec![n, n], |index| {
        let (i, j) = (index[0], index[1]);
        let turn = |k: usize| at.data[i * n + k].value * (element(k, j) - element(j, k));
        Dual::from((0..n).map(turn).sum::<f64>())
    })
}

/// What a matrix has of those of a linear structure.
pub(super) fn tangent_of<T: Arithmetic>(x: &Tensor<T>, structure: Structure) -> Tensor<T> {
    let &[n, columns] = x.shape.as_slice() else {
        return x.clone();
    };
    if structure == Structure::NONE || n != columns {
        return x.clone();
    }
    let element = |i: usize, j: usize| x.data[i * n + j];
    Tensor::build(vec![n, n], |index| {
        let (i, j) = (index[0], index[1]);
        if structure.is(Structure::DIAGONAL) && i != j
            || structure.is(Structure::LOWER) && i < j
            || structure.is(Structure::UPPER) && i > j
        {
            T::default()
        } else if structure.is(Structure::SYMMETRIC) {
            T::number(0.5) * (element(i, j) + element(j, i))
        } else {
            element(i, j)
        }
    })
}

/// The matrices that need an inverse, of those that a source depends on.
fn inverted(graph: &Graph, source: Id) -> Vec<Id> {
    let schedule = graph.schedule(&[source]).into_iter();
    let mut found: Vec<Id> = schedule
        .filter_map(|id| match graph.kind(id) {
            Kind::Apply {
                rule, arguments, ..
            } => (rules::rule(*rule).domain == Domain::Invertible).then_some(arguments[0]),
            _ => None,
        })
        .collect();
    found.sort_unstable();
    found.dedup();
    found
}

fn fill(random: &mut Random, manner: Manner, numeral: Numeral, shape: Vec<usize>) -> Tensor {
    let square = shape.len() == 2 && shape[0] == shape[1];
    Tensor::build(shape, |at| {
        let value = match manner {
            _ if numeral == Numeral::Integer => random.between(1.0, 6.0).floor(),
            _ if numeral == Numeral::Truth => random.between(0.0, 2.0).floor(),
            Manner::Between(lo, hi) => random.between(lo, hi),
            Manner::Dominant if square && at[0] == at[1] => random.between(2.0, 3.0),
            Manner::Dominant if square => random.between(-0.3, 0.3),
            Manner::Dominant => random.between(0.5, 1.5),
        };
        Dual::from(value)
    })
}
