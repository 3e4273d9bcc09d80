//! Entries of a table found by name.
//!
//! Tables are written in the order of the documentation; an index is built of one once, as the engine
//! looks up names far more often than it has entries.

/// What names stand for, sorted by name.
pub struct Index<T>(Vec<(&'static str, T)>);

impl<T: Copy> Index<T> {
    /// The index of these entries; the first of a name counts.
    pub fn new(entries: impl Iterator<Item = (&'static str, T)>) -> Self {
        let mut sorted: Vec<_> = entries.collect();
        sorted.sort_by_key(|(name, _)| *name);
        sorted.dedup_by_key(|(name, _)| *name);
        Self(sorted)
    }

    /// The entry of a name.
    pub fn get(&self, name: &str) -> Option<T> {
        let found = self.0.binary_search_by(|(known, _)| (*known).cmp(name));
        found.ok().map(|at| self.0[at].1)
    }
}
