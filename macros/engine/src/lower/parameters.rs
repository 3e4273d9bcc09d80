//! Parameters → inputs with shapes, integers, and what `#[dims(..)]` says of them.

use proc_macro2::{TokenStream, TokenTree};

use super::Lowering;
use super::value::{Binding, Value};
use crate::dim::{Dim, Nature, Unified};
use crate::function::{DimName, Parameter, ParameterKind, plain};
use crate::graph::{Id, Input, Numeral, Role};
use crate::structure::Structure;

impl Lowering<'_> {
    /// Binds all parameters. Gives the listed ones.
    pub(super) fn parameters(&mut self) -> Option<Vec<Id>> {
        let function = self.function;
        let mut declared: Vec<(String, Dim)> = Vec::new();
        let mut inputs: Vec<Option<Id>> = Vec::new();
        for (position, parameter) in function.parameters.iter().enumerate() {
            let value = self.parameter(position, parameter, &mut declared);
            inputs.push(match value {
                Value::Node(id) => Some(id),
                _ => None,
            });
            let binding = Binding {
                value: Some(value),
                statement: None,
            };
            self.frames[0].bind(parameter.name.to_string(), binding);
        }
        for position in &function.options.wrt {
            let found = inputs.get(*position).copied().flatten();
            match (found, function.parameters.get(*position)) {
                (Some(id), _) => self.wrt.push(id),
                (None, Some(parameter)) => {
                    let name = &parameter.name;
                    let message = format!(
                        "`{name}` is neither an array nor a scalar of floating-point numbers: \
                         there is no gradient with respect to it; remove it from `#[grad(..)]`"
                    );
                    self.error::<()>(name, message);
                }
                (None, None) => self.failed = true,
            }
        }
        (!self.failed).then(|| self.wrt.clone())
    }

    fn parameter(
        &mut self,
        position: usize,
        parameter: &Parameter,
        declared: &mut Vec<(String, Dim)>,
    ) -> Value {
        let name = plain(&parameter.name);
        let tokens: TokenStream = TokenTree::from(parameter.name.clone()).into();
        self.at(parameter.name.span());
        let input = |numeral| Input {
            name: name.clone(),
            role: Role::Parameter(position),
            numeral,
            structure: parameter.structure,
        };
        match parameter.kind {
            ParameterKind::Opaque if is_bool(&parameter.tokens) => {
                Value::Truth(self.input(input(Numeral::Truth), Vec::new(), tokens))
            }
            ParameterKind::Opaque => Value::Opaque,
            ParameterKind::Scalar => {
                Value::Node(self.input(input(Numeral::Real), Vec::new(), tokens))
            }
            ParameterKind::Integer if is_usize(&parameter.tokens) => {
                Value::Integer(self.integer_symbol(name, tokens))
            }
            ParameterKind::Integer => {
                Value::Whole(self.input(input(Numeral::Integer), Vec::new(), tokens))
            }
            ParameterKind::Array(rank) => {
                let shape = self.declared_shape(parameter, rank, declared);
                if parameter.structure != Structure::NONE {
                    self.require_square(parameter, &shape);
                }
                Value::Node(self.input(input(Numeral::Real), shape, tokens))
            }
        }
    }

    fn declared_shape(
        &mut self,
        parameter: &Parameter,
        rank: usize,
        declared: &mut Vec<(String, Dim)>,
    ) -> Vec<Dim> {
        let name = plain(&parameter.name);
        let mut shape = self.fresh_shape(&name, rank);
        for (dim, said) in shape.iter_mut().zip(&parameter.dims) {
            match said {
                DimName::Unsaid => {}
                DimName::Fixed(size, _) => {
                    let size = i64::try_from(*size).unwrap_or(i64::MAX);
                    *dim = self.graph.dims.constant(size);
                }
                DimName::Symbol(symbol) => {
                    let text = symbol.to_string();
                    *dim = if let Some((_, known)) =
                        declared.iter().find(|(known, _)| *known == text)
                    {
                        *known
                    } else {
                        let fresh = self.graph.dims.fresh(text.clone(), Nature::Declared);
                        self.declared_at(fresh, parameter);
                        declared.push((text, fresh));
                        fresh
                    };
                }
            }
        }
        shape
    }

    fn require_square(&mut self, parameter: &Parameter, shape: &[Dim]) {
        if let [rows, columns] = shape
            && self.graph.dims.unify(*rows, *columns) != Unified::Equal
        {
            let message = format!(
                "a matrix with a structure is square: `{}` is {}",
                parameter.name,
                self.graph.dims.display_shape(shape)
            );
            self.errors.error(&parameter.name, message);
            self.failed = true;
        }
    }

    fn declared_at(&mut self, dim: Dim, parameter: &Parameter) {
        if let Some(symbol) = self.graph.dims.polynomial(dim).as_symbol() {
            let entries: Vec<String> = parameter.dims.iter().map(dim_name).collect();
            let text = format!("`#[dims({})]` of `{}`", entries.join(", "), parameter.name);
            self.provenance.push((symbol, text));
        }
    }
}

/// An entry of `#[dims(..)]` as written.
pub(super) fn dim_name(entry: &DimName) -> String {
    match entry {
        DimName::Symbol(symbol) => symbol.to_string(),
        DimName::Fixed(size, _) => size.to_string(),
        DimName::Unsaid => "_".into(),
    }
}

/// Whether a type, the end of `tokens`, is `usize` behind references.
pub(super) fn is_usize(tokens: &TokenStream) -> bool {
    ends_with(tokens, "usize")
}

/// Whether a type, the end of `tokens`, is `bool` behind references.
pub(super) fn is_bool(tokens: &TokenStream) -> bool {
    ends_with(tokens, "bool")
}

fn ends_with(tokens: &TokenStream, name: &str) -> bool {
    let last = tokens.clone().into_iter().last();
    matches!(last, Some(TokenTree::Ident(ident)) if ident == name)
}
