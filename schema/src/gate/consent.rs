//! The consent gate: what was asked, what was consented to, and what that makes visible to whom.

use super::{ActError, Acts, Bench, KeptAct};
use crate::act::{Act, Track, What};
use crate::charter::CharterError;
use crate::field::Mask;
use crate::id::{DeviceId, ItemId, RecordId, SharedId};
use crate::personal;
use crate::plan::Item;
use crate::projection;
use crate::publication::{self, ConsentError};
use crate::role::Action;
use crate::shared::{SharedItem, Snapshot};
use crate::statement::{Audience, Consent, SignedStatement, Statement, Verified};

use crate::time::{Date, Timestamp};

/// Who can see an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Visibility {
    /// Only the own municipality.
    Private,
    /// The region, or everyone.
    Shared {
        /// Version as the region knows it.
        version: u32,
        /// For whom.
        audience: Audience,
        /// The private text has moved on since.
        changed: bool,
        /// Not shown before this day.
        embargo: Option<Date>,
    },
    /// Was shared and taken back.
    Withdrawn,
}

/// A request for consent that waits for the alderman.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenRequest {
    /// The request.
    pub id: RecordId,
    /// Who asked.
    pub author: DeviceId,
    /// When.
    pub time: Timestamp,
    /// The frozen bytes.
    pub snapshot: Vec<u8>,
    /// What was left out.
    pub without: Mask,
    /// For whom.
    pub audience: Audience,
    /// What looks like data about a person, and that whoever asked confirmed.
    pub confirmed: Vec<String>,
    /// A remark for the alderman.
    pub note: String,
}

/// A consent that was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GivenConsent {
    /// The act.
    pub id: RecordId,
    /// The consent.
    pub consent: Consent,
    /// As the region sees it.
    pub signed: SignedStatement,
    /// The bytes that it covers.
    pub snapshot: Snapshot,
    /// When.
    pub time: Timestamp,
}

/// What follows from the acts on one item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConsentState {
    /// Requests that wait, oldest first.
    pub open: Vec<OpenRequest>,
    /// Consents, by version.
    pub given: Vec<GivenConsent>,
    /// The last version that was withdrawn; 0 when none.
    pub withdrawn_through: u32,
    /// The last request was not granted: returned (`true`) or refused, and why.
    pub declined: Option<(bool, String)>,
}

impl ConsentState {
    /// The consent that holds now.
    pub fn current(&self) -> Option<&GivenConsent> {
        self.given.iter().rfind(|given| given.consent.version > self.withdrawn_through)
    }

    /// The number that the next version gets.
    pub fn next_version(&self) -> u32 {
        self.given
            .iter()
            .map(|given| given.consent.version)
            .max()
            .unwrap_or(0)
            .max(self.withdrawn_through)
            .saturating_add(1)
    }
}

impl Acts {
    /// What was asked and consented to for an item.
    pub fn consent_state(&self, bench: Bench<'_>, item: ItemId) -> ConsentState {
        let mut state = ConsentState { open: Vec::new(), given: Vec::new(), withdrawn_through: 0, declined: None };
        let counted: Vec<&KeptAct> = self.counted(bench, item, Track::Consent).collect();
        let superseded = |id: &RecordId| {
            counted.iter().any(|kept| match &kept.act.what {
                What::GiveConsent { request, .. } | What::DeclineConsent { request, .. } => request == id,
                What::RequestConsent { .. } | What::Withdraw { .. } => kept.act.after.contains(id),
                _ => false,
            })
        };
        let last = self.last(bench, item, Track::Consent);
        for kept in &counted {
            match &kept.act.what {
                What::RequestConsent { snapshot, without, audience, confirmed, note } if !superseded(&kept.id) => {
                    state.open.push(OpenRequest {
                        id: kept.id,
                        author: kept.author,
                        time: kept.time,
                        snapshot: snapshot.clone(),
                        without: without.clone(),
                        audience: *audience,
                        confirmed: confirmed.clone(),
                        note: note.clone(),
                    });
                }
                What::GiveConsent { request, consent, .. } => {
                    state.given.extend(self.given(kept, *request, consent));
                }
                What::DeclineConsent { returned, note, .. } if last.contains(&kept.id) => {
                    state.declined = Some((*returned, note.clone()));
                }
                What::Withdraw { withdrawal } => {
                    if let Ok(Statement::Withdrawal(w)) = withdrawal.read_kept() {
                        state.withdrawn_through = state.withdrawn_through.max(w.through);
                    }
                }
                _ => {}
            }
        }
        state.open.sort_by_key(|request| (request.time, request.id));
        state.given.sort_by_key(|given| (given.consent.version, given.id));
        state
    }

    fn given(&self, kept: &KeptAct, request: RecordId, signed: &SignedStatement) -> Option<GivenConsent> {
        let Statement::Consent(consent) = signed.read_kept().ok()? else { return None };
        let What::RequestConsent { snapshot, .. } = &self.get(&request)?.act.what else { return None };
        let snapshot = projection::narrow(snapshot, &consent.without).ok()?;
        Some(GivenConsent { id: kept.id, consent: consent.clone(), signed: signed.clone(), snapshot, time: kept.time })
    }

    /// Who can see `item`, which the region knows as `section`.
    pub fn visibility(&self, bench: Bench<'_>, item: &Item, section: SharedId) -> Visibility {
        let state = self.consent_state(bench, item.id);
        let Some(current) = state.current() else {
            return if state.withdrawn_through > 0 { Visibility::Withdrawn } else { Visibility::Private };
        };
        let now = projection::project(item, &current.consent.without, bench.municipality, section);
        Visibility::Shared {
            version: current.consent.version,
            audience: current.consent.audience,
            changed: now.as_ref() != Ok(&current.snapshot),
            embargo: current.consent.embargo,
        }
    }

    pub(super) fn check_consent_track(
        &self,
        bench: Bench<'_>,
        act: &Act,
        author: &DeviceId,
        day: Date,
    ) -> Result<(), ActError> {
        match &act.what {
            What::RequestConsent { snapshot, confirmed, .. } => {
                bench.authorise(author, Action::Ask, day)?;
                let found = personal::unconfirmed(&SharedItem::parse(snapshot)?, confirmed);
                if found.is_empty() { Ok(()) } else { Err(ActError::PersonalData(found)) }
            }
            What::GiveConsent { request, consent, .. } => self.check_given(bench, act, author, day, *request, consent),
            What::DeclineConsent { request, .. } => {
                bench.authorise(author, Action::Consent, day)?;
                match self.named(request, act.item)?.act.what {
                    What::RequestConsent { .. } => Ok(()),
                    _ => Err(ActError::Unknown),
                }
            }
            What::Withdraw { withdrawal } => {
                bench.authorise(author, Action::Consent, day)?;
                let verified = withdrawal.verify().map_err(ConsentError::Statement)?;
                let Statement::Withdrawal(w) = verified.statement() else {
                    return Err(ConsentError::NotConsent.into());
                };
                require_signer(&verified, author)?;
                require_own(bench, w.region, w.municipality)?;
                require_section(bench, act.item, w.section)
            }
            _ => Err(ActError::Unknown),
        }
    }

    fn check_given(
        &self,
        bench: Bench<'_>,
        act: &Act,
        author: &DeviceId,
        day: Date,
        request: RecordId,
        signed: &SignedStatement,
    ) -> Result<(), ActError> {
        bench.authorise(author, Action::Consent, day)?;
        let asked = self.named(&request, act.item)?;
        let What::RequestConsent { snapshot, without, audience, .. } = &asked.act.what else {
            return Err(ActError::Unknown);
        };
        let verified = signed.verify().map_err(ConsentError::Statement)?;
        let Statement::Consent(consent) = verified.statement() else { return Err(ConsentError::NotConsent.into()) };
        require_own(bench, consent.region, consent.municipality)?;
        // Whoever signed the statement must be who gives it, and entitled on the day that the statement names.
        bench.authorise(&verified.device(), Action::Consent, consent.date)?;
        require_signer(&verified, author)?;
        require_section(bench, act.item, consent.section)?;
        if !consent.without.covers(without) || consent.audience != *audience {
            return Err(ConsentError::OtherContent.into());
        }
        publication::check_content(consent, projection::narrow(snapshot, &consent.without)?.bytes())?;
        Ok(())
    }
}

fn require_signer(verified: &Verified, author: &DeviceId) -> Result<(), ActError> {
    if verified.device() == *author { Ok(()) } else { Err(ConsentError::Signer(CharterError::WrongKey).into()) }
}

fn require_own(
    bench: Bench<'_>,
    region: crate::id::SpaceId,
    municipality: crate::id::MunicipalityCode,
) -> Result<(), ActError> {
    if region != bench.region {
        return Err(ConsentError::OtherRegion.into());
    }
    if municipality != bench.municipality {
        return Err(ConsentError::OtherSection.into());
    }
    Ok(())
}

fn require_section(bench: Bench<'_>, item: ItemId, section: SharedId) -> Result<(), ActError> {
    if SharedId::derive(&bench.charter.space(), &item) == section {
        Ok(())
    } else {
        Err(ConsentError::OtherSection.into())
    }
}
