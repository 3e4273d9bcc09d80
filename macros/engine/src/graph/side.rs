//! A side table: what a stage notes of nodes, by their number.

use super::Id;

/// At most one `T` for each node of a graph.
#[derive(Clone, Debug)]
pub struct SideTable<T>(Vec<Option<T>>);

impl<T> Default for SideTable<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> SideTable<T> {
    /// What is noted of a node.
    #[must_use]
    pub fn get(&self, id: Id) -> Option<&T> {
        self.0.get(id.0 as usize)?.as_ref()
    }

    /// Whether anything is noted of a node.
    #[must_use]
    pub fn has(&self, id: Id) -> bool {
        self.get(id).is_some()
    }

    /// Notes `value` of a node, in the place of what was noted.
    pub fn insert(&mut self, id: Id, value: T) {
        let index = id.0 as usize;
        while self.0.len() <= index {
            self.0.push(None);
        }
        self.0[index] = Some(value);
    }

    /// Takes what is noted of a node.
    pub fn remove(&mut self, id: Id) -> Option<T> {
        self.0.get_mut(id.0 as usize)?.take()
    }
}
