//! Companions as rows: what each takes, what it returns, and what that claims to be.
//!
//! Signatures, stubs, roots of the graph, plans, documentation and the check are made from a row; `f_grad` and
//! `f_value_and_grad` differ here and nowhere else.

use crate::code::Code;
use crate::gradient::Gradient;
use crate::graph::Id;
use crate::plan::Plan;

/// One kind of companion.
#[derive(Debug)]
pub struct Row {
    /// What the attribute's `also(…)` calls it.
    pub option: &'static str,
    /// What its name ends in: `grad` of `f_grad`.
    pub suffix: &'static str,
    /// What it takes after the function's own arguments.
    pub extra: &'static [Extra],
    /// What it returns, as a tuple.
    pub results: &'static [Outcome],
}

/// An argument beside the function's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extra {
    /// A tangent of each listed parameter.
    Tangents,
    /// A cotangent of the value.
    Cotangent,
    /// A workspace, and where each gradient is written.
    Workspace,
}

/// What is returned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The value.
    Value,
    /// The value's tangent.
    Tangent,
    /// Of each listed parameter the gradient, or what a cotangent of the value comes to.
    Gradients,
    /// Of each listed parameter the Jacobian: the value's axes, then the parameter's.
    Jacobians,
    /// The Hessian: the only listed parameter's axes twice.
    Hessian,
}

macro_rules! rows {
    ($($option:literal, $suffix:literal, [$($extra:ident),*], [$($result:ident),*];)*) => {
        &[$(Row {
            option: $option,
            suffix: $suffix,
            extra: &[$(Extra::$extra),*],
            results: &[$(Outcome::$result),*],
        }),*]
    };
}

/// All companions with a signature.
pub const ROWS: &[Row] = rows! {
    "grad", "grad", [], [Gradients];
    "value_and_grad", "value_and_grad", [], [Value, Gradients];
    "jvp", "jvp", [Tangents], [Value, Tangent];
    "vjp", "vjp", [Cotangent], [Value, Gradients];
    "hvp", "hvp", [Tangents], [Gradients];
    "hessian", "hessian", [], [Hessian];
    "jacobian", "jacobian", [], [Jacobians];
    "into", "grad_into", [Workspace], [Value];
};

/// Those that every attribute on a scalar function asks for: `grad` and `value_and_grad`.
pub const OF_SCALARS: [&Row; 2] = [&ROWS[0], &ROWS[1]];
/// Those of an array-valued function: `vjp` and `jvp`.
pub const OF_ARRAYS: [&Row; 2] = [&ROWS[3], &ROWS[2]];

/// The row that the attribute calls `option`.
#[must_use]
pub fn row(option: &str) -> Option<&'static Row> {
    ROWS.iter().find(|row| row.option == option)
}

/// What a result claims to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Claim {
    /// The source's value.
    Value,
    /// The source's slope along the listed parameter of this position.
    Slope {
        /// The position.
        parameter: usize,
        /// Whether the axes are those of the numerator layout: the parameter's, turned.
        turned: bool,
    },
}

/// A result of a companion: a root of the graph.
#[derive(Clone, Copy, Debug)]
pub struct Root {
    /// The node.
    pub node: Id,
    /// What it claims to be.
    pub claim: Claim,
}

/// A companion of a function: what is documented, checked and written.
#[derive(Debug)]
pub struct Companion {
    /// Its row.
    pub row: &'static Row,
    /// Its results, in order.
    pub roots: Vec<Root>,
    /// How they are computed.
    pub plan: Plan,
    /// What is written.
    pub code: Code,
}

impl Row {
    /// Whether the value is among the results.
    #[must_use]
    pub fn gives_value(&self) -> bool {
        self.results.contains(&Outcome::Value)
    }

    /// The results of this companion as roots of the graph.
    #[must_use]
    pub fn roots(&self, gradient: &Gradient) -> Vec<Root> {
        let mut roots = Vec::new();
        for outcome in self.results {
            match outcome {
                Outcome::Value => roots.push(Root {
                    node: gradient.value,
                    claim: Claim::Value,
                }),
                Outcome::Gradients => {
                    for (parameter, partial) in gradient.partials.iter().enumerate() {
                        let turned = gradient.transposed.get(parameter).copied().flatten();
                        let claim = Claim::Slope {
                            parameter,
                            turned: turned.is_some(),
                        };
                        roots.extend(turned.or(*partial).map(|node| Root { node, claim }));
                    }
                }
                Outcome::Tangent | Outcome::Jacobians | Outcome::Hessian => {
                    unreachable!("companions that give these have stubs alone so far")
                }
            }
        }
        roots
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_every_attribute_asks_for() {
        assert_eq!(OF_SCALARS.map(|row| row.option), ["grad", "value_and_grad"]);
        assert_eq!(OF_ARRAYS.map(|row| row.option), ["vjp", "jvp"]);
    }
}
