//! What an alderman arranges about deciding.

use std::collections::BTreeSet;

use deelbaar_schema::gate::ActError;
use deelbaar_schema::id::{ContentHash, DeviceId, PersonId};
use deelbaar_schema::municipality::MunicipalityState;
use deelbaar_schema::plan::ItemKind;
use deelbaar_schema::role::Action;
use deelbaar_schema::space::SpaceState;
use deelbaar_schema::statement::{Body, Competence, Mandate, MandateEnd, Statement};
use deelbaar_schema::time::{Date, Term};

use super::command::Done;
use super::error::CommandError;
use super::executor::Executor;
use super::look::who;
use super::view::{MandateView, NeverBegan, Officer, PowersView, Who};

impl Executor {
    pub(super) fn give_mandate(
        &self,
        device: DeviceId,
        kinds: BTreeSet<ItemKind>,
        asks: BTreeSet<DeviceId>,
        until: Date,
    ) -> Result<Done, CommandError> {
        let today = self.workspace().clock().today();
        let (space, municipality) = (self.workspace().municipality().space(), self.workspace().code());
        let person = self.workspace().municipality().look(|state| {
            let charter = state.charter();
            charter.authorise(&device, Action::Ask, municipality, today).map(|enrolment| enrolment.person)
        });
        let person = person.map_err(|_error| CommandError::NoOfficer)?;
        let term = Term { from: today, until: Some(until) };
        if kinds.is_empty() || until < today {
            return Err(CommandError::EmptyMandate);
        }
        self.arrange(&Statement::Mandate(Mandate { space, municipality, person, kinds, asks, term }))
    }

    pub(super) fn end_mandate(&self, mandate: ContentHash) -> Result<Done, CommandError> {
        let (space, municipality) = (self.workspace().municipality().space(), self.workspace().code());
        let today = self.workspace().clock().today();
        let known = self.workspace().municipality().look(|state| {
            state
                .charter()
                .mandates()
                .iter()
                .any(|given| given.hash == mandate && given.until.is_none_or(|d| today < d))
        });
        if !known {
            return Err(CommandError::NotNow);
        }
        // Days, not hours: what was decided under it this morning stays valid.
        self.arrange(&Statement::MandateEnd(MandateEnd { space, municipality, mandate, last_day: today }))
    }

    pub(super) fn set_competence(&self, kind: ItemKind, body: Body) -> Result<Done, CommandError> {
        let (space, municipality) = (self.workspace().municipality().space(), self.workspace().code());
        let today = self.workspace().clock().today();
        // From tomorrow on: what was decided this morning stays valid.
        let from = today.succ_opt().unwrap_or(today);
        let device = self.workspace().device();
        let may = |day: Date| {
            let charter = |state: &MunicipalityState| {
                state.charter().authorise(&device, Action::Decide, municipality, day).map(drop)
            };
            self.workspace().municipality().look(charter)
        };
        // It counts only when whoever signs is alderman on the day itself.
        if may(today).is_ok() && may(from).is_err() {
            return Err(CommandError::OutOfOfficeThen(from));
        }
        self.arrange(&Statement::Competence(Competence { space, municipality, kind, body, from }))
    }

    fn arrange(&self, statement: &Statement) -> Result<Done, CommandError> {
        let (device, code, today) =
            (self.workspace().device(), self.workspace().code(), self.workspace().clock().today());
        let may = |state: &MunicipalityState| state.charter().authorise(&device, Action::Decide, code, today).map(drop);
        self.workspace().municipality().look(may).map_err(ActError::from)?;
        self.workspace().arrange(statement)?;
        Ok(Done::Done)
    }
}

/// Who decides on what, as `device` sees it today.
pub(super) fn look(state: &MunicipalityState, device: &DeviceId, today: Date) -> PowersView {
    let (charter, code) = (state.charter(), state.municipality());
    let tomorrow = today.succ_opt().unwrap_or(today);
    let bodies = ItemKind::ALL.into_iter().filter(|kind| kind.needs_decision());
    let name_of = |person: PersonId| {
        let member = charter.members().find(|member| member.enrolment.person == person);
        member.map_or(Who { name: String::new(), role: None }, |member| who(charter, &member.device, today))
    };
    let officers = charter.members().map(|member| member.device).collect::<BTreeSet<_>>();
    PowersView {
        may_arrange: charter.authorise(device, Action::Decide, code, today).is_ok(),
        may_set_bodies: [today, tomorrow]
            .into_iter()
            .all(|day| charter.authorise(device, Action::Decide, code, day).is_ok()),
        never_began: bodies
            .clone()
            .filter_map(|kind| {
                let (body, from, device) = charter.never_began(kind, tomorrow)?;
                Some(NeverBegan { kind, body, from, by: who(charter, &device, from.pred_opt().unwrap_or(from)) })
            })
            .collect(),
        bodies: bodies.map(|kind| (kind, charter.competent(kind, today), charter.competent(kind, tomorrow))).collect(),
        mandates: charter
            .mandates_in_force(today)
            .into_iter()
            .map(|given| MandateView {
                mandate: given.hash,
                to: name_of(given.mandate.person),
                by: who(charter, &given.by, given.mandate.term.from),
                kinds: given.mandate.kinds,
                // Nobody decides on what they put forward themselves.
                asks: given
                    .mandate
                    .asks
                    .iter()
                    .filter(|device| charter.named(device, today).is_none_or(|one| one.person != given.mandate.person))
                    .map(|device| who(charter, device, today))
                    .collect(),
                from: given.mandate.term.from,
                until: given.until,
            })
            .collect(),
        officers: officers
            .into_iter()
            .filter(|officer| charter.member_on(officer, today).is_some())
            .filter(|officer| charter.authorise(officer, Action::Ask, code, today).is_ok())
            .filter_map(|device| {
                let person = charter.member_on(&device, today)?.person;
                Some(Officer { device, person, who: who(charter, &device, today) })
            })
            .collect(),
    }
}
