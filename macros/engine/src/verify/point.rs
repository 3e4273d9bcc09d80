//! Points at which a gradient is compared: sizes, inputs and directions.

use super::random::Random;
use super::sizes::Sizes;
use crate::dim::{Dim, Symbol};
use crate::dual::{Dual, Tensor};
use crate::gradient::Gradient;
use crate::graph::{Graph, Id, Kind};
use crate::interpret::shape;

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
        Self {
            gradient,
            sizes: Sizes::new(graph, &roots),
            shapes,
            random: Random::new(2026),
            drawn: 0,
        }
    }

    /// Another point; an error says why there is none.
    pub(super) fn draw(&mut self) -> Result<Point, &'static str> {
        let sizes = self.sizes.draw(&mut self.random);
        let sizes = sizes.ok_or("no small sizes satisfy all equalities")?;
        if self.sizes.work(&sizes) > MOST_WORK {
            return Err("the fixed sizes are too large to evaluate");
        }
        let common = MANNERS.get(self.drawn).copied();
        self.drawn += 1;
        let graph = &self.gradient.graph;
        let of = |symbol: Symbol| sizes[symbol.0 as usize];
        let mut inputs = Vec::with_capacity(self.shapes.len());
        for (number, dims) in self.shapes.iter().enumerate() {
            // Beyond the common manners, each input has its own.
            let manner = common.unwrap_or_else(|| self.random.choose(&MANNERS));
            let lengths = shape(graph, dims.as_deref().unwrap_or(&[]), &of);
            let integer = graph.inputs[number].integer;
            inputs.push(fill(&mut self.random, manner, integer, lengths));
        }
        let mut directions = Vec::with_capacity(self.gradient.wrt.len());
        for id in &self.gradient.wrt {
            let lengths = shape(graph, graph.shape(*id), &of);
            let manner = Manner::Between(-1.0, 1.0);
            directions.push(fill(&mut self.random, manner, false, lengths));
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

fn fill(random: &mut Random, manner: Manner, integer: bool, shape: Vec<usize>) -> Tensor {
    let square = shape.len() == 2 && shape[0] == shape[1];
    Tensor::build(shape, |at| {
        let value = match manner {
            _ if integer => random.between(1.0, 6.0).floor(),
            Manner::Between(lo, hi) => random.between(lo, hi),
            Manner::Dominant if square && at[0] == at[1] => random.between(2.0, 3.0),
            Manner::Dominant if square => random.between(-0.3, 0.3),
            Manner::Dominant => random.between(0.5, 1.5),
        };
        Dual::from(value)
    })
}
