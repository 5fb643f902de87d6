//! Chance, and what it does to bytes.

use std::hash::{BuildHasher as _, RandomState};

/// No spoiled input is longer, in bytes, than this or four times what it was made of.
const LONGEST: usize = 64 * 1024;
/// Valid inputs that are kept to be spoiled further.
const FURTHER: usize = 256;
/// Numbers at which something ends.
const EDGES: [u64; 12] = [
    0,
    1,
    0x7f,
    0x80,
    0xff,
    0xffff,
    0x7fff_ffff,
    0xffff_ffff,
    0x7fff_ffff_ffff_ffff,
    0x8000_0000_0000_0000,
    u64::MAX - 1,
    u64::MAX,
];
/// Signs that mean something in texts, or take more than one byte.
const SIGNS: [&str; 24] = [
    "\0",
    "\n",
    "\r\n",
    "\t",
    " ",
    "-",
    "--",
    ".",
    ",",
    ":",
    "/",
    "\\",
    "\"",
    "[",
    "](",
    "<",
    ">",
    "#",
    "0",
    "9",
    "e",
    "é",
    "\u{feff}",
    "\u{10ffff}",
];

/// A small random source that a seed repeats.
pub(super) struct Dice(u64);

impl Dice {
    pub(super) fn of(seed: u64) -> Self {
        Self(seed | 1)
    }

    pub(super) fn roll(&mut self, below: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        // The high bits: the low ones of one roll tell much of the next.
        usize::try_from((self.0 >> 11) % below.max(1) as u64).unwrap()
    }

    fn one_of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.roll(all.len())]
    }
}

/// A seed that nobody chose.
pub(super) fn chance() -> u64 {
    RandomState::new().hash_one(0)
}

/// Names a case: FNV-1a, the same on every machine.
pub(super) fn hash(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

/// What is spoiled: seeds, cases, and what turned out to be valid.
pub(super) struct Pool {
    first: Vec<Vec<u8>>,
    further: Vec<Vec<u8>>,
}

impl Pool {
    pub(super) fn new(seeds: &[Vec<u8>], cases: &[Vec<u8>]) -> Self {
        Self { first: [seeds, cases].concat(), further: Vec::new() }
    }

    /// Whether these were spoiled into nothing else.
    pub(super) fn began_with(&self, bytes: &[u8]) -> bool {
        self.first.iter().any(|first| first == bytes)
    }

    pub(super) fn add(&mut self, bytes: &[u8], dice: &mut Dice) {
        if self.further.len() < FURTHER {
            self.further.push(bytes.to_vec());
        } else {
            let at = dice.roll(FURTHER);
            bytes.clone_into(&mut self.further[at]);
        }
    }

    /// One of all: half of them what it began with.
    fn pick(&self, dice: &mut Dice) -> &[u8] {
        let all = if self.further.is_empty() || dice.roll(2) == 0 { &self.first } else { &self.further };
        &all[dice.roll(all.len())]
    }

    /// Valid bytes, changed a little or much.
    pub(super) fn spoiled(&self, dice: &mut Dice) -> Vec<u8> {
        let mut bytes = self.pick(dice).to_vec();
        let longest = LONGEST.max(bytes.len() * 4);
        for _ in 0..=dice.roll(4) {
            self.change(&mut bytes, dice);
        }
        bytes.truncate(longest);
        bytes
    }

    fn change(&self, bytes: &mut Vec<u8>, dice: &mut Dice) {
        let at = dice.roll(bytes.len() + 1);
        let end = at + dice.roll((bytes.len() - at).min(64) + 1);
        match dice.roll(12) {
            0 | 1 if at < bytes.len() => bytes[at] ^= 1 << dice.roll(8),
            2 if at < bytes.len() => bytes[at] = dice.one_of(&[0, 1, 2, 0x7f, 0x80, 0xff]),
            3 if at < bytes.len() => bytes[at] = bytes[at].wrapping_add(dice.one_of(&[1, 2, 0xff, 0xfe])),
            4 => bytes.truncate(at),
            5 => put_number(bytes, at, dice),
            6 => {
                let other = self.pick(dice);
                let from = dice.roll(other.len() + 1);
                let part: Vec<u8> = other[from..].iter().take(dice.roll(64)).copied().collect();
                let end = if dice.roll(2) == 0 { at } else { (at + part.len()).min(bytes.len()) };
                bytes.splice(at..end, part);
            }
            7 => drop(bytes.drain(at..end)),
            8 => {
                // The same again, a few times or many.
                let part = bytes[at..end].repeat(dice.one_of(&[1, 2, 16, 300]));
                bytes.splice(at..at, part);
            }
            9 => {
                let sign = dice.one_of(&SIGNS).repeat(dice.one_of(&[1, 1, 1, 2, 300]));
                bytes.splice(at..at, sign.into_bytes());
            }
            10 => drop(bytes.splice(at..at, std::iter::repeat_n(0xff, dice.roll(12)))),
            _ => {
                let other = self.pick(dice);
                let head = bytes[..at].to_vec();
                *bytes = [&head, &other[at.min(other.len())..]].concat();
            }
        }
    }
}

/// Writes a number that is the end of something: in one of the forms that numbers have, over what is there or between.
fn put_number(bytes: &mut Vec<u8>, at: usize, dice: &mut Dice) {
    let number = dice.one_of(&EDGES);
    let width = dice.one_of(&[2, 4, 8]);
    let form = match dice.roll(4) {
        0 => number.to_le_bytes()[..width].to_vec(),
        1 => number.to_be_bytes()[8 - width..].to_vec(),
        2 => number.to_string().into_bytes(),
        _ => varint(number),
    };
    let end = if dice.roll(2) == 0 { at } else { (at + form.len()).min(bytes.len()) };
    bytes.splice(at..end, form);
}

/// As postcard writes lengths and numbers.
fn varint(mut number: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    while number > 0x7f {
        bytes.push(u8::try_from(number & 0x7f).unwrap() | 0x80);
        number >>= 7;
    }
    bytes.push(u8::try_from(number).unwrap());
    bytes
}
