//! A rule's forms: which one a call's arguments fit, and the equalities of dimensions it asks for.

use std::fmt::Write as _;

use super::Lowering;
use super::snippet::snippet;
use super::syntax;
use crate::ast::{Expr, ExprKind};
use crate::dim::{Dim, Unified};
use crate::graph::{Attribute, Id};
use crate::rules::Rule;

/// An argument with its expression.
pub(super) type Argument<'e> = (Id, &'e Expr);

/// The operands of a form and its result: `"0:ij,jk->ik"` without the axis.
fn terms(form: &str) -> (Vec<&str>, &str) {
    let form = form.split_once(':').map_or(form, |(_, form)| form);
    let (left, out) = form.split_once("->").unwrap_or((form, ""));
    (left.split(',').map(str::trim).collect(), out.trim())
}

impl Lowering<'_> {
    /// Finds the form that arguments fit and makes equal letters equal dimensions. Gives the form
    /// without its axis.
    pub(super) fn fit(
        &mut self,
        rule: &'static Rule,
        attribute: Attribute,
        arguments: &[Argument<'_>],
        whole: &Expr,
    ) -> Option<&'static str> {
        let name = called(rule, whole);
        let ranks: Vec<usize> = arguments.iter().map(|a| self.graph.rank(a.0)).collect();
        let Some(form) = rule.form(attribute, &ranks) else {
            return self.form_error(rule, &name, arguments, whole);
        };
        let form = rule.forms[form];
        let (operands, _) = terms(form);
        let mut letters: Vec<(char, Dim, usize, usize)> = Vec::new();
        for (position, term) in operands.iter().enumerate() {
            for (axis, letter) in term.chars().enumerate() {
                let dim = self.graph.shape(arguments[position].0)[axis];
                let Some(known) = letters.iter().find(|l| l.0 == letter).copied() else {
                    letters.push((letter, dim, position, axis));
                    continue;
                };
                match self.graph.dims.unify(known.1, dim) {
                    Unified::Equal => {}
                    Unified::Unknown => {
                        let why = format!("`{name}` needs it");
                        self.assume(known.1, dim, &why, arguments[position].1);
                    }
                    Unified::Never => {
                        let axes = [(known.2, known.3), (position, axis)];
                        return self.letter_error(rule, &name, arguments, axes);
                    }
                }
            }
        }
        Some(form.split_once(':').map_or(form, |(_, form)| form))
    }

    /// Makes the shapes of arrays equal; scalars fit any.
    pub(super) fn one_shape(
        &mut self,
        rule: &'static Rule,
        arguments: &[Argument<'_>],
        whole: &Expr,
    ) -> Option<()> {
        let name = called(rule, whole);
        let arrays: Vec<_> = arguments
            .iter()
            .filter(|a| self.graph.rank(a.0) > 0)
            .collect();
        let Some((first, rest)) = arrays.split_first() else {
            return Some(());
        };
        for other in rest {
            let (a, b) = (
                self.graph.shape(first.0).to_vec(),
                self.graph.shape(other.0).to_vec(),
            );
            let unified = a
                .iter()
                .zip(&b)
                .map(|(x, y)| (*x, *y, self.graph.dims.unify(*x, *y)));
            let unified: Vec<_> = unified.collect();
            let never = unified.iter().find(|found| found.2 == Unified::Never);
            if a.len() != b.len() || never.is_some() {
                let mut message = format!(
                    "`{name}` takes arrays of one shape: {} and {}",
                    self.describe(**first),
                    self.describe(**other)
                );
                if let Some((x, y, _)) = never {
                    message.push_str(&self.dims_note(&[*x, *y]));
                }
                return self.error(other.1, message);
            }
            for (x, y, _) in unified.iter().filter(|found| found.2 == Unified::Unknown) {
                let why = format!("`{name}` takes arrays of one shape");
                self.assume(*x, *y, &why, other.1);
            }
        }
        Some(())
    }

    /// The operator that spreads one array over the other where an operation does not.
    fn spreading(&mut self, rule: &Rule, arguments: &[Argument<'_>]) -> Option<String> {
        let (operator, &[left, right]) = (syntax::operator(rule.name)?, arguments) else {
            return None;
        };
        let [a, b] = [left, right].map(|one| self.graph.shape(one.0).to_vec());
        let dims = &mut self.graph.dims;
        let mut fits = |(x, y): (&Dim, &Dim)| {
            let one = [*x, *y].map(|dim| dims.as_constant(dim) == Some(1));
            one.contains(&true) || dims.unify(*x, *y) != Unified::Never
        };
        let fit = a.iter().rev().zip(b.iter().rev()).all(&mut fits);
        let [left, right] = [left, right].map(|one| borrowed(one.1));
        fit.then(|| format!("; `{left} {operator} {right}` spreads one over the other"))
    }

    /// "`x` is n × d".
    pub(super) fn describe(&self, (id, expression): Argument<'_>) -> String {
        let shape = self.graph.shape(id);
        let text = snippet(&expression.tokens);
        match shape {
            [] => format!("`{text}` is a scalar"),
            shape => format!("`{text}` is {}", self.graph.dims.display_shape(shape)),
        }
    }

    fn form_error<T>(
        &mut self,
        rule: &'static Rule,
        name: &str,
        arguments: &[Argument<'_>],
        whole: &Expr,
    ) -> Option<T> {
        let mut accepted: Vec<String> = Vec::new();
        for form in rule.forms {
            let kinds: Vec<&str> = terms(form)
                .0
                .iter()
                .map(|term| kind_of(term.len()))
                .collect();
            let text = format!("a {}", kinds.join(" and a "));
            if !accepted.contains(&text) {
                accepted.push(text);
            }
        }
        let given: Vec<String> = arguments
            .iter()
            .map(|(id, expression)| {
                let kind = kind_of(self.graph.rank(*id));
                format!("`{}` is a {kind}", snippet(&expression.tokens))
            })
            .collect();
        let spreading = self.spreading(rule, arguments).unwrap_or_default();
        let message = format!(
            "`{name}` takes {}; here {}{spreading}",
            accepted.join(", or "),
            given.join(" and ")
        );
        self.error(whole, message)
    }

    fn letter_error<T>(
        &mut self,
        rule: &'static Rule,
        name: &str,
        arguments: &[Argument<'_>],
        axes: [(usize, usize); 2],
    ) -> Option<T> {
        let [(p, i), (q, j)] = axes;
        let (left, right) = (arguments[p], arguments[q]);
        let of = |argument: Argument<'_>, axis: usize| {
            let name = format!("`{}`", snippet(&argument.1.tokens));
            super::names::described_axis(&name, self.graph.rank(argument.0), axis)
        };
        let dims = [self.graph.shape(left.0)[i], self.graph.shape(right.0)[j]];
        let mut message = format!(
            "`{name}` needs {} to equal {}: {}",
            of(left, i),
            of(right, j),
            self.describe(left)
        );
        if p != q {
            _ = write!(message, ", {}", self.describe(right));
        }
        if p != q && self.graph.rank(right.0) == 2 {
            let other = self.graph.shape(right.0)[1 - j];
            if self.graph.dims.resolve(other) == self.graph.dims.resolve(dims[0]) {
                let text = snippet(&right.1.tokens);
                match text.strip_prefix("transpose(") {
                    Some(_) => message.push_str("; it would fit without `transpose`"),
                    None => _ = write!(message, "; its transpose would fit: `transpose({text})`"),
                }
            }
        }
        match self.spreading(rule, arguments) {
            Some(spreading) => message.push_str(&spreading),
            None => message.push_str(&self.dims_note(&dims)),
        }
        self.error(right.1, message)
    }
}

/// An operand of an operator between references.
fn borrowed(expression: &Expr) -> String {
    let text = snippet(&expression.tokens);
    match &expression.kind {
        ExprKind::Transparent(_) => text,
        ExprKind::Binary { .. } | ExprKind::Negate(_) => format!("&({text})"),
        _ => format!("&{text}"),
    }
}

/// An operation as the user spells it: `.dot(..)` where the table says `matmul`.
pub(super) fn called(rule: &Rule, whole: &Expr) -> String {
    match &whole.kind {
        ExprKind::Method { name, .. } => format!(".{name}(..)"),
        ExprKind::Call { path, .. } | ExprKind::Path(path) => path
            .last()
            .map_or_else(|| rule.name.into(), ToString::to_string),
        _ => rule.name.into(),
    }
}

/// What an array of this rank is called.
pub(super) fn kind_of(rank: usize) -> &'static str {
    match rank {
        0 => "scalar",
        1 => "vector",
        2 => "matrix",
        3 => "three-axis array",
        _ => "many-axis array",
    }
}
