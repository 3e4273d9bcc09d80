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
    /// The hashes of values.
    places: Vec<u64>,
    /// Their positions, counted from 1; 0 where a slot is free.
    numbers: Vec<u32>,
    taken: usize,
}

/// How many slots a table starts with.
const FEWEST: usize = 16;

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
        let (places, numbers) = (self.places.as_slice(), self.numbers.as_slice());
        if numbers.is_empty() {
            return Err(place);
        }
        let mut at = slot(place, numbers.len());
        while numbers[at] != 0 {
            if places[at] == place && equal(numbers[at] - 1) {
                return Ok(numbers[at] - 1);
            }
            at = (at + 1) % numbers.len();
        }
        Err(place)
    }

    /// Says that the value for `place` stands at `position`.
    pub fn insert(&mut self, place: u64, position: u32) {
        if 2 * self.taken >= self.numbers.len() {
            let count = FEWEST.max(2 * self.numbers.len());
            let places = std::mem::replace(&mut self.places, vec![0; count]);
            let numbers = std::mem::replace(&mut self.numbers, vec![0; count]);
            for (place, number) in places.into_iter().zip(numbers) {
                if number != 0 {
                    self.put(place, number);
                }
            }
        }
        self.put(place, position + 1);
        self.taken += 1;
    }

    fn put(&mut self, place: u64, number: u32) {
        let (places, numbers) = (self.places.as_mut_slice(), self.numbers.as_mut_slice());
        let mut at = slot(place, numbers.len());
        while numbers[at] != 0 {
            at = (at + 1) % numbers.len();
        }
        (places[at], numbers[at]) = (place, number);
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
