//! What the search for bytes that break a decoder reaches of the rows of files.

use std::path::Path;

use deelbaar_schema::attachment::{CHUNK, ChunkList};
use deelbaar_schema::encoding;
use deelbaar_schema::id::ContentHash;
use deelbaar_schema::time::Timestamp;

use super::entry::{Entry, load_all};
use crate::store::{Area, Store};

/// Rows, each with its name.
pub(crate) fn rows(store: &Store) -> Vec<Vec<u8>> {
    for (size, chunks) in [(3 * CHUNK as u64 + 5, 4), (1, 1), (0, 0)] {
        let Ok(list) = ChunkList::of_content(size, vec![ContentHash::of(b"x"); chunks]) else { continue };
        let entry = Entry::added(list, [3; 32].into(), "a1b2c3".into(), Timestamp(5));
        entry.save(store).unwrap();
    }
    let rows = store.read(|snapshot| snapshot.settings("file ")).unwrap();
    rows.iter().map(|(name, value)| encoding::encode(&(name, &**value)).unwrap()).collect()
}

/// Takes such a row up, and looks what is here of its file.
pub(crate) fn reads(store: &Store, dir: &Path, bytes: &[u8]) -> bool {
    let Ok((name, value)) = encoding::decode::<(String, Vec<u8>)>(bytes) else { return false };
    if name.len() > 1000 || store.write(|tx| tx.put(Area::Local, &name, &value)).is_err() {
        return false;
    }
    let mut taken = false;
    for (key, mut entry) in load_all(store).unwrap() {
        taken |= entry.key() == key && name.contains(&key.hash.to_string());
        entry.look_at(dir).unwrap();
        drop((entry.presence(), entry.missing()));
    }
    store.write(|tx| tx.delete(Area::Local, &name)).unwrap();
    taken
}
