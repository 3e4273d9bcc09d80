//! How a value is written where it is used, and how a parameter is declared.

use super::{Form, Generator, Value};

impl Form {
    /// What an operation on values of this shape gives.
    pub fn owned(shape: &[&str]) -> Self {
        if shape.is_empty() {
            Self::Scalar
        } else {
            Self::Owned
        }
    }
}

impl Value {
    pub fn is_scalar(&self) -> bool {
        self.shape.is_empty()
    }

    /// Whether it has `ndarray`'s methods and operators.
    pub fn is_array(&self) -> bool {
        matches!(self.form, Form::Owned | Form::Ref | Form::View)
    }

    /// As an operand by reference: `&a + &b`.
    pub fn reference(&self) -> String {
        let text = &self.text;
        match (self.form, self.bound) {
            (Form::Ref, _) => text.clone(),
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
    pub fn scalar(&self) -> String {
        match (self.form, self.bound) {
            (Form::ScalarRef, _) => format!("(*{})", self.text),
            (_, true) => self.text.clone(),
            (_, false) => format!("({})", self.text),
        }
    }
}

impl Generator {
    /// Type and form of parameter `number` of some rank, and how the harness passes it.
    pub fn parameter_type(&mut self, rank: usize, number: usize) -> (Form, String, String) {
        let ty = self.ty();
        let (form, declared, argument) = match (rank, self.below(7)) {
            (0, 0..2) => (Form::ScalarRef, format!("&{ty}"), "&i.scalar(#)"),
            (0, _) => (Form::Scalar, ty.to_owned(), "i.scalar(#)"),
            (1, 0) => (
                Form::View,
                format!("ArrayView1<'_, {ty}>"),
                "i.backwards(#).slice(s![..;-1])",
            ),
            (1, 1) => (Form::Elements, format!("&[{ty}]"), "&i.vector(#).to_vec()"),
            (1, 2) => (Form::Raw, format!("&ArrayRef1<{ty}>"), "&i.vector(#)"),
            (1, 3) => (Form::Owned, format!("Array1<{ty}>"), "i.vector(#)"),
            (1, 4) => (
                Form::Elements,
                format!("&Vec<{ty}>"),
                "&i.vector(#).to_vec()",
            ),
            (1, _) => (Form::Ref, format!("&Array1<{ty}>"), "&i.vector(#)"),
            (_, 0) => (
                Form::View,
                format!("ArrayView2<'_, {ty}>"),
                "i.spread(#).slice(s![..;2, ..;3])",
            ),
            (_, 1) => (
                Form::View,
                format!("ArrayView2<'_, {ty}>"),
                "i.turned(#).t()",
            ),
            (_, 2) => (Form::Raw, format!("&ArrayRef2<{ty}>"), "&i.matrix(#)"),
            (_, 3) => (Form::Owned, format!("Array2<{ty}>"), "i.columns_first(#)"),
            (_, _) => (Form::Ref, format!("&Array2<{ty}>"), "&i.matrix(#)"),
        };
        (form, declared, argument.replace('#', &number.to_string()))
    }

    /// A number of the scalar type.
    pub fn literal(&self, value: f64) -> String {
        if self.generic {
            format!("T::lit({value:?})")
        } else {
            format!("{value:?}")
        }
    }

    /// As an argument of a function of the vocabulary.
    pub fn argument(&mut self, value: &Value) -> String {
        let text = &value.text;
        match (value.form, value.bound, self.below(4)) {
            (Form::Owned, true, 0) | (Form::Ref, _, 0) => format!("{text}.view()"),
            (Form::Owned, true, 1) => format!("{text}.clone()"),
            (Form::Owned, true, _) | (Form::View, true, 0) => format!("&{text}"),
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
    pub fn length(&mut self, dim: &str) -> Option<String> {
        let fits = |one: &&Value| one.bound && one.shape.contains(&dim);
        let holders: Vec<Value> = self.pool.iter().filter(fits).cloned().collect();
        if holders.is_empty() {
            return None;
        }
        let holder = self.choose(&holders);
        let axis = holder.shape.iter().position(|one| *one == dim)?;
        let name = &holder.text;
        Some(match (holder.shape.len(), self.below(3), axis) {
            (1, ..) => format!("{name}.len()"),
            (_, 0, _) => format!("{name}.shape()[{axis}]"),
            (_, 1, _) => format!("{name}.len_of(Axis({axis}))"),
            (_, _, 0) => format!("{name}.nrows()"),
            _ => format!("{name}.ncols()"),
        })
    }
}
