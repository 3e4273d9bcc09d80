//! An explanation as the lines of a doc comment.
//!
//! Formulas stand in ```` ```text ```` blocks: an indented block would be run as a test.

use std::fmt::Write as _;

use super::notation::Definition;
use super::text::{self, WIDTH};
use super::{Explanation, Partial, Step, latex, mathml, names};
use crate::companion::Row;

/// Where the laws of a derivation stand, unless a line is longer.
const LAW_COLUMN: usize = 38;

/// Of a longer list of intermediates the middle is left out.
const DEFINITIONS: usize = 24;

impl Explanation {
    /// The documentation of a companion.
    #[must_use]
    pub fn docs(&self, row: &Row) -> Vec<String> {
        let (mut lines, costs) = if row.gives_value() {
            (
                self.value_heading(),
                &[("value", 0), ("value and gradient", 2)][..],
            )
        } else {
            (
                self.heading("Gradient", "Gradients"),
                &[("gradient", 1)][..],
            )
        };
        lines.extend(self.body());
        if let Some(reason) = self.unchecked {
            lines.push(String::new());
            lines.extend(wrapped(&format!(
                "Not checked against the function: {reason}."
            )));
        }
        self.cost(&mut lines, costs);
        lines
    }

    fn value_heading(&self) -> Vec<String> {
        let mut lines = self.heading("Value and gradient", "Value and gradients");
        lines.push(String::new());
        let lead = format!("{} = ", self.symbol);
        let mut block = text::lines(&lead, &self.value, WIDTH);
        block.extend(where_lines(&self.value_definitions));
        push_block(&mut lines, block);
        lines
    }

    /// The closed forms as MathML, for rustdoc's pages alone.
    #[must_use]
    pub fn mathml(&self) -> String {
        let equation = |p: &Partial| mathml::equation(&format!("∇{}", p.name), &p.form);
        self.partials.iter().map(equation).collect()
    }

    /// The closed forms as LaTeX, one a line.
    #[must_use]
    pub fn latex(&self) -> Vec<String> {
        let equation = |p: &Partial| {
            let name = p.name.replace('_', "\\_");
            format!("\\nabla_{{{name}}} = {}", latex::latex(&p.form))
        };
        self.partials.iter().map(equation).collect()
    }

    fn heading(&self, one: &str, several: &str) -> Vec<String> {
        let quoted = |p: &Partial| match p.shape.as_str() {
            "scalar" => format!("`{}`, a scalar", p.name),
            shape if p.transposed => format!("`{0}`, transposed: of shape `{shape}`", p.name),
            shape => format!("`{0}`, of `{0}`'s shape `{shape}`", p.name),
        };
        let mut listed: Vec<String> = self.partials.iter().map(quoted).collect();
        let which = if listed.len() == 1 { one } else { several };
        if let (Some(last), true) = (listed.last_mut(), self.partials.len() > 1) {
            *last = format!("and {last}");
        }
        let text = format!(
            "{which} of [`{}`] with respect to {}.",
            self.function,
            listed.join(", ")
        );
        wrapped(&text)
    }

    /// Closed forms, derivations and dimensions.
    fn body(&self) -> Vec<String> {
        let mut block = Vec::new();
        for partial in &self.partials {
            let lead = format!("∇{} = ", partial.name);
            block.extend(text::lines(&lead, &partial.form, WIDTH));
            block.extend(where_lines(&partial.definitions));
        }
        let mut lines = vec![String::new()];
        push_block(&mut lines, block);
        for partial in &self.partials {
            let title = if self.partials.len() == 1 {
                "Derivation".into()
            } else {
                format!("Derivation for `{}`", partial.name)
            };
            if !partial.derivation.is_empty() {
                lines.extend([String::new(), title]);
                push_block(&mut lines, self.derivation(partial));
            } else if !partial.definitions.is_empty() {
                let count = partial.definitions.len();
                let text = format!("{title}: left out, as it goes by {count} intermediates.");
                lines.extend([String::new(), text]);
            }
        }
        self.stable(&mut lines);
        self.dimensions(&mut lines);
        lines
    }

    fn stable(&self, lines: &mut Vec<String>) {
        if !self.stable.is_empty() {
            let text = "Computed without needless overflow or cancellation, by";
            lines.extend([String::new(), text.into()]);
            push_block(lines, self.stable.clone());
        }
    }

    /// A derivation's lines, the laws at the right.
    fn derivation(&self, partial: &Partial) -> Vec<String> {
        let value = differential(&self.symbol);
        let blank = " ".repeat(value.chars().count());
        let mut rows: Vec<(Vec<String>, &str)> = Vec::new();
        for step in &partial.derivation {
            let lead = if rows.is_empty() { &value } else { &blank };
            match step {
                Step::Elided => rows.push((vec![format!("{blank} ⋮")], "")),
                Step::Line(formula, law) => {
                    rows.push((text::lines(&format!("{lead} = "), formula, WIDTH), law));
                }
            }
        }
        let width = |line: &String| line.chars().count();
        let last = |row: &(Vec<String>, &str)| row.0.last().map_or(0, width);
        let fits = |row: &&(Vec<String>, &str)| {
            !row.1.is_empty() && last(row) + 4 + row.1.chars().count() <= WIDTH
        };
        let column = rows.iter().filter(fits).map(last).max().unwrap_or(0) + 4;
        let mut block = Vec::new();
        for (formula, law) in rows {
            block.extend(formula);
            place_law(&mut block, law, column.max(LAW_COLUMN));
        }
        let mut defined = partial.derivation_definitions.clone();
        defined.retain(|definition| !partial.definitions.contains(definition));
        block.extend(where_lines(&defined));
        block
    }

    fn dimensions(&self, lines: &mut Vec<String>) {
        if self.dimensions.is_empty() {
            return;
        }
        let each = self.dimensions.iter();
        let each = each.map(|(name, shape)| format!("{name}: {shape}"));
        lines.push(String::new());
        lines.push("Dimensions".into());
        let mut block = vec![String::new()];
        for entry in each {
            let row = block.len() - 1;
            let joined = if block[row].is_empty() {
                entry.clone()
            } else {
                format!("{}, {entry}", block[row])
            };
            if joined.chars().count() <= WIDTH {
                block[row] = joined;
            } else {
                block[row].push(',');
                block.push(entry);
            }
        }
        push_block(lines, block);
    }

    fn cost(&self, lines: &mut Vec<String>, shown: &[(&str, usize)]) {
        let mut text = String::new();
        for (what, index) in shown {
            if let Some(count) = &self.costs[*index] {
                let separator = if text.is_empty() { "Cost: " } else { "; " };
                _ = write!(text, "{separator}{what} {count} flops");
            }
        }
        if !text.is_empty() {
            lines.push(String::new());
            lines.push(format!("{text}."));
        }
    }
}

/// Prose on lines of at most [`WIDTH`]; code is not broken.
fn wrapped(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut open = false;
    for word in text.split(' ') {
        match words.last_mut() {
            Some(code) if open => {
                code.push(' ');
                code.push_str(word);
            }
            _ => words.push(word.into()),
        }
        open ^= word.matches('`').count() % 2 == 1;
    }
    let mut lines: Vec<String> = Vec::new();
    for word in words {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= WIDTH => {
                line.push(' ');
                line.push_str(&word);
            }
            _ => lines.push(word),
        }
    }
    lines
}

/// `dP`, or `d loss` for a word.
fn differential(symbol: &str) -> String {
    let (base, _) = names::split(symbol);
    if base.chars().count() == 1 {
        format!("d{symbol}")
    } else {
        format!("d {symbol}")
    }
}

fn place_law(block: &mut Vec<String>, law: &str, column: usize) {
    if law.is_empty() {
        return;
    }
    let length = law.chars().count();
    let right = WIDTH.saturating_sub(length);
    if let Some(line) = block.last_mut() {
        let used = line.chars().count();
        let at = column.min(right);
        if used + 4 <= at {
            line.push_str(&" ".repeat(at - used));
            line.push_str(law);
            return;
        }
    }
    block.push(format!("{}{law}", " ".repeat(column.min(right))));
}

fn where_lines(definitions: &[Definition]) -> Vec<String> {
    let mut lines = Vec::new();
    let last = definitions.len().saturating_sub(DEFINITIONS / 2);
    for (position, definition) in definitions.iter().enumerate() {
        if definitions.len() > DEFINITIONS && (DEFINITIONS / 2..last).contains(&position) {
            if position == DEFINITIONS / 2 {
                lines.push("        ⋮".into());
            }
            continue;
        }
        let word = if position == 0 { "where" } else { "     " };
        let lead = format!("  {word} {} = ", definition.name.text);
        lines.extend(text::lines(&lead, &definition.formula, WIDTH));
    }
    lines
}

fn push_block(lines: &mut Vec<String>, block: Vec<String>) {
    lines.push("```text".into());
    lines.extend(block);
    lines.push("```".into());
}
