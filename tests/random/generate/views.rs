//! The same elements elsewhere: transposes, diagonals, slices, other shapes, and views of all of them.

use super::Generator;
use super::dims::{Dim, count};
use super::value::{Form, Value};

/// What `s![..]` says of an axis, and the length that it leaves; none for an index.
type Cut = (String, Option<Dim>);

impl Generator {
    /// The elements in another order or shape, by functions of the vocabulary.
    pub fn rearranged(&mut self) -> Option<Value> {
        let value = self.pick(|one| !one.is_scalar())?;
        let (argument, size) = (self.argument(&value), value.size);
        let (text, shape) = match (value.shape.as_slice(), self.below(9)) {
            ([n], 0..3) => (format!("diag({argument})"), vec![n.clone(), n.clone()]),
            ([n], 3) if matches!(value.form, Form::Owned | Form::Ref) => {
                let text = format!("Array2::from_diag({})", value.reference());
                (text, vec![n.clone(), n.clone()])
            }
            ([n], 4) => {
                let length = self.length(n)?;
                let shape = self.choose(&["row", "column"]);
                match shape {
                    "row" => (
                        format!("reshape({argument}, (1, {length}))"),
                        vec![Dim::Fixed(1), n.clone()],
                    ),
                    _ => (
                        format!("reshape({argument}, ({length}, 1))"),
                        vec![n.clone(), Dim::Fixed(1)],
                    ),
                }
            }
            ([n], 5) => (format!("transpose({argument})"), vec![n.clone()]),
            ([Dim::Times(a, b)], _) => {
                let (first, second) = (self.length(a)?, self.length(b)?);
                let text = format!("reshape({argument}, ({first}, {second}))");
                (text, vec![(**a).clone(), (**b).clone()])
            }
            ([n, m], 0..2) if n == m => (format!("diag({argument})"), vec![n.clone()]),
            ([n, m], 2) => {
                let (first, second) = (self.length(m)?, self.length(n)?);
                let text = format!("reshape({argument}, ({first}, {second}))");
                (text, vec![m.clone(), n.clone()])
            }
            ([n, m], 3) => (format!("transpose({argument})"), vec![m.clone(), n.clone()]),
            ([n, m], 4) => (format!("vec({argument})"), vec![m.times(n)]),
            ([n, m], 5) => {
                let (first, second) = (self.length(n)?, self.length(m)?);
                let text = format!("reshape({argument}, {first} * {second})");
                (text, vec![n.times(m)])
            }
            ([_, _], 6..) => {
                let name = self.choose(&["tril", "triu"]);
                (format!("{name}({argument})"), value.shape.clone())
            }
            _ => return None,
        };
        let mut made = Value::new(text, shape, size, &[&value]);
        made.positive =
            value.positive && !made.text.starts_with("diag") && !made.text.starts_with("tri");
        made.positive &= !made.text.starts_with("Array2");
        made.deficient = value.deficient;
        Some(made)
    }

    /// A view of a part of an array, by ndarray's methods.
    pub fn part(&mut self) -> Option<Value> {
        let value = self.pick(Value::is_array)?;
        match self.below(8) {
            0 => self.inserted(&value),
            1 | 2 if value.rank() == 2 => {
                let (n, m) = (value.shape[0].clone(), value.shape[1].clone());
                let consumed = matches!(value.form, Form::Owned | Form::View) && !value.bound;
                if consumed && self.below(2) == 0 {
                    let text = format!("{}.reversed_axes()", value.receiver());
                    return Some(taken(&value, text, vec![m, n]));
                }
                Some(seen(&value, "t()", vec![m, n]))
            }
            3 if value.is_square() => {
                let shape = vec![value.shape[0].clone()];
                Some(seen(&value, "diag()", shape))
            }
            3 | 4 if value.rank() == 2 => self.line(&value),
            _ => self.sliced(&value),
        }
    }

    /// A new axis of length 1.
    fn inserted(&mut self, value: &Value) -> Option<Value> {
        let [n] = value.shape.as_slice() else {
            return None;
        };
        if n.is_one() {
            return None;
        }
        let axis = self.below(2);
        let mut shape = vec![n.clone()];
        shape.insert(axis, Dim::Fixed(1));
        let receiver = value.receiver();
        if self.below(3) == 0 {
            let items = ["NewAxis, ..", ".., NewAxis"][axis];
            return Some(seen(value, &format!("slice(s![{items}])"), shape));
        }
        if matches!(value.form, Form::Owned | Form::View) && !value.bound {
            let text = format!("{receiver}.insert_axis(Axis({axis}))");
            return Some(taken(value, text, shape));
        }
        let text = format!("view().insert_axis(Axis({axis}))");
        Some(seen(value, &text, shape))
    }

    /// A row or column.
    fn line(&mut self, value: &Value) -> Option<Value> {
        let axis = self.below(2);
        let (along, kept) = (&value.shape[axis], vec![value.shape[1 - axis].clone()]);
        let index = self.index_of(along)?;
        let name = ["row", "column"][axis];
        let consumed = matches!(value.form, Form::Owned | Form::View) && !value.bound;
        Some(match self.below(3) {
            0 if consumed => {
                let text = format!(
                    "{}.index_axis_move(Axis({axis}), {index})",
                    value.receiver()
                );
                taken(value, text, kept)
            }
            1 => seen(value, &format!("index_axis(Axis({axis}), {index})"), kept),
            _ => seen(value, &format!("{name}({index})"), kept),
        })
    }

    /// An index within an axis.
    pub fn index_of(&mut self, dim: &Dim) -> Option<String> {
        Some(match self.below(4) {
            0 => {
                let length = self.length(dim)?;
                self.require_at_least(dim, 1)?;
                format!("{length} - 1")
            }
            1 => {
                self.require_at_least(dim, 2)?;
                "1".to_owned()
            }
            2 if self.index.is_some() => {
                self.require_at_least(dim, 2)?;
                self.index?.to_owned()
            }
            _ => {
                self.require_at_least(dim, 1)?;
                "0".to_owned()
            }
        })
    }

    fn sliced(&mut self, value: &Value) -> Option<Value> {
        let cuts: Option<Vec<Cut>> = value.shape.iter().map(|dim| self.cut(dim)).collect();
        let cuts = cuts?;
        let shape: Vec<Dim> = cuts.iter().filter_map(|cut| cut.1.clone()).collect();
        if shape.is_empty() {
            return None;
        }
        let items: Vec<&str> = cuts.iter().map(|cut| cut.0.as_str()).collect();
        let items = items.join(", ");
        let consumed = matches!(value.form, Form::Owned | Form::View) && !value.bound;
        if consumed && self.below(2) == 0 {
            let text = format!("{}.slice_move(s![{items}])", value.receiver());
            return Some(taken(value, text, shape));
        }
        Some(seen(value, &format!("slice(s![{items}])"), shape))
    }

    fn cut(&mut self, dim: &Dim) -> Option<Cut> {
        let plain = |text: &str, dim: Dim| Some((text.to_owned(), Some(dim)));
        let choice = self.below(14);
        match choice {
            1 | 2 => self.require_at_least(dim, 2)?,
            8 | 9 => self.require_at_least(dim, 3)?,
            _ => self.require_at_least(dim, 1)?,
        }
        match choice {
            0 => plain("..;-1", dim.clone()),
            1 => plain("1..", dim.less(1)),
            2 => plain("..-1", dim.less(1)),
            3 => plain("..;2", dim.every(2)),
            4 => plain("..;-2", dim.every(2)),
            5 => plain("..1", Dim::Fixed(1)).filter(|_| !dim.is_one()),
            6 => plain("..=0", Dim::Fixed(1)).filter(|_| !dim.is_one()),
            7 => {
                let index = self.index_of(dim)?;
                Some((index, None))
            }
            8 => plain("1..3", Dim::Fixed(2)),
            9 => plain("1..;-1", dim.less(1)),
            10 => {
                let length = self.length(dim)?;
                plain(&format!("..{length}"), dim.clone())
            }
            11 => Some(("-1".to_owned(), None)),
            _ => plain("..", dim.clone()),
        }
    }

    /// Whether a shape is small enough for what grows fast.
    pub fn require_small(&mut self, shape: &[Dim], elements: usize) -> Option<()> {
        self.require(|sizes| count(shape, sizes) <= elements)
    }
}

/// A view by a method that borrows.
fn seen(value: &Value, method: &str, shape: Vec<Dim>) -> Value {
    Value {
        form: Form::View,
        lent: !value.bound,
        positive: value.positive,
        deficient: value.deficient,
        ..Value::new(
            format!("{}.{method}", value.receiver()),
            shape,
            value.size,
            &[value],
        )
    }
}

/// A view or array by a method that takes its receiver, which is not bound.
fn taken(value: &Value, text: String, shape: Vec<Dim>) -> Value {
    Value {
        form: value.form,
        lent: value.lent,
        positive: value.positive,
        deficient: value.deficient,
        ..Value::new(text, shape, value.size, &[value])
    }
}
