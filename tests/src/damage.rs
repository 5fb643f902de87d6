//! A store of which a page goes bad, as a disk does that.

use std::collections::BTreeMap;
use std::fs::OpenOptions;
use std::os::unix::fs::FileExt as _;
use std::path::{Path, PathBuf};

use redb::{Database, ReadTransaction, ReadableDatabase as _, ReadableTable as _, TableDefinition};

/// Where the byte is that goes bad.
#[derive(Debug, Clone, Copy)]
pub enum In {
    /// The head of a record, halfway the space with most of them: a plan, where nothing was shared.
    Head,
    /// The body of one.
    Body,
    /// What is kept to start fast.
    Cache,
}

/// The store file in a folder with data, of which there is one.
pub fn store_file(data: &Path) -> PathBuf {
    let found = std::fs::read_dir(data).unwrap().map(|entry| entry.unwrap().path());
    let mut stores = found.filter(|path| path.file_name().unwrap().to_str().unwrap().starts_with("store-"));
    let store = stores.next().unwrap();
    assert_eq!(stores.next(), None);
    store
}

/// Lets one byte go bad in a store that is closed.
pub fn spoil(data: &Path, place: In) {
    let path = store_file(data);
    let row = {
        let database = Database::open(&path).unwrap();
        row_in(&database.begin_read().unwrap(), place)
    };
    let bytes = std::fs::read(&path).unwrap();
    let at = bytes.windows(row.len()).position(|window| window == row).unwrap() + row.len() / 2;
    let file = OpenOptions::new().write(true).open(&path).unwrap();
    file.write_all_at(&[bytes[at] ^ 1], at as u64).unwrap();
}

fn row_in(transaction: &ReadTransaction, place: In) -> Vec<u8> {
    let of = |table: &str| {
        let table: TableDefinition<&[u8; 24], &[u8]> = TableDefinition::new(table);
        let rows = transaction.open_table(table).unwrap();
        let rows = rows.iter().unwrap().map(|row| row.unwrap());
        rows.map(|(key, row)| (key.value()[..16].to_vec(), row.value().to_vec())).collect::<Vec<_>>()
    };
    let table = match place {
        In::Head => "heads",
        In::Body => "bodies",
        In::Cache => {
            let cache: TableDefinition<&[u8; 32], &[u8]> = TableDefinition::new("cache");
            let rows = transaction.open_table(cache).unwrap();
            return rows.first().unwrap().expect("a cache").1.value().to_vec();
        }
    };
    let mut counts = BTreeMap::new();
    for (space, _) in of("heads") {
        *counts.entry(space).or_insert(0) += 1;
    }
    let busiest = counts.into_iter().max_by_key(|(_, count)| *count).unwrap().0;
    let rows: Vec<_> = of(table).into_iter().filter(|(space, _)| *space == busiest).collect();
    rows[(rows.len() - 1) / 2].1.clone()
}
