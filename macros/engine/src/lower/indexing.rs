//! Indexing, slicing and new axes: contractions with `Pick` factors, and the bounds they need.

use super::Lowering;
use super::snippet::{counted, snippet};
use super::value::Value;
use crate::ast::{Expr, SliceItem};
use crate::dim::{Assumption, Dim};
use crate::function::Bound;
use crate::graph::{Contract, Factor, Id, Kind, Label};

/// What happens to one axis.
#[derive(Clone, Copy)]
pub(super) enum Selection {
    /// It stays.
    All,
    /// One index: the axis goes.
    At(Dim),
    /// `len` indices from `start` on.
    Range { start: Dim, step: i64, len: Dim },
    /// An axis of length 1 that the array does not have.
    New,
}

impl Lowering<'_> {
    /// The elements of `x` that the selections, one an axis, choose: one contraction.
    pub(super) fn pick(&mut self, x: Id, selections: &[Selection]) -> Id {
        let shape = self.graph.shape(x).to_vec();
        let mut axes = shape.iter();
        let mut out: Vec<Dim> = Vec::new();
        // By axis of `x`: its selection and its label in the result.
        let mut chosen: Vec<(Selection, Option<usize>, Dim)> = Vec::new();
        for selection in selections {
            let kept = out.len();
            match *selection {
                Selection::New => out.push(self.graph.dims.constant(1)),
                Selection::At(_) => chosen.extend(axes.next().map(|dim| (*selection, None, *dim))),
                Selection::All | Selection::Range { .. } => {
                    let Some(dim) = axes.next() else { continue };
                    chosen.push((*selection, Some(kept), *dim));
                    out.push(match *selection {
                        Selection::Range { len, .. } => len,
                        _ => *dim,
                    });
                }
            }
        }
        self.contract_selected(x, &chosen, out)
    }

    fn contract_selected(
        &mut self,
        x: Id,
        chosen: &[(Selection, Option<usize>, Dim)],
        out: Vec<Dim>,
    ) -> Id {
        let rank = out.len();
        let mut dims = out;
        let mut factors = Vec::new();
        let mut labels: Vec<Label> = Vec::new();
        let label = |index: usize| Label::try_from(index).unwrap_or(Label::MAX);
        for (selection, kept, dim) in chosen {
            let (kind, shape, mut pick_labels) = match (*selection, *kept) {
                (Selection::At(start), _) => {
                    (Kind::Pick { start, step: 1 }, vec![*dim], Vec::new())
                }
                (Selection::Range { start, step, len }, Some(kept)) => (
                    Kind::Pick { start, step },
                    vec![len, *dim],
                    vec![label(kept)],
                ),
                (_, kept) => {
                    labels.push(label(kept.unwrap_or(0)));
                    continue;
                }
            };
            let summed = label(dims.len());
            dims.push(*dim);
            pick_labels.push(summed);
            labels.push(summed);
            factors.push(Factor {
                node: self.graph.intern(kind, shape),
                labels: pick_labels,
            });
        }
        factors.push(Factor { node: x, labels });
        self.graph.contract(Contract {
            dims,
            rank,
            factors,
        })
    }

    /// `x[i]`, `x[[i, j]]`, `x.shape()[k]`.
    pub(super) fn index(
        &mut self,
        whole: &Expr,
        operand: &Expr,
        indices: &[Expr],
    ) -> Option<Value> {
        let value = self.expression(operand)?;
        if let Value::Tuple(mut values) = value {
            let [index] = indices else {
                return self.wrong(whole, "not an element", "an array's element");
            };
            let position = self.literal_integer(index, "a literal index")?;
            let found = usize::try_from(position).ok().filter(|i| *i < values.len());
            return match found {
                Some(position) => Some(values.swap_remove(position)),
                None => self.error(index, format!("there is no axis {position} here")),
            };
        }
        let x = self.scalar_or_array(value, operand)?;
        let shape = self.graph.shape(x).to_vec();
        if shape.len() != indices.len() {
            let kind = super::form::kind_of(shape.len());
            let text = snippet(&operand.tokens);
            let message = format!(
                "`{text}` is a {kind}: it takes {}, not {}",
                counted(shape.len(), "index", "indices"),
                indices.len()
            );
            return self.error(whole, message);
        }
        let mut selections = Vec::new();
        for (index, dim) in indices.iter().zip(shape) {
            let position = self.integer(index)?;
            self.require_below(position, dim, whole, index)?;
            selections.push(Selection::At(position));
        }
        self.at(whole.span);
        Some(Value::Node(self.pick(x, &selections)))
    }

    /// The subarray at `index` along `axis`: `.row(i)`, `.column(j)`.
    pub(super) fn subview(
        &mut self,
        whole: &Expr,
        x: Id,
        axis: usize,
        index: &Expr,
    ) -> Option<Value> {
        let position = self.integer(index)?;
        let dim = self.graph.shape(x)[axis];
        self.require_below(position, dim, whole, index)?;
        let mut selections = vec![Selection::All; self.graph.rank(x)];
        selections[axis] = Selection::At(position);
        self.at(whole.span);
        Some(Value::Node(self.pick(x, &selections)))
    }

    /// `x.slice(s![..])`.
    pub(super) fn slice(&mut self, whole: &Expr, x: Id, items: &[SliceItem]) -> Option<Value> {
        let shape = self.graph.shape(x).to_vec();
        let taken = items
            .iter()
            .filter(|item| !matches!(item, SliceItem::NewAxis));
        if taken.count() != shape.len() {
            let message = format!(
                "`s![..]` has to say what becomes of each axis: here are {}",
                counted(shape.len(), "axis", "axes")
            );
            return self.error(whole, message);
        }
        let mut axes = shape.into_iter();
        let mut selections = Vec::new();
        for item in items {
            selections.push(match item {
                SliceItem::NewAxis => Selection::New,
                SliceItem::Index(index) => {
                    let dim = axes.next()?;
                    let position = self.position(index, dim)?;
                    self.require_below(position, dim, whole, index)?;
                    Selection::At(position)
                }
                SliceItem::Range {
                    start,
                    end,
                    inclusive,
                    step,
                } => {
                    let dim = axes.next()?;
                    let ends = (start.as_ref(), end.as_ref());
                    self.range(whole, ends, *inclusive, *step, dim)?
                }
            });
        }
        self.at(whole.span);
        Some(Value::Node(self.pick(x, &selections)))
    }

    /// An index of `s![..]`: a negative literal counts from the end.
    fn position(&mut self, index: &Expr, dim: Dim) -> Option<Dim> {
        let position = self.integer(index)?;
        Some(match self.graph.dims.as_constant(position) {
            Some(value) if value < 0 => self.graph.dims.add_scaled(dim, position, 1),
            _ => position,
        })
    }

    fn range(
        &mut self,
        whole: &Expr,
        (start, end): (Option<&Expr>, Option<&Expr>),
        inclusive: bool,
        step: i64,
        dim: Dim,
    ) -> Option<Selection> {
        if step == 0 {
            return self.error(whole, "the step of a slice is not 0");
        }
        let zero = self.graph.dims.constant(0);
        let one = self.graph.dims.constant(1);
        let first = match start {
            Some(start) => self.position(start, dim)?,
            None => zero,
        };
        let last = match end {
            Some(end) if inclusive => {
                let position = self.position(end, dim)?;
                self.graph.dims.add_scaled(position, one, 1)
            }
            Some(end) => self.position(end, dim)?,
            None => dim,
        };
        let place = end.or(start).unwrap_or(whole);
        self.require(first, last, true, whole, place)?;
        self.require(last, dim, true, whole, place)?;
        if start.is_none() && end.is_none() && step == 1 {
            return Some(Selection::All);
        }
        let count = self.graph.dims.add_scaled(last, first, -1);
        let len = self.strided(count, step.unsigned_abs(), whole, place)?;
        // A negative step starts at the last index of the range.
        let start = if step > 0 {
            first
        } else {
            self.graph.dims.add_scaled(last, one, -1)
        };
        Some(Selection::Range { start, step, len })
    }

    /// How many of `count` indices a step meets: the least `len` with `len · step ≥ count`.
    fn strided(&mut self, count: Dim, step: u64, whole: &Expr, place: &Expr) -> Option<Dim> {
        let step = i64::try_from(step).unwrap_or(i64::MAX);
        if step == 1 {
            return Some(count);
        }
        if let Some(count) = self.graph.dims.as_constant(count) {
            return Some(self.graph.dims.constant((count + step - 1) / step));
        }
        let Some(text) = self.dim_source(count) else {
            return self.error(
                place,
                "a step other than 1 and -1 needs a range whose length follows from a parameter's shape",
            );
        };
        let tokens = format!("::core::primitive::usize::div_ceil({text}, {step})");
        let name = format!("len({})", snippet(&whole.tokens));
        let len = self.integer_symbol(name, tokens.parse().ok()?);
        // What rounding up means, so that sizes are drawn at which the positions exist.
        let dims = &mut self.graph.dims;
        let (one, factor) = (dims.constant(1), dims.constant(step));
        let covered = dims.product(&[len, factor]);
        let most = dims.add_scaled(count, one, step - 1);
        for (left, right) in [(count, covered), (covered, most)] {
            dims.assume(Assumption {
                left,
                right,
                equal: false,
            });
        }
        Some(len)
    }

    fn require_below(&mut self, index: Dim, limit: Dim, whole: &Expr, place: &Expr) -> Option<()> {
        self.require(index, limit, false, whole, place)
    }

    /// Requires `index < limit`, or `≤`: now if that can be decided, else at entry.
    fn require(
        &mut self,
        index: Dim,
        limit: Dim,
        inclusive: bool,
        whole: &Expr,
        place: &Expr,
    ) -> Option<()> {
        let (index, limit) = (
            self.graph.dims.resolve(index),
            self.graph.dims.resolve(limit),
        );
        let room = self.graph.dims.add_scaled(limit, index, -1);
        let least = i64::from(!inclusive);
        let negative = self.graph.dims.as_constant(index).is_some_and(|i| i < 0);
        let text = snippet(&whole.tokens);
        match self.graph.dims.as_constant(room) {
            Some(room) if room < least || negative => {
                let dims = &self.graph.dims;
                let message = format!(
                    "`{text}` reaches beyond the axis: {} where the length is {}",
                    dims.display(index),
                    dims.display(limit)
                );
                return self.error(place, message);
            }
            _ if negative => return self.error(place, "an index is not negative"),
            Some(room) if !self.may_wrap(index) => debug_assert!(room >= least),
            _ => {
                let known = self.environment.bounds.len();
                self.bound(index, limit, inclusive, &text);
                if self.environment.bounds.len() > known {
                    return self.outside_of_branches(whole, "checked");
                }
            }
        }
        Some(())
    }

    /// Whether an index such as `n − 1` is below 0 for some sizes.
    fn may_wrap(&self, index: Dim) -> bool {
        let polynomial = self.graph.dims.polynomial(index);
        polynomial.terms().iter().any(|term| term.1 < 0)
    }

    fn bound(&mut self, index: Dim, limit: Dim, inclusive: bool, what: &str) {
        let room = self.graph.dims.add_scaled(limit, index, -1);
        // Sizes are unsigned: terms stand on the side where their sign is positive. First that
        // the index itself is not below 0: `k ≤ n` is what makes `n − k` an index.
        if self.may_wrap(index) {
            let (gain, loss) = self.graph.dims.split_signs(index);
            self.push_bound(loss, gain, true, what);
        }
        if self.graph.dims.as_constant(room).is_none() {
            let (gain, loss) = self.graph.dims.split_signs(room);
            self.push_bound(loss, gain, inclusive, what);
        }
    }

    fn push_bound(&mut self, index: Dim, limit: Dim, inclusive: bool, what: &str) {
        let known =
            self.environment.bounds.iter().any(|bound| {
                (bound.index, bound.limit, bound.inclusive) == (index, limit, inclusive)
            });
        let never_fails = inclusive && self.graph.dims.as_constant(index).is_some_and(|i| i <= 0);
        if !known && !never_fails {
            let above = self.graph.dims.constant(i64::from(!inclusive));
            let least = self.graph.dims.add_scaled(index, above, 1);
            self.graph.dims.assume(Assumption {
                left: least,
                right: limit,
                equal: false,
            });
            self.environment.bounds.push(Bound {
                index,
                limit,
                inclusive,
                what: what.into(),
            });
        }
    }
}
