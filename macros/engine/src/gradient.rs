//! The gradient: partials beside the value in one graph, with every step recorded.

use crate::graph::{Graph, Id};

/// A function's derivative with respect to its listed parameters.
#[derive(Clone, Debug)]
pub struct Gradient {
    /// The graph that all ids below refer to.
    pub graph: Graph,
    /// The value as the user wrote it.
    pub source: Id,
    /// The value, simplified.
    pub value: Id,
    /// The listed parameters.
    pub wrt: Vec<Id>,
    /// The cotangent of each listed parameter, of its shape; `None` where there is no path.
    pub partials: Vec<Option<Id>>,
    /// The reverse sweep: `d value = … = cotangent : d node = …`.
    pub sweep: Vec<Pullback>,
    /// What made the source stable and the rest simple, in order.
    pub laws: Vec<Applied>,
}

impl Gradient {
    /// Numerator layout: the partials of matrices transposed, as they are returned then.
    pub fn transpose_partials(&mut self) {
        for partial in self.partials.iter_mut().flatten() {
            if self.graph.rank(*partial) == 2 {
                *partial = self.graph.einsum("ij->ji", &[*partial]);
            }
        }
        *self = crate::simplify::simplify(self.clone());
    }

    /// Gives a parameter without a path to the value a gradient of zeros.
    pub fn fill_zeros(&mut self) {
        for (partial, wrt) in self.partials.iter_mut().zip(&self.wrt) {
            let shape = self.graph.shape(*wrt).to_vec();
            partial.get_or_insert_with(|| self.graph.zeros(shape));
        }
    }
}

/// One step of the reverse sweep.
#[derive(Clone, Debug)]
pub struct Pullback {
    /// A node that a listed parameter flows through.
    pub node: Id,
    /// Its cotangent.
    pub cotangent: Id,
}

/// One use of a law.
#[derive(Clone, Debug)]
pub struct Applied {
    /// The law's name.
    pub law: &'static str,
    /// The node before.
    pub before: Id,
    /// The node after.
    pub after: Id,
}
