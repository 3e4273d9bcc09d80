//! Expressions: a match over every kind that syn knows.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};
use syn::{BinOp, Expr as SynExpr, Lit, Member, Pat, Type, UnOp};

use crate::ast::{Expr, ExprKind};
use crate::diagnostics::{Errors, span_of};
use crate::parse::{body, condition, slice, types};

/// How deep expressions may nest: the stages recurse over them.
const DEPTH: usize = 192;

/// Reads expressions of one function.
pub(super) struct Reader<'a> {
    scalar: Option<&'a TokenStream>,
    depth: usize,
    /// Names of refused `let mut`s, whose assignments are part of the same mistake.
    pub(super) mutable: Vec<Ident>,
    pub(super) errors: &'a mut Errors,
}

impl<'a> Reader<'a> {
    pub(super) fn new(scalar: Option<&'a TokenStream>, errors: &'a mut Errors) -> Self {
        Self {
            scalar,
            depth: 0,
            mutable: Vec::new(),
            errors,
        }
    }

    /// The function's scalar type, if it is known.
    pub(super) fn scalar(&self) -> Option<&TokenStream> {
        self.scalar
    }

    /// Reads one expression.
    pub(super) fn read(&mut self, expr: &SynExpr) -> Expr {
        // Groups without delimiters are what `macro_rules` variables leave.
        if let SynExpr::Group(group) = expr {
            return self.read(&group.expr);
        }
        let tokens = expr.to_token_stream();
        let span = span_of(&tokens);
        self.depth += 1;
        let kind = if self.depth > DEPTH {
            if self.depth == DEPTH + 1 {
                self.errors.error(
                    &tokens,
                    "this is nested too deeply for matgrad: bind the parts by `let`s",
                );
            }
            ExprKind::Opaque("this is nested too deeply")
        } else {
            self.kind(expr)
        };
        self.depth -= 1;
        Expr { kind, span, tokens }
    }

    fn boxed(&mut self, expr: &SynExpr) -> Box<Expr> {
        Box::new(self.read(expr))
    }

    fn all<'e>(&mut self, exprs: impl IntoIterator<Item = &'e SynExpr>) -> Vec<Expr> {
        exprs.into_iter().map(|expr| self.read(expr)).collect()
    }

    fn kind(&mut self, expr: &SynExpr) -> ExprKind {
        if let Some(message) = message_of(expr) {
            return ExprKind::Opaque(message);
        }
        match expr {
            SynExpr::Array(array) => ExprKind::Array(self.all(&array.elems)),
            SynExpr::Binary(binary) => self.binary(binary),
            SynExpr::Block(block) => ExprKind::Block(body::nested(&block.block, self)),
            SynExpr::Call(call) => self.call(call),
            SynExpr::Cast(cast) => self.cast(cast),
            SynExpr::Closure(closure) => self.closure(closure),
            SynExpr::Field(field) => match &field.member {
                Member::Unnamed(index) => ExprKind::Field {
                    operand: self.boxed(&field.base),
                    index: index.index as usize,
                },
                Member::Named(_) => ExprKind::Opaque(FIELD),
            },
            SynExpr::If(choice) => self.choice(choice),
            SynExpr::Index(index) => self.index(index),
            SynExpr::Lit(literal) => number(&literal.lit),
            SynExpr::Macro(call) => self.slice(call),
            SynExpr::MethodCall(call) => ExprKind::Method {
                receiver: self.boxed(&call.receiver),
                name: call.method.clone(),
                turbofish: call.turbofish.to_token_stream(),
                arguments: self.all(&call.args),
            },
            SynExpr::Paren(inner) => ExprKind::Transparent(self.boxed(&inner.expr)),
            SynExpr::Path(path) => {
                segments(path).map_or(ExprKind::Opaque(QUALIFIED), ExprKind::Path)
            }
            SynExpr::Reference(inner) => ExprKind::Transparent(self.boxed(&inner.expr)),
            SynExpr::Tuple(tuple) => ExprKind::Tuple(self.all(&tuple.elems)),
            SynExpr::Unary(unary) => match unary.op {
                UnOp::Neg(_) => ExprKind::Negate(self.boxed(&unary.expr)),
                UnOp::Not(_) => ExprKind::Not(self.boxed(&unary.expr)),
                _ => ExprKind::Transparent(self.boxed(&unary.expr)),
            },
            // `message_of` speaks for all others.
            _ => ExprKind::Opaque(UNKNOWN),
        }
    }

    fn binary(&mut self, binary: &syn::ExprBinary) -> ExprKind {
        if let Some(relation) = condition::relation(&binary.op) {
            return ExprKind::Relation {
                relation,
                left: self.boxed(&binary.left),
                right: self.boxed(&binary.right),
            };
        }
        let operator = match binary.op {
            BinOp::Add(_) => '+',
            BinOp::Sub(_) => '-',
            BinOp::Mul(_) => '*',
            BinOp::Div(_) => '/',
            _ => '%',
        };
        ExprKind::Binary {
            operator,
            operator_span: span_of(&binary.op.to_token_stream()),
            left: self.boxed(&binary.left),
            right: self.boxed(&binary.right),
        }
    }

    fn call(&mut self, call: &syn::ExprCall) -> ExprKind {
        let mut callee = call.func.as_ref();
        while let SynExpr::Paren(syn::ExprParen { expr, .. })
        | SynExpr::Group(syn::ExprGroup { expr, .. }) = callee
        {
            callee = expr;
        }
        let SynExpr::Path(path) = callee else {
            return ExprKind::Opaque(
                "the call of a value is not read: call a function by its name",
            );
        };
        let Some(path) = segments(path) else {
            return ExprKind::Opaque(QUALIFIED);
        };
        let tokens = callee.to_token_stream();
        ExprKind::Call {
            path,
            callee_span: span_of(&tokens),
            callee: tokens,
            arguments: self.all(&call.args),
        }
    }

    /// A cast to the function's own scalar or to an integer; others round on the way. Where the scalar is a
    /// type parameter nothing can be cast to it: `T::lit(n as f64)` goes through `f64`.
    fn cast(&mut self, cast: &syn::ExprCast) -> ExprKind {
        let generic = self.scalar.map(ToString::to_string);
        let generic = generic.is_some_and(|name| !matches!(name.as_str(), "f64" | "f32"));
        let literal = types::peel(&cast.ty).to_token_stream().to_string() == "f64";
        let (rank, to_integer) = if generic && literal {
            (Some(0), false)
        } else {
            types::annotation(&cast.ty, self.scalar)
        };
        let inferred = matches!(types::peel(&cast.ty), Type::Infer(_));
        if rank != Some(0) && !to_integer || inferred {
            return ExprKind::Opaque(
                "a cast is read to the function's own scalar type and to integers: pass the value as a parameter",
            );
        }
        ExprKind::Cast {
            operand: self.boxed(&cast.expr),
            to_integer,
            ty: cast.ty.to_token_stream(),
        }
    }

    fn closure(&mut self, closure: &syn::ExprClosure) -> ExprKind {
        let names: Option<Vec<Ident>> = closure.inputs.iter().map(closure_name).collect();
        match names {
            Some(parameters) if closure.asyncness.is_none() && closure.lifetimes.is_none() => {
                let inputs = &closure.inputs;
                ExprKind::Closure {
                    parameters,
                    head: quote!(|#inputs|),
                    body: self.boxed(&closure.body),
                }
            }
            _ => ExprKind::Opaque("a closure is read with plain names: `|v| v * v`"),
        }
    }

    fn index(&mut self, index: &syn::ExprIndex) -> ExprKind {
        let indices = match index.index.as_ref() {
            SynExpr::Array(array) => self.all(&array.elems),
            SynExpr::Tuple(tuple) => self.all(&tuple.elems),
            SynExpr::Range(_) => {
                return ExprKind::Opaque("a range as index is not read: use `.slice(s![a..b])`");
            }
            one => vec![self.read(one)],
        };
        ExprKind::Index {
            operand: self.boxed(&index.expr),
            indices,
        }
    }

    fn slice(&mut self, call: &syn::ExprMacro) -> ExprKind {
        match slice::read(&call.mac.tokens, self) {
            Ok(items) => ExprKind::Slice(items),
            Err(message) => ExprKind::Opaque(message),
        }
    }
}

const FIELD: &str = "the field of a struct is not read: bind it by a typed `let`, `let w: &Array1<f64> = &model.w;`";
const QUALIFIED: &str = "a path `<T as Trait>::…` is not read: write `T::…`";
const UNREAD: &str = "this expression is not read";
const UNKNOWN: &str = "this expression is newer than matgrad: write it another way";

/// The segments of a path without `<T as Trait>`; `<f64>::exp` is `f64::exp`.
fn segments(path: &syn::ExprPath) -> Option<Vec<Ident>> {
    let owner = match &path.qself {
        None => None,
        Some(owner) if owner.position > 0 => return None,
        Some(owner) => match types::peel(&owner.ty) {
            Type::Path(ty) if ty.qself.is_none() => Some(&ty.path),
            _ => return None,
        },
    };
    let segments = owner.into_iter().chain([&path.path]);
    let names = segments.flat_map(|path| path.segments.iter().map(|name| name.ident.clone()));
    Some(names.collect())
}

/// `v`, `&v`, `v: f64`.
fn closure_name(pattern: &Pat) -> Option<Ident> {
    match pattern {
        Pat::Ident(pat)
            if pat.by_ref.is_none() && pat.mutability.is_none() && pat.subpat.is_none() =>
        {
            Some(pat.ident.clone())
        }
        Pat::Reference(inner) if inner.mutability.is_none() => closure_name(&inner.pat),
        Pat::Paren(inner) => closure_name(&inner.pat),
        Pat::Type(typed) => closure_name(&typed.pat),
        _ => None,
    }
}

fn number(literal: &Lit) -> ExprKind {
    let (value, integer) = match literal {
        Lit::Int(int) => (
            int.base10_digits().parse().ok(),
            !matches!(int.suffix(), "f64" | "f32"),
        ),
        Lit::Float(float) => (float.base10_parse().ok(), false),
        Lit::Str(_) | Lit::ByteStr(_) | Lit::CStr(_) => {
            return ExprKind::Opaque("a string has no part in a gradient");
        }
        Lit::Byte(_) | Lit::Char(_) => {
            return ExprKind::Opaque("a character has no part in a gradient");
        }
        Lit::Bool(truth) => return ExprKind::Truth(truth.value),
        _ => (None, false),
    };
    match value {
        Some(value) if f64::is_finite(value) => ExprKind::Literal { value, integer },
        _ => ExprKind::Opaque("this number is not finite in `f64`"),
    }
}

/// What to write instead of a macro.
pub(super) fn macro_message(path: &syn::Path) -> &'static str {
    let name = path
        .segments
        .last()
        .map(|segment| segment.ident.to_string());
    match name.as_deref().unwrap_or_default() {
        "assert" | "assert_eq" | "assert_ne" | "debug_assert" | "debug_assert_eq"
        | "debug_assert_ne" => {
            "assertions are not read: state shapes by `#[dims(..)]`, which the companions check at entry, and check values in the caller"
        }
        "println" | "print" | "eprintln" | "eprint" | "dbg" => {
            "printing is not read: a gradient is of a function without side effects; print in the caller"
        }
        "panic" | "todo" | "unimplemented" | "unreachable" => {
            "a function that panics has no gradient there: check the arguments in the caller"
        }
        "array" | "vec" => {
            "`array!` and `vec!` are not read yet: pass the array as a parameter, or bind it by a typed `let`, `let a: Array1<f64> = array![..];`"
        }
        "concatenate" | "stack" => {
            "`concatenate!` and `stack!` are not read yet: write the function as a sum over the parts"
        }
        "azip" | "par_azip" => "`azip!` is not read: write array expressions, `&a * &b`",
        "s" => "`s![..]` stands in `.slice(..)` only",
        "matches" => "patterns are not read: compare numbers, `x > 0.0 && x < 1.0`",
        _ => {
            "a macro is not read: write out what it expands to, or bind its value by a typed `let`"
        }
    }
}

/// What is wrong with a kind of expression that is not read, and what to write instead; `None`
/// for the kinds that are.
pub(super) fn message_of(expr: &SynExpr) -> Option<&'static str> {
    Some(match expr {
        SynExpr::Array(_)
        | SynExpr::Call(_)
        | SynExpr::Cast(_)
        | SynExpr::Field(_)
        | SynExpr::Group(_)
        | SynExpr::Index(_)
        | SynExpr::Lit(_)
        | SynExpr::MethodCall(_)
        | SynExpr::Paren(_)
        | SynExpr::Path(_)
        | SynExpr::Tuple(_)
        | SynExpr::Closure(_) => {
            return None;
        }
        SynExpr::Binary(binary) => return operator_message(&binary.op),
        SynExpr::Unary(unary) => match unary.op {
            UnOp::Neg(_) | UnOp::Deref(_) | UnOp::Not(_) => return None,
            _ => UNREAD,
        },
        SynExpr::If(choice) => return condition::message_of(choice),
        SynExpr::Block(block) if block.label.is_none() => return None,
        SynExpr::Block(_) => "a labelled block is not read: remove the label",
        SynExpr::Macro(call) if is_slice(&call.mac.path) => {
            return None;
        }
        SynExpr::Macro(call) => macro_message(&call.mac.path),
        SynExpr::Reference(inner) if inner.mutability.is_none() => return None,
        SynExpr::Reference(_) => {
            "`&mut` is not read: a gradient is of a function without side effects"
        }
        expr => control_message(expr),
    })
}

/// Control flow, and what has no part in arithmetic.
fn control_message(expr: &SynExpr) -> &'static str {
    match expr {
        SynExpr::Match(_) => {
            "`match` is not read: choose between functions in the caller, or bind a constant by a typed `let`"
        }
        SynExpr::ForLoop(_) => {
            "`for` is not read yet: write the sum as an array expression, with `sum`, `sum_axis`, `dot` or `matmul`"
        }
        SynExpr::While(_) | SynExpr::Loop(_) => {
            "a loop of unknown length has no closed form: write an array expression"
        }
        SynExpr::Assign(_) => ASSIGNMENT,
        SynExpr::Try(_) => {
            "`?` is not read: a gradient is of a function that always has a value; handle the error in the caller"
        }
        SynExpr::Return(_) => {
            "an early `return` is not read: let the value be the last expression of the body"
        }
        SynExpr::Break(_) | SynExpr::Continue(_) => {
            "loops are not read, nor `break` and `continue`"
        }
        SynExpr::Range(_) => "a range stands in `s![..]` only",
        SynExpr::Repeat(_) => "`[x; n]` is not read: use `ones(n)`, `zeros(n)`, or a typed `let`",
        SynExpr::Struct(_) => "structs are not read yet: pass arrays and scalars",
        SynExpr::Let(_) => "`let` as a condition is not read: choose in the caller",
        SynExpr::Async(_) | SynExpr::Await(_) => {
            "asynchronous code is not read: await in the caller"
        }
        SynExpr::Unsafe(_) => "`unsafe` is not read: companions hold no unsafe code",
        SynExpr::Const(_) => "a `const` block is not read: use a `const` item",
        SynExpr::RawAddr(_) => "raw pointers are not read",
        SynExpr::TryBlock(_) => "a `try` block is not read: handle errors in the caller",
        SynExpr::Yield(_) => "`yield` is not read: a gradient is of a plain function",
        SynExpr::Infer(_) => "`_` is no value",
        SynExpr::Verbatim(_) => UNREAD,
        _ => UNKNOWN,
    }
}

const ASSIGNMENT: &str = "assignment is not read yet: bind each new value by its own `let`, under the same name if you like";

fn is_slice(path: &syn::Path) -> bool {
    path.segments
        .last()
        .is_some_and(|segment| segment.ident == "s")
}

fn operator_message(operator: &BinOp) -> Option<&'static str> {
    if condition::relation(operator).is_some() {
        return None;
    }
    Some(match operator {
        BinOp::Add(_) | BinOp::Sub(_) | BinOp::Mul(_) | BinOp::Div(_) | BinOp::Rem(_) => {
            return None;
        }
        BinOp::BitXor(_) => "`^` is exclusive or in Rust: a power is `x.powi(2)` or `x.powf(y)`",
        BinOp::BitAnd(_) | BinOp::BitOr(_) | BinOp::Shl(_) | BinOp::Shr(_) => {
            "bit operations are not read: a gradient needs arithmetic"
        }
        _ => ASSIGNMENT,
    })
}
