//! Publications: a snapshot with the consent that covers it, and the checks that every receiver makes.

use std::borrow::Cow;
use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::charter::{Charter, CharterError};
use crate::crypto::Claim;
use crate::disclosure::{Choice, DisclosureError};
use crate::encoding::{self, EncodingError};
use crate::id::{ContentHash, DeviceId, MunicipalityCode, SharedId, SpaceId};
use crate::record::Statements;
use crate::role::Action;
use crate::shared::{SharedItem, SharedItemError, Snapshot};
use crate::statement::{Consent, Revision, SignedStatement, Statement, StatementError, Withdrawal};
use crate::time::Date;

/// The body of a publication record; what was read borrows from it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Publication<'a> {
    /// The alderman's consent.
    pub consent: SignedStatement,
    /// For a newer version under a standing consent: the officer's statement that names it.
    pub revision: Option<SignedStatement>,
    /// Exactly the bytes that the revision names, or else the consent.
    #[serde(borrow, with = "serde_bytes")]
    snapshot: Cow<'a, [u8]>,
}

/// Why a consent, or what is published under it, does not hold.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConsentError {
    /// The statement does not verify.
    #[error(transparent)]
    Statement(#[from] StatementError),
    /// The statement is something else than expected.
    #[error("this is not a consent")]
    NotConsent,
    /// Given for another region.
    #[error("the consent was given for another region")]
    OtherRegion,
    /// Given for another section.
    #[error("the consent was given for another section")]
    OtherSection,
    /// Given by, or published by, someone who may not.
    #[error("the consent does not count: {0}")]
    Signer(CharterError),
    /// Published by a device of another municipality.
    #[error("published by a device that may not publish this: {0}")]
    Publisher(CharterError),
    /// The bytes are not the ones that were consented to.
    #[error("the content is not what was consented to")]
    OtherContent,
    /// The content holds a field that should have stayed at home.
    #[error("the content holds something that should have stayed at home")]
    ExceedsMask,
    /// Version 0 does not exist, and a revision comes after its consent.
    #[error("this version cannot exist")]
    Version,
    /// A newer version holds a file that the alderman did not see.
    #[error("a newer version holds a file that was not consented to")]
    OtherFiles,
    /// The consent is for one version only, or has ended.
    #[error("the consent does not cover newer versions")]
    NotStanding,
    /// The terms do not fit what is shared.
    #[error(transparent)]
    Disclosure(#[from] DisclosureError),
    /// The content cannot be read.
    #[error(transparent)]
    Content(#[from] SharedItemError),
}

impl<'a> Publication<'a> {
    /// Joins a consent and the snapshot that it covers.
    pub fn new(consent: SignedStatement, revision: Option<SignedStatement>, snapshot: &'a Snapshot) -> Self {
        Self { consent, revision, snapshot: snapshot.bytes().into() }
    }

    /// The bytes that are shared.
    pub fn snapshot(&self) -> &[u8] {
        &self.snapshot
    }

    /// As a record body.
    pub fn encode(&self) -> Result<Vec<u8>, EncodingError> {
        encoding::encode(self)
    }

    /// The signatures that it carries.
    pub(crate) fn claims(&self) -> Vec<Claim> {
        std::iter::once(&self.consent).chain(&self.revision).map(SignedStatement::claim).collect()
    }

    /// From a record body. Nothing is trusted before [`Publication::check`].
    pub fn decode(bytes: &'a [u8]) -> Result<Self, EncodingError> {
        encoding::decode(bytes)
    }

    /// Every check that needs no clock: signature, region, role, term, content, section, mask, publisher.
    pub(crate) fn check(
        &self,
        charter: &Charter,
        publisher: &DeviceId,
        statements: Statements,
    ) -> Result<Published, ConsentError> {
        let (consent, signer) = check_consent(&self.consent, charter, statements)?;
        let given = Signed { statement: self.consent.hash(), signer };
        let revised = match &self.revision {
            Some(newer) => Some(check_revision(newer, &consent, &given.statement, charter, statements)?),
            None => None,
        };
        let named = revised.as_ref().map_or(consent.snapshot, |(revision, _)| revision.snapshot);
        // What this device took in and kept was compared with its hash then.
        if statements != Statements::Kept && ContentHash::of(&self.snapshot) != named {
            return Err(ConsentError::OtherContent);
        }
        let item = read_content(&consent, &self.snapshot)?;
        // Whoever publishes must be of the same municipality; the role does not matter, the consent does.
        charter.belongs_to(publisher, consent.municipality).map_err(ConsentError::Publisher)?;
        let version = revised.as_ref().map_or(consent.version, |(revision, _)| revision.version);
        let date = revised.as_ref().map_or(consent.date, |(revision, _)| revision.date);
        let revision = revised.map(|(_, signed)| signed);
        Ok(Published { version, date, consent, given, revision, item })
    }
}

/// Whether `signed` is a consent for this region by an alderman of the municipality, in term. Returns who signed.
/// Whether it still counts is derived: see [`crate::region`].
fn check_consent(
    signed: &SignedStatement,
    charter: &Charter,
    statements: Statements,
) -> Result<(Consent, DeviceId), ConsentError> {
    let verified = signed.verify_unless(statements)?;
    let Statement::Consent(consent) = verified.statement() else { return Err(ConsentError::NotConsent) };
    if consent.region != charter.space() {
        return Err(ConsentError::OtherRegion);
    }
    if consent.version == 0 {
        return Err(ConsentError::Version);
    }
    charter
        .entitles(&verified.device(), Action::Consent, consent.municipality, consent.date)
        .map_err(ConsentError::Signer)?;
    Ok((consent.clone(), verified.device()))
}

/// Whether `signed` is a newer version under `consent`, whose statement is `hash`. Returns who signed it.
fn check_revision(
    signed: &SignedStatement,
    consent: &Consent,
    hash: &ContentHash,
    charter: &Charter,
    statements: Statements,
) -> Result<(Revision, Signed), ConsentError> {
    let verified = signed.verify_unless(statements)?;
    let Statement::Revision(revision) = verified.statement() else { return Err(ConsentError::NotConsent) };
    check_revises(revision, consent, hash)?;
    charter
        .entitles(&verified.device(), Action::Ask, consent.municipality, revision.date)
        .map_err(ConsentError::Publisher)?;
    Ok((revision.clone(), Signed { statement: verified.hash(), signer: verified.device() }))
}

/// Whether `revision` is one that `consent`, whose statement is `hash`, allows.
pub fn check_revises(revision: &Revision, consent: &Consent, hash: &ContentHash) -> Result<(), ConsentError> {
    if revision.region != consent.region {
        return Err(ConsentError::OtherRegion);
    }
    if revision.municipality != consent.municipality || revision.section != consent.section {
        return Err(ConsentError::OtherSection);
    }
    if revision.version <= consent.version {
        return Err(ConsentError::Version);
    }
    let begun = consent.date <= revision.date && !consent.sharing.ended_on(revision.date);
    if revision.consent == *hash && consent.sharing.standing && begun { Ok(()) } else { Err(ConsentError::NotStanding) }
}

/// Whether `snapshot` is what is `named`, and stays within what `consent` covers.
pub fn check_content(consent: &Consent, named: ContentHash, snapshot: &[u8]) -> Result<SharedItem, ConsentError> {
    if ContentHash::of(snapshot) == named { read_content(consent, snapshot) } else { Err(ConsentError::OtherContent) }
}

fn read_content(consent: &Consent, snapshot: &[u8]) -> Result<SharedItem, ConsentError> {
    let item = SharedItem::parse(snapshot)?;
    if item.section != consent.section || item.municipality != consent.municipality {
        return Err(ConsentError::OtherSection);
    }
    if item.exceeds(&consent.without) {
        return Err(ConsentError::ExceedsMask);
    }
    consent.sharing.check(&item, &consent.without)?;
    match &consent.sharing.disclosure {
        Some(disclosure) if disclosure.choice == Choice::Nothing => {
            Err(DisclosureError::Choice(Choice::Nothing).into())
        }
        _ => Ok(item),
    }
}

/// Whether `signed` is a withdrawal for this region by an alderman of the municipality, in term. It counts even when the
/// device was removed, since taking back is safe and what was deleted cannot be shown again, but not under keys of somebody
/// else's making: see [`Charter::may_withdraw`]. Returns who signed it.
pub(crate) fn check_withdrawal(
    signed: &SignedStatement,
    charter: &Charter,
    statements: Statements,
) -> Result<(Withdrawal, DeviceId), ConsentError> {
    let verified = signed.verify_unless(statements)?;
    let Statement::Withdrawal(withdrawal) = verified.statement() else { return Err(ConsentError::NotConsent) };
    if withdrawal.region != charter.space() {
        return Err(ConsentError::OtherRegion);
    }
    if withdrawal.from == 0 || withdrawal.through < withdrawal.from {
        return Err(ConsentError::Version);
    }
    charter
        .entitles(&verified.device(), Action::Consent, withdrawal.municipality, withdrawal.date)
        .map_err(ConsentError::Signer)?;
    Ok((withdrawal.clone(), verified.device()))
}

/// A publication of which every check holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    /// The version.
    pub version: u32,
    /// The day of the consent, or of the revision.
    pub date: Date,
    /// The consent.
    pub consent: Consent,
    /// The alderman's signature.
    pub given: Signed,
    /// The officer's, for a newer version under a standing consent.
    pub revision: Option<Signed>,
    /// What is shared.
    pub item: SharedItem,
}

/// A statement of which the signature was checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Signed {
    /// Names it.
    pub statement: ContentHash,
    /// The device that signed.
    pub signer: DeviceId,
}

/// Versions of a section that were taken back.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WithdrawnVersions(BTreeSet<(u32, u32)>);

impl WithdrawnVersions {
    /// Takes these versions back as well.
    pub fn add(&mut self, withdrawal: &Withdrawal) {
        self.0.insert((withdrawal.from, withdrawal.through));
    }

    /// Whether a version was taken back.
    pub fn covers(&self, version: u32) -> bool {
        self.0.iter().any(|(from, through)| (*from..=*through).contains(&version))
    }

    /// The first version from `number` on that was not taken back; the highest number when there is none.
    pub fn first_free(&self, mut number: u32) -> u32 {
        while let Some((_, through)) = self.0.iter().find(|(from, through)| (*from..=*through).contains(&number)) {
            if *through == u32::MAX {
                return u32::MAX;
            }
            number = through + 1;
        }
        number
    }

    /// Whether nothing was taken back.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// The body of a record that says which publications a withdrawal emptied, so that whoever gets their heads later does not ask
/// for the bodies for ever. It names places in logs; only those of the own municipality's devices count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Emptied {
    /// The region.
    pub region: SpaceId,
    /// Whose publications they were.
    pub municipality: MunicipalityCode,
    /// Their authors and numbers; at most [`Emptied::MOST`].
    pub places: Vec<(DeviceId, u64)>,
}

impl Emptied {
    /// Most places in one record.
    pub const MOST: usize = 64;
}

/// The body of a purge confirmation: this device deleted what was withdrawn.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Purged {
    /// The region.
    pub region: SpaceId,
    /// Whose section it was.
    pub municipality: MunicipalityCode,
    /// The section.
    pub section: SharedId,
    /// The withdrawal's [hash](SignedStatement::hash).
    pub withdrawal: ContentHash,
}

/// What a record says further: municipality, section and withdrawal, all of the region of the first one.
type Further = Vec<(MunicipalityCode, SharedId, ContentHash)>;

impl Purged {
    /// Most confirmations in one record.
    pub const MOST: usize = 64;

    /// The body of a record that says so of `first` and of `others`, which are of the same region. That of one alone is as it
    /// always was.
    pub fn encode(first: &Self, others: &[Self]) -> Result<Vec<u8>, EncodingError> {
        if others.is_empty() {
            return encoding::encode(first);
        }
        if others.len() >= Self::MOST || others.iter().any(|other| other.region != first.region) {
            return Err(EncodingError::Malformed);
        }
        let further: Further = others.iter().map(|it| (it.municipality, it.section, it.withdrawal)).collect();
        encoding::encode(&(first, further))
    }

    /// What a record says: at least one, at most [`Purged::MOST`].
    pub fn decode(body: &[u8]) -> Result<Vec<Self>, EncodingError> {
        match encoding::decode::<Self>(body) {
            Ok(one) => return Ok(vec![one]),
            Err(EncodingError::Trailing) => {}
            Err(error) => return Err(error),
        }
        let (first, further): (Self, Further) = encoding::decode(body)?;
        if further.is_empty() || further.len() >= Self::MOST {
            return Err(EncodingError::Malformed);
        }
        let region = first.region;
        let others = further.into_iter();
        let others =
            others.map(|(municipality, section, withdrawal)| Self { region, municipality, section, withdrawal });
        Ok(std::iter::once(first).chain(others).collect())
    }
}
