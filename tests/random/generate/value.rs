//! Values of a program, and how they are written where they are used.

use std::collections::BTreeSet;

use super::dims::Dim;
use super::{Generator, Number};

/// What a value is to the compiler.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    Scalar,
    ScalarRef,
    Owned,
    Ref,
    View,
    ViewRef,
    /// `&ArrayRef`.
    Raw,
    /// `&[f64]` or `&Vec<f64>`.
    Elements,
}

/// A value of the program: a name, or an expression that is not bound to one.
#[derive(Clone, Debug)]
#[allow(clippy::struct_excessive_bools, reason = "facts, each by itself")]
pub struct Value {
    pub text: String,
    pub shape: Vec<Dim>,
    pub form: Form,
    pub bound: bool,
    /// Whether it borrows from what ends with the statement.
    pub lent: bool,
    /// Whether it is a matrix without an inverse, whatever the arguments.
    pub deficient: bool,
    /// Whether it stays clear of 0 from above.
    pub positive: bool,
    /// About as large as it gets.
    pub size: f64,
    /// The parameters its derivative reaches.
    pub from: BTreeSet<usize>,
}

impl Form {
    /// What an operation on values of this shape gives.
    pub fn owned(shape: &[Dim]) -> Self {
        if shape.is_empty() {
            Self::Scalar
        } else {
            Self::Owned
        }
    }
}

impl Value {
    /// What an operation gives: owned, and not bound.
    pub fn new(text: String, shape: Vec<Dim>, size: f64, of: &[&Self]) -> Self {
        let from = of.iter().flat_map(|one| one.from.iter().copied());
        Self {
            text,
            form: Form::owned(&shape),
            shape,
            bound: false,
            lent: false,
            deficient: false,
            positive: false,
            size,
            from: from.collect(),
        }
    }

    pub fn scalar(text: String, size: f64, of: &[&Self]) -> Self {
        Self::new(text, Vec::new(), size, of)
    }

    /// An array, or scalar, of this shape.
    pub fn like(&self, text: String, size: f64) -> Self {
        Self::new(text, self.shape.clone(), size, &[self])
    }

    pub fn named(self, name: String, form: Form) -> Self {
        Self {
            text: name,
            form,
            bound: true,
            lent: false,
            ..self
        }
    }

    pub fn rank(&self) -> usize {
        self.shape.len()
    }

    pub fn is_scalar(&self) -> bool {
        self.shape.is_empty()
    }

    pub fn is_square(&self) -> bool {
        self.rank() == 2 && self.shape[0] == self.shape[1]
    }

    /// Whether it has `ndarray`'s methods.
    pub fn is_array(&self) -> bool {
        !self.is_scalar() && self.form != Form::Elements
    }

    /// As an operand by reference: `&a + &b`.
    pub fn reference(&self) -> String {
        let text = &self.text;
        match (self.form, self.bound) {
            (Form::Raw, _) => format!("&{text}.view()"),
            (Form::Ref | Form::ViewRef, _) => text.clone(),
            (Form::Owned | Form::View, true) => format!("&{text}"),
            _ => format!("&({text})"),
        }
    }

    /// As the receiver of a method.
    pub fn receiver(&self) -> String {
        if self.bound {
            self.text.clone()
        } else {
            format!("({})", self.text)
        }
    }

    /// A scalar as an operand.
    pub fn number(&self) -> String {
        match (self.form, self.bound) {
            (Form::ScalarRef, _) => format!("(*{})", self.text),
            (_, true) => self.text.clone(),
            (_, false) => format!("({})", self.text),
        }
    }
}

impl Generator {
    /// A number of the scalar type.
    pub fn literal(&self, value: f64) -> String {
        if self.number == Number::Generic {
            format!("T::lit({value:?})")
        } else {
            format!("{value:?}")
        }
    }

    /// As an argument of a function of the vocabulary.
    pub fn argument(&mut self, value: &Value) -> String {
        let text = &value.text;
        match (value.form, value.bound, self.below(5)) {
            (Form::Owned, true, 0) | (Form::Ref | Form::Raw, _, 0) => format!("{text}.view()"),
            (Form::Owned, true, 1) => format!("{text}.clone()"),
            (Form::Owned, true, _) | (Form::View, true, 0) => format!("&{text}"),
            (Form::View, true, 1) | (Form::ViewRef | Form::Raw, _, 1) => {
                format!("{text}.to_owned()")
            }
            (Form::Owned, false, 0) => format!("&({text})"),
            (Form::ScalarRef, _, 0) => format!("*{text}"),
            _ => text.clone(),
        }
    }

    /// As the left operand, by value where nobody else needs it.
    pub fn operand(&mut self, value: &Value) -> String {
        if value.form == Form::Owned && !value.bound && self.below(2) == 0 {
            format!("({})", value.text)
        } else {
            value.reference()
        }
    }

    /// The length of an axis, read off a value that has it.
    pub fn length(&mut self, dim: &Dim) -> Option<String> {
        if let Dim::Fixed(length) = dim {
            return Some(length.to_string());
        }
        let fits = |one: &&Value| one.bound && one.shape.contains(dim);
        let holders: Vec<Value> = self.pool.iter().filter(fits).cloned().collect();
        if holders.is_empty() {
            return None;
        }
        let holder = self.choose(&holders);
        let axis = holder.shape.iter().position(|one| one == dim)?;
        let (name, way) = (&holder.text, self.below(4));
        Some(match (holder.form, holder.rank(), way, axis) {
            (Form::Elements, ..) | (_, 1, 0..2, _) => format!("{name}.len()"),
            (_, 1, 2, _) => format!("{name}.dim()"),
            (_, 2, 2, _) => format!("{name}.dim().{axis}"),
            (_, _, 0, _) => format!("{name}.shape()[{axis}]"),
            (_, _, 1, _) => format!("{name}.len_of(Axis({axis}))"),
            (_, 1, ..) => format!("{name}.shape()[0]"),
            (_, _, _, 0) => format!("{name}.nrows()"),
            _ => format!("{name}.ncols()"),
        })
    }
}
