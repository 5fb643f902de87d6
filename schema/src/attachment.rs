//! Files beside an item: what the plan and a snapshot say of one, and how its content is checked piece by piece.
//!
//! The content itself is no record: devices that may have it ask each other for it by its [`FileHash`]. That names the
//! hashes of all pieces, so every piece is checked alone, in any order, from anybody.

use serde::{Deserialize, Serialize};

use crate::id::{ContentHash, FileHash};

/// Largest file, in bytes.
pub const MAX_FILE: u64 = 50 * 1024 * 1024;
/// Bytes of a piece; the last one may be shorter.
pub const CHUNK: usize = 256 * 1024;
/// Most files that are added to one item.
pub const MAX_FILES: usize = 20;
/// Most files of an item that are looked at: devices that knew nothing of each other may together pass [`MAX_FILES`].
pub(crate) const MAX_READ: usize = 3 * MAX_FILES;
/// Longest file name, in characters.
pub const MAX_NAME: usize = 120;
/// Longest file name, in bytes of UTF-8: most disks take 255.
pub const MAX_NAME_BYTES: usize = 240;
/// Longest description, in characters.
pub const MAX_DESCRIPTION: usize = 500;
const MAX_MEDIA: usize = 100;
const FOR_FILES: &str = "deelbaar 2026 file";

/// What is known of a file without its content.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    /// Its name, without a folder.
    pub name: String,
    /// Its media type, by its name: nobody looked inside.
    pub media: String,
    /// Bytes.
    pub size: u64,
    /// Names the content.
    pub hash: FileHash,
    /// What it is, in words; may be empty.
    pub description: String,
}

/// Why something is no attachment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AttachmentError {
    /// No name that can be kept.
    #[error("the file has no name that can be used")]
    Name,
    /// No bytes.
    #[error("the file is empty")]
    Empty,
    /// More than [`MAX_FILE`].
    #[error("the file is larger than {} MB", MAX_FILE / 1024 / 1024)]
    TooLarge,
    /// A description that is too long, or has characters that do not show.
    #[error("the description is longer than {MAX_DESCRIPTION} characters or holds signs that do not show")]
    Description,
}

impl Attachment {
    /// A file with this name and content.
    pub fn new(name: &str, content: &ChunkList, description: &str) -> Result<Self, AttachmentError> {
        let name = check_words(name, description)?;
        let description = description.trim().to_owned();
        let attachment = Self {
            media: media_type(&name).to_owned(),
            name,
            size: content.size(),
            hash: content.file_hash(),
            description,
        };
        attachment.check().map(|()| attachment)
    }

    /// Whether everything in it is what this build would have written: what comes from elsewhere is not trusted.
    pub fn check(&self) -> Result<(), AttachmentError> {
        if clean_name(&self.name).as_deref() != Some(self.name.as_str()) {
            return Err(AttachmentError::Name);
        }
        check_size(self.size)?;
        let media = self.media.len() <= MAX_MEDIA && self.media.bytes().all(|byte| byte.is_ascii_graphic());
        if media && describes(&self.description) { Ok(()) } else { Err(AttachmentError::Description) }
    }
}

/// What a file would be called here, when it can be, and with this description.
pub fn check_words(name: &str, description: &str) -> Result<String, AttachmentError> {
    let name = clean_name(name).ok_or(AttachmentError::Name)?;
    if describes(description.trim()) { Ok(name) } else { Err(AttachmentError::Description) }
}

fn describes(text: &str) -> bool {
    text.chars().count() <= MAX_DESCRIPTION && text.chars().all(|sign| sign == '\n' || is_plain(sign))
}

/// Whether a file may have this many bytes.
pub fn check_size(size: u64) -> Result<(), AttachmentError> {
    match size {
        0 => Err(AttachmentError::Empty),
        size if size > MAX_FILE => Err(AttachmentError::TooLarge),
        _ => Ok(()),
    }
}

/// The part of `name` that can be kept and written on any system: no folder, no control or direction signs, not too long.
/// `None` when nothing is left.
pub fn clean_name(name: &str) -> Option<String> {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let fits = |sign: &char| is_plain(*sign) && !matches!(sign, ':' | '*' | '?' | '"' | '<' | '>' | '|');
    let kept: String = last.chars().filter(fits).collect();
    // Dots and spaces at the ends hide a file or are dropped by some systems.
    let mut short = kept.trim_matches(is_loose).to_owned();
    loop {
        let shorter = shorten(&short);
        if shorter == short {
            break;
        }
        // What is left may end otherwise than before.
        short = shorter;
    }
    (!short.is_empty() && !is_reserved(&short)).then_some(short)
}

fn is_loose(sign: char) -> bool {
    sign == '.' || sign.is_whitespace()
}

/// The name as far as it may be long, with its ending: that says what opens it.
fn shorten(name: &str) -> String {
    match name.rsplit_once('.') {
        Some((stem, ending)) if ending.chars().count() < 12 => {
            let stem = cut(stem, MAX_NAME - 1 - ending.chars().count(), MAX_NAME_BYTES - 1 - ending.len());
            format!("{}.{ending}", stem.trim_end())
        }
        _ => cut(name, MAX_NAME, MAX_NAME_BYTES).trim_end().to_owned(),
    }
}

/// As much of the beginning as fits in so many characters and bytes; what was cut ends in no dot or space.
fn cut(text: &str, signs: usize, bytes: usize) -> &str {
    let ends = text.char_indices().map(|(at, sign)| at + sign.len_utf8());
    let end = ends.take(signs).take_while(|end| *end <= bytes).last().unwrap_or_default();
    let kept = &text[..end];
    if kept.len() == text.len() { kept } else { kept.trim_end_matches(is_loose) }
}

/// A sign that shows, and leaves the direction of the text alone.
fn is_plain(sign: char) -> bool {
    let turns =
        matches!(sign, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{061C}');
    let unseen = matches!(sign, '\u{2028}' | '\u{2029}' | '\u{FEFF}' | '\u{E0000}'..='\u{E0FFF}');
    !sign.is_control() && !turns && !unseen
}

/// Names that Windows keeps for devices, with any ending.
fn is_reserved(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().trim_end().to_ascii_uppercase();
    let numbered = |prefix| stem.strip_prefix(prefix).is_some_and(|rest: &str| rest.len() == 1 && rest != "0");
    matches!(stem.as_str(), "CON" | "PRN" | "AUX" | "NUL") || numbered("COM") || numbered("LPT")
}

/// The media type that goes with the ending of a name.
pub fn media_type(name: &str) -> &'static str {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).unwrap_or_default();
    match ending.as_str() {
        "pdf" => "application/pdf",
        "txt" | "md" => "text/plain",
        "csv" => "text/csv",
        "html" | "htm" => "text/html",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "svg" => "image/svg+xml",
        "mp3" => "audio/mpeg",
        "mp4" => "video/mp4",
        "zip" => "application/zip",
        "doc" => "application/msword",
        "xls" => "application/vnd.ms-excel",
        "ppt" => "application/vnd.ms-powerpoint",
        "docx" => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "pptx" => "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        "odt" => "application/vnd.oasis.opendocument.text",
        "ods" => "application/vnd.oasis.opendocument.spreadsheet",
        "odp" => "application/vnd.oasis.opendocument.presentation",
        _ => "application/octet-stream",
    }
}

/// The size of a file and the hashes of its pieces.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChunkList {
    size: u64,
    chunks: Vec<ContentHash>,
}

impl ChunkList {
    /// How many pieces a file of `size` bytes has.
    pub fn count_for(size: u64) -> usize {
        usize::try_from(size.div_ceil(CHUNK as u64)).unwrap_or(usize::MAX)
    }

    /// A list that came from elsewhere; `None` when it is not that of `hash` and `size`.
    pub fn checked(size: u64, chunks: Vec<ContentHash>, hash: &FileHash) -> Option<Self> {
        let list = Self { size, chunks };
        let sound = check_size(size).is_ok() && list.chunks.len() == Self::count_for(size);
        (sound && list.file_hash() == *hash).then_some(list)
    }

    /// A list of which every piece but the last is [`CHUNK`] bytes long, made while reading the content.
    pub fn of_content(size: u64, chunks: Vec<ContentHash>) -> Result<Self, AttachmentError> {
        check_size(size)?;
        debug_assert_eq!(chunks.len(), Self::count_for(size));
        Ok(Self { size, chunks })
    }

    /// Names the content.
    pub fn file_hash(&self) -> FileHash {
        let mut hasher = blake3::Hasher::new_derive_key(FOR_FILES);
        hasher.update(&self.size.to_le_bytes());
        for chunk in &self.chunks {
            hasher.update(chunk.as_bytes());
        }
        FileHash::from_bytes(*hasher.finalize().as_bytes())
    }

    /// Bytes of the whole.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The hashes of the pieces.
    pub fn chunks(&self) -> &[ContentHash] {
        &self.chunks
    }

    /// How long a piece is; 0 past the last.
    pub fn length(&self, index: usize) -> usize {
        let before = (index as u64).saturating_mul(CHUNK as u64);
        usize::try_from(self.size.saturating_sub(before)).unwrap_or(usize::MAX).min(CHUNK)
    }

    /// Whether `bytes` are the piece at `index`.
    pub fn holds(&self, index: usize, bytes: &[u8]) -> bool {
        self.chunks.get(index).is_some_and(|hash| bytes.len() == self.length(index) && ContentHash::of(bytes) == *hash)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn list_of(content: &[u8]) -> ChunkList {
        ChunkList::of_content(content.len() as u64, content.chunks(CHUNK).map(ContentHash::of).collect()).unwrap()
    }

    #[test]
    fn names_lose_what_does_not_belong_in_one() {
        let cases = [
            ("begroting.pdf", Some("begroting.pdf")),
            ("/home/fatima/../begroting 2027.pdf", Some("begroting 2027.pdf")),
            ("C:\\Users\\begroting.pdf", Some("begroting.pdf")),
            ("../../.bashrc", Some("bashrc")),
            ("foto\u{202E}gpj.exe", Some("fotogpj.exe")),
            ("regel\neen\u{0}.txt", Some("regeleen.txt")),
            (" . ", None),
            ("", None),
            ("map/", None),
            ("CON", None),
            ("lpt1.txt", None),
            ("com10.txt", Some("com10.txt")),
        ];
        for (given, expected) in cases {
            assert_eq!(clean_name(given).as_deref(), expected, "{given:?}");
        }
        let long = clean_name(&format!("{}.docx", "é".repeat(500))).unwrap();
        assert_eq!((long.chars().count(), media_type(&long)), (MAX_NAME, media_type("a.docx")));
    }

    #[test]
    fn every_piece_is_checked_alone() {
        let content: Vec<u8> = (0..=250).cycle().take(CHUNK + 10).collect();
        let list = list_of(&content);
        assert_eq!((list.chunks().len(), list.length(0), list.length(1), list.length(2)), (2, CHUNK, 10, 0));
        assert!(list.holds(1, &content[CHUNK..]) && list.holds(0, &content[..CHUNK]));
        assert!(!list.holds(0, &content[CHUNK..]) && !list.holds(2, &[]));
        let mut wrong = content[CHUNK..].to_vec();
        wrong[3] ^= 1;
        assert!(!list.holds(1, &wrong));
    }

    #[test]
    fn a_list_is_taken_only_with_its_hash() {
        let list = list_of(b"inhoud");
        let hash = list.file_hash();
        let chunks = list.chunks().to_vec();
        assert_eq!(ChunkList::checked(6, chunks.clone(), &hash), Some(list));
        assert_eq!(ChunkList::checked(7, chunks.clone(), &hash), None);
        assert_eq!(ChunkList::checked(6, Vec::new(), &hash), None);
        assert_eq!(ChunkList::checked(MAX_FILE + 1, chunks, &hash), None);
    }

    #[test]
    fn an_attachment_from_elsewhere_is_checked() {
        let sound = Attachment::new("a/foto.png", &list_of(b"beeld"), " Het wijkcentrum ").unwrap();
        assert_eq!((sound.name.as_str(), sound.media.as_str()), ("foto.png", "image/png"));
        assert_eq!(sound.description, "Het wijkcentrum");
        let path = Attachment { name: "../foto.png".into(), ..sound.clone() };
        let large = Attachment { size: MAX_FILE + 1, ..sound.clone() };
        let empty = Attachment { size: 0, ..sound.clone() };
        let turned = Attachment { description: "a\u{202E}b".into(), ..sound.clone() };
        let media = Attachment { media: "x".repeat(101), ..sound };
        for wrong in [path, large, empty, turned, media] {
            assert!(wrong.check().is_err(), "{wrong:?}");
        }
    }

    /// What happens where a name is cut.
    #[test]
    fn a_name_that_is_too_long_ends_in_no_dot_or_space_and_fits_on_a_disk() {
        let (a, wide) = ("a".repeat(119), "\u{1F4C4}".repeat(119));
        for (given, expected) in [
            (format!("{a}.een lang einde zonder uitgang"), a.clone()),
            (format!("{a} een lang einde zonder uitgang"), a.clone()),
            (format!("{}. .jaarverslag van de gemeente.pdf", &a[..114]), format!("{}.pdf", &a[..114])),
            (format!("{} .abcdefghijklmnop", &a[..112]), format!("{}.abcdef", &a[..112])),
            (format!("{wide}.pdf"), format!("{}.pdf", "\u{1F4C4}".repeat(59))),
            (wide, "\u{1F4C4}".repeat(60)),
        ] {
            assert_eq!(clean_name(&given), Some(expected), "{given}");
        }
    }

    /// Letters of every width, with many dots, spaces and ends.
    fn names() -> impl Strategy<Value = String> {
        let part = prop_oneof![
            "[a-c]{1,40}",
            "[. ]{1,4}",
            "\\.[a-z]{1,14}",
            "\u{1F4C4}{1,70}",
            "[\u{e9}\u{4e16}\u{300}\u{3000}]{1,60}",
            ".{0,40}",
        ];
        proptest::collection::vec(part, 0..8).prop_map(|parts| parts.concat())
    }

    proptest! {
        #[test]
        fn a_cleaned_name_stays_as_it_is(name in names()) {
            if let Some(clean) = clean_name(&name) {
                prop_assert!(clean.chars().count() <= MAX_NAME && clean.len() <= MAX_NAME_BYTES);
                prop_assert_eq!(clean_name(&clean), Some(clean.clone()));
                prop_assert!(!clean.contains(['/', '\\']) && !clean.ends_with(is_loose) && !clean.starts_with(is_loose));
            }
        }

        /// Words are checked before a large file is read and sealed: nothing may be refused after that.
        #[test]
        fn what_is_checked_before_sealing_is_not_refused_after_it(name in names()) {
            let made = Attachment::new(&name, &list_of(b"inhoud"), "");
            prop_assert_eq!(check_words(&name, "").is_ok(), made.is_ok());
        }
    }
}
