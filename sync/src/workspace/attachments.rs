//! Files beside items: which are kept, for whom, and how one is added.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::path::Path;

use deelbaar_schema::attachment::{Attachment, MAX_FILE, check_size, check_words};
use deelbaar_schema::charter::Pair;
use deelbaar_schema::id::{FileHash, MunicipalityCode, SharedId};
use deelbaar_schema::region::OwnSections;
use deelbaar_schema::space::SpaceState as _;

use super::{Workspace, WorkspaceError};
use crate::files::{FileError, FileKey, Side, Unswept, Wanted};
use crate::replica;
use crate::store::DiskError;

const MIB: u64 = 1024 * 1024;
/// Most bytes of files that a municipality keeps.
pub const MAX_TOTAL: u64 = 2048 * MIB;
/// Most bytes of files that others take in of what one municipality shares.
const MAX_SHARED: u64 = 512 * MIB;
/// Most bytes that are taken in of all others together: where many share, each has an equal part of it, but always one file.
const MAX_REGION: u64 = 16 * 1024 * MIB;

impl Workspace {
    /// Drops the content of files that nothing names any more: what was withdrawn or no longer shows in the region at once,
    /// what was taken out of the plan after a while.
    pub fn sweep_files(&self) -> Result<(), WorkspaceError> {
        let _turn = self.files.turn();
        self.files.keep_only(self.wanted_files(), &self.files_to_purge(), self.clock.now())?;
        // The keys of what was dropped lie in freed pages until then; also when the disk refused the last time.
        Ok(replica::rekey_if_due(&self.store)?)
    }

    fn wanted_files(&self) -> BTreeMap<FileKey, Wanted> {
        let today = self.clock.today();
        // In one look: what is shared, and under which keys the own municipality takes part.
        let (shared, keys, in_region) = self.region.look(|region| {
            let files = region.shared_files(today).into_iter();
            let shared: Vec<(MunicipalityCode, Attachment)> =
                files.map(|(municipality, file)| (municipality, file.clone())).collect();
            (shared, region.charter().admitted_keys(self.code), region.sections_of(self.code, today))
        });
        let own_in_region = self.are_own(&keys);
        // What others took back in its name takes nothing from it.
        let in_region = if own_in_region { in_region } else { OwnSections::new() };
        let own = self.municipality.look(|state| state.files_in_use(&in_region, today));
        let others = shared.iter().map(|(municipality, _)| *municipality).filter(|code| *code != self.code);
        let mut all = Gathered::new(self.code, others.collect::<BTreeSet<_>>().len());
        all.reads_plan = self.reads_plan();
        all.own_in_region = own_in_region;
        for file in own {
            all.add(self.code, &file, false);
        }
        for (municipality, file) in shared {
            all.add(municipality, &file, true);
        }
        all.wanted
    }

    /// Whether what the region shows under the code of the own municipality comes from it, when it takes part there under these
    /// keys: two people of the region may have admitted another under that code. All of them must be keys of the own space.
    fn are_own(&self, admitted: &BTreeSet<Pair>) -> bool {
        let charter = self.municipality.charter();
        admitted.iter().all(|keys| charter.was_pair(keys, self.code))
    }

    /// Whether what the region shows under the code of the own municipality, and who takes part under it, is its own.
    pub(crate) fn is_own_in_region(&self) -> bool {
        self.are_own(&self.region.charter().admitted_keys(self.code))
    }

    /// The files of the own municipality that were shared and taken back, until this device says that it deleted that.
    fn files_to_purge(&self) -> BTreeSet<FileHash> {
        let (due, keys) =
            self.region.look(|region| (self.still_to_confirm(region), region.charter().admitted_keys(self.code)));
        let own = due.into_iter().filter(|purged| purged.municipality == self.code);
        let sections: BTreeSet<SharedId> = own.map(|purged| purged.section).collect();
        if sections.is_empty() || !self.are_own(&keys) {
            return BTreeSet::new();
        }
        self.municipality.look(|state| state.files_ever_shared(&sections))
    }

    /// Reads a file from the disk of this device and keeps its content. Put it in the plan and let go of the second then: until
    /// then no file is dropped.
    pub fn add_file(&self, path: &Path, description: &str) -> Result<(Attachment, Unswept<'_>), FileError> {
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
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        check_words(&name, description)?;
        let today = self.clock.today();
        let in_region = self.in_region();
        let in_use = self.municipality.look(|state| state.files_in_use(&in_region, today));
        let sizes: BTreeMap<FileHash, u64> = in_use.into_iter().map(|file| (file.hash, file.size)).collect();
        if sizes.values().sum::<u64>() + found.len() > MAX_TOTAL {
            return Err(FileError::Full);
        }
        let mut content = File::open(path).map_err(unreadable)?;
        let (list, unswept) = self.files.add(&mut content, self.clock.now())?;
        Ok((Attachment::new(&name, &list, description)?, unswept))
    }
}

/// What records name, with what is too much left unasked for.
struct Gathered {
    own: MunicipalityCode,
    /// Whether this device gets the plan: where it does not, what the own municipality shares is like what others share.
    reads_plan: bool,
    /// Whether what the region shows under the code of the own municipality is its own.
    own_in_region: bool,
    /// Most bytes that are taken in of one other municipality.
    of_each: u64,
    wanted: BTreeMap<FileKey, Wanted>,
    /// Who names which content.
    named: BTreeSet<(MunicipalityCode, FileHash)>,
    /// Bytes per municipality.
    totals: BTreeMap<MunicipalityCode, u64>,
}

impl Gathered {
    /// Nothing yet, where so many others share files.
    fn new(own: MunicipalityCode, others: usize) -> Self {
        let of_each = (MAX_REGION / (others as u64).max(1)).clamp(MAX_FILE, MAX_SHARED);
        Self {
            own,
            reads_plan: true,
            own_in_region: true,
            of_each,
            wanted: BTreeMap::new(),
            named: BTreeSet::new(),
            totals: BTreeMap::new(),
        }
    }

    fn add(&mut self, municipality: MunicipalityCode, file: &Attachment, shared: bool) {
        let own = municipality == self.own && (!shared || self.reads_plan && self.own_in_region);
        let (side, most) = if own { (Side::Municipality, MAX_TOTAL) } else { (Side::Region, self.of_each) };
        let total = self.totals.entry(municipality).or_default();
        if self.named.insert((municipality, file.hash)) {
            *total = total.saturating_add(file.size);
        }
        let new = Wanted { size: file.size, shared, fetch: *total <= most };
        let wanted = self.wanted.entry(FileKey { side, hash: file.hash }).or_insert(new);
        // Whoever names it wrongly, or more than it may, does not keep others from having it.
        wanted.size = wanted.size.max(new.size);
        wanted.shared |= new.shared;
        wanted.fetch |= new.fetch;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn town(number: u16) -> MunicipalityCode {
        MunicipalityCode::from_number(number).unwrap()
    }

    fn file(content: u16, size: u64) -> Attachment {
        let mut hash = [0; 32];
        hash[..2].copy_from_slice(&content.to_le_bytes());
        let (name, media) = ("a.pdf".into(), "application/pdf".into());
        Attachment { name, media, size, hash: FileHash::from_bytes(hash), description: String::new() }
    }

    fn fetched(all: &Gathered) -> Vec<u64> {
        all.wanted.values().filter(|wanted| wanted.fetch).map(|wanted| wanted.size).collect()
    }

    #[test]
    fn of_whoever_shares_too_much_only_so_much_is_taken_in() {
        let mut all = Gathered::new(town(327), 2);
        for content in 0..100 {
            all.add(town(342), &file(content, MAX_FILE), true);
            // The same once more is no more.
            all.add(town(342), &file(content, MAX_FILE), true);
        }
        all.add(town(308), &file(1000, MAX_FILE), true);
        for content in 0..100 {
            all.add(town(327), &file(content, MAX_FILE), false);
        }
        let of = |side| all.wanted.iter().filter(|(file, wanted)| file.side == side && wanted.fetch).count() as u64;
        assert_eq!(of(Side::Region), MAX_SHARED / MAX_FILE + 1, "Baarn is not kept out by Soest");
        assert_eq!(of(Side::Municipality), MAX_TOTAL / MAX_FILE);
    }

    #[test]
    fn in_a_country_each_has_an_equal_part() {
        let mut all = Gathered::new(town(1), 341);
        for number in 2..343 {
            for content in 0..3 {
                all.add(town(number), &file(number * 3 + content, MAX_FILE), true);
            }
        }
        let sizes = fetched(&all);
        assert_eq!(sizes.len(), 341, "one of each");
        assert!(sizes.iter().sum::<u64>() < MAX_REGION + 341 * MIB * 4);
    }

    #[test]
    fn whoever_names_a_file_wrongly_or_too_much_keeps_nobody_from_having_it() {
        let mut all = Gathered::new(town(327), 2);
        all.add(town(100), &file(1, 5), true);
        all.add(town(342), &file(1, 700), true);
        assert_eq!(fetched(&all), [700]);
        for content in 10..30 {
            all.add(town(100), &file(content, MAX_FILE), true);
        }
        all.add(town(100), &file(2, 9), true);
        assert!(!fetched(&all).contains(&9));
        all.add(town(342), &file(2, 9), true);
        assert!(fetched(&all).contains(&9));
    }
}
