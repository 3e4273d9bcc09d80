//! Calls and methods: to the rule table, or to a reading of [`super::syntax`].

use proc_macro2::{Ident, TokenStream};

use super::Lowering;
use super::form::{Argument, called};
use super::snippet::{counted, snippet};
use super::syntax;
use super::value::{Value, lookup};
use crate::ast::{Expr, ExprKind};
use crate::dim::{Dim, Unified};
use crate::graph::{Attribute, Id, Kind};
use crate::rules::linear::Family;
use crate::rules::{self, Call, Meaning, Parameter, Role, Rule, RuleId};

/// A call's arguments, read.
#[derive(Default)]
struct Arguments<'e> {
    arrays: Vec<Argument<'e>>,
    attribute: Attribute,
    numbers: Vec<f64>,
    shape: Vec<Dim>,
    /// An exponent known at run time only.
    exponent: Option<Argument<'e>>,
}

impl Lowering<'_> {
    pub(super) fn call(
        &mut self,
        whole: &Expr,
        path: &[Ident],
        callee: &TokenStream,
        arguments: &[Expr],
    ) -> Option<Value> {
        if let [name] = path
            && let Some(binding) = lookup(&self.frames, &name.to_string())
        {
            let Value::Closure(closure) = binding.value.clone()? else {
                return self.error(callee, format!("`{name}` is not a function here"));
            };
            let values: Vec<_> = arguments.iter().map(|a| self.expression(a)).collect();
            let values = values.into_iter().collect::<Option<_>>()?;
            return self.apply_closure(&closure, values, whole);
        }
        if let Some(reading) = syntax::function(path, &self.function.signature.scalar) {
            return reading(self, whole, path, arguments);
        }
        if let Some(rule) = syntax::rule_of(path, &self.function.signature.scalar) {
            self.apply(rule, &arguments.iter().collect::<Vec<_>>(), 0, whole)
        } else {
            // Of a value that had an error, there is nothing more to say.
            if arguments
                .iter()
                .any(|argument| self.mentions_failed(&argument.tokens))
            {
                return None;
            }
            let message = syntax::unknown_function(path, &snippet(callee));
            self.error(callee, message)
        }
    }

    pub(super) fn method(
        &mut self,
        whole: &Expr,
        receiver: &Expr,
        name: &Ident,
        arguments: &[Expr],
    ) -> Option<Value> {
        let text = name.to_string();
        if let Some(reading) = syntax::method(&text) {
            return reading(self, whole, receiver, arguments);
        }
        let Some(rule) = rules::with_method(&text) else {
            return self.error(name, syntax::unknown_method(&text));
        };
        // A method of an integer gives an integer computed at run time.
        if let Some(Value::Integer(_)) = self.peek(receiver) {
            return self.runtime_integer(whole).map(Value::Integer);
        }
        let all: Vec<&Expr> = std::iter::once(receiver).chain(arguments).collect();
        self.apply(rule, &all, 1, whole)
    }

    /// The value of a plain name.
    fn peek(&self, expression: &Expr) -> Option<Value> {
        match &expression.kind {
            ExprKind::Transparent(operand) => self.peek(operand),
            ExprKind::Path(path) if path.len() == 1 => {
                lookup(&self.frames, &path[0].to_string())?.value.clone()
            }
            _ => None,
        }
    }

    /// An operation given by its path, of one argument that is a node already.
    pub(super) fn apply_named(
        &mut self,
        whole: &Expr,
        path: &[Ident],
        arguments: &[Argument<'_>],
    ) -> Option<Value> {
        let Some(id) = syntax::rule_of(path, &self.function.signature.scalar) else {
            let text = snippet(&whole.tokens);
            return self.error(whole, syntax::unknown_mapped(path, &text));
        };
        let read = Arguments {
            arrays: arguments.to_vec(),
            ..Arguments::default()
        };
        let wanted = rules::rule(id).parameters.len();
        if wanted != arguments.len() {
            return self.count_error(rules::rule(id), arguments.len(), 0, whole);
        }
        self.build(id, read, whole).map(Value::Node)
    }

    /// An operation of the table; `received` of the arguments are a method's receiver.
    pub(super) fn apply(
        &mut self,
        id: RuleId,
        arguments: &[&Expr],
        received: usize,
        whole: &Expr,
    ) -> Option<Value> {
        let rule = rules::rule(id);
        if rule.parameters.len() != arguments.len() {
            return self.count_error(rule, arguments.len(), received, whole);
        }
        let mut read = Arguments::default();
        let mut failed = false;
        for (parameter, argument) in rule.parameters.iter().zip(arguments) {
            failed |= self.argument(*parameter, argument, &mut read).is_none();
        }
        if failed {
            return None;
        }
        self.build(id, read, whole).map(Value::Node)
    }

    fn argument<'e>(
        &mut self,
        parameter: Parameter,
        expression: &'e Expr,
        read: &mut Arguments<'e>,
    ) -> Option<()> {
        match parameter {
            Parameter::Array => {
                let id = self.node(expression)?;
                read.arrays.push((id, expression));
            }
            Parameter::Axis => {
                let rank = read.arrays.first().map_or(0, |a| self.graph.rank(a.0));
                read.attribute = Attribute::Axis(self.axis(expression, rank)?);
            }
            Parameter::Exponent => {
                let value = self.expression(expression)?;
                let literal = match value {
                    Value::Integer(dim) => self.graph.dims.as_constant(dim),
                    _ => None,
                };
                if let Some(exponent) = literal.and_then(|n| i32::try_from(n).ok()) {
                    read.attribute = Attribute::Exponent(exponent);
                } else {
                    let id = self.scalar_or_array(value, expression)?;
                    read.exponent = Some((id, expression));
                }
            }
            Parameter::Order => {
                let value = self.expression(expression)?;
                let literal = match value {
                    Value::Integer(dim) => self.graph.dims.as_constant(dim),
                    _ => None,
                };
                let order = literal.and_then(|n| u16::try_from(n).ok());
                let Some(order) = order else {
                    let wanted = "a literal integer that is not negative";
                    return self.wrong(expression, "not an order of a derivative", wanted);
                };
                read.attribute = Attribute::Order(order.into());
            }
            Parameter::Number => {
                let id = self.node(expression)?;
                match self.graph.kind(id) {
                    Kind::Number(number) => read.numbers.push(number.get()),
                    _ => return self.wrong(expression, "not a literal", "a literal number"),
                }
            }
            Parameter::Shape => read.shape = self.shape_argument(expression)?,
        }
        Some(())
    }

    fn build(&mut self, id: RuleId, mut read: Arguments<'_>, whole: &Expr) -> Option<Id> {
        let mut rule = rules::rule(id);
        if let Some(exponent) = read.exponent.take() {
            if !matches!(rule.meaning, Meaning::Elementwise { .. }) {
                return self.wrong(exponent.1, "not a literal", "a literal integer");
            }
            // An exponent of run time: xⁿ as a function of both.
            rule = rules::rule(rules::playing(Role::Power));
            read.arrays.push(exponent);
        }
        let arrays: Vec<Id> = read.arrays.iter().map(|a| a.0).collect();
        if rule.forms.is_empty() {
            self.one_shape(rule, &read.arrays, whole)?;
        }
        let form = match rule.forms {
            [] => None,
            _ => Some(self.fit(rule, read.attribute, &read.arrays, whole)?),
        };
        self.same_count(rule, &read, whole)?;
        if rules::traits(id).family == Some(Family::Triangular) {
            let place = read.arrays[0].1.tokens.clone();
            self.triangles.push((arrays[0], place));
        }
        self.at(whole.span);
        let built = self.build_node(rule, read, form, arrays);
        let large = |dim: &Dim| self.graph.dims.is_large(*dim);
        if self.graph.shape(built).iter().any(large) {
            let message = "the size of this array is a product of too many dimensions";
            return self.error(whole, message);
        }
        Some(built)
    }

    fn build_node(
        &mut self,
        rule: &'static Rule,
        read: Arguments<'_>,
        form: Option<&str>,
        arrays: Vec<Id>,
    ) -> Id {
        match (&rule.meaning, form) {
            (Meaning::Contraction, form) => self.graph.einsum(form.unwrap_or("->"), &arrays),
            (Meaning::Elementwise { .. }, _) => self.graph.map(rule.name, read.attribute, &arrays),
            (Meaning::Primitive { .. }, _) => {
                let ranks: Vec<usize> = arrays.iter().map(|id| self.graph.rank(*id)).collect();
                let shape = rule.shape(&self.graph, read.attribute, &ranks, &arrays);
                self.graph.apply(rule.name, read.attribute, &arrays, shape)
            }
            (Meaning::Composite(define), _) => {
                let call = Call {
                    arrays,
                    attribute: read.attribute,
                    numbers: read.numbers,
                    shape: read.shape,
                };
                define(&mut self.graph, &call)
            }
        }
    }

    /// An operation that puts an array's elements under a requested shape keeps their number.
    fn same_count(
        &mut self,
        rule: &'static Rule,
        read: &Arguments<'_>,
        whole: &Expr,
    ) -> Option<()> {
        let (&[array], [_, ..]) = (read.arrays.as_slice(), read.shape.as_slice()) else {
            return Some(());
        };
        let shape = self.graph.shape(array.0).to_vec();
        let given = self.graph.dims.product(&shape);
        let wanted = self.graph.dims.product(&read.shape);
        match self.graph.dims.unify(given, wanted) {
            Unified::Equal => Some(()),
            Unified::Unknown => {
                let why = format!("`{}` keeps the number of elements", rule.name);
                self.assume(given, wanted, &why, whole);
                Some(())
            }
            Unified::Never => {
                let mut message = format!(
                    "`{}` keeps the number of elements: {}, and the new shape is {}",
                    rule.name,
                    self.describe(array),
                    self.graph.dims.display_shape(&read.shape)
                );
                message.push_str(&self.dims_note(&[given, wanted]));
                self.error(whole, message)
            }
        }
    }

    /// `received` of the arguments are a method's receiver.
    fn count_error<T>(
        &mut self,
        rule: &'static Rule,
        given: usize,
        received: usize,
        whole: &Expr,
    ) -> Option<T> {
        let wanted = rule.parameters.len().saturating_sub(received);
        let wanted = counted(wanted, "argument", "arguments");
        let given = given.saturating_sub(received);
        let name = called(rule, whole);
        self.error(whole, format!("`{name}` takes {wanted}, not {given}"))
    }
}
