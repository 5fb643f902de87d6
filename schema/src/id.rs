//! Identifiers: one newtype per thing, so that they cannot be mixed up.
//!
//! ```compile_fail
//! use deelbaar_schema::id::{ItemId, SharedId};
//! fn show(_: SharedId) {}
//! show(ItemId::from_bytes([0; 16])); // a private id is not a shared one
//! ```

use std::fmt;
use std::str::FromStr;

use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};

/// Text that is not the identifier that was expected.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a valid {what}")]
pub struct IdError {
    /// What was expected, in words.
    pub what: &'static str,
}

macro_rules! byte_id {
    ($(#[$doc:meta])* $name:ident, $len:literal, $what:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name([u8; $len]);

        impl $name {
            /// Length in bytes.
            pub const LEN: usize = $len;

            /// Wraps raw bytes.
            pub const fn from_bytes(bytes: [u8; $len]) -> Self {
                Self(bytes)
            }

            /// The raw bytes.
            pub const fn as_bytes(&self) -> &[u8; $len] {
                &self.0
            }

            /// The first eight hexadecimal digits, for people and logs.
            pub fn short(&self) -> String {
                HEXLOWER.encode(&self.0[..4])
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&HEXLOWER.encode(&self.0))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.short())
            }
        }

        impl FromStr for $name {
            type Err = IdError;

            fn from_str(text: &str) -> Result<Self, IdError> {
                HEXLOWER
                    .decode(text.to_ascii_lowercase().as_bytes())
                    .ok()
                    .and_then(|bytes| bytes.try_into().ok())
                    .map(Self)
                    .ok_or(IdError { what: $what })
            }
        }

        impl Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                if to.is_human_readable() {
                    to.collect_str(self)
                } else {
                    to.serialize_bytes(&self.0)
                }
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                use serde::de::Error;
                if from.is_human_readable() {
                    String::deserialize(from)?.parse().map_err(D::Error::custom)
                } else {
                    let bytes = <&[u8]>::deserialize(from)?;
                    bytes.try_into().map(Self).map_err(|_ignored: std::array::TryFromSliceError| {
                        D::Error::custom(concat!("wrong length for ", $what))
                    })
                }
            }
        }
    };
}

byte_id!(
    /// A space: derived by BLAKE3 (`derive_key`) from its encoded [`crate::charter::Founding`].
    SpaceId, 32, "space id"
);
byte_id!(
    /// A record: BLAKE3 of its encoded header.
    RecordId, 32, "record id"
);
byte_id!(
    /// BLAKE3 of some content: a body, a snapshot, the substance of an activity.
    ContentHash, 32, "content hash"
);
byte_id!(
    /// The content of a file: see [`crate::attachment::ChunkList`].
    FileHash, 32, "file hash"
);
byte_id!(
    /// An attachment of an item. Never leaves the municipality.
    AttachmentId, 16, "attachment id"
);
byte_id!(
    /// A device: its Ed25519 public key, which is also its iroh endpoint id.
    DeviceId, 32, "device id"
);
byte_id!(
    /// The Ed25519 public key of a municipality or a region.
    RootKey, 32, "root key"
);
byte_id!(
    /// A person within one space. One person may have several devices.
    PersonId, 16, "person id"
);
byte_id!(
    /// An item of a private plan (section, activity, conversation, inventory entry). Never leaves the municipality.
    ItemId, 16, "item id"
);
byte_id!(
    /// A published section, as the region knows it. Reveals nothing about the private item it came from.
    SharedId, 16, "shared section id"
);
byte_id!(
    /// An Ed25519 signature.
    Signature, 64, "signature"
);

impl ContentHash {
    /// BLAKE3 of `bytes`.
    pub fn of(bytes: &[u8]) -> Self {
        Self(*blake3::hash(bytes).as_bytes())
    }
}

impl SharedId {
    /// The shared id of `item` in a municipality space.
    ///
    /// It is derived from the space id, which only devices of that municipality know, so that the region can neither
    /// recognise nor guess private ids.
    pub fn derive(municipality_space: &SpaceId, item: &ItemId) -> Self {
        let mut hasher = blake3::Hasher::new_derive_key("deelbaar 2026 shared section id");
        hasher.update(municipality_space.as_bytes());
        hasher.update(item.as_bytes());
        let mut id = [0; 16];
        hasher.finalize_xof().fill(&mut id);
        Self(id)
    }
}

impl PersonId {
    /// The pseudonym under which this person's devices appear in the region space.
    pub fn in_region(&self, region: &SpaceId) -> Self {
        let mut hasher = blake3::Hasher::new_derive_key("deelbaar 2026 person in region");
        hasher.update(region.as_bytes());
        hasher.update(&self.0);
        let mut id = [0; 16];
        hasher.finalize_xof().fill(&mut id);
        Self(id)
    }
}

/// CBS code of a municipality (*gemeentecode*), such as `GM0307` for Amersfoort.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MunicipalityCode(u16);

impl MunicipalityCode {
    /// The number after `GM`: 0–9999.
    pub const fn number(self) -> u16 {
        self.0
    }

    /// The code with this number, or `None` past 9999.
    pub const fn from_number(number: u16) -> Option<Self> {
        if number <= 9999 { Some(Self(number)) } else { None }
    }

    /// The URI of the municipality in the register of government organisations (TOOI).
    pub fn uri(self) -> String {
        format!("https://identifier.overheid.nl/tooi/id/gemeente/gm{:04}", self.0)
    }
}

impl fmt::Display for MunicipalityCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "GM{:04}", self.0)
    }
}

impl FromStr for MunicipalityCode {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, IdError> {
        let error = IdError { what: "municipality code (GM and four digits)" };
        let digits = text.strip_prefix("GM").or_else(|| text.strip_prefix("gm")).ok_or(error.clone())?;
        if digits.len() != 4 || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return Err(error);
        }
        digits.parse().map(Self).map_err(|_ignored: std::num::ParseIntError| error)
    }
}

impl Serialize for MunicipalityCode {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        if to.is_human_readable() { to.collect_str(self) } else { to.serialize_u16(self.0) }
    }
}

impl<'de> Deserialize<'de> for MunicipalityCode {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        use serde::de::Error;
        if from.is_human_readable() {
            String::deserialize(from)?.parse().map_err(D::Error::custom)
        } else {
            Self::from_number(u16::deserialize(from)?).ok_or_else(|| D::Error::custom("municipality code past 9999"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn municipality_codes_are_read_strictly() {
        assert_eq!("GM0307".parse::<MunicipalityCode>().unwrap().to_string(), "GM0307");
        for wrong in ["", "0307", "GM307", "GM03070", "GM03a7", "GM-307", "GM+307", "XX0307"] {
            assert!(wrong.parse::<MunicipalityCode>().is_err(), "{wrong}");
        }
        assert!("GM0327".parse::<MunicipalityCode>().unwrap().uri().ends_with("/gemeente/gm0327"));
    }

    #[test]
    fn shared_ids_differ_per_municipality() {
        let item = ItemId::from_bytes([7; 16]);
        let a = SharedId::derive(&SpaceId::from_bytes([1; 32]), &item);
        let b = SharedId::derive(&SpaceId::from_bytes([2; 32]), &item);
        assert_ne!(a, b);
        assert_ne!(a.as_bytes(), item.as_bytes());
    }

    #[test]
    fn ids_survive_both_encodings() {
        let id = RecordId::from_bytes([9; 32]);
        let json = serde_json::to_string(&id).unwrap();
        assert_eq!(serde_json::from_str::<RecordId>(&json).unwrap(), id);
        let bytes = postcard::to_allocvec(&id).unwrap();
        assert_eq!(postcard::from_bytes::<RecordId>(&bytes).unwrap(), id);
        assert!(postcard::from_bytes::<RecordId>(&bytes[..20]).is_err());
        assert!(id.to_string().parse::<ItemId>().is_err());
    }
}
