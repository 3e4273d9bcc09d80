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
                /// 1 − erf(x) of each element, without cancellation. Within 4 units in the last place.
                erfc f64 method;
                /// The density e^(−x²/2) / √(2π) of the standard normal distribution at each element. Within 4 units in
                /// the last place.
                norm_pdf f64 method;
                /// The distribution function Φ(x) = ½ erfc(−x/√2) of the standard normal distribution at each element.
                /// Within 4 units in the last place, in both tails.
                norm_cdf f64 method;
                /// ln Φ(x) of each element, without underflow or cancellation. Within 4 units in the last place.
                norm_ln_cdf f64 method;
                /// ln |Γ(x)| of each element; ∞ at 0, −1, −2, …. Within 2 units in the last place above 0; below, within
                /// 4 of the magnitude that is larger, ln |Γ(x)|'s or 1.
                lgamma f64 method;
                /// ψ(x) = d ln Γ(x)/dx of each element; −∞ at 0, NaN at −1, −2, …. Within 4 units in the last place above
                /// 0; below, within 4 of the larger of the two numbers whose difference it is, ψ(1 − x) and π cot(πx).
                digamma f64 method;
                /// ψ′(x) of each element; ∞ at 0, −1, −2, …. Within 4 units in the last place.
                trigamma f64 method;
                /// ln(x/(1 − x)) of each element, the inverse of `sigmoid`; ∓∞ at 0 and 1, NaN outside. Within 4 units in
                /// the last place.
                logit f64 method;
                /// sin(x)/x of each element, 1 at 0: the mathematician's, without NumPy's factor π. Within 2 units in the
                /// last place.
                sinc f64 method;
                /// x Φ(x) of each element, where Φ is `norm_cdf`: the exact one, not its approximation by tanh. Within 4
                /// units in the last place where Φ(x) is a normal number, above −37.5.
                gelu generic method;
                /// x σ(x) of each element, also called swish. Within 4 units in the last place where σ(x) is a normal
                /// number, above −708.
                silu generic method;
                /// ln σ(x) = −softplus(−x) of each element, without overflow. Within 4 units in the last place.
                log_sigmoid generic method;
                /// x² of each element.
                square generic method;
            }
            integer {
                /// xⁿ of each element.
                powi generic inherent;
                /// The n-th derivative of `digamma` of each element; NaN for n < 0. Within n + 4 units in the last place
                /// above 0.
                polygamma f64 method;
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
                /// √(x² + y²), element by element, without overflow. Within 2 units in the last place.
                hypot generic inherent;
                /// x ln y, element by element; 0 for x = 0, whatever y but NaN. Within 2 units in the last place.
                xlogy generic method;
                /// x where it is not below 0, and `y` (eˣ − 1) where it is, element by element. Within 4 units in the
                /// last place.
                elu generic method;
                /// x where it is not below 0, and `y` x where it is, element by element.
                leaky_relu generic method;
            }
        }
    };
}
pub(crate) use elementwise;
