//! What a space starts from.

use serde::{Deserialize, Serialize};

use crate::encoding::{self, EncodingError};
use crate::id::{MunicipalityCode, RootKey, SpaceId};

/// What a space starts from. The space's id is its hash, so it needs no signature.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Founding {
    /// Region or municipality.
    pub of: Founded,
    /// The name, for the screens.
    pub name: String,
    /// The keys that it begins with: what they sign counts.
    pub keys: Pair,
    /// Makes the id unguessable.
    pub nonce: [u8; 16],
}

impl Founding {
    /// The id of the space: BLAKE3, keyed for this purpose, of the encoded founding.
    pub fn space(&self) -> Result<SpaceId, EncodingError> {
        let bytes = encoding::encode(self)?;
        Ok(SpaceId::from_bytes(blake3::derive_key("deelbaar 2026 space id", &bytes)))
    }
}

/// What was founded, and has keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Founded {
    /// A region: its key admits municipalities.
    Region,
    /// A municipality: its key enrols devices.
    Municipality(MunicipalityCode),
}

impl From<MunicipalityCode> for Founded {
    fn from(code: MunicipalityCode) -> Self {
        Self::Municipality(code)
    }
}

/// The two keys of a region or a municipality, each with another person: neither does alone what takes both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Pair {
    /// Speaks: admits municipalities, or enrols devices.
    pub key: RootKey,
    /// The second person's: agrees to aldermen, and to new keys.
    pub second: RootKey,
}
