//! Files beside items: which are kept, for whom, and how one is added.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::path::Path;

use deelbaar_schema::attachment::{Attachment, check_size};
use deelbaar_schema::id::{FileHash, MunicipalityCode};

use super::{Workspace, WorkspaceError};
use crate::files::{FileError, FileKey, Side, Wanted};
use crate::replica;
use crate::store::DiskError;

/// Most bytes of files that a municipality keeps, and most that others take in of what it shares.
pub const MAX_TOTAL: u64 = 2 * 1024 * 1024 * 1024;

impl Workspace {
    /// Drops the content of files that nothing names any more: what was withdrawn or no longer shows in the region at once,
    /// what was taken out of the plan after a while.
    pub fn sweep_files(&self) -> Result<(), WorkspaceError> {
        let _turn = self.files.turn();
        let dropped = self.files.keep_only(self.wanted_files(), self.clock.now())?;
        if dropped > 0 {
            // Their keys lie in freed pages until then.
            replica::rekey_if_due(&self.store)?;
        }
        Ok(())
    }

    fn wanted_files(&self) -> BTreeMap<FileKey, Wanted> {
        let today = self.clock.today();
        let own = self.municipality.look(|state| state.files_in_use(today));
        let shared: Vec<(MunicipalityCode, Attachment)> = self.region.look(|region| {
            let visible = region.visible(today);
            let files =
                visible.flat_map(|(key, version)| region.files_of(key, version).into_iter().map(|f| (key.0, f)));
            files.map(|(municipality, file)| (municipality, file.clone())).collect()
        });
        let mut all = Gathered::default();
        for file in own {
            all.add(Side::Municipality, self.code, &file, false);
        }
        for (municipality, file) in shared {
            let side = if municipality == self.code { Side::Municipality } else { Side::Region };
            all.add(side, municipality, &file, true);
        }
        all.wanted
    }

    /// Reads a file from the disk of this device and keeps its content. It must be put in the plan soon.
    pub fn add_file(&self, path: &Path, description: &str) -> Result<Attachment, FileError> {
        let unreadable = |error: std::io::Error| match error.kind() {
            std::io::ErrorKind::NotFound | std::io::ErrorKind::NotADirectory => FileError::NoFile,
            _ => FileError::Unreadable(DiskError::from(error)),
        };
        // Looked at first: opening a pipe would wait for ever.
        let found = std::fs::metadata(path).map_err(unreadable)?;
        if !found.is_file() {
            return Err(FileError::NotAFile);
        }
        check_size(found.len())?;
        let today = self.clock.today();
        let in_use = self.municipality.look(|state| state.files_in_use(today));
        let sizes: BTreeMap<FileHash, u64> = in_use.into_iter().map(|file| (file.hash, file.size)).collect();
        if sizes.values().sum::<u64>() + found.len() > MAX_TOTAL {
            return Err(FileError::Full);
        }
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let mut content = File::open(path).map_err(unreadable)?;
        let list = self.files.add(&mut content, self.clock.now())?;
        Ok(Attachment::new(&name, &list, description)?)
    }
}

#[derive(Default)]
struct Gathered {
    wanted: BTreeMap<FileKey, Wanted>,
    /// Who names which content.
    named: BTreeSet<(MunicipalityCode, FileHash)>,
    /// Bytes per municipality.
    totals: BTreeMap<MunicipalityCode, u64>,
}

impl Gathered {
    fn add(&mut self, side: Side, municipality: MunicipalityCode, file: &Attachment, shared: bool) {
        let total = self.totals.entry(municipality).or_default();
        if self.named.insert((municipality, file.hash)) {
            *total = total.saturating_add(file.size);
        }
        let fetch = *total <= MAX_TOTAL;
        let new = Wanted { size: file.size, shared, fetch };
        let wanted = self.wanted.entry(FileKey { side, hash: file.hash }).or_insert(new);
        // Whoever names it wrongly, or more than it may, does not keep others from having it.
        wanted.size = wanted.size.max(file.size);
        wanted.shared |= shared;
        wanted.fetch |= fetch;
    }
}
