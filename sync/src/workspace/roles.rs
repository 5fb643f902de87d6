//! Changing somebody's role or term, and ending the part that a municipality takes.

use std::collections::BTreeSet;

use deelbaar_schema::charter::Member;
use deelbaar_schema::crypto::SecretKey;
use deelbaar_schema::id::{DeviceId, MunicipalityCode};
use deelbaar_schema::role::Role;
use deelbaar_schema::space::SpaceState;
use deelbaar_schema::statement::{Dismissal, EnrolmentEnd, SignedStatement, Statement};
use deelbaar_schema::time::{Date, Term};

use super::charter::{private_enrolment, public_enrolment};
use super::keys::Root;
use super::pending::Pending;
use super::{Person, Workspace, WorkspaceError};
use crate::replica::Replica;

impl Workspace {
    /// Gives whoever has `device` another role or term, on every device that they have. Needs the municipality's key, in
    /// a role that manages devices, and for an alderman the second person's.
    ///
    /// The role that they have ends on the day before, but not before today: what was done today stays valid.
    pub fn change_role(
        &self,
        device: DeviceId,
        role: Role,
        term: Term,
        second: Option<&SecretKey>,
    ) -> Result<(), WorkspaceError> {
        let key = self.key_of_manager()?;
        if role == Role::Alderman {
            self.require_second(Root::Municipality, second)?;
        }
        if term.until.is_some_and(|until| until < term.from) {
            return Err(WorkspaceError::EmptyTerm);
        }
        let today = self.clock.today();
        let (person, devices) = self
            .municipality
            .look(|state| {
                let all: Vec<_> = state.charter().members().filter(|member| !member.revoked).collect();
                let of = all.iter().rfind(|member| member.device == device)?;
                let theirs = all.iter().filter(|member| member.enrolment.person == of.enrolment.person);
                let devices: BTreeSet<DeviceId> = theirs.map(|member| member.device).collect();
                let name = of.enrolment.name.clone().unwrap_or_default();
                Some((Person { id: of.enrolment.person, name, role, term }, devices))
            })
            .ok_or(WorkspaceError::NotEnrolled)?;
        let last_day = term.from.pred_opt().unwrap_or(term.from).max(today);
        let second = second.filter(|_| role == Role::Alderman);
        let mut pending = Pending::default();
        for device in devices {
            let private = private_enrolment(self.municipality.space(), self.code, device, &person);
            let replaced = self.replace(&self.municipality, device, &private, last_day, (&key, second))?;
            pending.municipality.push(replaced);
            let public = public_enrolment(self.region.space(), self.code, device, &person);
            pending.region.push(self.replace(&self.region, device, &public, last_day, (&key, second))?);
        }
        self.state_in_both(pending)
    }

    /// Ends what a device holds after `last_day`, and enrols it anew, together.
    fn replace<S: SpaceState>(
        &self,
        replica: &Replica<S>,
        device: DeviceId,
        enrolment: &Statement,
        last_day: Date,
        (key, second): (&SecretKey, Option<&SecretKey>),
    ) -> Result<Vec<SignedStatement>, WorkspaceError> {
        let (space, municipality) = (replica.space(), self.code);
        let held: BTreeSet<_> = replica.look(|state| {
            let own = |m: &Member| m.device == device && m.enrolment.municipality == municipality;
            let after = |m: &Member| m.enrolment.term.until.is_none_or(|day| last_day < day);
            state.charter().members().filter(own).filter(after).map(|member| member.statement).collect()
        });
        let mut statements = self.signed(enrolment, space, key, second)?;
        let new = statements.first().map(SignedStatement::hash);
        for held in held.into_iter().filter(|held| new != Some(*held)) {
            let end = Statement::EnrolmentEnd(EnrolmentEnd { space, municipality, enrolment: held, last_day });
            statements.push(SignedStatement::sign(&end, key)?);
        }
        Ok(statements)
    }

    /// Ends the part that a municipality takes in the region after `last_day`, for good. Needs the region's key. What it
    /// shared until then stays, and what others withdraw later stays with it.
    pub fn dismiss(&self, code: MunicipalityCode, last_day: Date) -> Result<(), WorkspaceError> {
        let key = self.root_key(Root::Region).ok_or(WorkspaceError::NoKey)?;
        if code == self.code {
            return Err(WorkspaceError::OwnMunicipality);
        }
        let dismissal = Dismissal { region: self.region.space(), municipality: code, last_day };
        self.state(&self.region, &[SignedStatement::sign(&Statement::Dismissal(dismissal), &key)?])
    }
}
