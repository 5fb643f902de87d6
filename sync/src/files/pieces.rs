//! The file on disk: a slot of fixed length for each piece, sealed under the file's key.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use data_encoding::HEXLOWER;
use deelbaar_schema::attachment::CHUNK;
use zeroize::Zeroizing;

use super::FileError;
use crate::store::seal::{OVERHEAD, open_under, random, seal_under};
#[cfg(test)]
use crate::store::watched::{self, Act};
use crate::store::{create_private_file, sync_dir};

const SLOT: u64 = (CHUNK + OVERHEAD) as u64;

/// An open file of pieces.
pub(super) struct Pieces {
    path: PathBuf,
    name: String,
    file: File,
}

impl Pieces {
    /// An empty one, under a random name.
    pub(super) fn create(dir: &Path) -> Result<Self, FileError> {
        let mut name = [0; 12];
        random(&mut name)?;
        Self::named(dir, &HEXLOWER.encode(&name))
    }

    /// An empty one, under this name.
    pub(super) fn named(dir: &Path, name: &str) -> Result<Self, FileError> {
        let path = dir.join(name);
        let file = create_private_file(&path)?;
        #[cfg(test)]
        watched::pieces(&path, || Act::Found(Vec::new()));
        Ok(Self { path, name: name.to_owned(), file })
    }

    /// The one with this name.
    pub(super) fn open(dir: &Path, name: &str) -> io::Result<Self> {
        let path = dir.join(name);
        let file = OpenOptions::new().read(true).write(true).open(&path)?;
        Ok(Self { path, name: name.to_owned(), file })
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// Writes one piece. A kill halfway leaves a piece that does not open.
    pub(super) fn write(&mut self, key: &[u8; 32], index: usize, bytes: &[u8]) -> Result<(), FileError> {
        let sealed = seal_under(key, &context(index), bytes)?;
        #[cfg(test)]
        watched::takes(&self.path, sealed.len() as u64)?;
        self.file.seek(SeekFrom::Start(index as u64 * SLOT))?;
        self.file.write_all(&sealed)?;
        #[cfg(test)]
        watched::pieces(&self.path, || Act::Write(index as u64 * SLOT, sealed));
        Ok(())
    }

    /// One piece of `length` bytes; `None` when it is not there, or not whole.
    pub(super) fn read(
        &mut self,
        key: &[u8; 32],
        index: usize,
        length: usize,
    ) -> io::Result<Option<Zeroizing<Vec<u8>>>> {
        let mut sealed = vec![0; length + OVERHEAD];
        self.file.seek(SeekFrom::Start(index as u64 * SLOT))?;
        match self.file.read_exact(&mut sealed) {
            Ok(()) => Ok(open_under(key, &context(index), &sealed)),
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// On disk on return.
    pub(super) fn sync(&mut self) -> Result<(), FileError> {
        self.file.sync_all()?;
        #[cfg(test)]
        watched::pieces(&self.path, || Act::Sync);
        Ok(())
    }

    /// Takes it away again: it has no row.
    pub(super) fn discard(self) {
        drop(self.file);
        if let Err(error) = fs::remove_file(&self.path) {
            tracing::debug!(%error, "what is left of a file stays until the workspace is opened again");
        }
        #[cfg(test)]
        watched::pieces(&self.path, || Act::Gone);
    }
}

/// Empties and unlinks the file with this name; one that is gone is fine.
pub(super) fn remove(dir: &Path, name: &str) -> Result<(), FileError> {
    let path = dir.join(name);
    match OpenOptions::new().write(true).open(&path) {
        Ok(file) => {
            // Whoever still has it open, or undeletes it, finds nothing.
            file.set_len(0)?;
            #[cfg(test)]
            watched::pieces(&path, || Act::Length(0));
            drop(file);
            fs::remove_file(&path)?;
            #[cfg(test)]
            watched::pieces(&path, || Act::Gone);
            Ok(sync_dir(dir)?)
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// Binds a piece to its place; the key is the file's own.
fn context(index: usize) -> Vec<u8> {
    [b"deelbaar/file/v1".as_slice(), &(index as u64).to_be_bytes()].concat()
}
