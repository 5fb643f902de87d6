//! The commands of the consent gate: asking, consenting, sharing newer versions, taking back.

use std::collections::BTreeSet;

use deelbaar_schema::act::What;
use deelbaar_schema::disclosure::Sharing;
use deelbaar_schema::field::Mask;
use deelbaar_schema::gate::{ActError, ConsentState, OpenRequest};
use deelbaar_schema::id::{FileHash, ItemId, RecordId};
use deelbaar_schema::municipality::MunicipalityState;
use deelbaar_schema::projection;
use deelbaar_schema::publication::ConsentError;
use deelbaar_schema::statement::{Consent, Revision, SignedStatement, Statement, Withdrawal};
use deelbaar_sync::workspace::WorkspaceError;

use super::command::Done;
use super::error::CommandError;
use super::executor::Executor;

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
        let (today, taken_back) = (self.workspace.clock().today(), self.workspace.taken_back());
        let consent = self.workspace.municipality().look(|state| Consent {
            region: state.region(),
            municipality: state.municipality(),
            section: state.section_of(item),
            version: state.consents(item, &taken_back).next_version(),
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
        self.act(item, What::DeclineConsent { request, returned, note })
    }

    /// Shares an item as it is now, under the standing consent that it has.
    pub(super) fn revise(&self, item: ItemId, confirmed: Vec<String>) -> Result<Done, CommandError> {
        let (today, taken_back) = (self.workspace.clock().today(), self.workspace.taken_back());
        let (given, snapshot, revision) = self.look(item, |state, item| {
            let consents = state.consents(item.id, &taken_back);
            let current = consents.current().ok_or(ActError::NothingShared)?;
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

    /// Takes back one version of an item, or everything that was shared of it.
    pub(super) fn withdraw(&self, item: ItemId, version: Option<u32>) -> Result<Done, CommandError> {
        let date = self.workspace.clock().today();
        let withdrawal = self.workspace.municipality().look(|state| {
            let consents = consents_of(state, item);
            let shared = consents.standing().any(|given| version.is_none_or(|version| given.version == version));
            if !shared {
                return Err(ActError::NothingShared);
            }
            let (from, through) = version.map_or((1, consents.next_version().saturating_sub(1)), |one| (one, one));
            let (region, municipality) = (state.region(), state.municipality());
            Ok(Withdrawal { region, municipality, section: state.section_of(item), from, through, date })
        })?;
        let withdrawal = self.sign(&Statement::Withdrawal(withdrawal))?;
        self.act(item, What::Withdraw { withdrawal })
    }

    /// Takes back everything that the municipality shares, item by item; what fails leaves the rest to be done again.
    pub(super) fn withdraw_all(&self) -> Result<Done, CommandError> {
        let items: Vec<ItemId> = self.workspace.municipality().look(|state| {
            let mut items: Vec<ItemId> = state.acts().all().map(|kept| kept.act.item).collect();
            items.sort_unstable();
            items.dedup();
            items.retain(|item| consents_of(state, *item).current().is_some());
            items
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
        let consent = self.workspace.municipality().look(|state| {
            let consents = consents_of(state, item);
            consents.current().map(|given| given.id).ok_or(ActError::NothingShared)
        })?;
        self.act(item, What::ConfirmConsent { consent })
    }

    fn sign(&self, statement: &Statement) -> Result<SignedStatement, CommandError> {
        Ok(SignedStatement::sign(statement, &self.workspace.key()).map_err(WorkspaceError::from)?)
    }
}

fn consents_of(state: &MunicipalityState, item: ItemId) -> ConsentState {
    state.acts().consent_state(state.bench(), item)
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
