//! Walks over the graph: operands, what depends on what, how often, and in which order.

use super::{Graph, Id, Kind};

impl Graph {
    /// The nodes of [`Graph::inputs`], in order.
    #[must_use]
    pub fn input_ids(&self) -> Vec<Id> {
        let ids = self.ids();
        let mut found: Vec<(usize, Id)> = ids
            .filter_map(|id| match self.kind(id) {
                Kind::Input(index) if *index < self.inputs.len() => Some((*index, id)),
                _ => None,
            })
            .collect();
        found.sort_unstable();
        found.into_iter().map(|(_, id)| id).collect()
    }

    /// The direct operands of a node.
    #[must_use]
    pub fn children(&self, id: Id) -> Vec<Id> {
        let mut children = Vec::new();
        self.visit_children(id, &mut |child| children.push(child));
        children
    }

    /// Calls `visit` with each direct operand of a node. Walks allocate nothing for a node.
    pub fn visit_children(&self, id: Id, visit: &mut dyn FnMut(Id)) {
        match self.kind(id) {
            Kind::Input(_)
            | Kind::Number(_)
            | Kind::Size(_)
            | Kind::Pick { .. }
            | Kind::Triangle => {}
            Kind::Contract(contract) => {
                for factor in &contract.factors {
                    visit(factor.node);
                }
            }
            Kind::Combine(terms) => {
                for term in terms {
                    visit(term.1);
                }
            }
            Kind::Map { arguments, .. } | Kind::Apply { arguments, .. } => {
                for argument in arguments {
                    visit(*argument);
                }
            }
            Kind::Reshape(x) => visit(*x),
        }
    }

    /// The node with each operand replaced by the one that `new` has for it; itself where that is so
    /// of all of them.
    pub fn rebuild(&mut self, id: Id, new: &[Id]) -> Id {
        let mut changed = false;
        self.visit_children(id, &mut |child| changed |= new[child.0 as usize] != child);
        self.origin = self.node(id).origin;
        if !changed {
            return id;
        }
        let kind = Self::with_children(self.kind(id), |child| new[child.0 as usize]);
        let shape = self.shape(id).to_vec();
        self.intern(kind, shape)
    }

    /// `kind` with each operand replaced.
    #[must_use]
    pub fn with_children(kind: &Kind, mut replace: impl FnMut(Id) -> Id) -> Kind {
        let mut kind = kind.clone();
        match &mut kind {
            Kind::Input(_)
            | Kind::Number(_)
            | Kind::Size(_)
            | Kind::Pick { .. }
            | Kind::Triangle => {}
            Kind::Contract(contract) => {
                for factor in &mut contract.factors {
                    factor.node = replace(factor.node);
                }
            }
            Kind::Combine(terms) => {
                for term in terms {
                    term.1 = replace(term.1);
                }
            }
            Kind::Map { arguments, .. } | Kind::Apply { arguments, .. } => {
                for argument in arguments {
                    *argument = replace(*argument);
                }
            }
            Kind::Reshape(x) => *x = replace(*x),
        }
        kind
    }

    /// The nodes `roots` depend on, children first.
    #[must_use]
    pub fn schedule(&self, roots: &[Id]) -> Vec<Id> {
        let uses = self.uses(roots);
        let mut order = Vec::new();
        for id in self.ids() {
            if uses[id.0 as usize] > 0 {
                order.push(id);
            }
        }
        order
    }

    /// For each node: how many times the nodes that `roots` depend on, and the roots, use it;
    /// 0 where they do not depend on it.
    #[must_use]
    pub fn uses(&self, roots: &[Id]) -> Vec<u32> {
        let mut uses = vec![0; self.nodes.len()];
        for root in roots {
            uses[root.0 as usize] += 1;
        }
        let all = uses.as_mut_slice();
        let mut next = roots
            .iter()
            .map(|root| root.0 + 1)
            .max()
            .unwrap_or_default();
        while next > 0 {
            next -= 1;
            if all[next as usize] > 0 {
                self.visit_children(Id(next), &mut |child| all[child.0 as usize] += 1);
            }
        }
        uses
    }

    /// For each node: whether it depends on a parameter of `wrt` (or on its differential).
    #[must_use]
    pub fn depends_on(&self, wrt: &[Id]) -> Vec<bool> {
        let mut depends = vec![false; self.nodes.len()];
        let all = depends.as_mut_slice();
        for (node, id) in self.nodes.iter().zip((0..).map(Id)) {
            let mut any = false;
            if let Kind::Input(_) = node.kind {
                any = wrt.contains(&id);
            } else {
                self.visit_children(id, &mut |child| any |= all[child.0 as usize]);
            }
            all[id.0 as usize] = any;
        }
        depends
    }
}
