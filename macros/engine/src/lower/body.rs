//! Blocks and `let`s: scopes, names for printing, and which statements emitted code must repeat.

use proc_macro2::TokenStream;

use super::Lowering;
use super::constant::BODY;
use super::snippet::{identifiers, snippet};
use super::syntax;
use super::value::{Binding, Frame, Statement, Value, lookup};
use crate::ast::{Block, Let};
use crate::graph::{Id, Kind, Numeral};

impl Lowering<'_> {
    /// The function's body: its value.
    pub(super) fn function_body(&mut self) -> Option<Id> {
        let function = self.function;
        self.frames.push(Frame::default());
        let value = self.statements_and_tail(&function.body)?;
        let Some(tail) = &function.body.tail else {
            return None;
        };
        let id = self.scalar_or_array(value, tail)?;
        let (found, expected) = (self.graph.rank(id), function.signature.output_rank);
        if found != expected {
            let message = format!(
                "the value is a {}, and the function returns a {}",
                super::form::kind_of(found),
                super::form::kind_of(expected)
            );
            return self.error(&**tail, message);
        }
        Some(id)
    }

    /// An inner block: its value, its names forgotten.
    pub(super) fn block(&mut self, block: &Block) -> Option<Value> {
        self.frames.push(Frame::default());
        let value = self.statements_and_tail(block);
        self.frames.pop();
        value
    }

    fn statements_and_tail(&mut self, block: &Block) -> Option<Value> {
        // Items are there before they are declared.
        let (items, lets): (Vec<&Let>, Vec<&Let>) =
            block.statements.iter().partition(|s| s.item.is_some());
        for item in items {
            self.item(item);
        }
        for statement in lets {
            self.statement(statement);
        }
        match &block.tail {
            Some(tail) => self.expression(tail),
            None => self.error(
                block.span,
                "this block has no value: end it with an expression",
            ),
        }
    }

    /// An item, which companions repeat before all else.
    fn item(&mut self, statement: &Let) {
        let Some(item) = &statement.item else { return };
        if self.frames.len() > BODY + 1 {
            let message = "companions repeat the items of the function's body, and not those of a block within \
                           it: declare this at the head of the body";
            return self.error(&statement.tokens, message).unwrap_or_default();
        }
        let scalar = self.function.signature.scalar.to_string();
        for name in &item.names {
            let text = name.to_string();
            let hidden = self.frames[0].get(&text).is_some();
            if hidden || syntax::is_primitive(&text) || text == scalar {
                let what = if hidden { "parameter" } else { "type" };
                let message = format!("this hides the {what} `{text}`: give it another name");
                return self.error(name, message).unwrap_or_default();
            }
        }
        if item.constant {
            self.statement(statement);
        } else {
            self.record(statement);
        }
    }

    fn statement(&mut self, statement: &Let) {
        let unknown = statement
            .annotation
            .as_ref()
            .and_then(|_| self.unknown(&statement.value, &mut Vec::new()));
        if let (Some(annotation), Some(unknown)) = (&statement.annotation, unknown) {
            let value = self.constant_let(statement, annotation, Some(unknown));
            return self.bind(statement, value, true);
        }
        let value = self.expression(&statement.value);
        match (&value, &statement.annotation) {
            (Some(Value::Path(_)), Some(annotation)) => {
                let value = self.constant_let(statement, annotation, None);
                self.bind(statement, value, true);
            }
            _ => self.bind(statement, value, false),
        }
    }

    /// Notes a `let`, and gives its position.
    fn record(&mut self, statement: &Let) -> usize {
        let names = statement.names.iter().flatten();
        let mentioned = if statement.item.is_some() {
            Vec::new()
        } else {
            identifiers(&statement.value.tokens, true)
        };
        self.statements.push(Statement {
            tokens: statement.tokens.clone(),
            names: names.map(ToString::to_string).collect(),
            requires: self.required(&mentioned),
            kept: false,
            item: statement.item.is_some(),
        });
        self.statements.len() - 1
    }

    /// The `let`s that bind these names.
    fn required(&self, mentioned: &[String]) -> Vec<usize> {
        let bindings = mentioned
            .iter()
            .filter_map(|name| lookup(&self.frames, name));
        bindings.filter_map(|binding| binding.statement).collect()
    }

    fn bind(&mut self, statement: &Let, value: Option<Value>, opaque: bool) {
        let position = self.record(statement);
        if opaque {
            self.opaque.push(std::ptr::from_ref(statement));
            self.keep(position);
        }
        let values = self.split(statement, value);
        for (name, value) in statement.names.iter().zip(values) {
            let Some(name) = name else { continue };
            let text = name.to_string();
            self.name_value(&text, value.as_ref());
            let binding = Binding {
                value,
                statement: Some(position),
            };
            if let Some(frame) = self.frames.last_mut() {
                frame.bind(text, binding);
            }
        }
    }

    /// The values of a pattern's names.
    fn split(&mut self, statement: &Let, value: Option<Value>) -> Vec<Option<Value>> {
        let count = statement.names.len();
        match value {
            Some(Value::Tuple(values)) if statement.tuple && values.len() == count => {
                values.into_iter().map(Some).collect()
            }
            Some(value) if !statement.tuple => vec![Some(value)],
            None => vec![None; count],
            Some(_) => {
                let text = snippet(&statement.value.tokens);
                let message = format!(
                    "`{text}` is not a tuple of {count} values that matgrad can take apart"
                );
                self.error::<()>(&statement.value, message);
                vec![None; count]
            }
        }
    }

    /// Lets formulas, shapes and checks print a value by the name that the user gave it.
    fn name_value(&mut self, name: &str, value: Option<&Value>) {
        match value {
            Some(Value::Node(id)) => {
                let leaf = matches!(
                    self.graph.kind(*id),
                    Kind::Input(_) | Kind::Number(_) | Kind::Size(_)
                );
                if !leaf {
                    let names = &mut self.graph.names;
                    names.entry(*id).or_insert_with(|| name.to_owned());
                }
            }
            Some(Value::Integer(dim)) => self.name_dimension(*dim, name),
            _ => {}
        }
    }

    /// Has emitted code repeat a `let`, and all that it mentions.
    fn keep(&mut self, position: usize) {
        let mut pending = vec![position];
        while let Some(next) = pending.pop() {
            let statement = &mut self.statements[next];
            if !statement.kept {
                statement.kept = true;
                pending.extend(&statement.requires);
            }
        }
    }

    /// Has emitted code repeat the `let`s that an expression mentions.
    pub(super) fn keep_mentioned(&mut self, tokens: &TokenStream) {
        for position in self.required(&identifiers(tokens, true)) {
            self.keep(position);
        }
    }

    /// Collects the statements to repeat. A name that a repeated statement shadows is saved under
    /// another one where an input or integer still reads it.
    pub(super) fn keep_statements(&mut self) {
        let mut kept: Vec<(usize, TokenStream)> = Vec::new();
        let shadowed = |statements: &[Statement], after: usize, tokens: &TokenStream| {
            let mentioned = identifiers(tokens, true);
            let later = statements.iter().skip(after);
            let later = later.filter(|s| s.kept && !s.item);
            later
                .flat_map(|s| &s.names)
                .any(|name| mentioned.contains(name))
        };
        for (index, tokens) in self.environment.inputs.iter_mut().enumerate() {
            let after = self.read_after.inputs[index];
            if shadowed(&self.statements, after, tokens) {
                let promoted = self.graph.inputs[index].numeral != Numeral::Real;
                let saved = super::constant::save(index, "input", tokens, !promoted);
                kept.push((after, saved));
            }
        }
        for (index, tokens) in self.environment.integers.iter_mut().enumerate() {
            let after = self.read_after.integers[index];
            if shadowed(&self.statements, after, tokens) {
                kept.push((
                    after,
                    super::constant::save(index, "integer", tokens, false),
                ));
            }
        }
        self.environment.statements = self.interleave(&kept);
        let items = self.statements.iter().filter(|s| s.item);
        self.environment.items = items.map(|item| item.tokens.clone()).collect();
    }

    fn interleave(&self, saved: &[(usize, TokenStream)]) -> Vec<TokenStream> {
        let needed = |statement: &&Statement| statement.kept && !statement.item;
        let mut statements = Vec::new();
        for position in 0..=self.statements.len() {
            let here = saved.iter().filter(|(after, _)| *after == position);
            statements.extend(here.map(|(_, tokens)| tokens.clone()));
            if let Some(statement) = self.statements.get(position).filter(needed) {
                statements.push(statement.tokens.clone());
            }
        }
        statements
    }

    /// Whether tokens mention a name whose value had an error.
    pub(super) fn mentions_failed(&self, tokens: &TokenStream) -> bool {
        let mentioned = identifiers(tokens, true);
        let bindings = mentioned
            .iter()
            .filter_map(|name| lookup(&self.frames, name));
        bindings.into_iter().any(|binding| binding.value.is_none())
    }

    /// Whether a value may depend on a listed parameter.
    pub(super) fn involves(&self, tokens: &TokenStream) -> Option<String> {
        let depends = self.graph.depends_on(&self.wrt);
        let mentioned = identifiers(tokens, lookup(&self.frames, "stop_gradient").is_some());
        mentioned.into_iter().find(|name| {
            let value = lookup(&self.frames, name).and_then(|binding| binding.value.as_ref());
            value.is_some_and(|value| value_involves(value, &depends))
        })
    }
}

fn value_involves(value: &Value, depends: &[bool]) -> bool {
    match value {
        Value::Node(id) | Value::Whole(id) | Value::Truth(id) => depends[id.0 as usize],
        Value::Tuple(values) => values.iter().any(|value| value_involves(value, depends)),
        Value::Closure(closure) => {
            let stopped = lookup(&closure.frames, "stop_gradient").is_some();
            let mentioned = identifiers(&closure.body.tokens, stopped);
            mentioned.iter().any(|name| {
                let value = lookup(&closure.frames, name).and_then(|b| b.value.as_ref());
                value.is_some_and(|value| value_involves(value, depends))
            })
        }
        Value::Integer(_) | Value::Path(_) | Value::Axis(_) | Value::Opaque => false,
    }
}
