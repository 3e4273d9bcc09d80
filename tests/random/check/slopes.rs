//! Slopes of a function by differences, and how far they can be trusted.

use ndarray::{ArrayD, Ix2};

use super::inputs::{Inputs, Promise, Random, turn, within};

/// A way that one argument can move without breaking its promise.
pub struct Direction {
    argument: usize,
    /// The velocity at the start.
    pub velocity: ArrayD<f64>,
    /// The columns that turn, where the argument stays orthogonal.
    turned: Option<(usize, usize)>,
}

/// A slope, with what its differences say of its error.
pub struct Slope {
    pub value: f64,
    pub error: f64,
}

/// Some elements alone, and a few directions that mix all.
pub fn directions(inputs: &Inputs, argument: usize, promise: Promise, seed: u64) -> Vec<Direction> {
    let array = &inputs.arrays[argument];
    if promise == Promise::Orthogonal {
        return turns(array, argument);
    }
    let inside = |velocity: ArrayD<f64>| {
        if promise == Promise::Nothing {
            return velocity;
        }
        within(&velocity.into_dimensionality().unwrap(), promise).into_dyn()
    };
    let mut random = Random::new(seed);
    let mut velocities = Vec::new();
    for _ in 0..array.len().min(2) {
        let mixed = ArrayD::from_shape_simple_fn(array.shape(), || random.number() / 2.0);
        velocities.push(mixed);
    }
    for _ in 0..array.len().min(3) {
        let mut elements = vec![0.0; array.len()];
        elements[random.bits() as usize % array.len()] = 1.0;
        velocities.push(ArrayD::from_shape_vec(array.shape(), elements).unwrap());
    }
    let velocities = velocities.into_iter().map(inside);
    let moving = velocities.filter(|velocity| velocity.iter().any(|x| *x != 0.0));
    let of = |velocity| Direction {
        argument,
        velocity,
        turned: None,
    };
    moving.map(of).collect()
}

fn turns(array: &ArrayD<f64>, argument: usize) -> Vec<Direction> {
    let matrix = array.clone().into_dimensionality::<Ix2>().unwrap();
    let n = matrix.ncols();
    let pairs = (1..n).flat_map(|k| (0..k).map(move |j| (j, k)));
    let of = |(j, k): (usize, usize)| {
        let mut velocity = matrix.clone();
        velocity.fill(0.0);
        velocity.column_mut(j).assign(&matrix.column(k));
        velocity.column_mut(k).assign(&-&matrix.column(j));
        Direction {
            argument,
            velocity: velocity.into_dyn(),
            turned: Some((j, k)),
        }
    };
    pairs.take(5).map(of).collect()
}

impl Direction {
    fn moved(&self, inputs: &Inputs, time: f64) -> Inputs {
        let mut moved = inputs.clone();
        let array = &mut moved.arrays[self.argument];
        match self.turned {
            None => array.scaled_add(time, &self.velocity),
            Some(columns) => {
                let mut matrix = array.clone().into_dimensionality().unwrap();
                turn(&mut matrix, columns, time);
                *array = matrix.into_dyn();
            }
        }
        moved
    }

    /// The slope of `f`, by central differences of sixth order with two steps. Their distance is the error, unless
    /// the slope jumps.
    pub fn slope(&self, f: &dyn Fn(&Inputs) -> f64, inputs: &Inputs) -> Option<Slope> {
        let here = f(inputs);
        let at = |time: f64| f(&self.moved(inputs, time));
        let [value, narrow] = [1e-3, 3e-4].map(|step| {
            let odd = |k: f64| at(k * step) - at(-k * step);
            (45.0 * odd(1.0) - 9.0 * odd(2.0) + odd(3.0)) / (60.0 * step)
        });
        // The jump, were there one at this very point: what is left of the bend as the step falls.
        let bend = |step: f64| ((at(step) - here) - (here - at(-step))) / step;
        let jump = 2.0 * bend(5e-4) - bend(1e-3);
        let error = (value - narrow).abs().max(jump.abs());
        error.is_finite().then_some(Slope { value, error })
    }
}
