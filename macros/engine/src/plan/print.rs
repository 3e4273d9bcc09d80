//! Plans as text, one step a line, for tests and error messages:
//! `t3[j i], t4[] = for i j: -(x[i j] · y[j])`.

use std::fmt::Write as _;

use super::{Branch, Choice, Cut, Element, ElementId, Form, Nest, Plan, Slot, Step};
use crate::dim::{Dim, Dims};
use crate::graph::{Attribute, Graph, Label};
use crate::rules;

const LETTERS: &[u8] = b"ijklabcdef";

impl Plan {
    /// The steps, one a line, and the results; inputs have the names of `graph`.
    #[must_use]
    pub fn print(&self, graph: &Graph) -> String {
        let printer = Printer { plan: self, graph };
        let mut text = String::new();
        for step in &self.steps {
            _ = writeln!(text, "{}", printer.step(step));
        }
        let results: Vec<String> = self
            .results
            .iter()
            .map(|slot| printer.slot(*slot))
            .collect();
        _ = write!(text, "return {}", results.join(", "));
        text
    }
}

struct Printer<'a> {
    plan: &'a Plan,
    graph: &'a Graph,
}

impl Printer<'_> {
    fn dims(&self) -> &Dims {
        &self.graph.dims
    }

    fn dim(&self, dim: Dim) -> String {
        self.dims().display(dim)
    }

    fn slot(&self, slot: Slot) -> String {
        match self.plan.values[slot.0 as usize].form {
            Form::Input(input) => self.graph.inputs[input].name.clone(),
            Form::View | Form::Owned | Form::Factor => format!("t{}", slot.0),
        }
    }

    fn slots(&self, slots: &[Slot]) -> String {
        let names: Vec<String> = slots.iter().map(|slot| self.slot(*slot)).collect();
        names.join(", ")
    }

    fn step(&self, step: &Step) -> String {
        match step {
            Step::View { slot, of, cut } => {
                let part = self.part(&self.slot(*of), *cut);
                format!("{} = {part}", self.slot(*slot))
            }
            Step::Product { slot, left, right } => {
                let (left, right) = (self.slot(*left), self.slot(*right));
                format!("{} = {left} @ {right}", self.slot(*slot))
            }
            Step::Call {
                slot,
                rule,
                attribute,
                arguments,
                ..
            } => {
                let axis = match attribute {
                    Attribute::Axis(axis) => format!("; {axis}"),
                    _ => String::new(),
                };
                let (name, arguments) = (rules::rule(*rule).name, self.slots(arguments));
                format!("{} = {name}({arguments}{axis})", self.slot(*slot))
            }
            Step::Factor { slot, of, how } => {
                format!("{} = {}({})", self.slot(*slot), how.name(), self.slot(*of))
            }
            Step::Solve {
                slot,
                factor,
                right,
                transposed,
            } => {
                let mark = if *transposed { "ᵀ" } else { "" };
                let (factor, right) = (self.slot(*factor), self.slot(*right));
                format!("{} = {factor}{mark} \\ {right}", self.slot(*slot))
            }
            Step::Scan { slot, of, reverse } => {
                let name = if *reverse { "rcumsum" } else { "cumsum" };
                format!("{} = {name}({})", self.slot(*slot), self.slot(*of))
            }
            Step::Reshape { slot, of } => {
                let shape = &self.plan.values[slot.0 as usize].shape;
                let shape = self.dims().display_shape(shape);
                let (slot, of) = (self.slot(*slot), self.slot(*of));
                format!("{slot} = reshape({of}; {shape})")
            }
            Step::Copy { slot, of } => format!("{} = copy({})", self.slot(*slot), self.slot(*of)),
            Step::Place { slot, of, cuts } => {
                let part = cuts
                    .iter()
                    .fold(self.slot(*slot), |whole, cut| self.part(&whole, *cut));
                format!("{part} = {}, 0 elsewhere", self.slot(*of))
            }
            Step::Triangle { slot } => format!("{} = triangle", self.slot(*slot)),
            Step::Nest(nest) => self.nest(nest),
            Step::Branch(branch) => self.branch(branch),
        }
    }

    fn part(&self, whole: &str, cut: Cut) -> String {
        match cut {
            Cut::Transpose => format!("{whole}ᵀ"),
            Cut::Diagonal { axes: [0, 1] } => format!("{whole}.diagonal"),
            Cut::Diagonal { axes: [i, j] } => format!("{whole}.diagonal({i}, {j})"),
            Cut::Slice {
                axis,
                start,
                step,
                len,
            } => {
                let (start, len) = (self.dim(start), self.dim(len));
                format!("{whole}.slice({axis}: {start} + {step}·k, {len})")
            }
            Cut::Select { axis, index } => {
                format!("{whole}.select({axis}: {})", self.dim(index))
            }
        }
    }

    fn branch(&self, branch: &Branch) -> String {
        let value = |element: &Element| match element {
            Element::Scalar(slot) => self.slot(*slot),
            Element::Size(dim) => format!("|{}|", self.dim(*dim)),
            Element::Number(number) => format!("{}", number.get()),
            _ => "?".into(),
        };
        let side = |steps: &[Step], of: fn(&Choice) -> &Element| {
            let steps: String = steps.iter().map(|step| self.step(step) + "; ").collect();
            let values: Vec<String> = branch.choices.iter().map(|c| value(of(c))).collect();
            format!("{{ {steps}{} }}", values.join(", "))
        };
        let slots: Vec<Slot> = branch.choices.iter().map(|choice| choice.slot).collect();
        format!(
            "{} = if {} {} else {}",
            self.slots(&slots),
            self.slot(branch.condition),
            side(&branch.then, |choice| &choice.then),
            side(&branch.otherwise, |choice| &choice.otherwise)
        )
    }

    fn nest(&self, nest: &Nest) -> String {
        let mut outputs: Vec<String> = Vec::new();
        let mut elements: Vec<String> = Vec::new();
        for output in &nest.outputs {
            let slot = self.slot(output.slot);
            outputs.push(match output.labels.as_slice() {
                [] => slot,
                labels => format!("{slot}[{}]", letters(labels)),
            });
            elements.push(self.element(nest, output.element, false));
        }
        let (outputs, elements) = (outputs.join(", "), elements.join(", "));
        if nest.dims.is_empty() {
            return format!("{outputs} = {elements}");
        }
        let blocks = if nest.blocked { " in blocks" } else { "" };
        format!(
            "{outputs} = for {}{blocks}: {elements}",
            letters(&nest.order)
        )
    }

    fn element(&self, nest: &Nest, id: ElementId, inside: bool) -> String {
        let element = &nest.body.elements[id.0 as usize];
        let text = match element {
            Element::Number(number) => format!("{}", number.get()),
            Element::Size(dim) => format!("|{}|", self.dim(*dim)),
            Element::Scalar(slot) => self.slot(*slot),
            Element::Read(slot, labels) => format!("{}[{}]", self.slot(*slot), letters(labels)),
            Element::Sum(terms) => {
                let mut text = String::new();
                for (scale, term) in terms {
                    let (scale, term) = (scale.get(), self.element(nest, *term, true));
                    let sign = match (text.is_empty(), scale < 0.0) {
                        (true, false) => "",
                        (true, true) => "-",
                        (false, false) => " + ",
                        (false, true) => " - ",
                    };
                    text.push_str(sign);
                    #[allow(clippy::float_cmp)] // exactly the number 1
                    if scale.abs() != 1.0 {
                        _ = write!(text, "{}·", scale.abs());
                    }
                    text.push_str(&term);
                }
                text
            }
            Element::Product(factors) => {
                let factors: Vec<String> = factors
                    .iter()
                    .map(|factor| self.element(nest, *factor, true))
                    .collect();
                factors.join("·")
            }
            Element::Call {
                rule,
                attribute,
                arguments,
            } => {
                let arguments: Vec<String> = arguments
                    .iter()
                    .map(|argument| self.element(nest, *argument, false))
                    .collect();
                let exponent = match attribute {
                    Attribute::Exponent(n) | Attribute::Order(n) => format!(", {n}"),
                    _ => String::new(),
                };
                format!(
                    "{}({}{exponent})",
                    rules::rule(*rule).name,
                    arguments.join(", ")
                )
            }
        };
        if inside && matches!(element, Element::Sum(_)) {
            format!("({text})")
        } else {
            text
        }
    }
}

fn letters(labels: &[Label]) -> String {
    let letter = |label: &Label| {
        let letter = LETTERS.get(usize::from(*label)).copied();
        letter.map_or_else(
            || format!("_{label}"),
            |letter| char::from(letter).to_string(),
        )
    };
    labels.iter().map(letter).collect::<Vec<_>>().join(" ")
}
