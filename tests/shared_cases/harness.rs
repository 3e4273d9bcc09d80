//! Stored cases → arguments for a function, and a verdict on its value and gradient.
//!
//! `cases!` names a function and its two companions, and how the function's arguments are read
//! from the case; it makes one test of each line. It knows no function's mathematics.

use std::sync::LazyLock;

use ndarray::{Array1, Array2, ArrayBase, Data, Dimension};
use serde_json::Value;

/// Relative to the reference, in the Frobenius norm over the whole array.
const RELATIVE: f64 = 1e-9;
/// For a reference of zero.
const ABSOLUTE: f64 = 1e-12;

static CASES: LazyLock<Vec<Value>> = LazyLock::new(|| {
    serde_json::from_str(include_str!("cases.json")).expect("cases.json is a list of cases")
});

pub fn ids() -> impl Iterator<Item = &'static str> {
    CASES.iter().map(|case| text(&case["id"]))
}

/// One stored function: its inputs, and the value and gradients they give.
pub struct Case(&'static Value);

impl Case {
    pub fn named(id: &str) -> Self {
        let found = CASES.iter().find(|case| case["id"] == id);
        Self(found.unwrap_or_else(|| panic!("no case {id}")))
    }

    pub fn scalar(&self, name: &str) -> f64 {
        let (dims, data) = self.variable(name);
        assert!(dims.is_empty(), "{name} is a scalar");
        data[0]
    }

    pub fn vector(&self, name: &str) -> Array1<f64> {
        let (dims, data) = self.variable(name);
        assert_eq!(dims.len(), 1, "{name} is a vector");
        Array1::from(data)
    }

    pub fn matrix(&self, name: &str) -> Array2<f64> {
        let (dims, data) = self.variable(name);
        let &[rows, columns] = dims.as_slice() else {
            panic!("{name} is a matrix")
        };
        Array2::from_shape_vec((rows, columns), data).expect("as many numbers as dims say")
    }

    pub fn check_value(&self, value: f64) {
        let reference = self.0["value"].as_f64().expect("the value is a number");
        compare("value", &[value], &[reference]);
    }

    /// The gradients come in the order of the case's `wrt`.
    pub fn check_gradient(&self, gradient: impl Gradient) {
        let wrt = list(&self.0["wrt"]);
        let found = gradient.parts();
        assert_eq!(found.len(), wrt.len(), "as many gradients as parameters");
        for (name, (dims, data)) in wrt.iter().zip(found) {
            let name = text(name);
            let (expected_dims, expected) = tensor(&self.0["grads"][name]);
            assert_eq!(dims, expected_dims, "shape of the gradient in {name}");
            compare(&format!("gradient in {name}"), &data, &expected);
        }
    }

    fn variable(&self, name: &str) -> Tensor {
        let found = list(&self.0["vars"])
            .iter()
            .find(|variable| variable["name"] == name);
        tensor(found.unwrap_or_else(|| panic!("no variable {name}")))
    }
}

/// Dimensions, and the elements in row-major order.
type Tensor = (Vec<usize>, Vec<f64>);

/// What a companion returns: an array, a scalar, or a tuple of them.
pub trait Gradient {
    fn parts(self) -> Vec<Tensor>;
}

impl Gradient for f64 {
    fn parts(self) -> Vec<Tensor> {
        vec![(Vec::new(), vec![self])]
    }
}

impl<S: Data<Elem = f64>, D: Dimension> Gradient for ArrayBase<S, D> {
    fn parts(self) -> Vec<Tensor> {
        vec![(self.shape().to_vec(), self.iter().copied().collect())]
    }
}

macro_rules! gradient_tuples {
    ($(($($name:ident),+))+) => {
        $(impl<$($name: Gradient),+> Gradient for ($($name,)+) {
            #[allow(non_snake_case, reason = "a type parameter's name is its value's too")]
            fn parts(self) -> Vec<Tensor> {
                let ($($name,)+) = self;
                [$($name.parts()),+].concat()
            }
        })+
    };
}
gradient_tuples! { (A, B) (A, B, C) (A, B, C, D) }

/// `f, f_grad, f_value_and_grad = |case| (arguments);` → the test `check::f` for each line, and
/// `IDS`, the names of all.
macro_rules! cases {
    ($($id:ident, $grad:ident, $both:ident = |$case:ident| ($($argument:expr),+ $(,)?);)+) => {
        pub const IDS: &[&str] = &[$(stringify!($id)),+];

        mod check {
            $(#[test]
            fn $id() {
                let $case = crate::harness::Case::named(stringify!($id));
                $case.check_value(super::$id($($argument),+));
                $case.check_gradient(super::$grad($($argument),+));
                let (value, gradient) = super::$both($($argument),+);
                $case.check_value(value);
                $case.check_gradient(gradient);
            })+
        }
    };
}

fn compare(what: &str, found: &[f64], reference: &[f64]) {
    assert_eq!(found.len(), reference.len(), "{what}: number of elements");
    let norm = |numbers: &mut dyn Iterator<Item = f64>| numbers.map(|x| x * x).sum::<f64>().sqrt();
    let scale = norm(&mut reference.iter().copied());
    let error = norm(&mut found.iter().zip(reference).map(|(x, y)| x - y));
    let allowed = if scale == 0.0 {
        ABSOLUTE
    } else {
        RELATIVE * scale
    };
    // Written so that a NaN fails.
    assert!(
        error <= allowed,
        "{what} is off by {error:e}, allowed {allowed:e}\n found {found:?}\n wanted {reference:?}"
    );
}

fn tensor(value: &'static Value) -> Tensor {
    let dims = list(&value["dims"]).iter().map(|size| {
        let size = size.as_u64().expect("a size is a whole number");
        usize::try_from(size).expect("a size fits")
    });
    let data = list(&value["data"])
        .iter()
        .map(|x| x.as_f64().expect("an element is a number"));
    (dims.collect(), data.collect())
}

fn list(value: &'static Value) -> &'static [Value] {
    value.as_array().expect("a list")
}

fn text(value: &'static Value) -> &'static str {
    value.as_str().expect("a text")
}
