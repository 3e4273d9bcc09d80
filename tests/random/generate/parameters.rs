//! Parameters: of every type that is read, with what attributes say of them.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::dims::{Dim, M, N, P, SYMBOLS};
use super::value::{Form, Value};
use super::{Generator, Number, Parameter};

const STRUCTURES: [(&str, &str); 6] = [
    ("symmetric", "Symmetric"),
    ("posdef", "Positive"),
    ("diagonal", "Diagonal"),
    ("lower", "Lower"),
    ("upper", "Upper"),
    ("orthogonal", "Orthogonal"),
];

impl Generator {
    pub fn parameter(&mut self, number: usize) {
        let shape = self.parameter_shape(number);
        let (form, ty, argument) = self.parameter_type(shape.len());
        let name = format!("x{number}");
        let square = shape.len() == 2 && shape[0] == shape[1] && !shape[0].is_one();
        let structure = (square && self.below(3) == 0).then(|| self.choose(&STRUCTURES));
        let mut attributes = String::new();
        if let Some((structure, _)) = structure {
            let _ = write!(attributes, "#[structure({structure})] ");
        }
        let must = shape.iter().any(Dim::is_one);
        if !shape.is_empty() && (must || self.below(4) == 0) {
            let names: Vec<String> = shape.iter().map(|dim| self.dim_name(dim, must)).collect();
            let _ = write!(attributes, "#[dims({})] ", names.join(", "));
        }
        self.parameters.push(Parameter {
            shape: shape.clone(),
            promise: structure.map_or("Nothing", |(_, promise)| promise),
            declaration: format!("{attributes}{name}: {ty}"),
            argument: argument.replace('#', &number.to_string()),
        });
        self.pool.push(Value {
            form,
            from: BTreeSet::from([number]),
            ..Value::new(String::new(), shape, 1.5, &[]).named(name, form)
        });
    }

    fn dim_name(&mut self, dim: &Dim, must: bool) -> String {
        match dim {
            Dim::Fixed(length) => length.to_string(),
            Dim::Symbol(symbol) if must || self.below(5) > 0 => SYMBOLS[*symbol].to_owned(),
            _ => "_".to_owned(),
        }
    }

    fn parameter_shape(&mut self, number: usize) -> Vec<Dim> {
        let arrays = [
            vec![N],
            vec![N],
            vec![M],
            vec![N, M],
            vec![N, M],
            vec![M, N],
            vec![N, N],
            vec![N, N],
            vec![M, P],
            vec![P],
            vec![M, M],
            vec![Dim::Fixed(3)],
            vec![Dim::Fixed(2), N],
            vec![Dim::Fixed(3), Dim::Fixed(3)],
            vec![Dim::Fixed(1), M],
            vec![N, Dim::Fixed(1)],
        ];
        if number > 0 && self.below(6) == 0 {
            Vec::new()
        } else if self.below(3) > 0 {
            self.choose(&arrays[..8])
        } else {
            self.choose(&arrays)
        }
    }

    /// Type and form of a parameter of some rank, and how the harness passes argument `#`.
    fn parameter_type(&mut self, rank: usize) -> (Form, String, String) {
        let ty = self.ty();
        // The harness says which instance of a generic program it calls.
        let scalar = if self.number == Number::Generic {
            "§"
        } else {
            ty
        };
        if rank == 0 {
            let argument = format!("i.scalar::<{scalar}>(#)");
            return match self.below(3) {
                0 => (Form::ScalarRef, format!("&{ty}"), format!("&{argument}")),
                _ => (Form::Scalar, ty.to_owned(), argument),
            };
        }
        let held = ["vector", "matrix"][rank - 1];
        let view = format!("i.{held}::<{scalar}>(#).view()");
        let owned = format!("i.{held}::<{scalar}>(#).owned()");
        let by_reference = |text: &str| format!("&{text}");
        match self.below(if rank == 1 { 13 } else { 10 }) {
            0 => (Form::View, format!("ArrayView{rank}<'_, {ty}>"), view),
            1 => (Form::View, format!("ArrayView<'_, {ty}, Ix{rank}>"), view),
            2 => (
                Form::ViewRef,
                format!("&ArrayView{rank}<'_, {ty}>"),
                by_reference(&view),
            ),
            3 => (
                Form::Raw,
                format!("&ArrayRef{rank}<{ty}>"),
                by_reference(&view),
            ),
            4 => (
                Form::Raw,
                format!("&ArrayRef<{ty}, Ix{rank}>"),
                by_reference(&view),
            ),
            5 => (Form::Owned, format!("Array{rank}<{ty}>"), owned),
            6 => (Form::Owned, format!("Array<{ty}, Ix{rank}>"), owned),
            7..10 => (
                Form::Ref,
                format!("&Array{rank}<{ty}>"),
                by_reference(&owned),
            ),
            10 | 11 => (
                Form::Elements,
                format!("&[{ty}]"),
                format!("&i.elements::<{scalar}>(#)"),
            ),
            _ => (
                Form::Elements,
                format!("&Vec<{ty}>"),
                format!("&i.elements::<{scalar}>(#)"),
            ),
        }
    }

    /// An integer and a truth value beside the arrays, which are constants.
    pub fn others(&mut self) {
        if self.below(4) == 0 {
            self.index = Some("k");
            self.plain.push(("k: usize", "1"));
        }
        if self.below(6) == 0 {
            self.truth = Some("flag");
            let value = self.choose(&["true", "false"]);
            self.plain.push(("flag: bool", value));
        }
    }
}
