//! Walks over the graph: operands, what depends on what, how often, and in which order.

use super::{Graph, Id, Kind};

impl Graph {
    /// The nodes of [`Graph::inputs`], in order.
    #[must_use]
    pub fn input_ids(&self) -> Vec<Id> {
        let ids = (0..u32::try_from(self.nodes.len()).unwrap_or(0)).map(Id);
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
        match self.kind(id) {
            Kind::Input(_)
            | Kind::Number(_)
            | Kind::Size(_)
            | Kind::Pick { .. }
            | Kind::Triangle => Vec::new(),
            Kind::Contract(contract) => contract.factors.iter().map(|f| f.node).collect(),
            Kind::Combine(terms) => terms.iter().map(|term| term.1).collect(),
            Kind::Map { arguments, .. } | Kind::Apply { arguments, .. } => arguments.clone(),
            Kind::Reshape(x) => vec![*x],
        }
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

    /// For each node: whether `roots` depend on it.
    #[must_use]
    pub fn reachable(&self, roots: &[Id]) -> Vec<bool> {
        let mut seen = vec![false; self.nodes.len()];
        for root in roots {
            seen[root.0 as usize] = true;
        }
        for index in (0..self.nodes.len())
            .rev()
            .filter_map(|i| u32::try_from(i).ok())
        {
            if seen[index as usize] {
                for child in self.children(Id(index)) {
                    seen[child.0 as usize] = true;
                }
            }
        }
        seen
    }

    /// The nodes `roots` depend on, children first.
    #[must_use]
    pub fn schedule(&self, roots: &[Id]) -> Vec<Id> {
        let seen = self.reachable(roots);
        let ids = (0..u32::try_from(self.nodes.len()).unwrap_or(0)).map(Id);
        ids.filter(|id| seen[id.0 as usize]).collect()
    }

    /// For each node: how many times the nodes that `roots` depend on, and the roots, use it.
    #[must_use]
    pub fn uses(&self, roots: &[Id]) -> Vec<u32> {
        let mut uses = vec![0; self.nodes.len()];
        for root in roots {
            uses[root.0 as usize] += 1;
        }
        for id in self.schedule(roots) {
            for child in self.children(id) {
                uses[child.0 as usize] += 1;
            }
        }
        uses
    }

    /// For each node: whether it depends on a parameter of `wrt` (or on its differential).
    #[must_use]
    pub fn depends_on(&self, wrt: &[Id]) -> Vec<bool> {
        let mut depends = vec![false; self.nodes.len()];
        for (index, node) in self.nodes.iter().enumerate() {
            let id = Id(u32::try_from(index).unwrap_or(u32::MAX));
            let leaf = matches!(node.kind, Kind::Input(_));
            depends[index] = if leaf {
                wrt.contains(&id)
            } else {
                self.children(id)
                    .iter()
                    .any(|child| depends[child.0 as usize])
            };
        }
        depends
    }
}
