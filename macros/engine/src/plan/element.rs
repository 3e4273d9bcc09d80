//! Element expressions: what they are made of, read, and vary with.

use super::{Body, Element, ElementId, Slot};
use crate::graph::Label;

impl Body {
    /// The position of `element`, added if it is new.
    pub fn add(&mut self, element: Element) -> ElementId {
        let equal = |position: u32| self.elements[position as usize] == element;
        match self.positions.find(&element, equal) {
            Ok(known) => ElementId(known),
            Err(place) => {
                let id = ElementId(u32::try_from(self.elements.len()).unwrap_or(u32::MAX));
                self.elements.push(element);
                self.positions.insert(place, id.0);
                id
            }
        }
    }

    /// The slots read, with their labels.
    pub fn reads(&self) -> impl Iterator<Item = (Slot, &[Label])> {
        self.elements.iter().filter_map(|element| match element {
            Element::Scalar(slot) => Some((*slot, [].as_slice())),
            Element::Read(slot, labels) => Some((*slot, labels.as_slice())),
            _ => None,
        })
    }

    /// For each element: the loops it varies with.
    #[must_use]
    pub fn labels(&self) -> Vec<Vec<Label>> {
        let mut all: Vec<Vec<Label>> = Vec::with_capacity(self.elements.len());
        for element in &self.elements {
            let mut labels: Vec<Label> = Vec::new();
            if let Element::Read(_, own) = element {
                labels.extend_from_slice(own);
            }
            for id in element.operands() {
                labels.extend_from_slice(&all[id.0 as usize]);
            }
            labels.sort_unstable();
            labels.dedup();
            all.push(labels);
        }
        all
    }
}

impl Element {
    /// The elements an element is made of.
    #[must_use]
    pub fn operands(&self) -> Vec<ElementId> {
        match self {
            Self::Number(_) | Self::Size(_) | Self::Scalar(_) | Self::Read(..) => Vec::new(),
            Self::Sum(terms) => terms.iter().map(|term| term.1).collect(),
            Self::Product(factors) => factors.clone(),
            Self::Call { arguments, .. } => arguments.clone(),
        }
    }

    /// The element with its operands replaced.
    #[must_use]
    pub fn with_operands(&self, mut replace: impl FnMut(ElementId) -> ElementId) -> Self {
        let mut element = self.clone();
        match &mut element {
            Self::Number(_) | Self::Size(_) | Self::Scalar(_) | Self::Read(..) => {}
            Self::Sum(terms) => terms.iter_mut().for_each(|term| term.1 = replace(term.1)),
            Self::Product(operands)
            | Self::Call {
                arguments: operands,
                ..
            } => {
                for operand in operands {
                    *operand = replace(*operand);
                }
            }
        }
        element
    }
}
