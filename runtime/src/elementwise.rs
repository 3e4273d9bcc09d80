//! The table of the elementwise functions.
//!
//! A row is all that the runtime says of a function beside its kernel: `math` makes the scalar function of it that
//! emitted code calls, `vocabulary` the function and the method, `proof` the trap for a user's method of that name.
//!
//! ```text
//! /// its documentation
//! name kernel method;
//! ```
//!
//! The kernel is `float`, the one that `num_traits::Float` has; `f64`, a function of an `f64` in `math::own`, which
//! serves `f32` by rounding once; or `generic`, a function over `T: Real` in `math`. A `method` is one of the
//! prelude's trait; `inherent` says that arrays and scalars have one already, `function` that there is none.

/// Hands the rows to the macro `$with`: those of one argument, of one and an integer, of two.
macro_rules! elementwise {
    ($with:ident) => {
        $with! {
            unary {
                /// eˣ of each element.
                exp f64 inherent;
                /// eˣ − 1 of each element, accurate near 0.
                exp_m1 f64 inherent;
                /// The natural logarithm of each element; NaN below 0, −∞ at 0.
                ln f64 inherent;
                /// ln(1 + x) of each element, accurate near 0.
                ln_1p f64 inherent;
                /// The square root of each element; NaN below 0.
                sqrt float inherent;
                /// The cube root of each element.
                cbrt float inherent;
                /// 1/x of each element.
                recip float inherent;
                /// The sine of each element.
                sin float inherent;
                /// The cosine of each element.
                cos float inherent;
                /// The tangent of each element.
                tan float inherent;
                /// The arcsine of each element; NaN outside [−1, 1].
                asin float inherent;
                /// The arccosine of each element; NaN outside [−1, 1].
                acos float inherent;
                /// The arctangent of each element.
                atan float inherent;
                /// The hyperbolic sine of each element.
                sinh float inherent;
                /// The hyperbolic cosine of each element.
                cosh float inherent;
                /// The hyperbolic tangent of each element.
                tanh f64 inherent;
                /// The inverse hyperbolic sine of each element.
                asinh float inherent;
                /// The inverse hyperbolic cosine of each element; NaN below 1.
                acosh float inherent;
                /// The inverse hyperbolic tangent of each element; NaN outside [−1, 1].
                atanh float inherent;
                /// |x| of each element.
                abs float inherent;
                /// −1, 0 or 1 as each element is below, at or above 0. (Rust's `signum` is ±1 at ±0.)
                sign generic method;
                /// max(x, 0) of each element.
                relu generic method;
                /// 1 / (1 + e⁻ˣ) of each element, without overflow.
                sigmoid generic method;
                /// ln(1 + eˣ) of each element, without overflow.
                softplus generic method;
                /// The error function (2/√π) ∫₀ˣ e^(−t²) dt of each element.
                erf f64 method;
                /// x² of each element.
                square generic method;
            }
            integer {
                /// xⁿ of each element.
                powi generic inherent;
            }
            binary {
                /// The larger of `x` and `y`, element by element; NaN if either is.
                maximum generic function;
                /// The smaller of `x` and `y`, element by element; NaN if either is.
                minimum generic function;
                /// xʸ, element by element; NaN for a negative base and a fractional power.
                pow generic method;
                /// The angle of the point (y, x) given as `atan2(y, x)`, in (−π, π], element by element.
                atan2 generic method;
            }
        }
    };
}
pub(crate) use elementwise;
