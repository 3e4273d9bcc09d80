//! Functions of each element.
//!
//! Formulas are those of any calculus text. Where two spellings are equal on paper, the one that
//! keeps its digits at the ends of the domain is taken: (1 − x)(1 + x), not 1 − x².

use super::Domain::{AboveOne, Bounds, NonZero, Positive, Probability, Real, Unit};
use super::{Call, Group, Meaning, Parameter, Role, Rule};
use crate::dual::{Dual, gt, gt_half};
use crate::graph::{Attribute, Graph, Id};

/// A row a line: name, notation, ∂f/∂x, value, domain, law, summary. `group` and `methods` are
/// those of the whole table; a row's only method has its name unless said.
macro_rules! unary {
    ($group:ident: $($name:literal $([$($method:literal),*])?, $notation:literal, $partial:literal,
        $value:path, $domain:ident, $law:literal, $summary:literal $(, $role:ident)*;)*) => {
        &[$(Rule {
            name: $name,
            methods: unary!(@ $name $([$($method),*])?),
            group: Group::$group,
            parameters: &[Parameter::Array],
            forms: &[],
            meaning: Meaning::Elementwise {
                partials: &[$partial],
                value: |x, _| $value(x[0]),
            },
            notation: $notation,
            law: $law,
            domain: $domain,
            summary: $summary,
            roles: &[$(Role::$role),*],
        }),*]
    };
    (@ $name:literal) => { &[$name] };
    (@ $name:literal [$($method:literal),*]) => { &[$($method),*] };
}

/// The entries of one argument.
pub const RULES: &[Rule] = unary! { Elementwise:
    "exp", "exp({0})", "f", Dual::exp, Real, "d exp x = exp(x) dx", "eˣ";
    "exp_m1", "(exp({0}) − 1)", "exp(x)", Dual::exp_m1, Real,
        "d(exp x − 1) = exp(x) dx", "eˣ − 1, accurate near 0";
    "ln", "ln({0})", "1 / x", Dual::ln, Positive, "d ln x = dx / x", "the natural logarithm";
    "ln_1p", "ln(1 + {0})", "1 / (1 + x)", Dual::ln_1p, Positive,
        "d ln(1 + x) = dx / (1 + x)", "ln(1 + x), accurate near 0";
    "sqrt", "√({0})", "0.5 / f", Dual::sqrt, Positive, "d √x = dx / (2 √x)", "the square root", Vanishes;
    "cbrt", "∛({0})", "powi(f, -2) / 3", Dual::cbrt, NonZero,
        "d ∛x = dx / (3 ∛x²)", "the cube root";
    "recip", "1 ⊘ {0}", "-powi(x, -2)", Dual::recip, NonZero, "d(1/x) = −dx / x²", "1/x", Reciprocal;
    "square" ["square", "pow2"], "{0}²", "2 * x", Dual::square, Real, "d x² = 2 x dx", "x²", Vanishes, Square;
    "sin", "sin({0})", "cos(x)", Dual::sin, Real, "d sin x = cos(x) dx", "the sine";
    "cos", "cos({0})", "-sin(x)", Dual::cos, Real, "d cos x = −sin(x) dx", "the cosine";
    "tan", "tan({0})", "1 + powi(f, 2)", Dual::tan, Unit,
        "d tan x = (1 + tan² x) dx", "the tangent";
    "asin", "arcsin({0})", "1 / sqrt((1 - x) * (1 + x))", Dual::asin, Unit,
        "d arcsin x = dx / √(1 − x²)", "the arcsine";
    "acos", "arccos({0})", "-1 / sqrt((1 - x) * (1 + x))", Dual::acos, Unit,
        "d arccos x = −dx / √(1 − x²)", "the arccosine";
    "atan", "arctan({0})", "1 / (1 + powi(x, 2))", Dual::atan, Real,
        "d arctan x = dx / (1 + x²)", "the arctangent";
    "sinh", "sinh({0})", "cosh(x)", Dual::sinh, Real,
        "d sinh x = cosh(x) dx", "the hyperbolic sine";
    "cosh", "cosh({0})", "sinh(x)", Dual::cosh, Real,
        "d cosh x = sinh(x) dx", "the hyperbolic cosine";
    "tanh", "tanh({0})", "tanh_dx(x)", Dual::tanh, Real,
        "d tanh x = (1 − tanh² x) dx", "the hyperbolic tangent";
    "asinh", "arsinh({0})", "1 / hypot(x, 1)", Dual::asinh, Real,
        "d arsinh x = dx / √(1 + x²)", "the inverse hyperbolic sine";
    "acosh", "arcosh({0})", "1 / (sqrt(x - 1) * sqrt(x + 1))", Dual::acosh, AboveOne,
        "d arcosh x = dx / √(x² − 1)", "the inverse hyperbolic cosine";
    "atanh", "artanh({0})", "1 / ((1 - x) * (1 + x))", Dual::atanh, Unit,
        "d artanh x = dx / (1 − x²)", "the inverse hyperbolic tangent";
    "abs", "|{0}|", "sign(x)", Dual::abs, NonZero, "d |x| = sign(x) dx", "the magnitude", Vanishes;
    "sign", "sign({0})", "0", Dual::sign, NonZero, "d sign x = 0", "−1, 0 or 1, 0 at 0";
    "relu", "relu({0})", "step(x)", Dual::relu, NonZero,
        "d relu x = [x > 0] dx", "max(x, 0), of slope 0 at 0";
    "sigmoid", "σ({0})", "sigmoid_dx(x)", Dual::sigmoid, Real,
        "d σ(x) = σ(x) (1 − σ(x)) dx", "1 / (1 + e⁻ˣ)";
    "softplus", "softplus({0})", "sigmoid(x)", Dual::softplus, Real,
        "d softplus x = σ(x) dx", "ln(1 + eˣ), without overflow";
    "erf", "erf({0})", "1.1283791670955126 * exp(-powi(x, 2))", Dual::erf, Real,
        "d erf x = (2/√π) exp(−x²) dx", "the error function";
    "erfc", "erfc({0})", "-1.1283791670955126 * exp(-powi(x, 2))", Dual::erfc, Real,
        "d erfc x = −(2/√π) exp(−x²) dx", "1 − erf x, without cancellation";
    "norm_pdf", "norm_pdf({0})", "-x * f", Dual::norm_pdf, Real,
        "d norm_pdf(x) = −x norm_pdf(x) dx", "the density e^(−x²/2)/√(2π) of the normal distribution";
    "norm_cdf", "norm_cdf({0})", "norm_pdf(x)", Dual::norm_cdf, Real,
        "d norm_cdf(x) = norm_pdf(x) dx", "the distribution function ½ erfc(−x/√2) of the normal distribution";
    "norm_ln_cdf", "ln(norm_cdf({0}))", "0.7071067811865476 * inverse_mills(-0.7071067811865476 * x)",
        Dual::norm_ln_cdf, Real, "d ln norm_cdf(x) = (norm_pdf(x)/norm_cdf(x)) dx", "ln norm_cdf(x), without underflow or cancellation";
    "lgamma", "lgamma({0})", "digamma(x)", Dual::lgamma, Positive,
        "d ln Γ(x) = ψ(x) dx", "ln |Γ(x)|";
    "digamma", "digamma({0})", "trigamma(x)", Dual::digamma, Positive,
        "d ψ(x) = ψ′(x) dx", "ψ(x), the derivative of ln Γ(x)";
    "trigamma", "trigamma({0})", "polygamma(x, 2)", Dual::trigamma, Positive,
        "d ψ′(x) = ψ″(x) dx", "ψ′(x), the second derivative of ln Γ(x)";
    "logit", "logit({0})", "1 / (x * (1 - x))", Dual::logit, Probability,
        "d logit x = dx / (x (1 − x))", "ln(x/(1 − x)), the inverse of σ";
    "sinc", "sinc({0})", "-spherical_bessel(x, 1)", Dual::sinc, Real,
        "d sinc x = −j₁(x) dx", "sin(x)/x, 1 at 0";
};

/// Methods of ndarray and the scalars without a function in the prelude, and what partials are
/// written with.
pub const INTERNAL: &[Rule] = unary! { Internal:
    "signum", "signum({0})", "0", Dual::signum, NonZero,
        "d signum x = 0", "Rust's sign: ±1, also at ±0";
    "exp2", "exp2({0})", "0.6931471805599453 * f", Dual::exp2, Real,
        "d 2ˣ = ln 2 · 2ˣ dx", "2ˣ";
    "log2", "log2({0})", "1.4426950408889634 / x", Dual::log2, Positive,
        "d log₂ x = dx / (x ln 2)", "the logarithm to base 2";
    "log10", "log10({0})", "0.4342944819032518 / x", Dual::log10, Positive,
        "d log₁₀ x = dx / (x ln 10)", "the logarithm to base 10";
    "step" [], "[{0} > 0]", "0", Dual::step, NonZero, "d [x > 0] = 0", "1 above 0, 0 elsewhere";
    "recip0" [], "1 ⊘₀ {0}", "-powi(f, 2)", Dual::recip0, NonZero,
        "d(1/x) = −dx / x²", "1/x, and 0 at 0";
    "tanh_dx" [], "1 − tanh({0})²", "-2 * tanh(x) * f", Dual::tanh_dx, Real,
        "d(1 − tanh² x) = −2 tanh(x) (1 − tanh² x) dx", "tanh′, without cancellation";
    "sigmoid_dx" [], "σ({0}) (1 − σ({0}))", "-f * tanh(0.5 * x)", Dual::sigmoid_dx, Real,
        "dσ′(x) = σ′(x) (1 − 2 σ(x)) dx", "σ′, without cancellation";
    "sech" [], "sech({0})", "-f * tanh(x)", Dual::sech, Real,
        "d sech x = −sech x tanh x dx", "1 / cosh x, without overflow";
    "ln_cosh" [], "ln(cosh({0}))", "tanh(x)", Dual::ln_cosh, Real,
        "d ln cosh x = tanh(x) dx", "ln cosh x, without overflow";
    "excess" [], "excess({0})", "0", Dual::excess, Real,
        "d excess x = 0", "how far x is outside of what exp is far from overflow and underflow for; held constant";
    "ln_1m_exp" [], "ln(1 − exp(−{0}))", "recip_exp_m1(x)", Dual::ln_1m_exp, Positive,
        "d ln(1 − e⁻ˣ) = dx / (eˣ − 1)", "ln(1 − e⁻ˣ) for x > 0, without cancellation (Mächler 2012)";
    "recip_exp_m1" [], "1 ⊘ (exp({0}) − 1)", "f * recip_exp_m1(-x)", Dual::recip_exp_m1, NonZero,
        "d(1/(eˣ − 1)) = −eˣ dx / (eˣ − 1)²", "1 / (eˣ − 1), without overflow or cancellation";
    "ln_erfc" [], "ln(erfc({0}))", "-inverse_mills(x)", Dual::ln_erfc, Real,
        "d ln erfc x = −inverse_mills(x) dx", "ln erfc x, without underflow";
    "ln_half_erfc" [], "ln(0.5 erfc({0}))", "-inverse_mills(x)", Dual::ln_half_erfc, Real,
        "d ln(½ erfc x) = −inverse_mills(x) dx", "ln(½ erfc x), without underflow or cancellation";
    "inverse_mills" [], "inverse_mills({0})", "f * (f - 2 * x)", Dual::inverse_mills, Real,
        "d inverse_mills(x) = inverse_mills(x) (inverse_mills(x) − 2x) dx", "(2/√π) exp(−x²) / erfc x, without underflow";
    "xlogx" [], "{0} ln({0})", "ln(x) + 1", Dual::xlogx, Positive,
        "d(x ln x) = (ln x + 1) dx", "x ln x; 0 at 0";
};

const TWO: &[Parameter] = &[Parameter::Array, Parameter::Array];

/// A row a line: name, methods, group, notation, partials, value, domain, law, summary.
macro_rules! binary {
    ($($name:literal [$($method:literal),*] $group:ident $notation:literal, [$($partial:literal),*],
        $value:expr, $domain:ident, $law:literal, $summary:literal $(, $role:ident)*;)*) => {
        &[$(Rule {
            name: $name,
            methods: &[$($method),*],
            group: Group::$group,
            parameters: TWO,
            forms: &[],
            meaning: Meaning::Elementwise {
                partials: &[$($partial),*],
                value: $value,
            },
            notation: $notation,
            law: $law,
            domain: $domain,
            summary: $summary,
            roles: &[$(Role::$role),*],
        }),*]
    };
}

/// The entries of two arguments. Behind a semicolon stands the partial for the case that the
/// other argument is a literal number.
pub const BINARY: &[Rule] = binary! {
    "powf" ["powf"] Elementwise "{0}^{1}", ["pow_dx(x, y)", "pow_dy(x, y)"],
        |x, _| x[0].pow(x[1]), Positive, "d xˢ = s xˢ⁻¹ dx + xˢ ln x ds", "xˢ, of one power s";
    "pow" ["pow"] Elementwise "{0}^{1}", ["pow_dx(x, y)", "pow_dy(x, y)"],
        |x, _| x[0].pow(x[1]), Positive, "d xʸ = y xʸ⁻¹ dx + xʸ ln x dy", "xʸ", Power;
    "pow_dx" [] Internal "{1} {0}^({1} − 1)", ["y * pow_dx(x, y - 1)", "pow(x, y - 1) + y * pow_dy(x, y - 1)"],
        |x, _| pow_dx(x[0], x[1]), Positive, "d(y xʸ⁻¹)", "∂xʸ/∂x; 0 for y = 0";
    "pow_dy" [] Internal "{0}^{1} ln({0})", ["pow(x, y - 1) + y * pow_dy(x, y - 1)", "pow_dy(x, y) * ln(x)"],
        |x, _| pow_dy(x[0], x[1]), Positive, "d(xʸ ln x)", "∂xʸ/∂y; 0 for x = 0 ≤ y";
    "atan2" ["atan2"] Elementwise "atan2({0}, {1})",
        ["ratio0(y, hypot(x, y)) * recip0(hypot(x, y))", "-ratio0(x, hypot(x, y)) * recip0(hypot(x, y))"],
        |x, _| x[0].atan2(x[1]), NonZero, "d atan2(y, x) = (x dy − y dx) / (x² + y²)", "the angle of the point (x, y), called as atan2(y, x)";
    "hypot" ["hypot"] Elementwise "√({0}² + {1}²)", ["ratio0(x, f)", "ratio0(y, f)"],
        |x, _| x[0].hypot(x[1]), NonZero, "d hypot(x, y) = (x dx + y dy) / hypot(x, y)", "√(x² + y²)";
    "root_of_square_plus" [] Internal "√({0}² + {1})", ["ratio0(x, f)", "0.5 * recip(f)"],
        |x, _| (x[0] * x[0] + x[1]).sqrt(), Positive, "d √(x² + c) = (x dx + ½ dc) / √(x² + c)", "√(x² + c), without x²";
    "xlogy" ["xlogy"] Elementwise "{0} ln({1})", ["ln(y)", "ratio0(x, y)"],
        |x, _| x[0].xlogy(x[1]), Positive, "d(x ln y) = ln(y) dx + (x/y) dy", "x ln y; 0 for x = 0";
    "elu" ["elu"] Elementwise "elu({0}, {1})", ["leaky_step(x, y * exp(minimum(x, 0)))", "exp_m1(minimum(x, 0))"],
        |x, _| x[0].elu(x[1]), NonZero, "d elu(x, a) = dx for x > 0, a eˣ dx + (eˣ − 1) da for x < 0", "x for x > 0, y (eˣ − 1) for x < 0";
    "leaky_relu" ["leaky_relu"] Elementwise "leaky_relu({0}, {1})", ["leaky_step(x, y)", "minimum(x, 0)"],
        |x, _| x[0].leaky_relu(x[1]), NonZero, "d leaky_relu(x, s) = dx for x > 0, s dx + x ds for x < 0", "x for x > 0, y x for x < 0";
    "leaky_step" [] Internal "leaky_step({0}, {1})", ["0", "gt(0, x)"],
        |x, _| leaky_step(x[0], x[1]), NonZero, "d leaky_step(x, s) = ds for x < 0", "1 for x > 0, y for x < 0; at 0 what of the numbers between is nearest to 0";
    "xlog1py" [] Internal "{0} ln(1 + {1})", ["ln_1p(y)", "ratio0(x, 1 + y)"],
        |x, _| x[0].xlog1py(x[1]), Positive, "d(x ln(1 + y)) = ln(1 + y) dx + (x/(1 + y)) dy", "x ln(1 + y); 0 for x = 0";
    "ratio" [] Internal "{0} ⊘ {1}", ["recip(y)", "-f * recip(y)"],
        |x, _| x[0] / x[1], NonZero, "d(x/y) = (dx − (x/y) dy) / y", "x / y, of which y enters the partials to its first power alone", Quotient;
    "ratio0" [] Internal "{0} ⊘₀ {1}", ["recip0(y)", "-f * recip0(y)"],
        |x, _| x[0].ratio0(x[1]), NonZero, "d(x/y) = dx / y − x dy / y²", "x / y; 0 for x = 0";
    "nonempty" [] Internal "{0}", ["1", "0"],
        |x, _| if x[1].value == 0.0 { Dual::from(1.0) } else { x[0] }, NonZero, "d x = dx", "a sum x over n numbers as a divisor; 1 for n = 0", Divisor;
    "logaddexp" [] Internal "ln(exp({0}) + exp({1}))", ["sigmoid(x - y)", "sigmoid(y - x)"],
        |x, _| x[0].logaddexp(x[1]), Real, "d ln(eˣ + eʸ) = σ(x − y) dx + σ(y − x) dy", "ln(eˣ + eʸ), without overflow";
    "maximum" ["max"] Extremes "max({0}, {1})", ["gt_half(x, y); gt(x, y)", "gt_half(y, x); gt(y, x)"],
        |x, _| x[0].maximum(x[1]), NonZero, "d max(x, y) = [x > y] dx + [y > x] dy", "the larger of two; a tie is shared, and counts 0 against a literal";
    "minimum" ["min"] Extremes "min({0}, {1})", ["gt_half(y, x); gt(y, x)", "gt_half(x, y); gt(x, y)"],
        |x, _| x[0].minimum(x[1]), NonZero, "d min(x, y) = [x < y] dx + [y < x] dy", "the smaller of two; a tie is shared, and counts 0 against a literal";
    "gt" [] Internal "[{0} > {1}]", ["0", "0"],
        |x, _| Dual::constant(gt(x[0].value, x[1].value)), NonZero, "d [x > y] = 0", "1 if x > y, 0 otherwise";
    "gt_half" [] Internal "[{0} > {1}]", ["0", "0"],
        |x, _| Dual::constant(gt_half(x[0].value, x[1].value)), NonZero, "d [x > y] = 0", "1 if x > y, ½ if they are equal, 0 otherwise";
};

/// What fits neither.
pub const OTHERS: &[Rule] = &[
    Rule {
        name: "clamp",
        methods: &["clamp"],
        group: Group::Extremes,
        parameters: &[Parameter::Array, Parameter::Array, Parameter::Array],
        forms: &[],
        meaning: Meaning::Elementwise {
            partials: &["clamp_mask(x, y, z)", "gt(y, x)", "gt(x, z)"],
            value: |x, _| x[0].clamp(x[1], x[2]),
        },
        notation: "clamp({0}, {1}, {2})",
        law: "d clamp(x, a, b) = [a < x < b] dx",
        domain: Bounds,
        summary: "x inside [a, b], the nearer bound outside",
        roles: &[],
    },
    Rule {
        name: "clamp_mask",
        methods: &[],
        group: Group::Internal,
        parameters: &[Parameter::Array, Parameter::Array, Parameter::Array],
        forms: &[],
        meaning: Meaning::Elementwise {
            partials: &["0", "0", "0"],
            value: |x, _| {
                let [x, lo, hi] = [x[0].value, x[1].value, x[2].value];
                Dual::constant(gt(x, lo) * gt(hi, x))
            },
        },
        notation: "[{1} < {0} < {2}]",
        law: "d [a < x < b] = 0",
        domain: Bounds,
        summary: "1 strictly between a and b, 0 elsewhere",
        roles: &[],
    },
    Rule {
        name: "stop_gradient",
        methods: &[],
        group: Group::Constants,
        parameters: &[Parameter::Array],
        forms: &[],
        meaning: Meaning::Elementwise {
            partials: &["0"],
            value: |x, _| x[0].stop(),
        },
        notation: "const({0})",
        law: "d const(x) = 0",
        domain: Real,
        summary: "x, held constant: nothing flows back through it",
        roles: &[],
    },
];

/// Functions of one argument and an integer, which becomes `n`. A row a line: name, methods, group, kind of integer,
/// notation, ∂f/∂x, value, domain, law, summary.
macro_rules! integer {
    ($($name:literal [$($method:literal),*] $group:ident $integer:ident $notation:literal, $partial:literal,
        $value:path, $domain:ident, $law:literal, $summary:literal $(, $role:ident)*;)*) => {
        &[$(Rule {
            name: $name,
            methods: &[$($method),*],
            group: Group::$group,
            parameters: &[Parameter::Array, Parameter::$integer],
            forms: &[],
            meaning: Meaning::Elementwise {
                partials: &[$partial],
                value: |x, attribute| attribute.integer().map_or(Dual::from(f64::NAN), |n| $value(x[0], n)),
            },
            notation: $notation,
            law: $law,
            domain: $domain,
            summary: $summary,
            roles: &[$(Role::$role),*],
        }),*]
    };
}

/// The entries of one argument and an integer.
pub const INTEGER: &[Rule] = integer! {
    "powi" ["powi"] Elementwise Exponent "{0}^{n}", "n * powi(x, n - 1)",
        Dual::powi, NonZero, "d xⁿ = n xⁿ⁻¹ dx", "xⁿ, of an integer power n";
    "polygamma" ["polygamma"] Elementwise Order "polygamma({0}, {n})", "polygamma(x, n + 1)",
        Dual::polygamma, Positive, "d ψ⁽ⁿ⁾(x) = ψ⁽ⁿ⁺¹⁾(x) dx", "ψ⁽ⁿ⁾(x), the derivative of order n of ψ";
    "spherical_bessel" [] Internal Order "spherical_bessel({0}, {n})",
        "(n * spherical_bessel(x, n - 1) - (n + 1) * spherical_bessel(x, n + 1)) / (2 * n + 1)",
        Dual::spherical_bessel, NonZero, "(2n + 1) d jₙ(x) = (n jₙ₋₁(x) − (n + 1) jₙ₊₁(x)) dx",
        "jₙ(x); j₀ is sinc, and sinc′ = −j₁";
};

/// Functions defined by others. A row a line: name, notation, definition, law, summary.
macro_rules! composite {
    ($($name:literal, $notation:literal, $define:expr, $law:literal, $summary:literal;)*) => {
        &[$(Rule {
            name: $name,
            methods: &[$name],
            group: Group::Elementwise,
            parameters: &[Parameter::Array],
            forms: &[],
            meaning: Meaning::Composite($define),
            notation: $notation,
            law: $law,
            domain: Real,
            summary: $summary,
            roles: &[],
        }),*]
    };
}

/// The entries that are defined by others.
pub const COMPOSITE: &[Rule] = composite! {
    "silu", "{0} σ({0})", |graph, call| times_its(graph, "sigmoid", call),
        "d(x σ(x)) = (σ(x) + x σ′(x)) dx", "x σ(x), also called swish";
    "gelu", "{0} norm_cdf({0})", |graph, call| times_its(graph, "norm_cdf", call),
        "d gelu(x) = (norm_cdf(x) + x norm_pdf(x)) dx", "x norm_cdf(x), exactly";
    "log_sigmoid", "−softplus(−{0})", |graph, call| {
            let opposite = graph.scale(-1.0, call.arrays[0]);
            let softplus = graph.map("softplus", Attribute::None, &[opposite]);
            graph.scale(-1.0, softplus)
        },
        "d ln σ(x) = σ(−x) dx", "ln σ(x) = −softplus(−x), without overflow";
};

/// x times a function of x.
fn times_its(graph: &mut Graph, function: &str, call: &Call) -> Id {
    let x = call.arrays[0];
    let value = graph.map(function, Attribute::None, &[x]);
    graph.hadamard(&[x, value])
}

/// The derivative of a bend at 0.
fn leaky_step(x: Dual, slope: Dual) -> Dual {
    match x.value {
        x if x > 0.0 => Dual::from(1.0),
        x if x < 0.0 => slope,
        x => Dual::from(x + slope.value.clamp(0.0, 1.0)),
    }
}

/// y xʸ⁻¹, by the derivative of a power.
fn pow_dx(x: Dual, y: Dual) -> Dual {
    if y.value == 0.0 {
        return y.chain(0.0, x.value.recip());
    }
    y * x.pow(y - Dual::from(1.0))
}

/// xʸ ln x, by the derivative of a power.
fn pow_dy(x: Dual, y: Dual) -> Dual {
    if x.value == 0.0 && y.value >= 0.0 {
        return Dual::from(0.0);
    }
    x.pow(y) * x.ln()
}
