//! The consent gate: what was asked, what was consented to, and what that makes visible to whom.

use std::collections::BTreeSet;

use super::{ActError, Acts, Bench, KeptAct};
use crate::act::{Act, Track, What};
use crate::attachment::Attachment;
use crate::charter::CharterError;
use crate::disclosure::{DisclosureError, Sharing};
use crate::field::Mask;
use crate::id::{ContentHash, DeviceId, FileHash, ItemId, RecordId, SharedId};
use crate::personal;
use crate::plan::Item;
use crate::projection;
use crate::publication::{self, ConsentError, WithdrawnVersions};
use crate::region::{OwnSection, Version};
use crate::role::Action;
use crate::shared::{self, SharedItem, Snapshot};
use crate::statement::{Audience, Consent, SignedStatement, Statement, Verified, Withdrawal};
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
        /// Later versions may follow without asking.
        standing: bool,
        /// Not shown before this day.
        embargo: Option<Date>,
        /// Not shown after this day.
        until: Option<Date>,
    },
    /// Was shared until this day.
    Ended(Date),
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
    /// On which terms.
    pub sharing: Sharing,
    /// What looks like data about a person, and that whoever asked confirmed.
    pub confirmed: Vec<String>,
    /// A remark for the alderman.
    pub note: String,
}

/// A version that was consented to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GivenConsent {
    /// The act that gave the consent.
    pub id: RecordId,
    /// The version.
    pub version: u32,
    /// The consent.
    pub consent: Consent,
    /// As the region sees it.
    pub signed: SignedStatement,
    /// What makes this a later version under a standing consent.
    pub revision: Option<SignedStatement>,
    /// The withdrawal for after its last day.
    pub ending: Option<SignedStatement>,
    /// The bytes that it covers.
    pub snapshot: Snapshot,
    /// Who gave the consent.
    pub by: DeviceId,
    /// Conditions or a remark of whoever gave it, for colleagues only.
    pub note: String,
    /// Whoever confirmed it last, and when: a successor.
    pub confirmed: Option<(DeviceId, Timestamp)>,
    /// When.
    pub time: Timestamp,
}

impl GivenConsent {
    /// Names what makes it a version: the revision, or else the consent.
    pub fn statement(&self) -> ContentHash {
        self.revision.as_ref().unwrap_or(&self.signed).hash()
    }
}

/// What follows from the acts on one item.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ConsentState {
    /// Requests that wait, oldest first.
    pub open: Vec<OpenRequest>,
    /// Consents, by version.
    pub given: Vec<GivenConsent>,
    /// What was withdrawn.
    pub withdrawn: WithdrawnVersions,
    /// The last request was not granted: returned (`true`) or refused, and why.
    pub declined: Option<(bool, String)>,
    /// What the region shows of it without a consent that counts here, oldest first.
    pub beyond: Vec<Version>,
    /// The highest number of a version in the region.
    last_there: u32,
}

/// The version that is shared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shared<'a> {
    /// Under a consent that counts here.
    Here(&'a GivenConsent),
    /// As only the region knows it.
    There(&'a Version),
}

impl ConsentState {
    /// Looks too at what the region has of it. What it knows to be taken back is: a device that was removed still takes back
    /// there, and what everybody deleted is not shared, whatever counts at home. A withdrawal that came with a consent, for
    /// after its last day, is not somebody's taking back. What it shows is shared, also when the act that gave the consent is
    /// not here, or counts here no more.
    #[must_use]
    pub fn with_region(mut self, own: Option<&OwnSection>) -> Self {
        let Some(own) = own else { return self };
        let endings: BTreeSet<_> =
            self.given.iter().filter_map(|given| given.ending.as_ref()).map(SignedStatement::hash).collect();
        for (signed, (withdrawal, _)) in &own.withdrawals {
            if !endings.contains(&signed.statement) {
                self.withdrawn.add(withdrawal);
            }
        }
        let known: BTreeSet<_> = self.given.iter().map(GivenConsent::statement).collect();
        let covered = |number| self.withdrawn.covers(number);
        let beyond = own.shown.iter().filter(|version| {
            !known.contains(&version.statement()) && !covered(version.version) && !covered(version.consent.version)
        });
        self.beyond = beyond.cloned().collect();
        self.last_there = own.last;
        self
    }

    /// The files that an open request names, or the consent that holds, unless it has ended on `today`.
    pub(crate) fn files_in_use(self, today: Date) -> Vec<Attachment> {
        let current = self.current().filter(|given| !given.consent.sharing.ended_on(today));
        let given = current.map(|given| given.snapshot.bytes().to_vec());
        let all = self.open.into_iter().map(|open| open.snapshot).chain(given);
        all.flat_map(|snapshot| shared::files_in(&snapshot)).collect()
    }

    /// The version under a consent that counts here which holds now.
    pub fn current(&self) -> Option<&GivenConsent> {
        self.standing().next_back()
    }

    /// The newest version that is shared or will be, unless it ended before `today`.
    pub fn shared(&self, today: Date) -> Option<Shared<'_>> {
        let here = self.current().filter(|given| !given.consent.sharing.ended_on(today));
        match (here, self.beyond.last()) {
            (Some(here), Some(there)) if (there.version, there.statement()) < (here.version, here.statement()) => {
                Some(Shared::Here(here))
            }
            (_, Some(there)) => Some(Shared::There(there)),
            (here, None) => here.map(Shared::Here),
        }
    }

    /// The versions that are shared, oldest first, and since when.
    pub fn versions(&self) -> Vec<(u32, Timestamp)> {
        let beyond = self.beyond.iter().map(|version| (version.version, version.time));
        let mut all: Vec<_> = self.standing().map(|given| (given.version, given.time)).chain(beyond).collect();
        all.sort_unstable();
        all
    }

    /// The versions under a consent that counts here and that were not taken back, oldest first.
    pub fn standing(&self) -> impl DoubleEndedIterator<Item = &GivenConsent> {
        self.given.iter().filter(|given| {
            let overtaken = || {
                let since = given.consent.version + 1..=given.version;
                self.given.iter().any(|other| since.contains(&other.consent.version))
            };
            !self.withdrawn.covers(given.version)
                && !self.withdrawn.covers(given.consent.version)
                && (given.revision.is_none() || !overtaken())
        })
    }

    /// The number that the next version gets.
    pub fn next_version(&self) -> u32 {
        let last = self.given.iter().map(|given| given.version).max().unwrap_or(0);
        last.max(self.withdrawn.last()).max(self.last_there).saturating_add(1)
    }
}

impl Acts {
    /// What was asked and consented to for an item.
    pub fn consent_state(&self, bench: Bench<'_>, item: ItemId) -> ConsentState {
        let mut state = ConsentState::default();
        let counted: Vec<&KeptAct> = self.counted(bench, item, Track::Consent).collect();
        let superseded = |id: &RecordId| {
            counted.iter().any(|kept| match &kept.act.what {
                What::GiveConsent { request, .. }
                | What::DeclineConsent { request, .. }
                | What::RecallConsent { request } => request == id,
                What::RequestConsent { .. } | What::Withdraw { .. } => kept.act.after.contains(id),
                _ => false,
            })
        };
        let last = self.last(bench, item, Track::Consent);
        for kept in &counted {
            match &kept.act.what {
                What::RequestConsent { snapshot, without, sharing, confirmed, note } if !superseded(&kept.id) => {
                    state.open.push(OpenRequest {
                        id: kept.id,
                        author: kept.author,
                        time: kept.time,
                        snapshot: snapshot.clone(),
                        without: without.clone(),
                        sharing: sharing.clone(),
                        confirmed: confirmed.clone(),
                        note: note.clone(),
                    });
                }
                What::GiveConsent { .. } => state.given.extend(self.given(kept)),
                What::Revise { .. } => state.given.extend(self.revised(kept)),
                What::DeclineConsent { returned, note, .. } if last.contains(&kept.id) => {
                    state.declined = Some((*returned, note.clone()));
                }
                What::Withdraw { withdrawal } => {
                    if let Ok(Statement::Withdrawal(w)) = withdrawal.read_kept() {
                        state.withdrawn.add(&w);
                    }
                }
                _ => {}
            }
        }
        for given in &mut state.given {
            let confirmations = counted
                .iter()
                .filter(|kept| matches!(&kept.act.what, What::ConfirmConsent { consent } if *consent == given.id));
            given.confirmed = confirmations.map(|kept| (kept.time, kept.author)).max().map(|(time, by)| (by, time));
        }
        state.open.sort_by_key(|request| (request.time, request.id));
        state.given.sort_by_key(|given| (given.version, given.statement()));
        state
    }

    fn given(&self, kept: &KeptAct) -> Option<GivenConsent> {
        let What::GiveConsent { request, consent: signed, ending, note } = &kept.act.what else { return None };
        let Statement::Consent(consent) = signed.read_kept().ok()? else { return None };
        let What::RequestConsent { snapshot, .. } = &self.get(request)?.act.what else { return None };
        let snapshot = projection::narrow(snapshot, &consent.without).ok()?;
        Some(GivenConsent {
            id: kept.id,
            version: consent.version,
            consent,
            signed: signed.clone(),
            revision: None,
            ending: ending.clone(),
            snapshot,
            by: kept.author,
            note: note.clone(),
            confirmed: None,
            time: kept.time,
        })
    }

    fn revised(&self, kept: &KeptAct) -> Option<GivenConsent> {
        let What::Revise { consent, revision, snapshot, .. } = &kept.act.what else { return None };
        let given = self.given(self.get(consent)?)?;
        let Statement::Revision(stated) = revision.read_kept().ok()? else { return None };
        let snapshot = projection::narrow(snapshot, &given.consent.without).ok()?;
        let revision = Some(revision.clone());
        Some(GivenConsent { version: stated.version, revision, snapshot, time: kept.time, ..given })
    }

    /// The items of which a request or a newer version names a file.
    pub(crate) fn items_with_files(&self) -> impl Iterator<Item = ItemId> + '_ {
        self.with_files.iter().copied()
    }

    /// The files that anything names that was ever consented to of an item.
    pub(crate) fn files_ever_shared(&self, item: ItemId) -> impl Iterator<Item = FileHash> + '_ {
        let acts = self.all().filter(move |kept| kept.act.item == item);
        let given = acts.filter_map(|kept| self.given(kept).or_else(|| self.revised(kept)));
        given.flat_map(|given| given.snapshot.files())
    }

    /// Who can see `item`, which the region knows as `section`, on `today`, by what was asked and consented to.
    pub fn visibility(
        &self,
        bench: Bench<'_>,
        item: &Item,
        section: SharedId,
        consents: &ConsentState,
        today: Date,
    ) -> Visibility {
        let (version, consent) = match (consents.shared(today), consents.current()) {
            (Some(Shared::Here(given)), _) => (given.version, &given.consent),
            (Some(Shared::There(there)), _) => (there.version, &there.consent),
            (None, Some(GivenConsent { consent: Consent { sharing: Sharing { until: Some(until), .. }, .. }, .. })) => {
                return Visibility::Ended(*until);
            }
            (None, _) if consents.withdrawn.is_empty() => return Visibility::Private,
            (None, _) => return Visibility::Withdrawn,
        };
        let Sharing { audience, standing, embargo, until, .. } = consent.sharing;
        let item = self.as_carried_out(bench, item);
        // A file that was added since stays at home until somebody asks for it.
        let project = |files: &BTreeSet<FileHash>| {
            projection::project(&item, &consent.without, files, bench.municipality, section).ok()
        };
        let same = match consents.shared(today) {
            Some(Shared::There(there)) => {
                let files = there.item.files.iter().map(|file| file.hash).collect();
                project(&files).and_then(|now| SharedItem::parse(now.bytes()).ok()).as_ref() == Some(&there.item)
            }
            Some(Shared::Here(given)) => project(&given.snapshot.files()).as_ref() == Some(&given.snapshot),
            None => true,
        };
        Visibility::Shared { version, audience, changed: !same, standing, embargo, until }
    }

    pub(super) fn check_consent_track(
        &self,
        bench: Bench<'_>,
        act: &Act,
        author: &DeviceId,
        day: Date,
    ) -> Result<(), ActError> {
        match &act.what {
            What::RequestConsent { snapshot, without, sharing, confirmed, .. } => {
                bench.authorise(author, Action::Ask, day)?;
                let item = SharedItem::parse(snapshot)?;
                sharing.check(&item, without)?;
                require_confirmed(&item, confirmed)
            }
            What::Revise { consent, revision, snapshot, confirmed } => {
                bench.authorise(author, Action::Ask, day)?;
                self.check_revised(bench, act, author, *consent, revision, snapshot)?;
                require_confirmed(&SharedItem::parse(snapshot)?, confirmed)
            }
            What::GiveConsent { request, consent, ending, .. } => {
                let consent = self.check_given(bench, act, author, day, *request, consent)?;
                check_ending(bench, act.item, author, &consent, ending.as_ref())
            }
            What::DeclineConsent { request, .. } => {
                bench.authorise(author, Action::Consent, day)?;
                self.require_request(request, act.item)
            }
            What::RecallConsent { request } => {
                bench.authorise(author, Action::Ask, day)?;
                self.require_request(request, act.item)
            }
            What::ConfirmConsent { consent } => {
                bench.authorise(author, Action::Consent, day)?;
                match self.named(consent, act.item)?.act.what {
                    What::GiveConsent { .. } => Ok(()),
                    _ => Err(ActError::Unknown),
                }
            }
            What::Withdraw { withdrawal } => {
                bench.authorise(author, Action::Consent, day)?;
                check_withdrawal(bench, act.item, author, withdrawal).map(drop)
            }
            _ => Err(ActError::Unknown),
        }
    }

    fn require_request(&self, request: &RecordId, item: ItemId) -> Result<(), ActError> {
        match self.named(request, item)?.act.what {
            What::RequestConsent { .. } => Ok(()),
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
    ) -> Result<Consent, ActError> {
        bench.authorise(author, Action::Consent, day)?;
        let asked = self.named(&request, act.item)?;
        let What::RequestConsent { snapshot, without, sharing, .. } = &asked.act.what else {
            return Err(ActError::Unknown);
        };
        let verified = signed.verify().map_err(ConsentError::Statement)?;
        let Statement::Consent(consent) = verified.statement() else { return Err(ConsentError::NotConsent.into()) };
        require_own(bench, consent.region, consent.municipality)?;
        // Whoever signed the statement must be who gives it, and entitled on the day that the statement names.
        bench.authorise(&verified.device(), Action::Consent, consent.date)?;
        require_signer(&verified, author)?;
        require_section(bench, act.item, consent.section)?;
        if !consent.without.covers(without) || consent.sharing.audience != sharing.audience {
            return Err(ConsentError::OtherContent.into());
        }
        let narrowed = projection::narrow(snapshot, &consent.without)?;
        publication::check_content(consent, consent.snapshot, narrowed.bytes())?;
        Ok(consent.clone())
    }

    fn check_revised(
        &self,
        bench: Bench<'_>,
        act: &Act,
        author: &DeviceId,
        given: RecordId,
        signed: &SignedStatement,
        snapshot: &[u8],
    ) -> Result<(), ActError> {
        let given = self.given(self.named(&given, act.item)?).ok_or(ActError::Unknown)?;
        let verified = signed.verify().map_err(ConsentError::Statement)?;
        let Statement::Revision(revision) = verified.statement() else { return Err(ConsentError::NotConsent.into()) };
        require_signer(&verified, author)?;
        bench.authorise(author, Action::Ask, revision.date)?;
        publication::check_revises(revision, &given.consent, &given.signed.hash())?;
        let narrowed = projection::narrow(snapshot, &given.consent.without)?;
        publication::check_content(&given.consent, revision.snapshot, narrowed.bytes())?;
        // The alderman saw these files and no others.
        let seen = narrowed.files().is_subset(&given.snapshot.files());
        if seen { Ok(()) } else { Err(ConsentError::OtherFiles.into()) }
    }
}

fn require_confirmed(item: &SharedItem, confirmed: &[String]) -> Result<(), ActError> {
    let found = personal::unconfirmed(item, confirmed);
    if found.is_empty() { Ok(()) } else { Err(ActError::PersonalData(found)) }
}

/// A consent with a last day comes with the withdrawal of everything up to it; any other comes without.
fn check_ending(
    bench: Bench<'_>,
    item: ItemId,
    author: &DeviceId,
    consent: &Consent,
    ending: Option<&SignedStatement>,
) -> Result<(), ActError> {
    match (consent.sharing.until, ending) {
        (None, None) => Ok(()),
        (Some(_), Some(ending)) => {
            let withdrawal = check_withdrawal(bench, item, author, ending)?;
            let whole = withdrawal.from == 1 && withdrawal.through == consent.version;
            if whole { Ok(()) } else { Err(ConsentError::Version.into()) }
        }
        _ => Err(ConsentError::Disclosure(DisclosureError::EndsBeforeItBegins).into()),
    }
}

fn check_withdrawal(
    bench: Bench<'_>,
    item: ItemId,
    author: &DeviceId,
    signed: &SignedStatement,
) -> Result<Withdrawal, ActError> {
    let verified = signed.verify().map_err(ConsentError::Statement)?;
    let Statement::Withdrawal(withdrawal) = verified.statement() else { return Err(ConsentError::NotConsent.into()) };
    require_signer(&verified, author)?;
    require_own(bench, withdrawal.region, withdrawal.municipality)?;
    require_section(bench, item, withdrawal.section)?;
    let sound = withdrawal.from > 0 && withdrawal.from <= withdrawal.through;
    if sound { Ok(withdrawal.clone()) } else { Err(ConsentError::Version.into()) }
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
