//! What a function is at a point: its values and slopes in dual numbers, and how closely others must agree.

use super::condition;
use super::point::{Point, Points};
use super::random::Random;
use crate::dual::{Dual, Tensor, matrix};
use crate::graph::{Graph, Id, Kind};
use crate::interpret::{Taken, evaluate_all, forget_untaken};

/// Relative to the terms summed.
const TOLERANCE: f64 = 1e-9;
/// Relative to the largest number met on the way, which bounds what cancellation leaves behind.
const ROUNDING: f64 = 1e-13;
/// A change of the inputs, and the change of value or slope that makes a point worthless.
const SHIFT: f64 = 1e-10;
const CHAOS: f64 = 1e-5;
/// Numbers from here on are not compared.
const LARGEST: f64 = 1e30;

/// The source at a point.
pub struct Reference<'a> {
    pub(super) points: &'a Points<'a>,
    pub(super) point: &'a Point,
    /// Its value.
    source: Tensor,
    /// The largest value met on the way.
    rounding: f64,
    /// The listed parameters that move, by position; the source's slopes then, and the largest of all slopes.
    slopes: Vec<(Vec<usize>, Tensor, f64)>,
    pub(super) taken: Vec<Taken>,
}

/// A disagreement, in units of what is tolerated.
pub struct Failure {
    /// Times the tolerance.
    pub error: f64,
    /// What differs, and the two numbers.
    pub text: String,
}

impl<'a> Reference<'a> {
    /// `None` where the source, or what leads to it, is not finite or huge, or a matrix that is inverted is
    /// close to one without an inverse. The point is the one drawn last.
    #[must_use]
    pub fn new(points: &'a Points<'a>, point: &'a Point) -> Option<Self> {
        let gradient = points.gradient();
        let (graph, source) = (points.graph(), gradient.source);
        let all = |moves: &dyn Fn(usize) -> bool| {
            let inputs = point.moving(graph, &gradient.wrt, moves);
            let mut all = evaluate_all(graph, &[source], &point.size(), &inputs);
            let taken = if points.chooses() {
                forget_untaken(graph, source, &mut all)
            } else {
                Vec::new()
            };
            (all, taken)
        };
        let (values, taken) = all(&|_| true);
        if !values.iter().flatten().all(is_tame) || !is_conditioned(points, &values) {
            return None;
        }
        let of_source = |values: &mut [Option<Tensor>]| values[source.0 as usize].take();
        let count = gradient.wrt.len();
        let mut slopes = Vec::with_capacity(1 + count);
        let (rounding, mut values) = (largest(&values, |x| x.value), values);
        let largest_slope = largest(&values, |x| x.slope);
        let source = of_source(&mut values)?;
        slopes.push(((0..count).collect(), source.clone(), largest_slope));
        for only in (0..count).filter(|_| count > 1) {
            let (mut values, _) = all(&|position| position == only);
            let rounding = largest(&values, |x| x.slope);
            let alone = of_source(&mut values).filter(Tensor::is_finite);
            slopes.extend(alone.map(|alone| (vec![only], alone, rounding)));
        }
        Some(Self {
            points,
            point,
            source,
            rounding,
            slopes,
            taken,
        })
    }

    /// Whether `value` is the source's.
    ///
    /// # Errors
    /// Where it is not.
    pub fn value(&self, value: &Tensor) -> Result<(), Failure> {
        for (expected, found) in self.source.data.iter().zip(&value.data) {
            let tolerance = TOLERANCE * expected.value.abs() + ROUNDING * self.rounding;
            let what = || "the value".into();
            within(expected.value, found.value, tolerance, what)?;
        }
        Ok(())
    }

    /// Whether an array is another one; of a turned matrix, its rows are columns.
    ///
    /// # Errors
    /// Where it is not.
    pub fn same(&self, expected: &Tensor, found: &Tensor, turned: bool) -> Result<(), Failure> {
        let elements = expected.data.iter().map(|x| x.value.abs());
        let scale = elements.fold(0.0, f64::max);
        let rounding = self
            .slopes
            .iter()
            .map(|slopes| slopes.2)
            .fold(self.rounding, f64::max);
        let tolerance = TOLERANCE * scale + ROUNDING * rounding;
        let mut shape = expected.shape.clone();
        if turned {
            shape.reverse();
        }
        if found.shape != shape {
            let text = format!("a result of shape {:?}, not {shape:?},", found.shape);
            let error = f64::INFINITY;
            return Err(Failure { error, text });
        }
        let place = |position: usize| match (turned, shape.as_slice()) {
            (true, [rows, columns]) => position % columns * rows + position / columns,
            _ => position,
        };
        let mut elements = found.data.iter().enumerate();
        elements.try_for_each(|(position, found)| {
            let expected = expected.data[place(position)].value;
            within(expected, found.value, tolerance, || "an element".into())
        })
    }

    /// Whether Σ partial : direction is the slope of the source, contracted with the cotangent if it is an
    /// array: along all listed parameters at once, then along each.
    ///
    /// # Errors
    /// Where it is not.
    pub fn partials(&self, partials: &[Option<Tensor>]) -> Result<(), Failure> {
        self.slopes
            .iter()
            .try_for_each(|slopes| self.slope(slopes, partials))
    }

    fn slope(
        &self,
        (moving, source, rounding): &(Vec<usize>, Tensor, f64),
        partials: &[Option<Tensor>],
    ) -> Result<(), Failure> {
        let (mut found, mut terms) = (0.0, 0.0);
        for position in moving {
            let Some(partial) = &partials[*position] else {
                continue;
            };
            let directions = &self.point.directions[*position].data;
            for (slope, direction) in partial.data.iter().zip(directions) {
                let term = slope.value * direction.value;
                found += term;
                terms += f64::abs(term);
            }
        }
        let gradient = self.points.gradient();
        let expected = match cotangent(&gradient.graph) {
            Some(position) => {
                let weights = &self.point.inputs[position].data;
                let pairs = source.data.iter().zip(weights);
                pairs.map(|(x, weight)| x.slope * weight.value).sum()
            }
            None => source.data.iter().map(|x| x.slope).sum(),
        };
        let tolerance = TOLERANCE * f64::max(terms, f64::abs(expected)) + ROUNDING * rounding;
        within(expected, found, tolerance, || {
            let names = moving
                .iter()
                .map(|p| name(&gradient.graph, gradient.wrt[*p]));
            let names = names.collect::<Vec<_>>().join(", ");
            format!("the derivative with respect to {names}")
        })
    }

    /// Whether a disagreement says nothing here: rounding of the inputs alone moves value or slope by more
    /// than digits are compared, as it does sin(10⁴⁰ x), or decides a condition.
    #[must_use]
    pub fn excuses(&self) -> bool {
        let undecided = || condition::is_undecided(self.points, self.point);
        self.is_chaotic() || self.points.chooses() && undecided()
    }

    fn is_chaotic(&self) -> bool {
        let (gradient, graph) = (self.points.gradient(), self.points.graph());
        let mut random = Random::new(1);
        let mut at = |shift: f64| {
            let mut inputs = self.point.moving(graph, &gradient.wrt, |_| true);
            for element in inputs.iter_mut().flat_map(|x| &mut x.data) {
                // Each by its own: one factor for all would leave every ratio as it is.
                element.value *= 1.0 + shift * random.between(-1.0, 1.0);
            }
            evaluate_all(graph, &[gradient.source], &self.point.size(), &inputs)
        };
        let (here, beside) = (at(0.0), at(SHIFT));
        // What cancels to nothing differs by rounding alone, which is no chaos.
        let noise = [
            largest(&here, |x| x.value) * ROUNDING,
            largest(&here, |x| x.slope) * ROUNDING,
        ];
        let far = |x: f64, y: f64, noise: f64| {
            (x - y).abs() > CHAOS * f64::max(x.abs(), y.abs()) + 2.0 * noise
        };
        let source = gradient.source.0 as usize;
        let elements = here[source].iter().zip(&beside[source]);
        let mut pairs = elements.flat_map(|(x, y)| x.data.iter().zip(&y.data));
        pairs.any(|(x, y)| far(x.value, y.value, noise[0]) || far(x.slope, y.slope, noise[1]))
    }
}

/// Beyond an overflow 0 · ∞ decides and not the formula; near it, cancellation does.
fn is_tame(tensor: &Tensor) -> bool {
    let tame = |x: f64| x.abs() < LARGEST;
    tensor.data.iter().all(|x| tame(x.value) && tame(x.slope))
}

/// Whether no matrix that is inverted has a relatively tiny pivot. One of zeros alone is of a branch that
/// is not taken.
fn is_conditioned(points: &Points, values: &[Option<Tensor>]) -> bool {
    let tiny = points.tiny();
    let inverted = points.inverted().iter();
    let mut matrices = inverted.filter_map(|id| values.get(id.0 as usize)?.as_ref());
    matrices.all(|matrix| {
        let untaken = points.chooses() && matrix.data.iter().all(|x| *x == Dual::default());
        untaken || matrix::conditioning(matrix) >= tiny
    })
}

/// The largest finite magnitude among the nodes' elements.
fn largest(values: &[Option<Tensor>], of: impl Fn(&Dual) -> f64) -> f64 {
    let elements = values.iter().flatten().flat_map(|tensor| &tensor.data);
    let magnitudes = elements.map(|element| of(element).abs());
    magnitudes.filter(|x| x.is_finite()).fold(0.0, f64::max)
}

/// The position of the input that is the cotangent of an array-valued source.
pub(super) fn cotangent(graph: &Graph) -> Option<usize> {
    let role = |input: &crate::graph::Input| input.role == crate::graph::Role::Cotangent;
    graph.inputs.iter().position(role)
}

fn name(graph: &Graph, id: Id) -> &str {
    match graph.kind(id) {
        Kind::Input(number) => &graph.inputs[*number].name,
        _ => "a node",
    }
}

fn within(
    expected: f64,
    found: f64,
    tolerance: f64,
    what: impl FnOnce() -> String,
) -> Result<(), Failure> {
    let difference = (found - expected).abs();
    if difference <= tolerance {
        return Ok(());
    }
    let error = difference / tolerance;
    Err(Failure {
        error: if error.is_nan() { f64::INFINITY } else { error },
        text: format!("{} is {found:e} and should be {expected:e}", what()),
    })
}
