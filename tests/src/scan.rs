//! Looks for many byte strings at once, in megabytes that other municipalities hold.

use std::collections::{BTreeMap, BTreeSet};

/// How many leading bytes find the candidates; no needle is shorter.
const PREFIX: usize = 8;

/// The byte strings that are looked for, each standing for a number that the test chose.
#[derive(Debug, Default)]
pub struct Needles {
    by_prefix: BTreeMap<[u8; PREFIX], Vec<(Vec<u8>, usize)>>,
    first_bytes: BTreeSet<u8>,
}

impl Needles {
    /// Adds a byte string that stands for `meaning`. Several may stand for the same.
    pub fn add(&mut self, needle: &[u8], meaning: usize) {
        let prefix = *needle.first_chunk::<PREFIX>().expect("a needle of eight bytes or more");
        self.first_bytes.insert(needle[0]);
        self.by_prefix.entry(prefix).or_default().push((needle.to_vec(), meaning));
    }

    /// Adds an id: its bytes, and its hexadecimal digits in both cases.
    pub fn add_id(&mut self, bytes: &[u8], hex: &str, meaning: usize) {
        self.add(bytes, meaning);
        self.add(hex.to_lowercase().as_bytes(), meaning);
        self.add(hex.to_uppercase().as_bytes(), meaning);
    }

    /// The meanings of everything that occurs in `hay`.
    pub fn found_in(&self, hay: &[u8]) -> BTreeSet<usize> {
        let mut first = [false; 256];
        for byte in &self.first_bytes {
            first[usize::from(*byte)] = true;
        }
        let mut found = BTreeSet::new();
        for (at, window) in hay.windows(PREFIX).enumerate() {
            if !first[usize::from(window[0])] {
                continue;
            }
            let Some(prefix) = window.first_chunk::<PREFIX>() else { continue };
            for (needle, meaning) in self.by_prefix.get(prefix).into_iter().flatten() {
                if hay[at..].starts_with(needle) {
                    found.insert(*meaning);
                }
            }
        }
        found
    }
}

/// A small random source (xorshift64*) that a printed seed repeats.
#[derive(Debug, Clone)]
pub struct Random(u64);

impl Random {
    /// Of this seed.
    pub fn seeded(seed: u64) -> Self {
        Self(seed | 1)
    }

    /// The seed in the environment variable `DEELBAAR_SEED`, or a new one; printed, so that a failure can be repeated.
    pub fn printed(test: &str) -> Self {
        let given = std::env::var("DEELBAAR_SEED").ok().and_then(|seed| seed.parse().ok());
        let fresh = || u64::from_le_bytes(*deelbaar_sync::workspace::random::<8>().unwrap());
        let seed = given.unwrap_or_else(fresh);
        println!("{test}: to repeat, DEELBAAR_SEED={seed}");
        Self::seeded(seed)
    }

    /// The next number.
    pub fn draw(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    /// A number below `end`.
    pub fn below(&mut self, end: usize) -> usize {
        usize::try_from((self.draw() >> 16) % end as u64).unwrap()
    }

    /// True in `percent` of the cases.
    pub fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// Puts `all` in another order.
    pub fn shuffle<T>(&mut self, all: &mut [T]) {
        for at in (1..all.len()).rev() {
            all.swap(at, self.below(at + 1));
        }
    }

    /// Lower-case letters and digits.
    pub fn word(&mut self, length: usize) -> String {
        const LETTERS: &[u8] = b"abcdefghijklmnopqrstuvwxyz0123456789";
        (0..length).map(|_| char::from(LETTERS[self.below(LETTERS.len())])).collect()
    }
}
