//! Statements: signed facts that can be verified outside the log that carries them.
//!
//! Region and municipality keys have no log of their own and so cannot fork one: what they sign travels in the body of
//! some device's record. Consents and withdrawals are statements too, so that the region can verify them without seeing
//! anything of the private log.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::charter::{Founded, Pair};
use crate::crypto::{self, Claim, Domain, SecretKey};
use crate::disclosure::Sharing;
use crate::encoding::{self, EncodingError};
use crate::field::Mask;
use crate::id::{ContentHash, DeviceId, MunicipalityCode, PersonId, RootKey, SharedId, Signature, SpaceId};
use crate::plan::ItemKind;
use crate::record::Statements;
use crate::relay::RegionRelay;
use crate::role::Role;
use crate::time::{Date, Term};

/// Everything that can be stated.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Statement {
    /// Region key: this municipality takes part.
    Admission(Admission),
    /// Region key: this municipality no longer takes part.
    Dismissal(Dismissal),
    /// Municipality key: this device acts for this person in this role.
    Enrolment(Enrolment),
    /// Municipality key: this device no longer counts.
    Revocation(Revocation),
    /// Alderman: these bytes may be shared with this audience.
    Consent(Consent),
    /// Alderman: what was shared is taken back.
    Withdrawal(Withdrawal),
    /// Alderman: somebody else may decide in their name.
    Mandate(Mandate),
    /// Alderman: a mandate ends.
    MandateEnd(MandateEnd),
    /// Alderman: which body decides on a kind of item.
    Competence(Competence),
    /// The second person: this statement may have effect.
    Countersignature(Countersignature),
    /// Policy officer: a newer version, under a standing consent.
    Revision(Revision),
    /// Region or municipality key: other keys take the place of these.
    Renewal(Renewal),
    /// Municipality key: an enrolment ends before its term does.
    EnrolmentEnd(EnrolmentEnd),
    /// Region key: through which relay the region's devices reach each other.
    Relay(RegionRelay),
}

/// A municipality takes part in a region (*deelname*).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Admission {
    /// The region.
    pub region: SpaceId,
    /// Who takes part.
    pub municipality: MunicipalityCode,
    /// Its name, for the screens.
    pub name: String,
    /// Its keys: one enrols its devices, without the other no alderman is enrolled.
    pub keys: Pair,
    /// From when until when.
    pub term: Term,
}

/// A municipality stops taking part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dismissal {
    /// The region.
    pub region: SpaceId,
    /// Who leaves.
    pub municipality: MunicipalityCode,
    /// The last day of taking part.
    pub last_day: Date,
}

/// A device may act in a space, for one person in one role.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enrolment {
    /// The municipality space or the region space.
    pub space: SpaceId,
    /// For which municipality.
    pub municipality: MunicipalityCode,
    /// The device.
    pub device: DeviceId,
    /// Whose device it is; in the region space a pseudonym.
    pub person: PersonId,
    /// The person's name. In the region space only an alderman's.
    pub name: Option<String>,
    /// The role.
    pub role: Role,
    /// From when until when the role is held.
    pub term: Term,
}

/// The second person agrees to what takes two: the enrolment of an alderman's device, or other keys.
///
/// Their key is made when the municipality or the region begins and is then in the hands of somebody else than who holds the
/// other one, so that neither can make up an alderman alone, or take over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Countersignature {
    /// The space of the statement.
    pub space: SpaceId,
    /// Whose second person.
    pub of: Founded,
    /// The statement's [hash](SignedStatement::hash).
    pub statement: ContentHash,
}

/// A key is replaced, or the second person's, because somebody else may have it. Takes a [`Countersignature`].
///
/// Of what the replaced key signed or agreed to only that counts which is named here: a stolen key cannot state anything
/// new, nor backdate it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Renewal {
    /// The municipality space or the region space.
    pub space: SpaceId,
    /// Whose keys.
    pub of: Founded,
    /// The keys until now. The first signs this, the second agrees.
    pub old: Pair,
    /// The keys from now on.
    pub new: Pair,
    /// The statements that go on to count.
    pub keeps: BTreeSet<ContentHash>,
}

/// An enrolment ends before its term does: the role changed, or whoever held it left.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnrolmentEnd {
    /// The space of the enrolment.
    pub space: SpaceId,
    /// The municipality.
    pub municipality: MunicipalityCode,
    /// The enrolment's [hash](SignedStatement::hash).
    pub enrolment: ContentHash,
    /// The last day on which it holds.
    pub last_day: Date,
}

/// A device is removed, for good.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Revocation {
    /// The space in which it no longer counts.
    pub space: SpaceId,
    /// The municipality whose device it was.
    pub municipality: MunicipalityCode,
    /// The device.
    pub device: DeviceId,
    /// The number of its first record that does not count; 0 when none counts.
    pub counts_below: u64,
    /// The [statements](SignedStatement::hash) signed by the device itself that stay valid: a statement carries no
    /// number of its signer's log.
    pub keeps: BTreeSet<ContentHash>,
}

/// For whom something is shared. Sharing with the region never implies sharing with the public.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Audience {
    /// The municipalities of the region.
    Region,
    /// Everyone.
    Public,
}

impl Audience {
    /// The name on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Region => "region",
            Self::Public => "public",
        }
    }
}

/// An alderman's consent (*toestemming*) for exactly one snapshot.
///
/// It names nothing of the private log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consent {
    /// The region in which it holds.
    pub region: SpaceId,
    /// The municipality that shares.
    pub municipality: MunicipalityCode,
    /// The section, as the region knows it.
    pub section: SharedId,
    /// Version of the section for the region, from 1.
    pub version: u32,
    /// For whom, from when until when, and how.
    pub sharing: Sharing,
    /// BLAKE3 of the bytes that may be shared.
    pub snapshot: ContentHash,
    /// What stays at home.
    pub without: Mask,
    /// The day of consent.
    pub date: Date,
}

/// A newer version of what an alderman gave a standing consent for (*doorlopende toestemming*).
///
/// It holds only as long as that consent does, and never shows what the consent keeps at home.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Revision {
    /// The region.
    pub region: SpaceId,
    /// The municipality that shares.
    pub municipality: MunicipalityCode,
    /// The section.
    pub section: SharedId,
    /// Its version: more than the consent's.
    pub version: u32,
    /// The consent's [hash](SignedStatement::hash).
    pub consent: ContentHash,
    /// BLAKE3 of the bytes that are shared.
    pub snapshot: ContentHash,
    /// The day.
    pub date: Date,
}

/// An alderman takes back some versions of a section, for good.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Withdrawal {
    /// The region.
    pub region: SpaceId,
    /// The municipality that shared.
    pub municipality: MunicipalityCode,
    /// The section.
    pub section: SharedId,
    /// The first version that is taken back: 1 for everything.
    pub from: u32,
    /// The last version that is taken back.
    pub through: u32,
    /// The day of withdrawal.
    pub date: Date,
}

impl Withdrawal {
    /// Whether it takes back `version`, which came under a consent with the number `under`.
    pub fn takes(&self, version: u32, under: u32) -> bool {
        let named = self.from..=self.through;
        named.contains(&version) || named.contains(&under)
    }
}

/// An alderman lets an officer record decisions in their name (*mandaat*).
///
/// Only decisions: consent to share stays with the alderman. It ends with its term, with the alderman's, or by a
/// [`MandateEnd`], whichever comes first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mandate {
    /// The municipality space.
    pub space: SpaceId,
    /// Whose alderman gives it.
    pub municipality: MunicipalityCode,
    /// Who may decide.
    pub person: PersonId,
    /// On which kinds of item.
    pub kinds: BTreeSet<ItemKind>,
    /// On what these devices submitted: those of the colleagues whom the alderman knew. Whoever holds the municipality's key
    /// could let in another later, under whatever name; that one is not among them.
    pub asks: BTreeSet<DeviceId>,
    /// From when until when.
    pub term: Term,
}

/// An alderman ends a mandate before its time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MandateEnd {
    /// The municipality space.
    pub space: SpaceId,
    /// Whose mandate.
    pub municipality: MunicipalityCode,
    /// The mandate's [hash](SignedStatement::hash).
    pub mandate: ContentHash,
    /// The last day on which it holds.
    pub last_day: Date,
}

/// Who decides on items of one kind, from a day on. Before any such statement the alderman does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Competence {
    /// The municipality space.
    pub space: SpaceId,
    /// The municipality.
    pub municipality: MunicipalityCode,
    /// On what.
    pub kind: ItemKind,
    /// Who.
    pub body: Body,
    /// From this day on.
    pub from: Date,
}

/// A deciding body. What another body than the alderman decided is recorded with its number and date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Body {
    /// The alderman (*wethouder*), here in Deelbaar.
    Alderman,
    /// Mayor and aldermen (*college van burgemeester en wethouders*).
    College,
    /// The council (*gemeenteraad*).
    Council,
}

impl Body {
    /// Every body.
    pub const ALL: [Self; 3] = [Self::Alderman, Self::College, Self::Council];

    /// The name on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Alderman => "alderman",
            Self::College => "college",
            Self::Council => "council",
        }
    }

    /// The body with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|body| body.name() == name)
    }
}

/// A statement as it travels: exact bytes and who signed them. Nothing is trusted before [`SignedStatement::verify`].
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct SignedStatement {
    #[serde(with = "serde_bytes")]
    payload: Vec<u8>,
    signer: RootKey,
    signature: Signature,
}

/// Why a statement is not what it says.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StatementError {
    /// The signature does not match.
    #[error("the statement's signature does not hold")]
    Signature,
    /// The bytes cannot be read.
    #[error("the statement cannot be read: {0}")]
    Encoding(#[from] EncodingError),
}

impl SignedStatement {
    /// Signs `statement` with a device's or a root key.
    pub fn sign(statement: &Statement, key: &SecretKey) -> Result<Self, EncodingError> {
        let payload = encoding::encode(statement)?;
        let signature = key.sign(Domain::Statement, &payload);
        Ok(Self { payload, signer: key.root(), signature })
    }

    /// Checks the signature and reads the statement. Whether the signer may state it is for the charter to say.
    pub fn verify(&self) -> Result<Verified, StatementError> {
        if !crypto::verify(Domain::Statement, self.signer.as_bytes(), &self.payload, &self.signature) {
            return Err(StatementError::Signature);
        }
        Ok(Verified { statement: encoding::decode(&self.payload)?, signer: self.signer, hash: self.hash() })
    }

    /// [`verify`](Self::verify), but for what was checked before.
    pub(crate) fn verify_unless(&self, checked: Statements) -> Result<Verified, StatementError> {
        match checked {
            Statements::Unchecked => self.verify(),
            Statements::Hold | Statements::Kept => {
                Ok(Verified { statement: encoding::decode(&self.payload)?, signer: self.signer, hash: self.hash() })
            }
        }
    }

    /// The signature, to be checked together with others.
    pub(crate) fn claim(&self) -> Claim {
        Claim::new(Domain::Statement, self.signer.as_bytes(), &self.payload, &self.signature)
    }

    /// Reads the statement without checking the signature again. Only for statements that were verified when they were
    /// taken in: checking each time anything is looked at would cost more than all the rest.
    pub fn read_kept(&self) -> Result<Statement, EncodingError> {
        encoding::decode(&self.payload)
    }

    /// The key that signed, as a root key.
    pub fn signer(&self) -> RootKey {
        self.signer
    }

    /// The key that signed, as a device.
    pub fn device(&self) -> DeviceId {
        DeviceId::from_bytes(*self.signer.as_bytes())
    }

    /// The signed bytes: an encoded statement.
    pub fn payload(&self) -> &[u8] {
        &self.payload
    }

    /// The signature over them.
    pub fn signature(&self) -> &Signature {
        &self.signature
    }

    /// BLAKE3 of the signed bytes: names the statement.
    pub fn hash(&self) -> ContentHash {
        ContentHash::of(&self.payload)
    }
}

/// A statement whose signature holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    statement: Statement,
    signer: RootKey,
    hash: ContentHash,
}

impl Verified {
    /// What is stated.
    pub fn statement(&self) -> &Statement {
        &self.statement
    }

    /// Names the statement; see [`SignedStatement::hash`].
    pub fn hash(&self) -> ContentHash {
        self.hash
    }

    /// The key that signed, as a root key.
    pub fn signer(&self) -> RootKey {
        self.signer
    }

    /// The key that signed, as a device.
    pub fn device(&self) -> DeviceId {
        DeviceId::from_bytes(*self.signer.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_changed_statement_does_not_verify() {
        let key = SecretKey::from_seed(&[3; 32]);
        let statement = Statement::Dismissal(Dismissal {
            region: SpaceId::from_bytes([1; 32]),
            municipality: MunicipalityCode::from_number(327).unwrap(),
            last_day: Date::from_ymd_opt(2026, 1, 1).unwrap(),
        });
        let signed = SignedStatement::sign(&statement, &key).unwrap();
        assert_eq!(signed.verify().unwrap().statement(), &statement);
        for at in 0..signed.payload.len() {
            let mut changed = signed.clone();
            changed.payload[at] ^= 1;
            assert_eq!(changed.verify(), Err(StatementError::Signature), "byte {at}");
        }
    }
}
