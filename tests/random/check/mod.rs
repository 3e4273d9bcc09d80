//! The check of a program: its companions against differences of the function itself, and one layout of
//! the arguments against another.

use std::panic::{AssertUnwindSafe, catch_unwind};

use ndarray::{ArrayD, Dimension};

pub mod inputs;
mod slopes;

use inputs::Scalar;
pub use inputs::{Inputs, Promise};
use slopes::{Direction, Slope, directions};

/// What a companion gives with the value.
pub type Both = (f64, Vec<ArrayD<f64>>);

/// A program and its companions, as functions of their inputs.
pub struct Case {
    pub seed: u64,
    /// Lengths of the axes of each parameter, for several choices of sizes.
    pub sizes: &'static [&'static [&'static [usize]]],
    pub promises: &'static [Promise],
    pub wrt: &'static [usize],
    /// The program in `f64`.
    pub reference: fn(&Inputs) -> f64,
    /// What is checked: the program and its companions in a scalar.
    pub runs: &'static [Run],
}

/// A program and its companions in one scalar.
pub struct Run {
    pub single: bool,
    pub value: fn(&Inputs) -> f64,
    pub both: fn(&Inputs) -> Both,
    pub gradient: fn(&Inputs) -> Vec<ArrayD<f64>>,
}

/// What a companion returns: an array, a scalar, or a tuple of them.
pub trait Parts {
    fn parts(self) -> Vec<ArrayD<f64>>;
}

impl Parts for f64 {
    fn parts(self) -> Vec<ArrayD<f64>> {
        vec![ndarray::arr0(self).into_dyn()]
    }
}

impl Parts for f32 {
    fn parts(self) -> Vec<ArrayD<f64>> {
        f64::from(self).parts()
    }
}

impl<T: Scalar + Into<f64>, D: Dimension> Parts for ndarray::Array<T, D> {
    fn parts(self) -> Vec<ArrayD<f64>> {
        vec![self.mapv(Into::into).into_dyn()]
    }
}

macro_rules! tuples {
    ($(($($name:ident),+))+) => {
        $(impl<$($name: Parts),+> Parts for ($($name,)+) {
            #[allow(non_snake_case)]
            fn parts(self) -> Vec<ArrayD<f64>> {
                let ($($name,)+) = self;
                [$($name.parts()),+].concat()
            }
        })+
    };
}
tuples! { (A, B) (A, B, C) (A, B, C, D) (A, B, C, D, E) }

/// How often a point is drawn before a size is given up.
const DRAWS: u64 = 20;

/// Whether the companions were compared with converging differences at some point; what was wrong, if anything
/// was.
pub fn check(case: &Case) -> Result<bool, String> {
    let mut compared = 0;
    for (size, shapes) in case.sizes.iter().enumerate() {
        let mut found = (0..DRAWS).map(|draw| -> Result<bool, String> {
            let seed = case.seed.wrapping_mul(1000) + 100 * size as u64 + draw;
            let inputs = Inputs::new(shapes, case.promises, seed);
            let all = is_compared(case, &inputs)?;
            if all {
                layouts(case, &inputs, &inputs, seed)?;
            }
            Ok(all)
        });
        let found = found
            .find(|found| *found != Ok(false))
            .unwrap_or(Ok(false))?;
        if found {
            compared += 1;
            repeated(case, shapes, case.seed + size as u64)?;
        }
    }
    Ok(compared > 0)
}

/// Gradients in the numerator's layout, turned back.
pub fn turned(parts: Vec<ArrayD<f64>>) -> Vec<ArrayD<f64>> {
    parts.into_iter().map(|part| part.reversed_axes()).collect()
}

/// What `f` gives, unless it panics.
fn calm<T>(f: impl FnOnce() -> T) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(f)).map_err(|panic| match panic.downcast_ref::<String>() {
        Some(message) => message.clone(),
        None => (*panic.downcast_ref::<&str>().unwrap_or(&"?")).to_owned(),
    })
}

/// A direction of a parameter, with the slope there.
type Known = (usize, Direction, Option<Slope>);

/// Compares at one point, in every direction in which the differences converge; whether they all did.
fn is_compared(case: &Case, inputs: &Inputs) -> Result<bool, String> {
    let Ok(value) = calm(|| (case.reference)(inputs)) else {
        return Err("the function itself panics".to_owned());
    };
    if !value.is_finite() {
        return Ok(false);
    }
    let of = |k: &usize| {
        let directions = directions(inputs, *k, case.promises[*k], case.seed);
        let with_slope = |direction: Direction| {
            let slope = direction.slope(&case.reference, inputs);
            (*k, direction, slope)
        };
        directions.into_iter().map(with_slope).collect::<Vec<_>>()
    };
    let slopes: Vec<Known> = case.wrt.iter().flat_map(of).collect();
    let known = slopes.iter().filter_map(|(.., slope)| slope.as_ref());
    let scale = known.fold(value.abs().max(1.0), |scale, slope| {
        scale.max(slope.value.abs())
    });
    if scale > 1e6 {
        return Ok(false);
    }
    let mut all = true;
    for run in case.runs {
        match Unit::of(run, case, inputs, (value, scale), &slopes) {
            Some(unit) => all &= agrees(case, run, inputs, (value, scale), (&slopes, unit))?,
            None => all = false,
        }
    }
    Ok(all)
}

/// Whether all slopes were to be trusted; those that were are the companions'.
fn agrees(
    case: &Case,
    run: &Run,
    inputs: &Inputs,
    (value, scale): (f64, f64),
    (slopes, unit): (&[Known], Unit),
) -> Result<bool, String> {
    let gradient = companions(case, run, inputs, value, unit)?;
    let mut all = true;
    for (k, direction, slope) in slopes {
        let Some(slope) = slope.as_ref().filter(|slope| slope.error <= 1e-6 * scale) else {
            all = false;
            continue;
        };
        let position = case.wrt.iter().position(|one| one == k).unwrap();
        let found = (&gradient[position] * &direction.velocity).sum();
        if !((found - slope.value).abs() <= 10.0 * slope.error + unit.0) {
            return Err(format!(
                "{}the gradient in x{k} along {} is {found}, by differences {} ± {:e}\nat {:?}",
                if run.single { "in f32, " } else { "" },
                direction.velocity,
                slope.value,
                slope.error,
                inputs.arrays
            ));
        }
    }
    Ok(all)
}

/// What rounding may do to a result.
#[derive(Clone, Copy)]
struct Unit(f64);

impl Unit {
    /// `None` where no digits are left, as near what is singular. The function says so by what a change of its
    /// arguments in the last places does to it, single precision by its value and by what such a change does
    /// to the slopes.
    fn of(
        run: &Run,
        case: &Case,
        inputs: &Inputs,
        (value, scale): (f64, f64),
        slopes: &[Known],
    ) -> Option<Self> {
        let (last, rounding, most) = if run.single {
            (1e-7, 1e-3, 1e-4)
        } else {
            (1e-13, 2e-9, 1e-7)
        };
        let found = calm(|| (run.value)(inputs)).ok()?;
        let mut error = (found - value).abs();
        for round in 0..4 {
            let moved = inputs.shaken(round, last);
            error = error.max(((case.reference)(&moved) - value).abs());
        }
        if !(error <= most * scale) {
            return None;
        }
        let mut bend = 0.0_f64;
        for round in (0..2).filter(|_| run.single) {
            let moved = inputs.shaken(round, 1e-6);
            for (_, direction, slope) in slopes {
                let there = direction.slope(&case.reference, &moved)?;
                bend = bend.max((there.value - slope.as_ref()?.value).abs());
            }
        }
        (bend <= 1e-2 * scale).then_some(Self(rounding * scale + 100.0 * error + 4.0 * bend))
    }
}

/// The gradient with the value, after it is compared with the one without.
fn companions(
    case: &Case,
    run: &Run,
    inputs: &Inputs,
    value: f64,
    unit: Unit,
) -> Result<Vec<ArrayD<f64>>, String> {
    let failed =
        |name: &str, panic: String| format!("{name} panics where the function does not: {panic}");
    let (found, gradient) =
        calm(|| (run.both)(inputs)).map_err(|panic| failed("value_and_grad", panic))?;
    let alone = calm(|| (run.gradient)(inputs)).map_err(|panic| failed("grad", panic))?;
    if !((value - found).abs() <= unit.0) {
        return Err(format!(
            "the value is {found}, of the function {value}\nat {:?}",
            inputs.arrays
        ));
    }
    if gradient.len() != case.wrt.len() || alone.len() != case.wrt.len() {
        return Err("the number of gradients".to_owned());
    }
    for (k, (gradient, alone)) in case.wrt.iter().zip(gradient.iter().zip(&alone)) {
        let shape = inputs.arrays[*k].shape();
        if gradient.shape() != shape || alone.shape() != shape {
            return Err(format!("the shape of the gradient in x{k}"));
        }
        if !agree(gradient, alone, unit) {
            return Err(format!(
                "x{k}: {gradient} with the value, {alone} without\nat {:?}",
                inputs.arrays
            ));
        }
        let structured = !matches!(case.promises[*k], Promise::Nothing | Promise::Orthogonal);
        if structured {
            let matrix = gradient.clone().into_dimensionality().unwrap();
            let inside = inputs::within(&matrix, case.promises[*k]).into_dyn();
            if !agree(gradient, &inside, unit) {
                return Err(format!("x{k}: {gradient} is not {:?}", case.promises[*k]));
            }
        }
    }
    Ok(gradient)
}

/// Whether arrays are equal up to rounding; what is not a number equals itself.
fn agree(a: &ArrayD<f64>, b: &ArrayD<f64>, unit: Unit) -> bool {
    let close = |(x, y): (&f64, &f64)| {
        x == y || x.is_nan() && y.is_nan() || (x - y).abs() <= unit.0 + 1e-9 * x.abs()
    };
    a.shape() == b.shape() && a.iter().zip(b).all(close)
}

/// Compares the companions at `plain`, where arguments are stored by rows, with those in other layouts.
fn layouts(case: &Case, plain: &Inputs, numbers: &Inputs, seed: u64) -> Result<(), String> {
    (0..2).try_for_each(|round| same(case, plain, &numbers.laid(seed + round)))
}

/// Compares the companions at the same numbers in two layouts.
fn same(case: &Case, plain: &Inputs, laid: &Inputs) -> Result<(), String> {
    for run in case.runs {
        let unit = Unit(if run.single { 1e-3 } else { 1e-8 });
        let both = |inputs: &Inputs| {
            let (value, mut gradient) = calm(|| (run.both)(inputs))?;
            gradient.push(ndarray::arr0(value).into_dyn());
            gradient.extend(calm(|| (run.gradient)(inputs))?);
            Ok(gradient)
        };
        let (expected, found) = match (both(plain), both(laid)) {
            (Ok(expected), Ok(found)) => (expected, found),
            (Err(_), Err(_)) => continue,
            (Err(panic), _) | (_, Err(panic)) => {
                let panic: String = panic;
                return Err(format!("panics in one layout alone: {panic}\nat {laid:?}"));
            }
        };
        let elements = expected.iter().flatten();
        let scale = elements.fold(1.0_f64, |scale, x| scale.max(x.abs()));
        for (expected, found) in expected.iter().zip(&found) {
            if !agree(expected, found, Unit(unit.0 * scale)) {
                return Err(format!(
                    "{found} in another layout, {expected} by rows\nat {laid:?}"
                ));
            }
        }
    }
    Ok(())
}

/// Views of stride 0 against what they stand for, where the differences converge.
fn repeated(case: &Case, shapes: &[&[usize]], seed: u64) -> Result<(), String> {
    let inputs = Inputs::new(shapes, case.promises, seed);
    let [plain, views] = inputs.repeated(case.promises);
    let smooth =
        is_compared(case, &plain).map_err(|failure| format!("of equal rows, {failure}"))?;
    if smooth {
        same(case, &plain, &views)
    } else {
        Ok(())
    }
}
