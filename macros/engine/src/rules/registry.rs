//! Finding an entry of the rule table by name, method or id.

use std::sync::LazyLock;

use super::linear::{self, NO_TRAITS, Traits};
use super::{Role, Rule, conditions, elementwise, extremes, norms, products, shapes, sums};
use crate::index::Index;

/// An entry of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RuleId(u16);

impl RuleId {
    /// Its position in the table.
    #[must_use]
    pub fn position(self) -> usize {
        usize::from(self.0)
    }
}

const FAMILIES: [&[Rule]; 14] = [
    linear::RULES,
    products::RULES,
    shapes::RULES,
    sums::RULES,
    norms::RULES,
    extremes::RULES,
    elementwise::RULES,
    elementwise::BINARY,
    elementwise::INTEGER,
    elementwise::COMPOSITE,
    elementwise::OTHERS,
    elementwise::INTERNAL,
    conditions::RULES,
    conditions::CHOICE,
];

const COUNT: usize = {
    let (mut count, mut family) = (0, 0);
    while family < FAMILIES.len() {
        count += FAMILIES[family].len();
        family += 1;
    }
    count
};

/// The entries by their ids.
static TABLE: [&Rule; COUNT] = {
    let mut table = [&FAMILIES[0][0]; COUNT];
    let (mut id, mut family) = (0, 0);
    while family < FAMILIES.len() {
        let mut position = 0;
        while position < FAMILIES[family].len() {
            table[id] = &FAMILIES[family][position];
            (id, position) = (id + 1, position + 1);
        }
        family += 1;
    }
    table
};

/// The first entry of each role. That there is one is seen when this is compiled.
static PLAYING: [RuleId; Role::COUNT] = {
    let mut found = [None; Role::COUNT];
    let mut id = COUNT;
    while id > 0 {
        id -= 1;
        let mut position = 0;
        while position < TABLE[id].roles.len() {
            #[allow(clippy::cast_possible_truncation)] // there are some hundred
            let entry = RuleId(id as u16);
            found[TABLE[id].roles[position] as usize] = Some(entry);
            position += 1;
        }
    }
    let mut playing = [RuleId(0); Role::COUNT];
    let mut role = 0;
    while role < Role::COUNT {
        playing[role] = found[role].expect("a rule of this role");
        role += 1;
    }
    playing
};

static NAMES: LazyLock<Index<RuleId>> =
    LazyLock::new(|| Index::new(all().map(|(id, rule)| (rule.name, id))));

static METHODS: LazyLock<Index<RuleId>> = LazyLock::new(|| {
    let methods = all().flat_map(|(id, rule)| rule.methods.iter().map(move |name| (*name, id)));
    Index::new(methods)
});

/// All entries, in the order of the documentation.
pub fn all() -> impl Iterator<Item = (RuleId, &'static Rule)> {
    (0..).map(RuleId).zip(TABLE)
}

/// The entry of an id.
#[must_use]
pub fn rule(id: RuleId) -> &'static Rule {
    TABLE[usize::from(id.0)]
}

/// What is known of an entry as a function of matrices.
#[must_use]
pub fn traits(id: RuleId) -> Traits {
    // Linear algebra is the first family.
    let found = linear::TRAITS.get(usize::from(id.0));
    found.copied().unwrap_or(NO_TRAITS)
}

/// The entry that users call by this name.
#[must_use]
pub fn with_name(name: &str) -> Option<RuleId> {
    NAMES.get(name).filter(|id| rule(*id).is_function())
}

/// The entry that users reach by this method.
#[must_use]
pub fn with_method(name: &str) -> Option<RuleId> {
    METHODS.get(name)
}

/// The entry of this name, for the engine's own use.
///
/// # Panics
/// If the table has no such entry: the name is a literal of the engine, checked by its tests.
#[must_use]
pub fn named(name: &str) -> RuleId {
    let found = NAMES.get(name);
    found.unwrap_or_else(|| panic!("no rule is named `{name}`"))
}

/// The entry that plays a role; the first, if several do.
#[must_use]
pub fn playing(role: Role) -> RuleId {
    PLAYING[role as usize]
}

/// The entry that formulas print as a call of this word.
#[must_use]
pub fn printed(word: &str) -> Option<&'static Rule> {
    let call = |rule: &&Rule| {
        let rest = rule.notation.strip_prefix(word);
        rest.is_some_and(|rest| rest.starts_with('('))
    };
    all().map(|(_, rule)| rule).find(call)
}

/// Names that other libraries have for entries, as far as they are not the entry's with some letters changed.
const ELSEWHERE: &[(&str, &str)] = &[
    ("chol", "cholesky"),
    ("determinant", "det"),
    ("eig", "eigvalsh"),
    ("eigh", "eigvalsh"),
    ("eigvals", "eigvalsh"),
    ("expit", "sigmoid"),
    ("expm1", "exp_m1"),
    ("gammaln", "lgamma"),
    ("inverse", "inv"),
    ("invert", "inv"),
    ("ln_gamma", "lgamma"),
    ("log", "ln"),
    ("log1p", "ln_1p"),
    ("log_det", "logdet"),
    ("log_ndtr", "norm_ln_cdf"),
    ("loggamma", "lgamma"),
    ("logsigmoid", "log_sigmoid"),
    ("matrix_exp", "expm"),
    ("ndtr", "norm_cdf"),
    ("norm", "norm2"),
    ("norm_l1", "norm1"),
    ("norm_l2", "norm2"),
    ("normal_cdf", "norm_cdf"),
    ("psi", "digamma"),
    ("singular_values", "svdvals"),
    ("slogdet", "logdet"),
    ("svd", "svdvals"),
    ("swish", "silu"),
    ("tr", "trace"),
    ("try_inverse", "inv"),
];

/// The name or method that a misspelt or foreign one probably means.
#[must_use]
pub fn nearest(name: &str) -> Option<&'static str> {
    if let Some((_, meant)) = ELSEWHERE.iter().find(|(foreign, _)| *foreign == name) {
        return Some(meant);
    }
    let names = all().flat_map(|(_, rule)| {
        let name = rule.is_function().then_some(rule.name);
        rule.methods.iter().copied().chain(name)
    });
    crate::diagnostics::nearest(name, names)
}

#[cfg(test)]
mod tests {
    use super::{ELSEWHERE, with_method, with_name};

    #[test]
    fn foreign_names_mean_entries_and_are_none() {
        for (foreign, meant) in ELSEWHERE {
            assert!(with_name(meant).is_some(), "{meant}");
            assert!(
                with_name(foreign).is_none() && with_method(foreign).is_none(),
                "{foreign}"
            );
        }
    }
}
