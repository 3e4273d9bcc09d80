//! A hash for small keys of numbers.
//!
//! Cargo builds macros unoptimised, where the standard library's SipHash costs more than what the
//! tables are looked up for. Keys come from the program being compiled, so that nobody gains by
//! collisions. Invariant: no iteration order is ever read off a table.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hash, Hasher};

/// Where the values of a list stand, found by their hash. The list itself keeps the values.
#[derive(Clone, Debug, Default)]
pub struct Positions(HashMap<u64, u32, BuildHasherDefault<Multiplicative>>);

impl Positions {
    /// The position of a value that hashes like `key` and of which `equal` holds, or else where
    /// to [`Positions::insert`] it.
    ///
    /// # Errors
    /// The place for a value that is not there.
    pub fn find(&self, key: &impl Hash, equal: impl Fn(u32) -> bool) -> Result<u32, u64> {
        let mut hasher = Multiplicative::default();
        key.hash(&mut hasher);
        let mut place = hasher.finish();
        while let Some(position) = self.0.get(&place) {
            if equal(*position) {
                return Ok(*position);
            }
            place = place.wrapping_add(1);
        }
        Err(place)
    }

    /// Says that the value for `place` stands at `position`.
    pub fn insert(&mut self, place: u64, position: u32) {
        self.0.insert(place, position);
    }

    /// Forgets all.
    pub fn clear(&mut self) {
        self.0.clear();
    }
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
        for byte in bytes {
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
