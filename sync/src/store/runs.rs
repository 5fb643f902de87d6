//! Bodies lie in runs: as many as fit, one after another in order of arrival, compressed and sealed together in one row.
//!
//! redb gives a value of two kilobytes a page of four to itself, and compresses nothing. A run of a large sync takes half
//! of what its bodies take; a body that is written alone is a run of one.
//!
//! A run is the length of what follows before compression (u32), and zstd of: arrival number (u64), length (u32), body, of each;
//! numbers are big-endian.
//!
//! The key of a row is at most the arrival number of its first body, and no other row's key lies between it and its last
//! body: a body is in the row with the highest key up to its own number, or nowhere. Keys stay when bodies are removed.

use std::ops::RangeBounds;

use redb::Table;

use super::error::StoreError;
use super::rows::{self, Bytes, Prefix, RecordKey, Records, guarded};
use super::seal::{Sealer, TableId};
use super::transaction::insert;

/// A run is written once its bodies are so many bytes together: with all that comes to it, it fits in 32 KiB.
const TARGET: usize = 32 * 1024 - 256;
/// A row that is so long fits in 32 KiB with its key and the header of its page.
const ROW: usize = 32 * 1024 - 64;
/// Where a file is written anew a run is filled up to a whole [`ROW`], and is at most so long before compression.
const MOST_FILLED: usize = 4 * TARGET;
/// Bytes of a run for each body beside the body.
const FRAME: usize = 12;
/// Longest run before compression: one that was nearly full, and one body of the greatest length.
const MOST: usize = 4 * 1024 * 1024;
/// Level of zstd: the fastest.
const LEVEL: i32 = 1;

/// Adds a body to a run that is not compressed yet.
fn put(run: &mut Vec<u8>, arrival: u64, body: &[u8]) -> Result<(), StoreError> {
    let length = u32::try_from(body.len()).map_err(|_long| StoreError::TooLarge)?;
    run.extend_from_slice(&arrival.to_be_bytes());
    run.extend_from_slice(&length.to_be_bytes());
    run.extend_from_slice(body);
    Ok(())
}

fn compress(run: &[u8]) -> Result<Vec<u8>, StoreError> {
    // What could not be read again is not written.
    let length = u32::try_from(run.len()).ok().filter(|_| run.len() <= MOST).ok_or(StoreError::TooLarge)?;
    let packed = zstd::bulk::compress(run, LEVEL).map_err(|_error| StoreError::TooLarge)?;
    Ok([&length.to_be_bytes()[..], &packed].concat())
}

/// Bodies with their arrival numbers, ascending.
#[derive(Default)]
pub(super) struct Run(Vec<(u64, Vec<u8>)>);

/// What the row says that may hold a body.
pub(super) enum Found {
    /// There is no row that could.
    Nothing,
    /// It does not open; its key.
    Damaged(RecordKey),
    /// It opens; its key.
    Run(RecordKey, Run),
}

impl Run {
    fn encode(&self) -> Result<Vec<u8>, StoreError> {
        let mut bytes = Vec::with_capacity(self.0.iter().map(|(_, body)| body.len() + FRAME).sum());
        for (arrival, body) in &self.0 {
            put(&mut bytes, *arrival, body)?;
        }
        compress(&bytes)
    }

    fn decode(unpacker: &mut Unpacker, packed: &[u8]) -> Option<Self> {
        let (length, packed) = packed.split_first_chunk::<4>()?;
        let length = usize::try_from(u32::from_be_bytes(*length)).ok().filter(|length| *length <= MOST)?;
        let bytes = unpacker.0.as_mut()?.decompress(packed, length).ok()?;
        let mut run = Self::default();
        let mut rest = bytes.as_slice();
        while !rest.is_empty() {
            let (arrival, after) = rest.split_first_chunk::<8>()?;
            let (length, after) = after.split_first_chunk::<4>()?;
            let (body, after) = after.split_at_checked(u32::from_be_bytes(*length) as usize)?;
            run.0.push((u64::from_be_bytes(*arrival), body.to_vec()));
            rest = after;
        }
        Some(run)
    }

    pub(super) fn open(unpacker: &mut Unpacker, sealer: &Sealer, key: &RecordKey, row: &[u8]) -> Option<Self> {
        Self::decode(unpacker, &sealer.open(TableId::Bodies, key, row)?)
    }

    pub(super) fn seal(&self, sealer: &Sealer, key: &RecordKey) -> Result<Vec<u8>, StoreError> {
        sealer.seal(TableId::Bodies, key, &[&self.encode()?])
    }

    pub(super) fn into_bodies(self) -> impl Iterator<Item = (u64, Vec<u8>)> {
        self.0.into_iter()
    }

    /// Takes one body out.
    pub(super) fn take(&mut self, arrival: u64) -> Option<Vec<u8>> {
        let at = self.0.binary_search_by_key(&arrival, |(arrival, _)| *arrival).ok()?;
        Some(self.0.remove(at).1)
    }

    /// Cuts off what is past the size of a run: parts that each begin with a higher number. A body alone may be larger.
    pub(super) fn split(self) -> Vec<Self> {
        let mut parts = vec![Self::default()];
        let mut bytes = 0;
        for (arrival, body) in self.0 {
            if bytes + body.len() + FRAME > TARGET && bytes > 0 {
                parts.push(Self::default());
                bytes = 0;
            }
            bytes += body.len() + FRAME;
            if let Some(part) = parts.last_mut() {
                part.0.push((arrival, body));
            }
        }
        parts
    }

    /// The number of the first body.
    pub(super) fn first(&self) -> Option<u64> {
        self.0.first().map(|(arrival, _)| *arrival)
    }

    /// Puts one body in, in place of the one with its number.
    pub(super) fn put(&mut self, arrival: u64, body: Vec<u8>) {
        match self.0.binary_search_by_key(&arrival, |(arrival, _)| *arrival) {
            Ok(at) => self.0[at].1 = body,
            Err(at) => self.0.insert(at, (arrival, body)),
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether a body of this number, in a row of its own, would hide one of this run.
    pub(super) fn reaches(&self, arrival: u64) -> bool {
        self.0.last().is_some_and(|(last, _)| *last >= arrival)
    }
}

/// What opens many runs without setting up anew for each.
pub(super) struct Unpacker(Option<zstd::bulk::Decompressor<'static>>);

impl Unpacker {
    pub(super) fn new() -> Self {
        Self(zstd::bulk::Decompressor::new().ok())
    }
}

/// Collects bodies that are written in order of arrival.
pub(super) struct Packer {
    prefix: Prefix,
    /// The bodies that wait: the number of each, and where it begins.
    waiting: Vec<(u64, usize)>,
    /// What waits.
    run: Vec<u8>,
    /// A run is written once it is so long.
    target: usize,
    /// Whether runs are filled until they fill their pages: more of them are compressed twice.
    filled: bool,
}

impl Default for Packer {
    fn default() -> Self {
        Self { prefix: Prefix::default(), waiting: Vec::new(), run: Vec::new(), target: TARGET, filled: false }
    }
}

impl Packer {
    /// One that leaves as little of a page unused as it can. redb gives a row the next power of two of pages.
    pub(super) fn filling() -> Self {
        Self { filled: true, ..Self::default() }
    }

    /// Adds a body with a higher number than those before it in its space. Writes what is full.
    pub(super) fn push(
        &mut self,
        table: &mut Table<'_, &'static RecordKey, Bytes>,
        sealer: &Sealer,
        (prefix, arrival): (Prefix, u64),
        body: &[u8],
    ) -> Result<(), StoreError> {
        if prefix != self.prefix {
            self.flush(table, sealer)?;
        } else if self.run.len() + body.len() + FRAME > self.target {
            self.write_run(table, sealer)?;
        }
        let begin = self.run.len();
        put(&mut self.run, arrival, body)?;
        self.prefix = prefix;
        self.waiting.push((arrival, begin));
        Ok(())
    }

    /// Writes all that waits.
    pub(super) fn flush(
        &mut self,
        table: &mut Table<'_, &'static RecordKey, Bytes>,
        sealer: &Sealer,
    ) -> Result<(), StoreError> {
        while !self.waiting.is_empty() {
            self.write_run(table, sealer)?;
        }
        Ok(())
    }

    /// Writes a run of what waits, of as many bodies as fill a row.
    fn write_run(
        &mut self,
        table: &mut Table<'_, &'static RecordKey, Bytes>,
        sealer: &Sealer,
    ) -> Result<(), StoreError> {
        let Some((first, _)) = self.waiting.first() else { return Ok(()) };
        let key = rows::record_key(&self.prefix, *first);
        let mut count = self.waiting.len();
        let (end, row) = loop {
            let end = self.waiting.get(count).map_or(self.run.len(), |(_, begin)| *begin);
            let row = sealer.seal(TableId::Bodies, &key, &[&compress(&self.run[..end])?])?;
            if !self.filled || count == 1 || end <= TARGET || row.len() <= ROW {
                break (end, row);
            }
            count = (count * ROW / row.len()).clamp(1, count - 1);
        };
        insert(table, &key, &row)?;
        if self.filled {
            // The next ones compress about as well; a little less, so that few are compressed twice.
            self.target = (end * ROW / row.len() / 32 * 31).clamp(TARGET, MOST_FILLED);
        }
        self.run.drain(..end);
        self.waiting.drain(..count);
        self.waiting.iter_mut().for_each(|(_, begin)| *begin -= end);
        Ok(())
    }
}

/// The row that holds a body, if any does.
pub(super) fn find(table: &impl Records, sealer: &Sealer, prefix: &Prefix, arrival: u64) -> Result<Found, StoreError> {
    let (first, last) = (rows::record_key(prefix, 0), rows::record_key(prefix, arrival));
    guarded(|| {
        let row = table.range::<&RecordKey>(&first..=&last)?.next_back().transpose()?;
        Ok::<_, redb::StorageError>(row.map_or(Found::Nothing, |(key, sealed)| {
            let key = *key.value();
            Run::open(&mut Unpacker::new(), sealer, &key, sealed.value())
                .map_or(Found::Damaged(key), |run| Found::Run(key, run))
        }))
    })
}

/// Calls `visit` for every body of a space with a number in `range`, in order; a damaged row as `None` at its key.
pub(super) fn visit<E: From<StoreError>>(
    table: &impl Records,
    sealer: &Sealer,
    prefix: &Prefix,
    range: &impl RangeBounds<u64>,
    mut visit: impl FnMut(u64, Option<Vec<u8>>) -> Result<(), E>,
) -> Result<(), E> {
    let Some((first, last)) = rows::ends(range) else { return Ok(()) };
    // The first body may lie in a row with a lower key.
    let begin = match find(table, sealer, prefix, first)? {
        Found::Nothing => first,
        Found::Damaged(key) | Found::Run(key, _) => rows::split_key(&key).1,
    };
    let (begin, end) = (rows::record_key(prefix, begin), rows::record_key(prefix, last));
    let mut unpacker = Unpacker::new();
    let mut found = guarded(|| table.range::<&RecordKey>(&begin..=&end))?;
    while let Some((key, opened)) = guarded(|| {
        found
            .next()
            .transpose()
            .map(|row| row.map(|(key, row)| (*key.value(), Run::open(&mut unpacker, sealer, key.value(), row.value()))))
    })? {
        let Some(run) = opened else {
            // It may begin before what was asked for: then it is told at the first number of that.
            visit(rows::split_key(&key).1.max(first), None)?;
            continue;
        };
        for (arrival, body) in run.into_bodies() {
            if (first..=last).contains(&arrival) {
                visit(arrival, Some(body))?;
            }
        }
    }
    Ok(())
}

/// What the search for bytes that break a decoder reaches.
#[cfg(test)]
pub(crate) mod fuzzed {
    use super::{MOST, Run, Unpacker, compress, put};

    /// Bodies that lie together, before compression.
    pub(crate) fn bodies() -> Vec<u8> {
        let mut run = Vec::new();
        for (arrival, body) in (0..).zip([&b"een"[..], b"twee", &[7; 900]]) {
            put(&mut run, arrival, body).unwrap();
        }
        run
    }

    pub(crate) fn packed_run() -> Vec<u8> {
        compress(&bodies()).unwrap()
    }

    pub(crate) fn run_decodes(row: &[u8]) -> bool {
        let Some(run) = Run::decode(&mut Unpacker::new(), row) else { return false };
        let bytes: usize = run.0.iter().map(|(_, body)| body.len()).sum();
        assert!(bytes <= MOST, "a run of {bytes} bytes");
        for part in run.split() {
            part.encode().unwrap();
        }
        true
    }

    pub(crate) fn bodies_decode(run: &[u8]) -> bool {
        run_decodes(&compress(run).unwrap())
    }
}
