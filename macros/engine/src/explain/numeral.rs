//! How a number is written: as a fraction, a sign of its own, or a decimal.

/// `p/q` with small integers, exactly.
#[must_use]
pub fn rational(value: f64) -> Option<(f64, f64)> {
    (1..=64).map(f64::from).find_map(|q| {
        let p = (value * q).round();
        #[allow(clippy::float_cmp)] // exact by construction
        let exact = p / q == value;
        (exact && p < 1000.0).then_some((p, q))
    })
}

/// A fraction with a sign of its own: ½.
#[must_use]
pub fn glyph(value: f64) -> Option<char> {
    let glyphs = [
        (1.0 / 2.0, '½'),
        (1.0 / 3.0, '⅓'),
        (2.0 / 3.0, '⅔'),
        (1.0 / 4.0, '¼'),
        (3.0 / 4.0, '¾'),
    ];
    #[allow(clippy::float_cmp)] // the very constants
    glyphs.iter().find(|(v, _)| *v == value).map(|(_, c)| *c)
}

/// A number as a decimal, the shortest that reads back as the same.
#[must_use]
pub fn decimal(value: f64) -> String {
    let plain = format!("{value}");
    if plain.len() > 20 {
        format!("{value:e}")
    } else {
        plain
    }
}
