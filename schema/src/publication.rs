//! Publications: a snapshot with the consent that covers it, and the checks that every receiver makes.

use serde::{Deserialize, Serialize};

use crate::charter::{Charter, CharterError};
use crate::encoding::{self, EncodingError};
use crate::id::{ContentHash, DeviceId, MunicipalityCode, SharedId, SpaceId};
use crate::role::Action;
use crate::shared::{SharedItem, SharedItemError, Snapshot};
use crate::statement::{Consent, SignedStatement, Statement, StatementError, Withdrawal};

/// The body of a publication record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Publication {
    /// The alderman's consent.
    pub consent: SignedStatement,
    /// Exactly the bytes that it names.
    snapshot: Vec<u8>,
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
    /// Version 0 does not exist.
    #[error("versions start at 1")]
    Version,
    /// The content cannot be read.
    #[error(transparent)]
    Content(#[from] SharedItemError),
    /// The alderman cannot consent to their own request.
    #[error("whoever asked for consent cannot give it")]
    OwnRequest,
}

impl Publication {
    /// Joins a consent and the snapshot that it covers.
    pub fn new(consent: SignedStatement, snapshot: &Snapshot) -> Self {
        Self { consent, snapshot: snapshot.bytes().to_vec() }
    }

    /// The bytes that are shared.
    pub fn snapshot(&self) -> &[u8] {
        &self.snapshot
    }

    /// As a record body.
    pub fn encode(&self) -> Result<Vec<u8>, EncodingError> {
        encoding::encode(self)
    }

    /// From a record body. Nothing is trusted before [`Publication::check`].
    pub fn decode(bytes: &[u8]) -> Result<Self, EncodingError> {
        encoding::decode(bytes)
    }

    /// Every check that needs no clock: signature, region, role, term, content, section, mask, publisher.
    pub fn check(&self, charter: &Charter, publisher: &DeviceId) -> Result<Published, ConsentError> {
        let (consent, signer) = check_consent(&self.consent, charter)?;
        let statement = self.consent.hash();
        let item = check_content(&consent, &self.snapshot)?;
        // Whoever publishes must be of the same municipality; the role does not matter, the consent does.
        charter.belongs_to(publisher, consent.municipality).map_err(ConsentError::Publisher)?;
        Ok(Published { consent, statement, signer, item })
    }
}

/// Whether `signed` is a consent for this region by an alderman of the municipality, in term. Returns who signed.
/// Whether it still counts is derived: see [`crate::region`].
pub fn check_consent(signed: &SignedStatement, charter: &Charter) -> Result<(Consent, DeviceId), ConsentError> {
    let verified = signed.verify()?;
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

/// Whether `snapshot` is what `consent` covers.
pub fn check_content(consent: &Consent, snapshot: &[u8]) -> Result<SharedItem, ConsentError> {
    if ContentHash::of(snapshot) != consent.snapshot {
        return Err(ConsentError::OtherContent);
    }
    let item = SharedItem::parse(snapshot)?;
    if item.section != consent.section || item.municipality != consent.municipality {
        return Err(ConsentError::OtherSection);
    }
    if item.exceeds(&consent.without) {
        return Err(ConsentError::ExceedsMask);
    }
    Ok(item)
}

/// Whether `signed` is a withdrawal for this region by an alderman of the municipality, in term. It always counts, even
/// when the device was removed: taking back is safe, and what was deleted cannot be shown again.
pub fn check_withdrawal(signed: &SignedStatement, charter: &Charter) -> Result<Withdrawal, ConsentError> {
    let verified = signed.verify()?;
    let Statement::Withdrawal(withdrawal) = verified.statement() else { return Err(ConsentError::NotConsent) };
    if withdrawal.region != charter.space() {
        return Err(ConsentError::OtherRegion);
    }
    charter
        .entitles(&verified.device(), Action::Consent, withdrawal.municipality, withdrawal.date)
        .map_err(ConsentError::Signer)?;
    Ok(withdrawal.clone())
}

/// A publication of which every check holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    /// The consent.
    pub consent: Consent,
    /// Names the consent.
    pub statement: ContentHash,
    /// The alderman's device that gave it.
    pub signer: DeviceId,
    /// What is shared.
    pub item: SharedItem,
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
    /// The last version that was deleted.
    pub through: u32,
}
