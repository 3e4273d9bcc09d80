//! A hash for small keys of numbers.
//!
//! Cargo builds macros unoptimised, where the standard library's SipHash costs more than what the
//! tables are looked up for. Keys come from the program being compiled, so that nobody gains by
//! collisions. Invariant: no iteration order is ever read off a table.

use std::hash::{Hash, Hasher};

/// Where the values of a list stand, found by their hash. The list itself keeps the values.
///
/// Open addressing with linear probing, at most half full; the number of slots is a power of two.
#[derive(Clone, Debug, Default)]
pub struct Positions {
    /// The hash of a value and its position, or [`FREE`].
    slots: Vec<(u64, u32)>,
    taken: usize,
}

/// The position that no value has.
const FREE: u32 = u32::MAX;

/// How many slots a table starts with.
const FEWEST: usize = 64;

impl Positions {
    /// The position of a value that hashes like `key` and of which `equal` holds, or else where
    /// to [`Positions::insert`] it.
    ///
    /// # Errors
    /// The place for a value that is not there.
    pub fn find(&self, key: &impl Hash, equal: impl Fn(u32) -> bool) -> Result<u32, u64> {
        let mut hasher = Multiplicative::default();
        key.hash(&mut hasher);
        let place = hasher.finish();
        let slots = self.slots.as_slice();
        if slots.is_empty() {
            return Err(place);
        }
        let mut at = slot(place, slots.len());
        while slots[at].1 != FREE {
            if slots[at].0 == place && equal(slots[at].1) {
                return Ok(slots[at].1);
            }
            at = (at + 1) % slots.len();
        }
        Err(place)
    }

    /// Says that the value for `place` stands at `position`.
    pub fn insert(&mut self, place: u64, position: u32) {
        if 2 * self.taken >= self.slots.len() {
            let larger = vec![(0, FREE); FEWEST.max(2 * self.slots.len())];
            for (place, position) in std::mem::replace(&mut self.slots, larger) {
                if position != FREE {
                    put(&mut self.slots, place, position);
                }
            }
        }
        put(&mut self.slots, place, position);
        self.taken += 1;
    }

    /// Forgets all.
    pub fn clear(&mut self) {
        *self = Self::default();
    }
}

/// The first slot to look at.
#[allow(clippy::cast_possible_truncation, reason = "only the lower bits count")]
fn slot(place: u64, slots: usize) -> usize {
    place as usize & (slots - 1)
}

fn put(slots: &mut [(u64, u32)], place: u64, position: u32) {
    let mut at = slot(place, slots.len());
    while slots[at].1 != FREE {
        at = (at + 1) % slots.len();
    }
    slots[at] = (place, position);
}

/// Multiplicative hashing: Knuth, The Art of Computer Programming 3, §6.4.
#[derive(Clone, Copy, Debug, Default)]
pub struct Multiplicative(u64);

impl Multiplicative {
    fn add(&mut self, word: u64) {
        // 2⁶⁴ divided by the golden ratio, odd.
        self.0 = (self.0.rotate_left(5) ^ word).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    }
}

impl Hasher for Multiplicative {
    fn write(&mut self, bytes: &[u8]) {
        let mut rest = bytes;
        while let Some((word, after)) = rest.split_first_chunk() {
            self.add(u64::from_ne_bytes(*word));
            rest = after;
        }
        for byte in rest {
            self.add(u64::from(*byte));
        }
    }

    fn write_u8(&mut self, word: u8) {
        self.add(u64::from(word));
    }

    fn write_u16(&mut self, word: u16) {
        self.add(u64::from(word));
    }

    fn write_u32(&mut self, word: u32) {
        self.add(u64::from(word));
    }

    fn write_u64(&mut self, word: u64) {
        self.add(word);
    }

    fn write_usize(&mut self, word: usize) {
        self.add(word as u64);
    }

    fn finish(&self) -> u64 {
        // The upper bits are the well mixed ones; tables index by the lower.
        self.0.rotate_left(26)
    }
}
