//! The bridge between the two spaces: publishing what a consent covers, and taking back what was withdrawn.
//!
//! It carries over statements and snapshots that the gate has judged; it never reads the plan.

use deelbaar_schema::act::What;
use deelbaar_schema::encoding;
use deelbaar_schema::gate::GivenConsent;
use deelbaar_schema::id::{ContentHash, DeviceId, ItemId, RecordId};
use deelbaar_schema::publication::{Emptied, Publication, Purged};
use deelbaar_schema::record::Kind;
use deelbaar_schema::region::{OwnSections, RegionState};
use deelbaar_schema::role::Role;
use deelbaar_schema::space::SpaceState;
use deelbaar_schema::statement::{SignedStatement, Statement, Withdrawal};
use deelbaar_schema::time::{Date, Timestamp};

use super::settling::Owed;
use super::{Workspace, WorkspaceError};
use crate::audit::{self, Origin};
use crate::store::{Area, StoreError};

/// How long a colleague's device waits before it publishes what the alderman's own device would: milliseconds.
pub(super) const COLLEAGUE_WAITS: i64 = 60 * 60 * 1000;
/// How far the own clock may be ahead of everything that others recorded before nothing is done by the day it says: days. A week
/// without anybody else's work is seldom, and an embargo is mostly longer.
const AHEAD: i64 = 7;
/// When somebody at this device last said that its date is right.
const CONFIRMED: &str = "date confirmed";

impl Workspace {
    /// Publishes consents that are due, and withdrawals.
    ///
    /// The alderman's device publishes at once. A colleague's device does it an hour later, for when the alderman's is off
    /// on the day an embargo ends. With taking back nobody waits.
    ///
    /// A device that does not read the plan may not know what was taken back: it carries nothing over.
    pub(super) fn carry_out_consents(&self) -> Result<(), WorkspaceError> {
        if !self.reads_plan() {
            self.settling.note_waits_for_clock(false);
            return Ok(());
        }
        let own = self.person().role == Role::Alderman;
        let due = self.due(own, self.clock_ahead().is_none());
        self.settling.note_waits_for_clock(due.waits);
        let mut done = Ok(());
        // Taking back goes first, and nothing that is refused keeps the rest waiting.
        for signed in due.withdraw.into_iter().filter(|_| self.may_withdraw()) {
            done = done.and(self.carry_over(Kind::Withdrawal, encoding::encode(&signed)?, "take back"));
        }
        for (item, given) in due.publish.into_iter().filter(|_| self.takes_part()) {
            done = done.and(self.publish(item, given));
        }
        done
    }

    /// Publishes what still stands: what was taken back while this device published something else does not leave it.
    fn publish(&self, item: ItemId, given: GivenConsent) -> Result<(), WorkspaceError> {
        let statement = given.statement();
        let body = Publication::new(given.signed, given.revision, &given.snapshot).encode()?;
        // The private space first and the region inside it, never the other way round.
        self.municipality.look(|state| {
            let consents = state.acts().consent_state(state.bench(), item);
            if consents.standing().any(|standing| standing.statement() == statement) {
                self.carry_over(Kind::Publication, body, "publish")?;
            }
            Ok(())
        })
    }

    fn carry_over(&self, kind: Kind, body: Vec<u8>, action: &'static str) -> Result<(), WorkspaceError> {
        let record = self.region.append(&self.key(), kind, body)?;
        self.note(action, &record);
        Ok(())
    }

    /// What this device did by itself, in the log of the system.
    fn note(&self, action: &'static str, record: &RecordId) {
        audit::note(action, &record.short(), true, Origin::Program, &self.device().short());
    }

    /// By how many days the own clock is ahead of everything that other devices recorded, when those are too many for a quiet week:
    /// then it may be wrong, and what would follow from its day cannot be undone. Until another device records something nearer to
    /// it, no embargo and no last day passes by it. `None` where no other device recorded anything: then nothing leaves anyway.
    pub(super) fn clock_ahead(&self) -> Option<i64> {
        let own = self.device();
        let latest = self.municipality.latest_but_of(&own).max(self.region.latest_but_of(&own))?;
        let latest = latest.max(self.date_confirmed().unwrap_or(latest));
        let days = (self.clock.now().date() - latest.date()).num_days();
        (days > AHEAD).then_some(days)
    }

    /// Somebody at this device says that its date is right: for as long as a record of another device of now would vouch for it,
    /// embargoes and last days pass by it, at once those that wait.
    pub fn confirm_date(&self) -> Result<(), WorkspaceError> {
        let now = self.clock.now().0.to_be_bytes();
        self.store.write::<_, StoreError>(|tx| tx.put(Area::Local, CONFIRMED, &now))?;
        self.settle()
    }

    fn date_confirmed(&self) -> Option<Timestamp> {
        let kept = self.store.get(Area::Local, CONFIRMED).ok().flatten()?;
        Some(Timestamp(i64::from_be_bytes(kept.as_slice().try_into().ok()?)))
    }

    /// The same, while something waits for it: after a quiet week nobody is asked about a clock on which nothing depends. Whether
    /// something waits is known from the last [`settle`](Self::settle), which comes after all records and each minute: asking
    /// costs nothing.
    pub fn waits_for_clock(&self) -> Option<i64> {
        self.clock_ahead().filter(|_| self.settling.waits_for_clock())
    }

    /// What the region does not have yet of what was consented to, and taken back. `trusted`: the own clock may be believed.
    fn due(&self, own: bool, trusted: bool) -> Due {
        let (now, today) = (self.clock.now(), self.clock.today());
        let ripe = |time: Timestamp| own || now.0 >= time.0.saturating_add(COLLEAGUE_WAITS);
        let (given, withdrawals) = self.municipality.look(|state| {
            let mut items: Vec<ItemId> = state.acts().all().map(|kept| kept.act.item).collect();
            items.sort_unstable();
            items.dedup();
            let (mut given, mut withdrawals) = (Vec::new(), Vec::new());
            for item in items {
                let consents = state.acts().consent_state(state.bench(), item);
                given.extend(consents.due(today).map(|due| (item, due.clone())));
            }
            for kept in state.acts().all() {
                let counts = || state.acts().judge(state.bench(), kept).is_ok();
                match &kept.act.what {
                    What::Withdraw { withdrawal } if counts() => withdrawals.push(TakenBack::by_hand(withdrawal)),
                    What::GiveConsent { consent, ending: Some(ending), .. } if has_ended(consent, today) => {
                        let signed = ending.clone();
                        if counts() {
                            withdrawals.push(TakenBack { signed, under: None, by_day: true });
                        } else if spares(ending, |w| state.acts().consent_state(state.bench(), kept.act.item).spares(w))
                        {
                            // Where the region has its text all the same, and nothing else goes with it.
                            withdrawals.push(TakenBack { signed, under: Some(consent.hash()), by_day: true });
                        }
                    }
                    _ => {}
                }
            }
            (given, withdrawals)
        });
        // What came in a log that is closed since does not reach whoever comes later: it is said again.
        let closed = self.region.closed();
        let reaches = |author: &DeviceId, seq: u64| closed.get(author).is_none_or(|place| seq < *place);
        self.region.look(|region| {
            let new =
                |(_, given): &(ItemId, GivenConsent)| !region.knows(&given.consent, given.version, &given.statement());
            // Where the region would show it to nobody it does not go to everybody's disk.
            let stands = |(_, given): &(ItemId, GivenConsent)| {
                let charter = region.charter();
                given.signed().all(|by| charter.stands(&by.device(), self.code, &by.hash()).is_ok())
            };
            let mut publish: Vec<_> = given.into_iter().filter(|given| new(given) && stands(given)).collect();
            let there = |back: &TakenBack| {
                back.under.is_none_or(|of| region.keeps(&of) && spares(&back.signed, |w| region.spares_what_counts(w)))
            };
            let new = |back: &TakenBack| !withdrawn(region, &back.signed, reaches) && there(back);
            let mut withdraw: Vec<_> = withdrawals.into_iter().filter(new).collect();
            let waits = !trusted && (publish.iter().any(by_day) || withdraw.iter().any(|back| back.by_day));
            publish.retain(|given| ripe(given.1.time) && (trusted || !by_day(given)));
            withdraw.retain(|back| trusted || !back.by_day);
            Due { publish, withdraw: withdraw.into_iter().map(|back| back.signed).collect(), waits }
        })
    }

    /// Whether this device may write in the region today. Before its enrolment arrived, after its term and after its removal
    /// nothing is due from it.
    fn takes_part(&self) -> bool {
        let (device, today) = (self.device(), self.clock.today());
        self.region.look(|region| region.charter().member_on(&device, today).is_some())
    }

    /// Whether what this device takes back counts in the region: also after the municipality left.
    fn may_withdraw(&self) -> bool {
        let (device, next) = (self.device(), self.region.heights().get(&self.device()).copied().unwrap_or(0));
        self.region.look(|region| region.charter().counts(&device, next).is_ok())
    }

    /// What the region has of the own municipality today.
    pub fn in_region(&self) -> OwnSections {
        let today = self.clock.today();
        self.region.look(|region| region.sections_of(self.code, today))
    }

    /// Takes back in the region what no record here names an item of: there is nothing to act on at home. Fails when this
    /// device may not write there, or whoever signed could never take it back.
    pub fn withdraw_in_region(&self, signed: &SignedStatement) -> Result<RecordId, WorkspaceError> {
        let id = self.region.append(&self.key(), Kind::Withdrawal, encoding::encode(signed)?)?;
        self.note("take back", &id);
        // As with an act: it stands.
        if let Err(error) = self.settle() {
            tracing::error!("what follows from a withdrawal waits: {error}");
        }
        Ok(id)
    }

    /// What was withdrawn, and not confirmed by this device yet.
    pub(super) fn purges_to_confirm(&self) -> Vec<Purged> {
        if self.takes_part() { self.region.look(|region| self.still_to_confirm(region)) } else { Vec::new() }
    }

    /// What the region took back and this device has not confirmed yet. One that was restored or repaired took over what was
    /// withdrawn before it was enrolled too, so it says of that as well that it is deleted.
    pub(super) fn still_to_confirm(&self, region: &RegionState) -> Vec<Purged> {
        // Where that cannot be read more is said rather than less.
        let new = self.restored_from().is_ok_and(|made| made.is_none());
        region.to_confirm(&self.device(), !new)
    }

    /// Tells the region that this device deleted what was withdrawn.
    ///
    /// At once; when very much is withdrawn, what comes after the first few goes together, in a record a minute, or now where
    /// all that is `owed` must go.
    pub(super) fn confirm_purges(&self, deleted: &[Purged], owed: Owed) -> Result<(), WorkspaceError> {
        // Of very many nobody would remember it any more.
        let device = self.device();
        let heard = |it: &&Purged| self.region.look(|region| region.may_confirm(&device, it.municipality));
        let deleted: Vec<Purged> = deleted.iter().filter(heard).cloned().collect();
        for some in deleted.chunks(Purged::MOST) {
            let may = owed == Owed::AllNow || self.settling.may_confirm();
            let Some((first, others)) = some.split_first().filter(|_| may) else { break };
            self.carry_over(Kind::Purged, Purged::encode(first, others)?, "purge")?;
            self.settling.note_confirmed();
        }
        Ok(())
    }

    /// Tells the region which publications of the own municipality were emptied, for whoever gets their heads later: each device
    /// of its own, and whichever settles first of those that take part no more.
    pub(super) fn say_what_was_emptied(&self) -> Result<(), WorkspaceError> {
        if !self.takes_part() {
            return Ok(());
        }
        let (own, today) = (self.device(), self.clock.today());
        let withdrawn = self.region.withdrawn();
        let places: Vec<_> = self.region.look(|region| {
            let charter = region.charter();
            let speaks_for = |author: &DeviceId| {
                let left = || charter.member_on(author, today).is_none();
                *author == own || charter.belongs_to(author, self.code).is_ok() && left()
            };
            let said =
                |author: &DeviceId, seq| region.is_emptied(author, seq) || region.has_said_emptied(&own, author, seq);
            let due = |(author, seq): &(DeviceId, u64)| speaks_for(author) && !said(author, *seq);
            withdrawn.into_iter().filter(due).collect()
        });
        for places in places.chunks(Emptied::MOST) {
            let emptied = Emptied { region: self.region_space(), municipality: self.code, places: places.to_vec() };
            self.carry_over(Kind::Emptied, encoding::encode(&emptied)?, "say what was emptied")?;
        }
        Ok(())
    }

    /// Makes a governance act on an item, after whatever acts of its track are last here, and carries it out.
    pub fn act(&self, item: ItemId, what: What) -> Result<RecordId, WorkspaceError> {
        let after = self.municipality.look(|state| state.acts().last(state.bench(), item, what.track()));
        let act = deelbaar_schema::act::Act { item, after, what };
        let id = self.municipality.append(&self.key(), Kind::Act, encoding::encode(&act)?)?;
        // The act stands. Where something keeps back what follows from it, nobody is told that it failed, and signs again.
        if let Err(error) = self.settle() {
            tracing::error!("what follows from an act waits: {error}");
        }
        Ok(id)
    }
}

/// What the region does not have yet.
struct Due {
    publish: Vec<(ItemId, GivenConsent)>,
    withdraw: Vec<SignedStatement>,
    /// Whether there is more, for which the own clock is not believed.
    waits: bool,
}

/// Something that was taken back.
struct TakenBack {
    signed: SignedStatement,
    /// The consent under which the region must have something, where it does not count at home.
    under: Option<ContentHash>,
    /// Because its last day passed.
    by_day: bool,
}

impl TakenBack {
    fn by_hand(signed: &SignedStatement) -> Self {
        Self { signed: signed.clone(), under: None, by_day: false }
    }
}

/// Whether an embargo had to pass first.
fn by_day((_, given): &(ItemId, GivenConsent)) -> bool {
    given.consent.sharing.embargo.is_some()
}

fn has_ended(consent: &SignedStatement, today: Date) -> bool {
    matches!(consent.read_kept(), Ok(Statement::Consent(consent)) if consent.sharing.ended_on(today))
}

fn spares(signed: &SignedStatement, what_counts: impl FnOnce(&Withdrawal) -> bool) -> bool {
    matches!(signed.read_kept(), Ok(Statement::Withdrawal(withdrawal)) if what_counts(&withdrawal))
}

fn withdrawn(region: &RegionState, signed: &SignedStatement, reaches: impl Fn(&DeviceId, u64) -> bool) -> bool {
    match signed.read_kept() {
        Ok(Statement::Withdrawal(w)) => region.knows_withdrawal(&(w.municipality, w.section), &signed.hash(), reaches),
        // Unreadable: nothing to carry out.
        _ => true,
    }
}
