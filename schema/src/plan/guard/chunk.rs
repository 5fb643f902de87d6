//! What can be said about a chunk from its bytes alone, before the library parses it.
//!
//! The library repeats run-length columns as long as they say: 60 bytes can hold 2⁶⁰ operations. So the columns
//! that decide how much is unpacked are summed here first. Layout: the automerge storage format, change chunks.

use std::cmp::Ordering;

use automerge::{ActorId, ChangeHash};

use super::ChangeRefusal;

/// Most bytes of a chunk: the cap on a record's body.
pub const MAX_CHUNK: usize = 1 << 20;
/// Most operations in a change, and most predecessors in all of them together. A character of text is one operation.
pub const MAX_OPS: u64 = 1 << 18;
/// Most bytes of map keys (and names of marks), each counted as often as it is repeated.
pub const MAX_TEXT: u64 = 1 << 23;
/// Most dependencies: how many devices can have been writing side by side.
pub const MAX_DEPS: u64 = 1 << 10;

const MAGIC: [u8; 4] = [0x85, 0x6f, 0x4a, 0x83];
const CHECKSUM: std::ops::Range<usize> = 4..8;
const CHUNK_TYPE: usize = 8;
const RAW_CHANGE: u8 = 1;

// Columns, as (id << 4) | type.
const KEY_TEXT: u64 = 0x15;
const ACTION: u64 = 0x42;
const PREDECESSORS: u64 = 0x70;
const MARK_NAME: u64 = 0xa5;
/// The action that takes a value away.
const DELETE: u64 = 3;

/// The actor that a raw change chunk says it is by; `None` if it is too short to say. Nothing else is checked.
pub fn actor_of(chunk: &[u8]) -> Option<ActorId> {
    let mut body = Reader(chunk.get(CHUNK_TYPE + 1..)?);
    body.unsigned()?; // length
    let deps = body.unsigned()?;
    body.take(deps.checked_mul(32)?)?;
    let length = body.unsigned()?;
    body.take(length).map(ActorId::from)
}

/// Checks size, type, length and what the chunk unpacks to.
///
/// For one's own changes too, before they are recorded: what fails here, every other device refuses as hostile.
pub fn inspect(chunk: &[u8]) -> Result<(), ChangeRefusal> {
    if chunk.len() > MAX_CHUNK {
        return Err(ChangeRefusal::TooLarge(chunk.len()));
    }
    let Some((header, rest)) = chunk.split_at_checked(CHUNK_TYPE + 1) else { return Err(ChangeRefusal::Malformed) };
    if !header.starts_with(&MAGIC) {
        return Err(ChangeRefusal::Malformed);
    }
    if header[CHUNK_TYPE] != RAW_CHANGE {
        return Err(ChangeRefusal::NotAChange(header[CHUNK_TYPE]));
    }
    let mut body = Reader(rest);
    let length = body.unsigned().ok_or(ChangeRefusal::Malformed)?;
    match (body.0.len() as u64).cmp(&length) {
        Ordering::Less => return Err(ChangeRefusal::Malformed),
        Ordering::Greater => return Err(ChangeRefusal::TrailingBytes),
        Ordering::Equal => {}
    }
    let unpacked = Unpacked::sum(&mut body).ok_or(ChangeRefusal::Malformed)?;
    if unpacked.is_too_much(chunk.len() as u64) { Err(ChangeRefusal::TooComplex) } else { Ok(()) }
}

/// The library parses without comparing the checksum, which is the start of the hash.
pub(super) fn checksum_fits(chunk: &[u8], hash: ChangeHash) -> bool {
    chunk.get(CHECKSUM).is_some_and(|checksum| hash.0.starts_with(checksum))
}

/// How much a chunk unpacks to.
#[derive(Default)]
struct Unpacked {
    deps: u64,
    ops: u64,
    deletions: u64,
    predecessors: u64,
    text: u64,
}

impl Unpacked {
    /// What people write takes a byte an operation or more, since each has a value, a key or an object of its own. Only
    /// taking much away at once takes few bytes.
    fn is_too_much(&self, bytes: u64) -> bool {
        self.deps > MAX_DEPS
            || self.ops > MAX_OPS
            || self.ops.saturating_sub(self.deletions) > bytes
            || self.predecessors > MAX_OPS
            || self.text > MAX_TEXT
    }

    /// Reads the body of a change; `None` if it ends too soon or holds a number that does not fit.
    fn sum(body: &mut Reader<'_>) -> Option<Self> {
        let mut sum = Self { deps: body.unsigned()?, ..Self::default() };
        body.take(sum.deps.checked_mul(32)?)?;
        body.text()?; // actor
        body.unsigned()?; // sequence number
        body.unsigned()?; // first operation number
        body.signed()?; // time
        body.text()?; // message
        for _ in 0..body.unsigned()? {
            body.text()?; // other actors
        }
        let mut columns = Vec::new();
        for _ in 0..body.unsigned()? {
            columns.push((body.unsigned()?, body.unsigned()?));
        }
        for (column, length) in columns {
            let mut data = Reader(body.take(length)?);
            match column {
                ACTION => {
                    let deletes = |data: &mut Reader<'_>| Some(u64::from(data.unsigned()? == DELETE));
                    let (ops, deletions) = data.runs(deletes)?;
                    sum.ops = sum.ops.saturating_add(ops);
                    sum.deletions = sum.deletions.saturating_add(deletions);
                }
                PREDECESSORS => sum.predecessors = sum.predecessors.saturating_add(data.runs(Reader::unsigned)?.1),
                KEY_TEXT | MARK_NAME => sum.text = sum.text.saturating_add(data.runs(Reader::text)?.1),
                _ => {}
            }
        }
        Some(sum)
    }
}

struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn take(&mut self, count: u64) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(usize::try_from(count).ok()?)?;
        self.0 = rest;
        Some(taken)
    }

    /// LEB128: the value without its sign, the number of bits read, and the last byte.
    fn leb128(&mut self) -> Option<(u64, u32, u8)> {
        let (mut value, mut shift) = (0_u64, 0_u32);
        loop {
            let (&byte, rest) = self.0.split_first()?;
            self.0 = rest;
            let low = u64::from(byte & 0x7f);
            value |= low.checked_shl(shift)?;
            shift += 7;
            if byte & 0x80 == 0 {
                return Some((value, shift, byte));
            }
        }
    }

    fn unsigned(&mut self) -> Option<u64> {
        let (value, bits, last) = self.leb128()?;
        (bits < 64 || last <= 1).then_some(value)
    }

    fn signed(&mut self) -> Option<i64> {
        let (value, bits, last) = self.leb128()?;
        let negative = last & 0x40 != 0;
        let extended = if negative && bits < 64 { value | (u64::MAX << bits) } else { value };
        Some(extended.cast_signed())
    }

    /// A length and that many bytes; gives the length.
    fn text(&mut self) -> Option<u64> {
        let length = self.unsigned()?;
        self.take(length)?;
        Some(length)
    }

    /// Reads a run-length column: how many items there are, and the sum of their sizes as `item` tells them.
    fn runs(&mut self, item: impl Fn(&mut Self) -> Option<u64>) -> Option<(u64, u64)> {
        let (mut count, mut total) = (0_u64, 0_u64);
        while !self.0.is_empty() {
            let run = self.signed()?;
            let length = run.unsigned_abs();
            match run.cmp(&0) {
                // One item, repeated.
                Ordering::Greater => total = total.saturating_add(item(self)?.saturating_mul(length)),
                // That many items, each written out.
                Ordering::Less => {
                    for _ in 0..length {
                        total = total.saturating_add(item(self)?);
                    }
                }
                // Empty places.
                Ordering::Equal => count = count.saturating_add(self.unsigned()?),
            }
            count = count.saturating_add(length);
        }
        Some((count, total))
    }
}
