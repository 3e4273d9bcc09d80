//! Points at which a gradient is compared: sizes, inputs and directions.

use super::condition;
use super::random::Random;
use super::sizes::Sizes;
use crate::dim::{Dim, Symbol};
use crate::dual::{Dual, Tensor};
use crate::gradient::Gradient;
use crate::graph::{Graph, Id, Kind, Numeral};
use crate::interpret::{self, shape};
use crate::structure::Structure;

/// Where the function and its gradient are evaluated.
pub(super) struct Point {
    /// By symbol.
    pub(super) sizes: Vec<i64>,
    /// By input, without slopes.
    pub(super) inputs: Vec<Tensor>,
    /// By listed parameter: the direction it moves in.
    pub(super) directions: Vec<Tensor>,
}

/// Draws points, each time of another kind, since domains are not known.
pub(super) struct Points<'a> {
    gradient: &'a Gradient,
    sizes: Sizes<'a>,
    /// By input: its shape, if anything depends on it.
    shapes: Vec<Option<Vec<Dim>>>,
    /// Whether conditions choose between values.
    chooses: bool,
    /// The magnitudes that conditions compare with.
    thresholds: Vec<f64>,
    random: Random,
    drawn: usize,
}

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

/// Products that one evaluation may form, so that an expansion never waits.
const MOST_WORK: usize = 2_000_000;

impl<'a> Points<'a> {
    pub(super) fn new(gradient: &'a Gradient) -> Self {
        let graph = &gradient.graph;
        let mut roots = vec![gradient.source, gradient.value];
        roots.extend(gradient.partials.iter().flatten());
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
            sizes: Sizes::new(graph, &roots),
            shapes,
            thresholds,
            chooses,
            random: Random::new(2026),
            drawn: 0,
        }
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

    /// Another point; an error says why there is none.
    pub(super) fn draw(&mut self) -> Result<Point, &'static str> {
        let sizes = self.sizes.draw(&mut self.random);
        let sizes = sizes.ok_or("no small sizes satisfy all equalities")?;
        if self.sizes.work(&sizes) > MOST_WORK {
            return Err("the fixed sizes are too large to evaluate");
        }
        let common = self.manner();
        self.drawn += 1;
        let graph = &self.gradient.graph;
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
                Kind::Input(number) => {
                    tangent(direction, graph.inputs[*number].structure, &inputs[*number])
                }
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
    /// The inputs, with those listed parameters that `moves` names moving in their directions.
    pub(super) fn moving(
        &self,
        graph: &Graph,
        wrt: &[Id],
        moves: impl Fn(usize) -> bool,
    ) -> Vec<Tensor> {
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
    let part = tangent(x, structure, &Tensor::default());
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
fn tangent(x: Tensor, structure: Structure, at: &Tensor) -> Tensor {
    let &[n, columns] = x.shape.as_slice() else {
        return x;
    };
    if structure == Structure::NONE || n != columns {
        return x;
    }
    let element = |i: usize, j: usize| x.data[i * n + j].value;
    Tensor::build(vec![n, n], |index| {
        let (i, j) = (index[0], index[1]);
        Dual::from(if structure.is(Structure::ORTHOGONAL) {
            // Q Ω with Ωᵀ = −Ω.
            let turn = |k: usize| at.data[i * n + k].value * (element(k, j) - element(j, k));
            (0..n).map(turn).sum()
        } else if structure.is(Structure::DIAGONAL) && i != j {
            0.0
        } else if structure.is(Structure::SYMMETRIC) {
            0.5 * (element(i, j) + element(j, i))
        } else if structure.is(Structure::LOWER) && i < j || structure.is(Structure::UPPER) && i > j
        {
            0.0
        } else {
            element(i, j)
        })
    })
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
