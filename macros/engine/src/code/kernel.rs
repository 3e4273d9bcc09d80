//! The run-time crate's functions of whole arrays, by their definitions.

use super::Kernel;
use crate::dual::{Dual, Tensor, matrix};
use crate::rules::{self, Meaning};

/// What a function gives, which must be of this shape.
pub(super) fn apply(
    kernel: Kernel,
    arguments: &[Tensor],
    shape: &[usize],
) -> Result<Tensor, String> {
    let result = match (kernel, arguments) {
        (Kernel::Matmul | Kernel::Matvec, [left, right]) => product(left, right)?,
        (Kernel::Primitive(rule, attribute) | Kernel::Reading(rule, attribute), all) => {
            let Meaning::Primitive { value, .. } = &rules::rule(rule).meaning else {
                return Err(format!("{} is no primitive", rules::rule(rule).name));
            };
            value(&all.iter().collect::<Vec<&Tensor>>(), attribute)
        }
        (Kernel::Factorize(_) | Kernel::Copy, [of]) => of.clone(),
        (Kernel::Solve { transposed }, [factor, right]) => matrix::solve(factor, right, transposed),
        (Kernel::Scan { reverse }, [of]) => scan(of, reverse),
        (Kernel::Reshape, [of]) if of.data.len() == shape.iter().product::<usize>() => {
            Tensor::new(shape.to_vec(), of.data.clone())
        }
        (Kernel::Triangle, []) => Tensor::build(shape.to_vec(), |at| {
            Dual::from(f64::from(u8::from(at[0] >= at[1])))
        }),
        _ => return Err(format!("{kernel:?} of {} arguments", arguments.len())),
    };
    if result.shape != shape {
        return Err(format!("{kernel:?} gives {:?} for {shape:?}", result.shape));
    }
    Ok(result)
}

fn product(left: &Tensor, right: &Tensor) -> Result<Tensor, String> {
    let ([rows, inner], Some((same, columns))) = (left.shape.as_slice(), right.shape.split_first())
    else {
        return Err("a product of arrays that are no matrices".to_owned());
    };
    if inner != same {
        return Err(format!("{:?} times {:?}", left.shape, right.shape));
    }
    let width: usize = columns.iter().product();
    let mut shape = vec![*rows];
    shape.extend(columns);
    let mut data = Vec::with_capacity(rows * width);
    for i in 0..*rows {
        for j in 0..width {
            let mut sum = 0.0;
            for k in 0..*inner {
                sum += left.data[i * inner + k].value * right.data[k * width + j].value;
            }
            data.push(Dual::from(sum));
        }
    }
    Ok(Tensor::new(shape, data))
}

fn scan(vector: &Tensor, reverse: bool) -> Tensor {
    let mut data = vector.data.clone();
    if reverse {
        data.reverse();
    }
    let mut sum = Dual::default();
    for element in &mut data {
        sum = sum + *element;
        *element = sum;
    }
    if reverse {
        data.reverse();
    }
    Tensor::new(vector.shape.clone(), data)
}
