//! The commands of the consent gate: asking, consenting, sharing newer versions, taking back.

use std::collections::BTreeSet;

use deelbaar_schema::act::What;
use deelbaar_schema::disclosure::Sharing;
use deelbaar_schema::field::Mask;
use deelbaar_schema::gate::{ActError, ConsentState, OpenRequest, Phase, Shared};
use deelbaar_schema::id::{FileHash, ItemId, RecordId, SharedId};
use deelbaar_schema::municipality::MunicipalityState;
use deelbaar_schema::projection;
use deelbaar_schema::publication::ConsentError;
use deelbaar_schema::region::OwnSections;
use deelbaar_schema::role::Action;
use deelbaar_schema::space::SpaceState as _;
use deelbaar_schema::statement::{Consent, Revision, SignedStatement, Statement, Withdrawal};
use deelbaar_sync::workspace::WorkspaceError;

use super::command::Done;
use super::error::CommandError;
use super::executor::{Executor, require_remark};

impl Executor {
    pub(super) fn request_consent(
        &self,
        item: ItemId,
        (without, files): (Mask, &BTreeSet<FileHash>),
        sharing: Sharing,
        confirmed: Vec<String>,
        note: String,
    ) -> Result<Done, CommandError> {
        let snapshot = self.look(item, |state, item| {
            let section = state.section_of(item.id);
            let snapshot = projection::project(&state.shown(item), &without, files, state.municipality(), section);
            Ok(snapshot.map_err(ActError::from)?.bytes().to_vec())
        })?;
        self.act(item, What::RequestConsent { snapshot, without, sharing, confirmed, note })
    }

    /// Takes back every request of an item that waits: more than one after colleagues asked at the same time.
    pub(super) fn recall_consent(&self, item: ItemId) -> Result<Done, CommandError> {
        let open = self.look(item, |state, item| Ok(consents_of(state, item.id).open))?;
        let mut done = Err(CommandError::NotNow);
        for request in open {
            done = Ok(self.act(item, What::RecallConsent { request: request.id })?);
        }
        done
    }

    fn open_request(&self, request: RecordId) -> Result<(ItemId, OpenRequest), CommandError> {
        self.workspace.municipality().look(|state| {
            let item = state.acts().get(&request).ok_or(CommandError::NoRequest)?.act.item;
            let open = consents_of(state, item).open;
            let open = open.into_iter().find(|open| open.id == request).ok_or(CommandError::NoRequest)?;
            Ok((item, open))
        })
    }

    pub(super) fn give_consent(
        &self,
        request: RecordId,
        without: &Mask,
        sharing: Sharing,
        note: String,
    ) -> Result<Done, CommandError> {
        let (item, open) = self.open_request(request)?;
        let without = Mask::without(without.fields().chain(open.without.fields()));
        let snapshot = projection::narrow(&open.snapshot, &without).map_err(ActError::from)?;
        let (today, in_region) = (self.workspace.clock().today(), self.workspace.in_region());
        let consent = self.workspace.municipality().look(|state| Consent {
            region: state.region(),
            municipality: state.municipality(),
            section: state.section_of(item),
            version: state.consents(item, &in_region).next_version(),
            sharing,
            snapshot: snapshot.hash(),
            without,
            date: today,
        });
        let ending = match consent.sharing.until {
            Some(_) => Some(self.sign(&Statement::Withdrawal(ending_of(&consent)))?),
            None => None,
        };
        let consent = self.sign(&Statement::Consent(consent))?;
        self.act(item, What::GiveConsent { request, consent, ending, note })
    }

    pub(super) fn decline_consent(
        &self,
        request: RecordId,
        returned: bool,
        note: String,
    ) -> Result<Done, CommandError> {
        let (item, _) = self.open_request(request)?;
        require_remark(&note)?;
        self.act(item, What::DeclineConsent { request, returned, note })
    }

    /// Shares an item as it is now, under the standing consent that it has.
    pub(super) fn revise(&self, item: ItemId, confirmed: Vec<String>) -> Result<Done, CommandError> {
        let (today, in_region) = (self.workspace.clock().today(), self.workspace.in_region());
        let (given, snapshot, revision) = self.look(item, |state, item| {
            let consents = state.consents(item.id, &in_region);
            let current = match consents.shared(today) {
                Some(Shared::There(_)) => return Err(CommandError::ConsentElsewhere),
                _ => consents.current().ok_or(ActError::NothingShared)?,
            };
            if !current.consent.sharing.standing || current.consent.sharing.ended_on(today) {
                return Err(ActError::from(ConsentError::NotStanding).into());
            }
            let (without, files) = (&current.consent.without, current.snapshot.files());
            let section = state.section_of(item.id);
            let snapshot = projection::project(&state.shown(item), without, &files, state.municipality(), section)
                .map_err(ActError::from)?;
            if snapshot == current.snapshot {
                return Err(CommandError::NotNow);
            }
            let revision = Revision {
                region: state.region(),
                municipality: state.municipality(),
                section: state.section_of(item.id),
                version: consents.next_version(),
                consent: current.signed.hash(),
                snapshot: snapshot.hash(),
                date: today,
            };
            Ok((current.id, snapshot.bytes().to_vec(), revision))
        })?;
        let revision = self.sign(&Statement::Revision(revision))?;
        self.act(item, What::Revise { consent: given, revision, snapshot, confirmed })
    }

    /// Takes back one version of an item, or everything that was shared of it, also what only the region knows, or keeps without
    /// showing it. What fails leaves the rest to be done again.
    pub(super) fn withdraw(&self, item: ItemId, version: Option<u32>) -> Result<Done, CommandError> {
        let (device, date, in_region) =
            (self.workspace.device(), self.workspace.clock().today(), self.workspace.in_region());
        let (withdrawals, named) = self.workspace.municipality().look(|state| {
            let (section, named) = section_of(state, item, &in_region);
            let consents = consents_of(state, item).with_region(in_region.get(&section));
            let numbers = consents.to_take_back(version);
            if numbers.is_empty() {
                return Err(ActError::NothingShared);
            }
            state.charter().authorise(&device, Action::Consent, state.municipality(), date)?;
            let (region, municipality) = (state.region(), state.municipality());
            let of = |(from, through)| Withdrawal { region, municipality, section, from, through, date };
            Ok((numbers.into_iter().map(of).collect::<Vec<_>>(), named))
        })?;
        let mut done = Done::Done;
        for withdrawal in withdrawals {
            let withdrawal = self.sign(&Statement::Withdrawal(withdrawal))?;
            done = if named {
                self.act(item, What::Withdraw { withdrawal })?
            } else {
                Done::Recorded(self.workspace.withdraw_in_region(&withdrawal)?)
            };
        }
        Ok(done)
    }

    /// Takes back everything that the municipality shares, item by item; what fails leaves the rest to be done again.
    pub(super) fn withdraw_all(&self) -> Result<Done, CommandError> {
        let in_region = self.workspace.in_region();
        let items: Vec<ItemId> = self.workspace.municipality().look(|state| {
            let mut sections = state.sections();
            for section in in_region.keys() {
                sections.entry(*section).or_insert_with(|| ItemId::from_bytes(*section.as_bytes()));
            }
            let shared = sections.into_iter().filter(|(section, item)| {
                !consents_of(state, *item).with_region(in_region.get(section)).to_take_back(None).is_empty()
            });
            shared.map(|(_, item)| item).collect()
        });
        if items.is_empty() {
            return Err(ActError::NothingShared.into());
        }
        for item in items {
            self.withdraw(item, None)?;
        }
        Ok(Done::Done)
    }

    /// Stands for what a predecessor consented to.
    pub(super) fn confirm_consent(&self, item: ItemId) -> Result<Done, CommandError> {
        let (today, in_region) = (self.workspace.clock().today(), self.workspace.in_region());
        let consent = self.workspace.municipality().look(|state| {
            let consents = state.consents(item, &in_region);
            match consents.shared(today) {
                Some(Shared::There(_)) => Err(CommandError::ConsentElsewhere),
                _ => Ok(consents.current().map(|given| given.id).ok_or(ActError::NothingShared)?),
            }
        })?;
        self.act(item, What::ConfirmConsent { consent })
    }

    /// What is shared of an item, or asked about it, is first taken back: removed from the plan it would be forgotten there.
    pub(super) fn require_removable(&self, item: ItemId) -> Result<(), CommandError> {
        let (today, in_region) = (self.workspace.clock().today(), self.workspace.in_region());
        self.workspace.municipality().look(|state| {
            // One that is not there cannot be removed anyway: the plan says so.
            let Some(item) = state.item(item) else { return Ok(()) };
            let consents = state.consents(item.id, &in_region);
            if consents.shared(today).is_some() {
                return Err(CommandError::StillShared);
            }
            let submitted = item.kind.needs_decision() && state.decision(item).phase == Phase::Submitted;
            if submitted || !consents.open.is_empty() { Err(CommandError::StillAsked) } else { Ok(()) }
        })
    }

    fn sign(&self, statement: &Statement) -> Result<SignedStatement, CommandError> {
        Ok(SignedStatement::sign(statement, &self.workspace.key()).map_err(WorkspaceError::from)?)
    }
}

fn consents_of(state: &MunicipalityState, item: ItemId) -> ConsentState {
    state.acts().consent_state(state.bench(), item)
}

/// What the region calls an item, and whether a record of the municipality names it. One that none does is called as the region
/// calls it.
fn section_of(state: &MunicipalityState, item: ItemId, in_region: &OwnSections) -> (SharedId, bool) {
    let named = state.item(item).is_some() || state.acts().all().any(|kept| kept.act.item == item);
    let called = SharedId::from_bytes(*item.as_bytes());
    if named || !in_region.contains_key(&called) { (state.section_of(item), true) } else { (called, false) }
}

/// The withdrawal that is published after a consent's last day.
fn ending_of(consent: &Consent) -> Withdrawal {
    Withdrawal {
        region: consent.region,
        municipality: consent.municipality,
        section: consent.section,
        from: 1,
        through: consent.version,
        date: consent.date,
    }
}
