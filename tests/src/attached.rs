//! Files beside items, as the tests put them there and look for them.

use std::collections::BTreeSet;
use std::fs;
use std::io::Cursor;
use std::path::{Path, PathBuf};

use deelbaar_schema::attachment::{Attachment, CHUNK, ChunkList};
use deelbaar_schema::field::Mask;
use deelbaar_schema::id::{AttachmentId, ContentHash, FileHash, ItemId, RecordId};
use deelbaar_schema::plan::PlanEdit;
use deelbaar_sync::file::Existing;
use deelbaar_sync::files::Presence;
use deelbaar_sync::workspace::random;

use crate::Device;

/// Bytes that do not repeat.
pub fn content(seed: &str, length: usize) -> Vec<u8> {
    let mut bytes = vec![0; length];
    blake3::Hasher::new().update(seed.as_bytes()).finalize_xof().fill(&mut bytes);
    bytes
}

/// The hashes of the pieces.
pub fn list_of(content: &[u8]) -> ChunkList {
    ChunkList::of_content(content.len() as u64, content.chunks(CHUNK).map(ContentHash::of).collect()).unwrap()
}

/// Everything that lies in the files below `folder`.
pub fn bytes_below(folder: &Path) -> Vec<u8> {
    let paths = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    paths.flat_map(|path| if path.is_dir() { bytes_below(&path) } else { fs::read(path).unwrap() }).collect()
}

/// Whether any file below `folder` holds `needle`.
pub fn lies_readable(folder: &Path, needle: &[u8]) -> bool {
    bytes_below(folder).windows(needle.len()).any(|found| found == needle)
}

impl Device {
    /// Names a file in the plan; its content is nowhere.
    pub fn name_file(&self, item: ItemId, attachment: Attachment) -> FileHash {
        let (hash, file) = (attachment.hash, AttachmentId::from_bytes(*random::<16>().unwrap()));
        self.edit(&[PlanEdit::SetFile { item, file, attachment: Some(attachment) }]);
        hash
    }

    /// Keeps the content of a file that the plan names, or will.
    pub fn keep_file(&self, content: &[u8]) {
        self.workspace.files().add(&mut Cursor::new(content), self.workspace.clock().now()).unwrap();
    }

    /// Puts a file beside an item.
    pub fn attach(&self, item: ItemId, name: &str, content: &[u8]) -> FileHash {
        self.keep_file(content);
        self.name_file(item, Attachment::new(name, &list_of(content), "").unwrap())
    }

    /// Asks consent to share an item with these of its files.
    pub fn request_with(&self, item: ItemId, files: &BTreeSet<FileHash>) -> RecordId {
        let sharing = deelbaar_schema::disclosure::Sharing::REGION;
        self.request_projected(item, (Mask::none(), files), sharing, String::new())
    }

    /// Whether a request for consent to share an item has come.
    pub fn has_request(&self, item: ItemId) -> bool {
        self.workspace.municipality().look(|state| !state.acts().consent_state(state.bench(), item).open.is_empty())
    }

    /// How far a file is here.
    pub fn presence(&self, hash: FileHash) -> Presence {
        self.workspace.files().presence(&hash)
    }

    /// The content of a file, as somebody saves it.
    pub fn saved(&self, hash: FileHash) -> Vec<u8> {
        let path = self.dir.path().join("opgeslagen");
        self.workspace.files().save(&hash, &path, Existing::Replace).unwrap();
        let bytes = fs::read(&path).unwrap();
        fs::remove_file(path).unwrap();
        bytes
    }

    /// The sealed files, with what is in them.
    pub fn sealed(&self) -> Vec<(PathBuf, Vec<u8>)> {
        let folder = self.dir.path().join("workspace/files");
        let found = fs::read_dir(folder).into_iter().flatten().map(|entry| entry.unwrap().path());
        found.map(|path| (path.clone(), fs::read(path).unwrap())).collect()
    }
}
