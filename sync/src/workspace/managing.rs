//! Who lets colleagues in, changes their roles and removes them: whoever holds the municipality's key, in a role that does so.
//!
//! The key alone is not enough. In another role it lets in, together with the second person, somebody whose role does manage
//! devices, and replaces keys; so a municipality that lost its only policy officer goes on, and nobody lets in alone somebody
//! who asks what they decide themselves.

use deelbaar_schema::charter::CharterError;
use deelbaar_schema::crypto::SecretKey;
use deelbaar_schema::id::PersonId;
use deelbaar_schema::role::{Action, Role};
use deelbaar_schema::space::SpaceState;
use deelbaar_schema::statement::Enrolment;

use super::{Person, Root, Workspace, WorkspaceError};

impl Workspace {
    /// The municipality's key, when this device holds it and the role of whoever sits here manages devices today.
    pub(super) fn key_of_manager(&self) -> Result<SecretKey, WorkspaceError> {
        let key = self.root_key(Root::Municipality).ok_or(WorkspaceError::NoKey)?;
        self.manages_devices().map_err(WorkspaceError::MayNot)?;
        Ok(key)
    }

    /// Whether colleagues' roles are changed, and their devices removed, on this device.
    pub fn require_manager(&self) -> Result<(), WorkspaceError> {
        self.key_of_manager().map(drop)
    }

    /// Somebody of the own municipality as they are today: name, role and term. `None` for whoever takes part no more, or not
    /// yet: removed with every device, or outside the term.
    pub fn person_today(&self, id: &PersonId) -> Option<Person> {
        let today = self.clock.today();
        let held = self.municipality.look(|state| {
            let charter = state.charter();
            let devices = charter.members().filter(|member| member.enrolment.person == *id);
            let held = devices.filter_map(|member| charter.member_of(self.code, &member.device, today));
            held.filter(|enrolment| enrolment.person == *id).max_by_key(|enrolment| enrolment.term.rank_on(today))
        });
        let Enrolment { person, name, role, term, .. } = held?;
        Some(Person { id: person, name: name.unwrap_or_default(), role, term })
    }

    fn manages_devices(&self) -> Result<(), CharterError> {
        // The private charter stops coming in a role that does not read the plan; the own role follows the region.
        if !self.person().role.may(Action::ManageDevices) {
            return Err(CharterError::Role);
        }
        let (device, today) = (self.device(), self.clock.today());
        let may = |state: &_| SpaceState::charter(state).authorise(&device, Action::ManageDevices, self.code, today);
        self.municipality.look(may).map(drop)
    }

    /// Whether letting somebody in as `role` takes the second person. Fails when it cannot be done on this device: also outside
    /// the own term, as colleagues do not listen to this device then, and so to nobody whom it lets in.
    pub fn letting_in_takes_second(&self, role: Role) -> Result<bool, WorkspaceError> {
        self.root_key(Root::Municipality).ok_or(WorkspaceError::NoKey)?;
        if !self.person().term.contains(self.clock.today()) {
            return Err(WorkspaceError::OwnTermOver);
        }
        match self.manages_devices() {
            Ok(()) => Ok(role == Role::Alderman),
            Err(_) if role.may(Action::ManageDevices) => Ok(true),
            Err(refused) => Err(WorkspaceError::MayNot(refused)),
        }
    }
}
