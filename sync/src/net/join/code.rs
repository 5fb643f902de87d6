//! What somebody is invited to, and the code that is sent to them.

use std::net::SocketAddr;
use std::str::FromStr;

use data_encoding::{BASE32_NOPAD, HEXLOWER};
use deelbaar_schema::encoding;
use deelbaar_schema::id::{DeviceId, MunicipalityCode};
use deelbaar_schema::role::Role;
use deelbaar_schema::time::Term;
use serde::{Deserialize, Serialize};

use crate::workspace::Person;

const PREFIX: &str = "DEELBAAR-";

/// What somebody is invited to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Invitation {
    /// A municipality, to take part in the region. Needs the region's key.
    Municipality {
        /// Its code.
        code: MunicipalityCode,
        /// Its name.
        name: String,
    },
    /// A colleague, to the own municipality. Needs the municipality's key.
    Colleague {
        /// In which role.
        role: Role,
        /// From when until when.
        term: Term,
    },
    /// Another device of somebody who takes part already: the same person, in the same role. Needs the municipality's key.
    Device(Person),
}

impl Invitation {
    /// The role that the new device gets.
    pub fn role(&self) -> Role {
        match self {
            Self::Municipality { .. } => Role::PolicyOfficer,
            Self::Colleague { role, .. } | Self::Device(Person { role, .. }) => *role,
        }
    }
}

/// An invitation's name: a digest of its secret, from which the secret cannot be had.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct InvitationId([u8; 32]);

impl InvitationId {
    /// Of the invitation with this secret.
    pub(super) fn of(secret: &[u8; 16]) -> Self {
        Self(blake3::derive_key("deelbaar 2026 invitation", secret))
    }

    /// From its bytes.
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Its bytes.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl std::fmt::Display for InvitationId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&HEXLOWER.encode(&self.0))
    }
}

/// A one-time code, to be sent to whoever is invited.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Code {
    /// The inviter's device.
    pub inviter: DeviceId,
    /// Where it can be reached.
    pub addresses: Vec<SocketAddr>,
    secret: [u8; 16],
}

impl Code {
    pub(super) fn new(inviter: DeviceId, addresses: Vec<SocketAddr>, secret: [u8; 16]) -> Self {
        Self { inviter, addresses, secret }
    }

    pub(super) fn secret(&self) -> &[u8; 16] {
        &self.secret
    }

    /// The invitation that it is of.
    pub fn invitation(&self) -> InvitationId {
        InvitationId::of(&self.secret)
    }
}

/// Without the secret: whoever has that can ask.
impl std::fmt::Debug for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Code").field("inviter", &self.inviter).finish_non_exhaustive()
    }
}

/// Text that is not a code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("this is not a Deelbaar code, or a part of it is missing")]
pub struct CodeError;

impl std::fmt::Display for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let bytes = encoding::encode(self).map_err(|_error| std::fmt::Error)?;
        let check = blake3::hash(&bytes);
        write!(f, "{PREFIX}{}", BASE32_NOPAD.encode(&[&bytes, &check.as_bytes()[..2]].concat()))
    }
}

impl FromStr for Code {
    type Err = CodeError;

    fn from_str(text: &str) -> Result<Self, CodeError> {
        let text: String = text.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_ascii_uppercase();
        let encoded = text.strip_prefix(PREFIX).ok_or(CodeError)?;
        let bytes = BASE32_NOPAD.decode(encoded.as_bytes()).map_err(|_error| CodeError)?;
        let (bytes, check) = bytes.split_last_chunk::<2>().ok_or(CodeError)?;
        if blake3::hash(bytes).as_bytes()[..2] != *check {
            return Err(CodeError);
        }
        encoding::decode(bytes).map_err(|_error| CodeError)
    }
}
