//! What the search for bytes that break a decoder reaches of the store.

use std::path::Path;
use std::time::Duration;

use super::keyfile::{KeyFile, Locked};
use super::passphrase::{Kdf, Passphrase, Wrap};
use super::seal::{open_under, seal_under};
use super::{Area, OpenError, Store, attempts, rows};
use crate::clock::Clock;

pub(crate) use super::medium::lazy_fuzzed::{begins, headers};
pub(crate) use super::runs::fuzzed::{bodies, bodies_decode, packed_run, run_decodes};

const QUICK: Kdf = Kdf { memory: 8, passes: 1, lanes: 1 };
/// The end of a key file, by which a damaged one is told.
const KEY_CHECK: usize = 16;

fn passphrase() -> Passphrase {
    Passphrase::new("vier woorden van papier")
}

/// Key files: open, and wrapped by a passphrase; without the checks at their ends.
pub(crate) fn keys() -> Vec<Vec<u8>> {
    let wrap = Wrap::fresh(&passphrase(), QUICK).unwrap();
    let files = [KeyFile::fresh(3, None), KeyFile::fresh(4, Some(wrap))].map(|file| file.unwrap().encode().unwrap());
    files.iter().map(|file| file[..file.len() - KEY_CHECK].to_vec()).collect()
}

/// Reads a key file as it is, and with a check that fits; then opens it with a passphrase of little work: how much there may
/// be has tests of its own.
pub(crate) fn key(bytes: &[u8]) -> bool {
    drop(Locked::decode(bytes));
    let checked = |bytes: &[u8]| [bytes, &blake3::hash(bytes).as_bytes()[..KEY_CHECK]].concat();
    let Ok(locked) = Locked::decode(&checked(bytes)) else { return false };
    if !locked.needs_passphrase() {
        return locked.unlock(None).unwrap().is_some();
    }
    let mut quick = bytes.to_vec();
    quick[17..17 + Kdf::LENGTH].copy_from_slice(&QUICK.to_bytes());
    Locked::decode(&checked(&quick)).unwrap().unlock(Some(&passphrase())).unwrap();
    true
}

/// A count of wrong passphrases, without the check at its end.
pub(crate) fn attempts() -> Vec<Vec<u8>> {
    let count = |wrong: u32, last: i64| [&wrong.to_be_bytes()[..], &last.to_be_bytes()].concat();
    vec![count(2, 1_780_000_000_000), count(7, 1_780_000_000_000), count(u32::MAX, i64::MAX), count(4, i64::MIN)]
}

/// Tries a wrong passphrase after so many: whoever waits, waits a quarter of an hour at most.
pub(crate) fn attempt(dir: &Path, clock: &Clock, bytes: &[u8]) -> bool {
    let mended = [bytes, &blake3::hash(bytes).as_bytes()[..4]].concat();
    for bytes in [bytes, &mended] {
        std::fs::write(dir.join("attempts"), bytes).unwrap();
        match attempts::counted(dir, clock, || Ok(None::<()>)) {
            Err(OpenError::WrongPassphrase { wait } | OpenError::TooSoon { wait }) => {
                assert!(wait <= Duration::from_mins(15), "{wait:?}");
            }
            other => panic!("{other:?}"),
        }
    }
    bytes.len() == 12
}

/// A row as it was opened: a value with its name, or a head with its space.
pub(crate) fn row(bytes: &[u8]) -> bool {
    let head = rows::split_head(bytes.to_vec());
    assert!(head.is_none_or(|(head, space)| head.len() + space.len() == bytes.len()));
    let named = rows::split_named(bytes.to_vec());
    named.is_some_and(|(value, name)| value.len() + name.len() + 2 == bytes.len())
}

/// A value with its name, as a row holds it.
pub(crate) fn named(value: &[u8], name: &str) -> Vec<u8> {
    [value, name.as_bytes(), &u16::try_from(name.len()).unwrap().to_be_bytes()].concat()
}

/// The first part of a cache, with others behind it or not.
pub(crate) fn part(store: &Store, bytes: &[u8]) -> bool {
    let read = || store.get(Area::Cache, "of parts").unwrap();
    store.write(|tx| tx.put_part("of parts", 0, bytes)).unwrap();
    let whole = read().is_some();
    store.write(|tx| tx.put(Area::Cache, "of parts", b"anew")).unwrap();
    assert_eq!(read().as_deref(), Some(b"anew".as_slice()));
    whole
}

/// A sealed piece.
pub(crate) fn sealed() -> Vec<u8> {
    seal_under(&[7; 32], b"its place", b"its content").unwrap()
}

pub(crate) fn opens(bytes: &[u8]) -> bool {
    open_under(&[7; 32], b"its place", bytes).is_some_and(|plain| *plain == *b"its content")
}
