//! Readings of Rust's and ndarray's own spellings, which are no operations of the rule table.

use proc_macro2::{Ident, TokenStream};

use super::Lowering;
use super::indexing::Selection;
use super::snippet::snippet;
use super::value::Value;
use crate::ast::{Expr, ExprKind};
use crate::diagnostics::nearest;
use crate::rules::{self, Parameter, RuleId};

type Method = fn(&mut Lowering<'_>, &Expr, &Expr, &[Expr]) -> Option<Value>;
type Function = fn(&mut Lowering<'_>, &Expr, &[Ident], &[Expr]) -> Option<Value>;

/// Methods, by name.
const METHODS: &[(&[&str], Method)] = &[
    (
        &[
            "to_owned",
            "into_owned",
            "to_vec",
            "view",
            "clone",
            "as_slice",
            "unwrap",
            "expect",
            "into",
        ],
        |lowering, _, receiver, _| lowering.expression(receiver),
    ),
    (&["len"], |lowering, _, receiver, _| {
        match lowering.expression(receiver)? {
            Value::Tuple(values) => {
                let count = i64::try_from(values.len()).unwrap_or(i64::MAX);
                Some(Value::Integer(lowering.graph.dims.constant(count)))
            }
            value => {
                let x = lowering.scalar_or_array(value, receiver)?;
                Some(lowering.count(x))
            }
        }
    }),
    (&["nrows"], |lowering, whole, receiver, _| {
        let x = lowering.node(receiver)?;
        lowering.length(x, 0, whole)
    }),
    (&["ncols"], |lowering, whole, receiver, _| {
        let x = lowering.node(receiver)?;
        lowering.length(x, 1, whole)
    }),
    (&["len_of"], |lowering, whole, receiver, arguments| {
        let x = lowering.node(receiver)?;
        let [axis] = arguments else {
            return lowering.wrong(whole, "not an axis length", "`.len_of(Axis(k))`");
        };
        let axis = lowering.axis(axis, lowering.graph.rank(x))?;
        lowering.length(x, axis, whole)
    }),
    (&["dim", "raw_dim"], |lowering, _, receiver, _| {
        let x = lowering.node(receiver)?;
        let mut lengths = lowering.lengths(x);
        match lengths.len() {
            1 => lengths.pop(),
            _ => Some(Value::Tuple(lengths)),
        }
    }),
    (&["shape"], |lowering, _, receiver, _| {
        let x = lowering.node(receiver)?;
        Some(Value::Tuple(lowering.lengths(x)))
    }),
    (MAPS, |lowering, whole, receiver, arguments| {
        let x = lowering.node(receiver)?;
        match arguments {
            [function] => lowering.mapv(whole, x, function),
            _ => lowering.wrong(whole, "not complete", "`.mapv(|v| …)`"),
        }
    }),
    (&["is_nan"], |lowering, whole, receiver, _| {
        lowering.test(whole, "is_nan", receiver)
    }),
    (&["is_finite"], |lowering, whole, receiver, _| {
        lowering.test(whole, "is_finite", receiver)
    }),
    (&["row"], |lowering, whole, receiver, arguments| {
        subview(lowering, whole, receiver, 0, arguments)
    }),
    (&["column"], |lowering, whole, receiver, arguments| {
        subview(lowering, whole, receiver, 1, arguments)
    }),
    (
        &["index_axis", "index_axis_move"],
        |lowering, whole, receiver, arguments| {
            let x = lowering.node(receiver)?;
            let [axis, index] = arguments else {
                return lowering.wrong(whole, "not complete", "`.index_axis(Axis(k), i)`");
            };
            let axis = lowering.axis(axis, lowering.graph.rank(x))?;
            lowering.subview(whole, x, axis, index)
        },
    ),
    (
        &["slice", "slice_move"],
        |lowering, whole, receiver, arguments| {
            let x = lowering.node(receiver)?;
            let argument = arguments.first().map(peel);
            match argument.map(|argument| &argument.kind) {
                Some(ExprKind::Slice(items)) => lowering.slice(whole, x, items),
                _ => lowering.wrong(whole, "a slice without `s![..]`", "`.slice(s![..])`"),
            }
        },
    ),
    (&["insert_axis"], |lowering, whole, receiver, arguments| {
        let x = lowering.node(receiver)?;
        let [axis] = arguments else {
            return lowering.wrong(whole, "not complete", "`.insert_axis(Axis(k))`");
        };
        let rank = lowering.graph.rank(x);
        let axis = lowering.axis(axis, rank + 1)?;
        let mut selections = vec![Selection::All; rank];
        selections.insert(axis, Selection::New);
        lowering.at(whole.span);
        Some(Value::Node(lowering.pick(x, &selections)))
    }),
    (&["remove_axis"], |lowering, whole, _, _| {
        lowering.error(whole, "write `.index_axis(Axis(k), 0)`")
    }),
];

/// Associated functions and constructors, by the last two words of their path.
const FUNCTIONS: &[(&[&str], &str, Function)] = &[
    (&[], AXIS, |lowering, whole, _, arguments| {
        let [axis] = arguments else {
            return lowering.wrong(whole, "not an axis", "`Axis(k)`");
        };
        let axis = lowering.literal_integer(axis, "a literal: write `Axis(0)` or `Axis(1)`")?;
        Some(Value::Axis(lowering.graph.dims.constant(axis)))
    }),
    (SCALARS, "lit", scalar),
    (SCALARS, "from", scalar),
    (SCALARS, "one", |lowering, _, _, _| {
        Some(Value::Node(lowering.graph.number(1.0)))
    }),
    (SCALARS, "zero", |lowering, _, _, _| {
        Some(Value::Node(lowering.graph.number(0.0)))
    }),
    (ARRAYS, "from_elem", |lowering, whole, path, arguments| {
        let [shape, element] = arguments else {
            return lowering.wrong(whole, "not complete", "a shape and an element");
        };
        let shape = lowering.shape_argument(shape)?;
        let element = lowering.node(element)?;
        check_rank(lowering, whole, path, shape.len())?;
        lowering.at(whole.span);
        Some(Value::Node(lowering.graph.broadcast(element, &shape)))
    }),
    (ARRAYS, "from_diag", |lowering, whole, _, arguments| {
        constructed(lowering, whole, "diag", arguments)
    }),
    (ARRAYS, "ones", array_constructor),
    (ARRAYS, "zeros", array_constructor),
    (ARRAYS, "eye", array_constructor),
];

const MAPS: &[&str] = &["mapv", "map", "mapv_into"];
const AXIS: &str = "Axis";

/// The trait whose functions are read as the scalar's.
const FLOAT: &str = "Float";

/// The trait of the prelude's methods.
const ELEMENTWISE: &str = "Elementwise";

/// What floating-point types have of their own among what is read of them.
const OF_FLOATS: &[&str] = &[
    "abs", "acos", "acosh", "asin", "asinh", "atan", "atan2", "atanh", "cbrt", "clamp", "cos",
    "cosh", "exp", "exp2", "exp_m1", "hypot", "ln", "ln_1p", "log10", "log2", "max", "min", "powf",
    "powi", "recip", "signum", "sin", "sinh", "sqrt", "tan", "tanh",
];

const PRIMITIVES: &[&str] = &[
    "f64", "f32", "bool", "usize", "isize", "u8", "u16", "u32", "u64", "u128", "i8", "i16", "i32",
    "i64", "i128",
];

/// Types whose associated functions are read; the function's own scalar type counts as one.
const SCALARS: &[&str] = &["f64", "f32"];
const ARRAYS: &[&str] = &["Array", "Array1", "Array2"];

fn scalar(
    lowering: &mut Lowering<'_>,
    whole: &Expr,
    _: &[Ident],
    arguments: &[Expr],
) -> Option<Value> {
    match arguments {
        [argument] => match lowering.expression(argument)? {
            // `f64::from(x > 0.0)` is 1 or 0.
            Value::Truth(id) => Some(Value::Node(id)),
            value => lowering.scalar_or_array(value, argument).map(Value::Node),
        },
        _ => lowering.wrong(whole, "not a number", "one argument"),
    }
}

fn array_constructor(
    lowering: &mut Lowering<'_>,
    whole: &Expr,
    path: &[Ident],
    arguments: &[Expr],
) -> Option<Value> {
    let name = path.last()?.to_string();
    let value = constructed(lowering, whole, &name, arguments)?;
    if let Value::Node(id) = value {
        let rank = lowering.graph.rank(id);
        check_rank(lowering, whole, path, rank)?;
    }
    Some(value)
}

/// The operation of this name.
fn constructed(
    lowering: &mut Lowering<'_>,
    whole: &Expr,
    name: &str,
    arguments: &[Expr],
) -> Option<Value> {
    let rule = rules::with_name(name)?;
    let arguments: Vec<&Expr> = arguments.iter().collect();
    lowering.apply(rule, &arguments, 0, whole)
}

fn check_rank(
    lowering: &mut Lowering<'_>,
    whole: &Expr,
    path: &[Ident],
    rank: usize,
) -> Option<()> {
    let name = path.iter().rev().nth(1)?.to_string();
    let said = name.strip_prefix("Array")?;
    match said.parse::<usize>() {
        Ok(said) if said != rank => {
            let message = format!("`{name}` has {said} axes, and this shape has {rank}");
            lowering.error(whole, message)
        }
        _ => Some(()),
    }
}

fn subview(
    lowering: &mut Lowering<'_>,
    whole: &Expr,
    receiver: &Expr,
    axis: usize,
    arguments: &[Expr],
) -> Option<Value> {
    let x = lowering.node(receiver)?;
    let rank = lowering.graph.rank(x);
    match arguments {
        [index] if rank == 2 => lowering.subview(whole, x, axis, index),
        _ => {
            let text = snippet(&receiver.tokens);
            let kind = super::form::kind_of(rank);
            lowering.error(
                whole,
                format!("`{text}` is a {kind}: it has no rows and columns"),
            )
        }
    }
}

fn peel(expression: &Expr) -> &Expr {
    match &expression.kind {
        ExprKind::Transparent(operand) => peel(operand),
        _ => expression,
    }
}

/// The reading of a method.
pub(super) fn method(name: &str) -> Option<Method> {
    let found = METHODS.iter().find(|(names, _)| names.contains(&name));
    found.map(|(_, reading)| *reading)
}

/// The reading of a path that is called.
pub(super) fn function(path: &[Ident], scalar: &TokenStream) -> Option<Function> {
    let (last, owner) = last_two(path)?;
    let found = FUNCTIONS.iter().find(|(owners, name, _)| {
        let of = match &owner {
            Some(owner) => is_owner(owners, owner, scalar),
            None => owners.is_empty(),
        };
        let anywhere = owners.is_empty();
        *name == last && (of || anywhere)
    });
    found.map(|(_, _, reading)| *reading)
}

fn is_owner(owners: &[&str], owner: &str, scalar: &TokenStream) -> bool {
    let own = owners == SCALARS && scalar.to_string() == owner;
    own || owners.contains(&owner)
}

fn last_two(path: &[Ident]) -> Option<(String, Option<String>)> {
    let mut words = path.iter().rev().map(ToString::to_string);
    Some((words.next()?, words.next()))
}

/// The operation that a path calls: by its name, or as a method of a scalar or array type.
pub(super) fn rule_of(path: &[Ident], scalar: &TokenStream) -> Option<RuleId> {
    let (last, owner) = last_two(path)?;
    let type_like = owner.is_some_and(|owner| {
        is_owner(SCALARS, &owner, scalar) || is_array(&owner) || owner == FLOAT
    });
    if type_like {
        rules::with_method(&last)
    } else {
        rules::with_name(&last)
    }
}

/// Whose a function has to be to mean what a path is read as.
#[derive(Clone, Copy)]
pub(super) enum Home<'p> {
    /// The vocabulary's.
    Prelude,
    /// `ndarray`'s, of the type so called.
    Array(&'p Ident),
    /// The constructor of an axis.
    Axis,
    /// A trait's.
    Trait(&'static str),
    /// A scalar type's: its own, or by this trait.
    Scalar {
        owner: &'p Ident,
        of: Option<&'static str>,
        /// Whether it is generic in a second argument.
        generic: bool,
    },
}

impl Home<'_> {
    /// Whether it is one of the prelude's methods, called as the scalar's.
    pub(super) fn is_the_preludes(self) -> bool {
        matches!(self, Self::Scalar { of: Some(of), .. } if of == ELEMENTWISE)
    }
}

/// Whether a type of this name is one of ndarray's.
fn is_array(name: &str) -> bool {
    let family = name.strip_suffix(|last: char| last.is_ascii_digit());
    let family = family.unwrap_or(name);
    matches!(family, "Array" | "ArrayBase" | "ArrayRef" | "ArrayView")
}

/// Whose a function that is called by this path has to be; `None` if it is not read.
pub(super) fn home<'p>(path: &'p [Ident], scalar: &TokenStream) -> Option<Home<'p>> {
    if function(path, scalar).is_none() {
        rule_of(path, scalar)?;
    }
    let last = path.last()?.to_string();
    if last == AXIS {
        return Some(Home::Axis);
    }
    let Some(owner) = path.iter().rev().nth(1) else {
        return Some(Home::Prelude);
    };
    let text = owner.to_string();
    Some(if is_owner(SCALARS, &text, scalar) {
        let parameter = !SCALARS.contains(&text.as_str());
        let of = match last.as_str() {
            "lit" => Some("Real"),
            "one" => Some("One"),
            "zero" => Some("Zero"),
            "from" if parameter => Some("NumCast"),
            "from" => Some("From"),
            name if !OF_FLOATS.contains(&name) => Some(ELEMENTWISE),
            _ if parameter => Some(FLOAT),
            _ => None,
        };
        let own = rules::with_method(&last).filter(|_| of == Some(ELEMENTWISE));
        let parameters = own.map(|id| rules::rule(id).parameters);
        Home::Scalar {
            owner,
            of,
            generic: parameters == Some(&[Parameter::Array, Parameter::Array]),
        }
    } else if is_array(&text) {
        Home::Array(owner)
    } else if let Some(of) = [FLOAT, ELEMENTWISE].into_iter().find(|of| *of == text) {
        Home::Trait(of)
    } else {
        Home::Prelude
    })
}

/// The operator that does what an operation does, and broadcasts.
pub(super) fn operator(rule: &str) -> Option<char> {
    (rule == "hadamard").then_some('*')
}

/// Whether a method applies a function to each element.
pub(super) fn maps(method: &str) -> bool {
    MAPS.contains(&method)
}

/// Whether a type of this name is a number's or a truth value's.
pub(super) fn is_primitive(name: &str) -> bool {
    PRIMITIVES.contains(&name)
}

/// Whether a call of this path is understood.
pub(super) fn is_function(path: &[Ident], lowering: &Lowering<'_>) -> bool {
    let scalar = &lowering.function.signature.scalar;
    function(path, scalar).is_some() || rule_of(path, scalar).is_some()
}

/// Whether a method of this name is understood.
pub(super) fn is_method(name: &str) -> bool {
    method(name).is_some() || rules::with_method(name).is_some()
}

/// What to say of a function that is not known, called as `callee`.
pub(super) fn unknown_function(path: &[Ident], callee: &str) -> String {
    let name = path.last().map_or_else(String::new, ToString::to_string);
    let near = suggestion(rules::nearest(&name));
    format!(
        "`{callee}` is not a function that matgrad knows{near}; a constant is bound by a typed `let`: \
         `let c: TYPE = {callee}(..);`"
    )
}

/// What to say of a function that is not known, handed to `.mapv(..)` as `text`.
pub(super) fn unknown_mapped(path: &[Ident], text: &str) -> String {
    let name = path.last().map_or_else(String::new, ToString::to_string);
    let near = suggestion(rules::nearest(&name));
    format!(
        "`{text}` is not a function that matgrad knows{near}: write what it does as a closure, `|v| …`"
    )
}

/// What to say of a method that is not known.
pub(super) fn unknown_method(name: &str) -> String {
    if rules::with_name(name).is_some() {
        return format!("`{name}` is a function, not a method: write `{name}(..)`");
    }
    let syntax = METHODS.iter().flat_map(|(names, _)| names.iter().copied());
    let near = suggestion(rules::nearest(name).or_else(|| nearest(name, syntax)));
    format!(
        "`.{name}(..)` is not a method that matgrad knows{near}; a constant is bound by a typed `let`: \
         `let c: TYPE = ..;`"
    )
}

/// What a function or method that is not known may have been meant for.
pub(super) fn similar(tokens: &TokenStream) -> String {
    let last = tokens.clone().into_iter().last();
    let name = last.map_or_else(String::new, |token| token.to_string());
    suggestion(rules::nearest(&name).filter(|near| *near != name))
}

fn suggestion(near: Option<&str>) -> String {
    near.map_or_else(String::new, |near| format!(" (did you mean `{near}`?)"))
}
