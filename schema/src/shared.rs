//! What a municipality shares, as everyone who receives it reads it.

use std::collections::BTreeSet;
use std::fmt;

use litemap::LiteMap;
use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use crate::attachment::{Attachment, MAX_FILES};
use crate::field::{Field, Mask};
use crate::id::{ContentHash, FileHash, MunicipalityCode, SharedId};

/// Longest snapshot, in bytes.
pub const MAX_SNAPSHOT: usize = 512 * 1024;
/// The format this build writes.
pub const FORMAT: u16 = 1;

/// A shared section, activity, conversation or inventory entry. Its JSON is what consent is given for, byte by byte.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SharedItem {
    /// Format version.
    pub format: u16,
    /// The section, as the region knows it.
    pub section: SharedId,
    /// Who shares it.
    pub municipality: MunicipalityCode,
    /// What it is; a name, so that newer kinds can be shown.
    pub kind: String,
    /// The title.
    pub title: String,
    /// The long text, Markdown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
    /// The other fields, by name.
    #[serde(default, skip_serializing_if = "LiteMap::is_empty", with = "details")]
    pub details: Details,
    /// The files that go along. Their content travels by itself.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<Attachment>,
}

/// Fields by name: few, so that a sorted list takes a fifth of the memory of a tree.
pub type Details = LiteMap<String, SharedValue>;

/// Written and read as any map is.
mod details {
    use std::collections::BTreeMap;

    use serde::{Deserialize, Deserializer, Serializer};

    use super::{Details, LiteMap, SharedValue};

    pub(super) fn serialize<S: Serializer>(details: &Details, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(details.iter())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Details, D::Error> {
        let sorted = BTreeMap::<String, SharedValue>::deserialize(deserializer)?;
        // Exactly as long as it is: there are very many.
        Ok(LiteMap::from_sorted_store_unchecked(sorted.into_iter().collect()))
    }
}

/// The value of a shared field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum SharedValue {
    /// Euro cents or hours.
    Number(i64),
    /// Text, or a day as `yyyy-mm-dd`.
    Text(String),
}

/// Read at once: trying one after the other, as untagged values are otherwise, writes an error for each text.
impl<'de> Deserialize<'de> for SharedValue {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(NumberOrText)
    }
}

struct NumberOrText;

impl Visitor<'_> for NumberOrText {
    type Value = SharedValue;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a whole number or a text")
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<SharedValue, E> {
        Ok(SharedValue::Number(number))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<SharedValue, E> {
        i64::try_from(number).map(SharedValue::Number).map_err(|_large| E::custom("a number is too large"))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<SharedValue, E> {
        Ok(SharedValue::Text(text.to_owned()))
    }
}

/// Bytes that are not a shared item.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SharedItemError {
    /// Longer than [`MAX_SNAPSHOT`].
    #[error("a shared section is larger than {MAX_SNAPSHOT} bytes")]
    TooLarge,
    /// Not the expected JSON.
    #[error("a shared section cannot be read")]
    Malformed,
}

impl SharedItem {
    /// Reads snapshot bytes. The bytes remain the truth; this is for showing them.
    pub fn parse(bytes: &[u8]) -> Result<Self, SharedItemError> {
        if bytes.len() > MAX_SNAPSHOT {
            return Err(SharedItemError::TooLarge);
        }
        let item: Self =
            serde_json::from_slice(bytes).map_err(|_ignored: serde_json::Error| SharedItemError::Malformed)?;
        let sound = item.files.len() <= MAX_FILES && item.files.iter().all(|file| file.check().is_ok());
        if sound { Ok(item) } else { Err(SharedItemError::Malformed) }
    }

    /// Whether the item holds a field that `mask` keeps at home.
    pub fn exceeds(&self, mask: &Mask) -> bool {
        let known = |name: &String| Field::from_name(name).is_some_and(|field| mask.withholds(field));
        self.details.keys().any(known) || (self.body.is_some() && mask.withholds(Field::Body))
    }

    /// A text field, or "".
    pub fn line(&self, field: Field) -> &str {
        match self.details.get(field.name()) {
            Some(SharedValue::Text(text)) => text,
            _ => "",
        }
    }

    /// A number field.
    pub fn number(&self, field: Field) -> Option<i64> {
        match self.details.get(field.name()) {
            Some(SharedValue::Number(number)) => Some(*number),
            _ => None,
        }
    }
}

/// The files that a snapshot names; none when it cannot be read.
pub fn files_in(snapshot: &[u8]) -> Vec<Attachment> {
    SharedItem::parse(snapshot).map(|item| item.files).unwrap_or_default()
}

/// Exactly the bytes that may leave the municipality once consent covers them.
///
/// Only [`crate::projection::project`] makes one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot(Vec<u8>);

impl Snapshot {
    pub(crate) fn from_projection(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }

    /// The bytes.
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// The content of the files that it names.
    pub fn files(&self) -> BTreeSet<FileHash> {
        files_in(&self.0).into_iter().map(|file| file.hash).collect()
    }

    /// What a consent names.
    pub fn hash(&self) -> ContentHash {
        ContentHash::of(&self.0)
    }
}
