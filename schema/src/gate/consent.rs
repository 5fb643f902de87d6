//! The consent gate: what was asked, what was consented to, and what that makes visible to whom.

mod check;

use std::collections::BTreeSet;

use super::{Acts, Bench, KeptAct};
use crate::act::{Track, What};
use crate::attachment::Attachment;
use crate::disclosure::Sharing;
use crate::field::Mask;
use crate::id::{ContentHash, DeviceId, FileHash, ItemId, RecordId, SharedId};
use crate::plan::Item;
use crate::projection;
use crate::publication::WithdrawnVersions;
use crate::region::{Held, OwnSection, Version};
use crate::shared::{self, SharedItem, Snapshot};
use crate::statement::{Audience, Consent, SignedStatement, Statement, Withdrawal};
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
    /// Neither it nor a withdrawal of everything knew of the other, and the region does not show it: it is taken back too, until it
    /// is given again.
    pub crossed: bool,
}

impl GivenConsent {
    /// What was signed for it: the consent, and the revision where there is one.
    pub fn signed(&self) -> impl Iterator<Item = &SignedStatement> {
        [&self.signed].into_iter().chain(&self.revision)
    }

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
    /// What the region knows to be over: withdrawn by what came with the consent, for after its last day.
    pub ended: WithdrawnVersions,
    /// What the region shows of it without a consent that counts here, oldest first.
    pub beyond: Vec<Version>,
    /// What everybody in the region keeps of it and nobody is shown, oldest first.
    pub held: Vec<Held>,
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
    /// after its last day, is not somebody's taking back, though it ends the sharing too. What it shows is shared, also when the
    /// act that gave the consent is not here, or counts here no more.
    #[must_use]
    pub fn with_region(mut self, own: Option<&OwnSection>) -> Self {
        let Some(own) = own else { return self };
        let endings: BTreeSet<_> =
            self.given.iter().filter_map(|given| given.ending.as_ref()).map(SignedStatement::hash).collect();
        for (signed, (withdrawal, _)) in &own.withdrawals {
            let over = if endings.contains(&signed.statement) { &mut self.ended } else { &mut self.withdrawn };
            over.add(withdrawal);
        }
        let shown: BTreeSet<_> = own.shown.iter().map(Version::statement).collect();
        for given in &mut self.given {
            given.crossed &= !shown.contains(&given.statement());
        }
        // Also a version that is known here and overtaken, which the region shows again since what overtook it was taken back.
        let here: BTreeSet<_> = self.standing().map(GivenConsent::statement).collect();
        let stands = |version: &Version| !self.is_over(version.version) && !self.is_over(version.consent.version);
        let beyond = own.shown.iter().filter(|version| !here.contains(&version.statement()) && stands(version));
        let held = own.held.iter().filter(|held| held.ended || !here.contains(&held.version.statement()));
        let held = held.filter(|held| stands(&held.version)).cloned().collect();
        (self.beyond, self.held, self.last_there) = (beyond.cloned().collect(), held, own.last);
        self
    }

    /// Whether a number was taken back, or the region knows it to be over.
    fn is_over(&self, version: u32) -> bool {
        self.withdrawn.covers(version) || self.ended.covers(version)
    }

    /// The files that an open request names, or a consent that holds on `today` or will.
    pub(crate) fn files_in_use(self, today: Date) -> Vec<Attachment> {
        let given: Vec<_> = self.turns(today).into_iter().map(|given| given.snapshot.bytes().to_vec()).collect();
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

    /// The shared versions that came later under the standing consent of `version`: they are taken back with it.
    pub fn carried_by(&self, version: u32) -> Vec<u32> {
        let here = self.standing().map(|given| (given.version, given.consent.version));
        let beyond = self.beyond.iter().map(|there| (there.version, there.consent.version));
        let mut carried: Vec<u32> =
            here.chain(beyond).filter(|(one, under)| *under == version && one != under).map(|(one, _)| one).collect();
        carried.sort_unstable();
        carried
    }

    /// The versions under a consent that counts here and that neither were taken back nor are over everywhere, oldest first.
    pub fn standing(&self) -> impl DoubleEndedIterator<Item = &GivenConsent> {
        let over = |given: &&GivenConsent| self.ended.covers(given.version) || self.ended.covers(given.consent.version);
        self.kept().filter(move |given| !over(given))
    }

    /// Whether a withdrawal would take back nothing of that.
    pub fn spares(&self, withdrawal: &Withdrawal) -> bool {
        self.standing().all(|given| !withdrawal.takes(given.version, given.consent.version))
    }

    /// The newest version under a consent that counts here which nobody took back: what holds now, or else did until it ended.
    pub fn latest(&self) -> Option<&GivenConsent> {
        self.kept().next_back()
    }

    /// The last day of what was shared last, when it has passed and nobody took it back.
    fn ended_on(&self, today: Date) -> Option<Date> {
        let here = self.latest().map(|given| given.consent.sharing.clone());
        let there = || self.held.iter().rfind(|held| held.counts).map(|held| held.version.consent.sharing.clone());
        here.or_else(there).filter(|sharing| sharing.ended_on(today)).and_then(|sharing| sharing.until)
    }

    fn kept(&self) -> impl DoubleEndedIterator<Item = &GivenConsent> {
        self.given.iter().filter(|given| {
            let overtaken = || {
                let since = given.consent.version + 1..=given.version;
                self.given.iter().any(|other| since.contains(&other.consent.version))
            };
            !self.withdrawn.covers(given.version)
                && !self.withdrawn.covers(given.consent.version)
                && !given.crossed
                && (given.revision.is_none() || !overtaken())
        })
    }

    /// The number that the next version gets: above every version that counts, and not taken back.
    pub fn next_version(&self) -> u32 {
        self.withdrawn.first_free(self.last().saturating_add(1))
    }

    /// The highest number of a version that counts, here or in the region; 0 without any.
    fn last(&self) -> u32 {
        self.given.iter().map(|given| given.version).max().unwrap_or(0).max(self.last_there)
    }

    /// The numbers, first and last, that taking back `version` names, or taking back everything; none when nothing is there. What
    /// does not count goes one number at a time: whoever gave it chose the number, and cannot so use up those in between.
    pub fn to_take_back(&self, version: Option<u32>) -> Vec<(u32, u32)> {
        let shared: BTreeSet<u32> = self.versions().into_iter().map(|(number, _)| number).collect();
        let held: BTreeSet<u32> = self.held.iter().map(|held| held.version.version).collect();
        if let Some(version) = version {
            let there = shared.contains(&version) || held.contains(&version);
            return there.then_some((version, version)).into_iter().collect();
        }
        let last = if shared.is_empty() { 0 } else { self.last() };
        let whole = (last > 0).then_some((1, last));
        whole.into_iter().chain(held.into_iter().filter(|number| *number > last).map(|one| (one, one))).collect()
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
        self.find_crossed(&counted, &mut state.given);
        state.open.sort_by_key(|request| (request.time, request.id));
        state.given.sort_by_key(|given| (given.version, given.statement()));
        state
    }

    /// What `signer` signed under which something is shared, or will be on its day: what a removal of it keeps.
    pub fn standing_statements(&self, bench: Bench<'_>, signer: &DeviceId) -> BTreeSet<ContentHash> {
        let items: BTreeSet<ItemId> = self.all().map(|kept| kept.act.item).collect();
        let states: Vec<_> = items.into_iter().map(|item| self.consent_state(bench, item)).collect();
        let all = states.iter().flat_map(ConsentState::standing).flat_map(GivenConsent::signed);
        all.filter(|statement| statement.device() == *signer).map(SignedStatement::hash).collect()
    }

    /// Finds the consents that crossed a withdrawal of everything: neither follows the other.
    fn find_crossed(&self, counted: &[&KeptAct], given: &mut [GivenConsent]) {
        let version = |kept: &&&KeptAct| match &kept.act.what {
            What::GiveConsent { consent: signed, .. } | What::Revise { revision: signed, .. } => {
                match signed.read_kept() {
                    Ok(Statement::Consent(consent)) => Some(consent.version),
                    Ok(Statement::Revision(revision)) => Some(revision.version),
                    _ => None,
                }
            }
            _ => None,
        };
        // Of everything that it knew of; whoever takes one of several versions back means no other.
        let whole = |kept: &&KeptAct| {
            let What::Withdraw { withdrawal } = &kept.act.what else { return None };
            let Ok(Statement::Withdrawal(w)) = withdrawal.read_kept() else { return None };
            let known = self.before(&[kept.id]);
            let last = counted.iter().filter(|other| known.contains(&other.id)).filter_map(|kept| version(&kept)).max();
            (w.from == 1 && last.is_none_or(|last| last <= w.through)).then_some((kept.id, known))
        };
        let whole: Vec<_> = counted.iter().filter_map(whole).collect();
        if whole.is_empty() {
            return;
        }
        for given in given {
            let before = self.before(&[given.id]);
            given.crossed = whole.iter().any(|(id, known)| !before.contains(id) && !known.contains(&given.id));
        }
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
            crossed: false,
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
        let (version, consent) = match consents.shared(today) {
            Some(Shared::Here(given)) => (given.version, &given.consent),
            Some(Shared::There(there)) => (there.version, &there.consent),
            None => {
                let never = consents.withdrawn.is_empty() && consents.ended.is_empty();
                let over = if never { Visibility::Private } else { Visibility::Withdrawn };
                return consents.ended_on(today).map_or(over, Visibility::Ended);
            }
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
}
