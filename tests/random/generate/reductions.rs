//! Sums, means, norms and extremes, of whole arrays and along an axis.

use super::value::Value;
use super::{Generator, Number};

impl Generator {
    /// A scalar of an array.
    pub fn reduction(&mut self) -> Option<Value> {
        let value = self.pick(|one| !one.is_scalar())?;
        let text = self.reduced(&value);
        Some(Value::scalar(text, value.size * 12.0, &[&value]))
    }

    /// The text of some sum over all elements; a scalar is itself.
    pub fn reduced(&mut self, value: &Value) -> String {
        if value.is_scalar() {
            return value.number();
        }
        let (ty, zero) = (self.ty(), self.literal(0.0));
        if value.is_array() && self.below(2) == 0 {
            let receiver = value.receiver();
            let generic = self.number == Number::Generic;
            return match self.below(if generic { 6 } else { 8 }) {
                0 | 1 => format!("{receiver}.sum()"),
                2 => format!("{receiver}.mean().unwrap()"),
                3 => format!("{receiver}.var({zero})"),
                4 => format!("{receiver}.std({zero})"),
                5 => format!("{receiver}.mapv(|v| v * v.cos()).sum()"),
                6 => format!("{receiver}.product()"),
                _ => format!("{receiver}.mapv({ty}::sin).sum()"),
            };
        }
        let names = [
            "sum",
            "sum",
            "mean",
            "prod",
            "norm1",
            "norm2",
            "logsumexp",
            "max",
            "min",
            "sum(square",
            "sum(tanh",
        ];
        let (name, argument) = (self.choose(&names), self.argument(value));
        let close = ")".repeat(1 + name.matches('(').count());
        format!("{name}({argument}{close}")
    }

    /// Along one axis, or along the only one.
    pub fn along(&mut self) -> Option<Value> {
        let value = self.pick(|one| !one.is_scalar())?;
        let rank = value.rank();
        let axis = self.below(rank);
        let (argument, by_method) = (self.argument(&value), self.below(2) == 0);
        let receiver = value.receiver();
        let along = format!("Axis({axis})");
        let keeping = match self.below(6) {
            0 => Some(format!("softmax({argument})")),
            1 => Some(format!("softmax_axis({argument}, {along})")),
            2 if rank == 1 => Some(format!("cumsum({argument})")),
            _ => None,
        };
        if let Some(text) = keeping {
            return Some(value.like(text, 3.0 * value.size));
        }
        let names = [
            "sum_axis",
            "mean_axis",
            "prod_axis",
            "logsumexp_axis",
            "max_axis",
            "min_axis",
        ];
        let name = self.choose(&names);
        let zero = self.literal(0.0);
        let text = match (value.is_array() && rank == 2 && by_method, name) {
            (true, "sum_axis") => format!("{receiver}.sum_axis({along})"),
            (true, "mean_axis") => format!("{receiver}.mean_axis({along}).unwrap()"),
            (true, "prod_axis") => format!("{receiver}.product_axis({along})"),
            (true, "max_axis") => format!("{receiver}.var_axis({along}, {zero})"),
            (true, "min_axis") => format!("{receiver}.std_axis({along}, {zero})"),
            _ => format!("{name}({argument}, {along})"),
        };
        let mut shape = value.shape.clone();
        shape.remove(axis);
        let power = if name == "prod_axis" {
            value.size.powi(3)
        } else {
            4.0 * value.size
        };
        Some(Value::new(text, shape, power, &[&value]))
    }
}
