//! Broadcasting: by rank, and along dimensions known to be 1.

use proc_macro2::Span;

use super::Lowering;
use super::snippet::snippet;
use crate::ast::Expr;
use crate::dim::{Assumption, Dim, Unified};
use crate::graph::{Contract, Factor, Id, Label};

impl Lowering<'_> {
    /// The shape that two operands broadcast to, axes aligned at the end.
    pub(super) fn joint_shape(
        &mut self,
        operator: (char, Span),
        left: (Id, &Expr),
        right: (Id, &Expr),
    ) -> Option<Vec<Dim>> {
        let a = self.graph.shape(left.0).to_vec();
        let b = self.graph.shape(right.0).to_vec();
        let rank = a.len().max(b.len());
        let mut shape = Vec::with_capacity(rank);
        for axis in 0..rank {
            let from_end = rank - axis;
            let of = |shape: &[Dim]| shape.len().checked_sub(from_end).map(|i| shape[i]);
            shape.push(match (of(&a), of(&b)) {
                (Some(x), Some(y)) => match self.joint(x, y) {
                    Ok(dim) => dim,
                    Err(()) => return self.broadcast_error(operator, left, right, (x, y)),
                },
                (Some(x), None) | (None, Some(x)) => x,
                (None, None) => continue,
            });
        }
        Some(shape)
    }

    /// The dimension that two broadcast to: the other where one is 1, else the same.
    fn joint(&mut self, x: Dim, y: Dim) -> Result<Dim, ()> {
        let one = |lowering: &Self, dim| lowering.graph.dims.as_constant(dim) == Some(1);
        match (one(self, x), one(self, y)) {
            (true, _) => Ok(y),
            (_, true) => Ok(x),
            _ => match self.graph.dims.unify(x, y) {
                Unified::Equal => Ok(x),
                Unified::Never => Err(()),
                Unified::Unknown => {
                    self.assume(x, y, "its operands have one shape");
                    Ok(x)
                }
            },
        }
    }

    /// Notes that run time has to check `x == y`.
    pub(super) fn assume(&mut self, x: Dim, y: Dim, why: &str) {
        self.graph.dims.assume(Assumption {
            left: x,
            right: y,
            equal: true,
        });
        self.assumed.push((x, y, why.into()));
    }

    /// `id` over a shape that it broadcasts to.
    pub(super) fn spread(&mut self, id: Id, shape: &[Dim]) -> Id {
        let own = self.graph.shape(id).to_vec();
        let same =
            own.len() == shape.len() && own.iter().zip(shape).all(|(x, y)| !self.repeats(*x, *y));
        if same {
            return id;
        }
        self.multiply(&[id], shape)
    }

    /// The elementwise product of arrays that broadcast to `shape`, as one contraction.
    pub(super) fn multiply(&mut self, nodes: &[Id], shape: &[Dim]) -> Id {
        let mut dims = shape.to_vec();
        let mut factors = Vec::with_capacity(nodes.len());
        for node in nodes {
            let own = self.graph.shape(*node).to_vec();
            let offset = shape.len() - own.len();
            let mut labels = Vec::with_capacity(own.len());
            for (axis, dim) in own.iter().enumerate() {
                let label = if self.repeats(*dim, shape[offset + axis]) {
                    dims.push(*dim);
                    dims.len() - 1
                } else {
                    offset + axis
                };
                labels.push(Label::try_from(label).unwrap_or(Label::MAX));
            }
            factors.push(Factor {
                node: *node,
                labels,
            });
        }
        self.graph.contract(Contract {
            dims,
            rank: shape.len(),
            factors,
        })
    }

    /// Whether an axis of length `own` is repeated along `dim`: summed over its one element.
    fn repeats(&self, own: Dim, dim: Dim) -> bool {
        let dims = &self.graph.dims;
        dims.as_constant(own) == Some(1) && dims.as_constant(dim) != Some(1)
    }

    fn broadcast_error<T>(
        &mut self,
        operator: (char, Span),
        left: (Id, &Expr),
        right: (Id, &Expr),
        dims: (Dim, Dim),
    ) -> Option<T> {
        let describe = |lowering: &Self, (id, expression): (Id, &Expr)| {
            let shape = lowering.graph.dims.display_shape(lowering.graph.shape(id));
            format!("`{}` is {shape}", snippet(&expression.tokens))
        };
        let mut message = format!(
            "the operands of `{}` do not have one shape: {} and {}",
            operator.0,
            describe(self, left),
            describe(self, right)
        );
        message.push_str(&self.dims_note(&[dims.0, dims.1]));
        self.error(right.1, message)
    }

    /// Where the symbols of dimensions that differ come from, and what to write if they are equal.
    pub(super) fn dims_note(&self, dims: &[Dim]) -> String {
        let dims_table = &self.graph.dims;
        let mut notes: Vec<&str> = Vec::new();
        for dim in dims {
            for symbol in dims_table.symbols_of(*dim) {
                let known = self.provenance.iter().filter(|(known, _)| *known == symbol);
                for (_, text) in known {
                    if !notes.contains(&text.as_str()) {
                        notes.push(text);
                    }
                }
            }
        }
        let mut text = String::new();
        for note in notes {
            text.push_str("; ");
            text.push_str(note);
        }
        let constant = dims.iter().find_map(|dim| dims_table.as_constant(*dim));
        let symbol = dims
            .iter()
            .find(|dim| dims_table.as_constant(**dim).is_none());
        if let (Some(size), Some(symbol)) = (constant, symbol) {
            let name = dims_table.display(*symbol);
            text.push_str(&format!(
                "; if `{name}` is always {size}, declare it so: `#[dims({size})]` in place of `#[dims({name})]`"
            ));
        } else if dims.len() == 2 && constant.is_none() {
            text.push_str("; if they are equal, give them one name in `#[dims(..)]`");
        }
        text
    }
}
