//! Products of arrays.

use super::dims::count;
use super::value::Value;
use super::{Generator, dims::Dim};

/// How many elements an array may have at the largest sizes.
const ELEMENTS: usize = 2500;

impl Generator {
    /// A product over one common length.
    pub fn product(&mut self) -> Option<Value> {
        let left = self.pick(|one| !one.is_scalar())?;
        let inner = left.shape.last()?.clone();
        let turned = self.below(2) == 0;
        let right = self.pick(|one| match one.shape.as_slice() {
            [dim] => *dim == inner && left.rank() == 2,
            [first, last] => *(if turned { last } else { first }) == inner,
            _ => false,
        })?;
        let mut shape = left.shape.clone();
        shape.pop();
        let is_matrix = right.rank() == 2;
        shape.extend(is_matrix.then(|| right.shape[usize::from(!turned)].clone()));
        let turned = turned && is_matrix;
        let by_method = left.is_array() && right.is_array() && self.below(2) == 0;
        let b = match (turned, by_method, self.below(2)) {
            (true, true, _) => format!("&{}.t()", right.receiver()),
            (true, false, 0) if right.is_array() => format!("{}.t()", right.receiver()),
            (true, false, _) => format!("transpose({})", self.argument(&right)),
            (false, true, _) => right.reference(),
            (false, false, _) => self.argument(&right),
        };
        let text = if by_method {
            format!("{}.dot({b})", left.receiver())
        } else {
            format!("matmul({}, {b})", self.argument(&left))
        };
        let size = 3.0 * left.size * right.size;
        let narrow = left.rank() == 2 && inner != shape[0];
        Some(Value {
            deficient: left.deficient || right.deficient || narrow,
            ..Value::new(text, shape, size, &[&left, &right])
        })
    }

    pub fn outer(&mut self) -> Option<Value> {
        let left = self.pick(|one| one.rank() == 1)?;
        let right = self.pick(|one| one.rank() == 1)?;
        let text = format!("outer({}, {})", self.argument(&left), self.argument(&right));
        let shape = vec![left.shape[0].clone(), right.shape[0].clone()];
        self.require(|sizes| count(&shape, sizes) <= ELEMENTS)?;
        Some(Value {
            deficient: true,
            ..Value::new(text, shape, left.size * right.size, &[&left, &right])
        })
    }

    /// A Kronecker product, where it is not too large.
    pub fn kron(&mut self) -> Option<Value> {
        let left = self.pick(|one| !one.is_scalar())?;
        let right = self.pick(|one| one.rank() == left.rank())?;
        let pairs = left.shape.iter().zip(&right.shape);
        let shape: Vec<Dim> = pairs.map(|(a, b)| a.times(b)).collect();
        self.require(|sizes| count(&shape, sizes) <= ELEMENTS)?;
        let text = format!("kron({}, {})", self.argument(&left), self.argument(&right));
        Some(Value {
            deficient: left.deficient || right.deficient,
            ..Value::new(text, shape, left.size * right.size, &[&left, &right])
        })
    }

    /// A scalar of two arrays of one shape.
    pub fn inner(&mut self) -> Option<Value> {
        let left = self.pick(|one| !one.is_scalar())?;
        let right = self.pick(|one| one.shape == left.shape)?;
        let size = 12.0 * left.size * right.size;
        let (a, b) = (self.argument(&left), self.argument(&right));
        let text = match (left.rank(), self.below(5)) {
            (1, 0) if left.is_array() && right.is_array() => {
                format!("{}.dot({})", left.receiver(), right.reference())
            }
            (1, 1) => format!("dot({a}, {b})"),
            (1, 2) => format!("trace(matmul({a}, {b}))"),
            (1, 3) => format!("trace(outer({a}, {b}))"),
            (2, 0) => {
                self.require(|sizes| count(&left.shape, sizes) <= 60)?;
                format!("norm2(kron({a}, {b}))")
            }
            (2, 1) => format!("trace(matmul(transpose({a}), {b}))"),
            _ => format!("frobenius({a}, {b})"),
        };
        Some(Value::scalar(text, size, &[&left, &right]))
    }
}
