//! The graph rebuilt once unification has decided its dimensions.

use super::{Graph, Id, Kind};

impl Graph {
    /// Rewrites every shape with what unification has found out, and forgets what `roots` do not
    /// depend on. Gives the new ids of `roots`.
    ///
    /// # Panics
    /// If a node does not come after its operands.
    pub fn resolve(&mut self, roots: &[Id]) -> Vec<Id> {
        self.dims.resolve_least();
        let uses = self.uses(roots);
        let old = std::mem::take(&mut self.nodes);
        self.interned.clear();
        let names = std::mem::take(&mut self.names);
        let new = |ids: &[Option<Id>], old: Id| ids[old.0 as usize].expect("what is used was kept");
        let mut new_ids: Vec<Option<Id>> = Vec::with_capacity(old.len());
        for (node, uses) in old.iter().zip(&uses) {
            if *uses == 0 {
                new_ids.push(None);
                continue;
            }
            let kind = Self::with_children(&node.kind, |child| new(&new_ids, child));
            let kind = self.resolve_kind(kind);
            let shape = node
                .shape
                .iter()
                .map(|dim| self.dims.resolve(*dim))
                .collect();
            self.origin = node.origin;
            let id = match kind {
                Kind::Size(dim) => self.size(dim),
                kind => self.intern(kind, shape),
            };
            new_ids.push(Some(id));
        }
        for (id, name) in names.into_iter().filter(|(id, _)| uses[id.0 as usize] > 0) {
            self.names.insert(new(&new_ids, id), name);
        }
        roots.iter().map(|root| new(&new_ids, *root)).collect()
    }

    fn resolve_kind(&mut self, mut kind: Kind) -> Kind {
        match &mut kind {
            Kind::Size(dim) | Kind::Pick { start: dim, .. } => *dim = self.dims.resolve(*dim),
            Kind::Contract(contract) => {
                for dim in &mut contract.dims {
                    *dim = self.dims.resolve(*dim);
                }
            }
            _ => {}
        }
        kind
    }
}
