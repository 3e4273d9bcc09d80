//! The gradient: partials beside the value in one graph, with every step recorded.

use crate::differential::Linear;
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
    /// The transposes of the partials that are matrices, in numerator layout; empty in the other.
    pub transposed: Vec<Option<Id>>,
    /// The reverse sweep: `d value = … = cotangent : d node = …`.
    pub sweep: Vec<Pullback>,
    /// What made the source stable, the rest simple and ready for computing, in order.
    pub laws: Vec<Applied>,
}

impl Gradient {
    /// The source, the value and the partials, in both layouts.
    #[must_use]
    pub fn roots(&self) -> Vec<Id> {
        let partials = self.partials.iter().chain(&self.transposed);
        let partials = partials.flatten().copied();
        [self.source, self.value]
            .into_iter()
            .chain(partials)
            .collect()
    }

    /// Numerator layout: the partials of matrices transposed, as they are returned then.
    pub fn transpose_partials(&mut self) {
        let partials = self.partials.iter().map(|partial| {
            let matrix = partial.filter(|partial| self.graph.rank(*partial) == 2)?;
            Some(self.graph.einsum("ij->ji", &[matrix]))
        });
        self.transposed = partials.collect();
    }

    /// Exchanges each node for the one that `new` has for it.
    pub(crate) fn replace(&mut self, new: &[Id]) {
        let partials = self.partials.iter_mut().chain(&mut self.transposed);
        for id in partials.flatten().chain([&mut self.value]) {
            *id = new[id.0 as usize];
        }
        for step in &mut self.sweep {
            step.replace_cotangents(new);
        }
    }

    /// Gives a parameter without a path to the value a gradient of zeros.
    pub fn fill_zeros(&mut self) {
        for (position, wrt) in self.wrt.iter().enumerate() {
            let shape = self.graph.shape(*wrt).to_vec();
            if let (Some(transposed), [rows, columns]) =
                (self.transposed.get_mut(position), shape.as_slice())
            {
                transposed.get_or_insert_with(|| self.graph.zeros(vec![*columns, *rows]));
            }
            self.partials[position].get_or_insert_with(|| self.graph.zeros(shape));
        }
    }
}

/// One step of the reverse sweep, which rewrites `cotangent : d node` by the differential of the node.
#[derive(Clone, Debug)]
pub struct Pullback {
    /// A node that a listed parameter flows through.
    pub node: Id,
    /// Its cotangent.
    pub cotangent: Id,
    /// The rewrite in words, where there is something to say.
    pub law: Option<&'static str>,
    /// The differential's terms, with what each comes to.
    pub terms: Vec<Part>,
}

impl Pullback {
    /// The node's cotangent, and what its operands' get from it.
    pub fn cotangents(&self) -> impl Iterator<Item = Id> {
        let parts = self.terms.iter().filter_map(|part| part.cotangent);
        std::iter::once(self.cotangent).chain(parts)
    }

    /// The same step after each node has become the one that `new` has for it.
    pub fn replace_cotangents(&mut self, new: &[Id]) {
        let parts = self.terms.iter_mut().filter_map(|p| p.cotangent.as_mut());
        for cotangent in parts.chain([&mut self.cotangent]) {
            *cotangent = new[cotangent.0 as usize];
        }
    }
}

/// A term of a node's differential, and what the sweep made of it.
#[derive(Clone, Debug)]
pub struct Part {
    /// The term as its rule states it, over nodes that no law has changed.
    pub term: Linear,
    /// What the operand's cotangent gets from it, without what keeps infinities out; `None` where no
    /// condition lets it count.
    pub cotangent: Option<Id>,
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
