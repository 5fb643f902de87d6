//! A file that grows when something is written, not when redb asks for room.
//!
//! redb doubles a file that is full. Here that is a promise: the file is as long as what was written in it, and what lies
//! between its end and the promise reads as zeros. Nothing is read there but what a crash left unwritten, and redb checks
//! every page that counts before anybody sees one.
//!
//! What the promise is need not be known after a crash: redb takes the layout of a file that was not closed from its
//! length, and any number of whole pages will do. That of one that was closed it takes from the header. So there is one
//! rule: **a header calls a file closed only while the file is as long as promised.** Whenever redb says so too early, which
//! is while it opens or makes a file, what is written is that the file is still in use. When it closes one it first gives
//! back the free pages at the end, and keeps the promise by that.
//!
//! A promise is a power of two of pages where redb lets one choose, at opening: it fills the smallest gap first, and other
//! lengths have small gaps at their very end, which would make the file long.
//!
//! This knows a few fields of redb's header (its `docs/design.md`). A file whose header is another, or does not fit its length,
//! is left to redb as it is.

use std::io;
use std::ops::Range;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use redb::StorageBackend;

const PAGE: u64 = 4096;
/// Pages of a region. A file of more than one is promised no more than redb asks for.
const REGION: u64 = 1 << 20;
const HEADER: usize = 320;
const MAGIC: &[u8] = b"redb\x1a\x0a\xa9\x0d\x0a";
/// The byte of flags, and the one that says that the file is in use or was not closed.
const FLAGS: usize = 9;
const IN_USE: u8 = 2;
/// Lengths of a page, in bytes, of the head of a region and of a region, in pages; little-endian, as all numbers.
const SHAPE: [(usize, u64); 3] = [(12, PAGE), (16, 0), (20, REGION)];
/// The version of the format, in both commits.
const VERSIONS: [usize; 2] = [64, 192];
const VERSION: u8 = 3;
/// How long the file is: full regions, and pages of the last one.
const FULL_REGIONS: usize = 24;
const LAST_PAGES: usize = 28;
const LENGTH: Range<usize> = FULL_REGIONS..LAST_PAGES + 4;

/// A file under redb that takes no more room than what was written.
#[derive(Debug)]
pub(crate) struct Lazy<F> {
    file: F,
    /// Whether longer is a promise only.
    lazily: bool,
    /// How long the file is.
    real: AtomicU64,
    /// How long redb believes it is; at least `real`.
    promised: AtomicU64,
    /// Whether something was written since it was opened.
    written: AtomicBool,
}

impl<F: StorageBackend> Lazy<F> {
    /// On a file, which may be empty.
    pub(crate) fn on(file: F) -> io::Result<Self> {
        let real = file.len()?;
        let mut header = [0; HEADER];
        let lazily = if real < HEADER as u64 {
            real == 0
        } else {
            file.read(0, &mut header)?;
            is_familiar(&header) && (header[FLAGS] & IN_USE != 0 || said(&header) == Some(real))
        };
        let promised = if lazily && real > 0 { padded(real) } else { real };
        Ok(Self {
            file,
            lazily,
            real: AtomicU64::new(real),
            promised: AtomicU64::new(promised),
            written: AtomicBool::default(),
        })
    }

    fn real(&self) -> u64 {
        self.real.load(Ordering::Acquire)
    }

    fn promised(&self) -> u64 {
        self.promised.load(Ordering::Acquire)
    }

    /// Writes, which may make the file longer.
    fn put(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        self.written.store(true, Ordering::Release);
        self.file.write(offset, data)?;
        let end = offset.saturating_add(data.len() as u64);
        self.real.fetch_max(end, Ordering::AcqRel);
        self.promised.fetch_max(end, Ordering::AcqRel);
        Ok(())
    }

    /// Writes a header by the rule of this module.
    fn put_header(&self, header: &[u8]) -> io::Result<()> {
        if !self.written.load(Ordering::Acquire) && self.differs_in_length_only(header)? {
            return Ok(());
        }
        let mut header = header.to_vec();
        if self.promised() > self.real()
            && let Some(flags) = header.get_mut(FLAGS)
        {
            *flags |= IN_USE;
        }
        self.put(0, &header)
    }

    /// Whether a header says what the file says already, but for its length. redb writes such a one before it has checked the
    /// pages: a file that fails the check stays as it was, which a salvage needs.
    fn differs_in_length_only(&self, header: &[u8]) -> io::Result<bool> {
        let mut old = [0; HEADER];
        if self.real() < HEADER as u64 || header.len() != HEADER {
            return Ok(false);
        }
        self.file.read(0, &mut old)?;
        Ok(header.iter().zip(&old).enumerate().all(|(at, (new, old))| new == old || LENGTH.contains(&at)))
    }
}

/// The number at a place of a header.
fn number(header: &[u8; HEADER], at: usize) -> Option<u64> {
    header.get(at..at + 4)?.try_into().ok().map(|bytes| u64::from(u32::from_le_bytes(bytes)))
}

/// Whether a header is one that this module knows.
fn is_familiar(header: &[u8; HEADER]) -> bool {
    header.starts_with(MAGIC)
        && SHAPE.iter().all(|(at, expected)| number(header, *at) == Some(*expected))
        && VERSIONS.iter().all(|at| header.get(*at) == Some(&VERSION))
}

/// How long a familiar header says the file is.
fn said(header: &[u8; HEADER]) -> Option<u64> {
    let (full, last) = (number(header, FULL_REGIONS)?, number(header, LAST_PAGES)?);
    full.checked_mul(REGION)?.checked_add(last)?.checked_add(1)?.checked_mul(PAGE)
}

/// The page of the header and a power of two of pages: at least this length.
fn padded(length: u64) -> u64 {
    let pages = length.div_ceil(PAGE).saturating_sub(1).max(1);
    let pages = if pages < REGION { pages.next_power_of_two() } else { pages };
    pages.saturating_add(1).saturating_mul(PAGE)
}

impl<F: StorageBackend> StorageBackend for Lazy<F> {
    fn len(&self) -> io::Result<u64> {
        Ok(self.promised())
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        let (real, end) = (self.real(), offset.saturating_add(out.len() as u64));
        if end <= real || end > self.promised() {
            return self.file.read(offset, out);
        }
        let there = usize::try_from(real.saturating_sub(offset)).unwrap_or(usize::MAX).min(out.len());
        let (there, beyond) = out.split_at_mut(there);
        beyond.fill(0);
        if there.is_empty() { Ok(()) } else { self.file.read(offset, there) }
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        let is_new = self.promised() == 0;
        if len < self.real() || !self.lazily {
            self.file.set_len(len)?;
            self.real.store(len, Ordering::Release);
        }
        // redb takes the layout of a new file from its length, as after a crash.
        self.promised.store(if self.lazily && is_new { padded(len) } else { len }, Ordering::Release);
        Ok(())
    }

    fn sync_data(&self) -> io::Result<()> {
        self.file.sync_data()
    }

    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        if offset == 0 && self.lazily { self.put_header(data) } else { self.put(offset, data) }
    }

    fn close(&self) -> io::Result<()> {
        self.file.close()
    }

    locks_of!(file);
}

/// What the search for bytes that break a decoder reaches.
#[cfg(test)]
pub(crate) mod fuzzed {
    use redb::StorageBackend as _;
    use redb::backends::InMemoryBackend;

    use super::{FLAGS, HEADER, IN_USE, LENGTH, Lazy};

    /// The beginnings of a store file: closed, and in use.
    pub(crate) fn headers(file: &[u8]) -> Vec<Vec<u8>> {
        let mut used = file[..HEADER].to_vec();
        used[FLAGS] |= IN_USE;
        let mut closed = used.clone();
        closed[FLAGS] ^= IN_USE;
        closed[LENGTH].copy_from_slice(&[0, 0, 0, 0, 4, 0, 0, 0]);
        vec![used, closed]
    }

    /// Opens a file of a few pages that begins so, and writes its beginning. Whether more was promised than is there.
    pub(crate) fn begins(bytes: &[u8]) -> bool {
        let file = InMemoryBackend::new();
        file.set_len(5 * super::PAGE).unwrap();
        let header = &bytes[..bytes.len().min(HEADER)];
        file.write(0, header).unwrap();
        let lazy = Lazy::on(file).unwrap();
        let promised = lazy.len().unwrap();
        assert!((5 * super::PAGE..=16 * super::PAGE).contains(&promised), "{promised}");
        lazy.write(0, header).unwrap();
        lazy.read(promised - 1, &mut [0]).unwrap();
        lazy.set_len(promised * 2).unwrap();
        lazy.lazily
    }
}
