//! Changing somebody's role or term, and ending the part that a municipality takes.

use std::collections::BTreeSet;

use deelbaar_schema::charter::Member;
use deelbaar_schema::crypto::SecretKey;
use deelbaar_schema::id::{ContentHash, DeviceId, MunicipalityCode};
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
    /// Gives whoever has `device` another role or term, on every device that they have; also after a term that ended or before
    /// one begins. Needs the municipality's key, in a role that manages devices, and where that
    /// [gives an alderman something](Self::change_takes_second) the second person's.
    ///
    /// The role that they have ends on the day before, but not before today: what was done today stays valid. One that has not
    /// begun, of somebody who has none yet, does not begin. An alderman's term that only gets shorter is ended, not said anew.
    pub fn change_role(
        &self,
        device: DeviceId,
        role: Role,
        term: Term,
        second: Option<&SecretKey>,
    ) -> Result<(), WorkspaceError> {
        let key = self.key_of_manager()?;
        if term.until.is_some_and(|until| until < term.from) {
            return Err(WorkspaceError::EmptyTerm);
        }
        let takes_second = self.change_takes_second(&device, role, term)?;
        if takes_second {
            self.require_second(Root::Municipality, second)?;
        }
        let today = self.clock.today();
        let (person, devices) = self.whose(&device)?;
        let person = Person { role, term, ..person };
        if role == Role::Alderman && !takes_second {
            return self.shorten(&devices, term.until.map(|until| until.max(today)), &key);
        }
        let person = self.said_anew(&devices, person, &key)?;
        let last_day = person.term.from.pred_opt().unwrap_or(person.term.from).max(today);
        let second = second.filter(|_| takes_second);
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

    /// Whether that change takes the second person: it makes somebody alderman on a day on which they are not on each of their
    /// devices.
    pub fn change_takes_second(&self, device: &DeviceId, role: Role, term: Term) -> Result<bool, WorkspaceError> {
        if role != Role::Alderman {
            return Ok(false);
        }
        let (_, devices) = self.whose(device)?;
        let today = self.clock.today();
        let covered = self.municipality.look(|state| {
            let all: Vec<_> = state.charter().members().collect();
            let is_alderman = |device: &DeviceId| {
                let mut of = all.iter().filter(|member| member.device == *device).map(|member| &member.enrolment);
                of.any(|held| held.role == Role::Alderman && held.term.covers(&term, today))
            };
            devices.iter().all(is_alderman)
        });
        Ok(!covered)
    }

    /// Who has a device, as they were enrolled last, and every device that they have.
    fn whose(&self, device: &DeviceId) -> Result<(Person, BTreeSet<DeviceId>), WorkspaceError> {
        let found = self.municipality.look(|state| {
            let all: Vec<_> = state.charter().members().filter(|member| !member.revoked).collect();
            let of = all.iter().rfind(|member| member.device == *device)?.enrolment.clone();
            let theirs = all.iter().filter(|member| member.enrolment.person == of.person);
            let devices = theirs.map(|member| member.device).collect();
            let name = of.name.unwrap_or_default();
            Some((Person { id: of.person, name, role: of.role, term: of.term }, devices))
        });
        found.ok_or(WorkspaceError::NotEnrolled)
    }

    /// Ends after `last_day` whatever these devices hold for longer, in both spaces.
    fn shorten(
        &self,
        devices: &BTreeSet<DeviceId>,
        last_day: Option<Date>,
        key: &SecretKey,
    ) -> Result<(), WorkspaceError> {
        let Some(last_day) = last_day else { return Ok(()) };
        let mut pending = Pending::default();
        for device in devices {
            let of_device = [
                self.ended(&self.municipality, *device, last_day, key)?,
                self.ended(&self.region, *device, last_day, key)?,
            ];
            let [private, public] = of_device.map(|ends| ends.into_iter().map(|(_, end)| end).collect::<Vec<_>>());
            pending.municipality.extend(Some(private).filter(|ends| !ends.is_empty()));
            pending.region.extend(Some(public).filter(|ends| !ends.is_empty()));
        }
        self.state_in_both(pending)
    }

    /// The same person, in a term that was not said and ended before: what ended a statement would end it again.
    fn said_anew(
        &self,
        devices: &BTreeSet<DeviceId>,
        mut person: Person,
        key: &SecretKey,
    ) -> Result<Person, WorkspaceError> {
        let today = self.clock.today();
        loop {
            let mut stale = false;
            for device in devices {
                let private = private_enrolment(self.municipality.space(), self.code, *device, &person);
                let public = public_enrolment(self.region.space(), self.code, *device, &person);
                stale |= was_ended(&self.municipality, &SignedStatement::sign(&private, key)?.hash(), person.term)
                    || was_ended(&self.region, &SignedStatement::sign(&public, key)?.hash(), person.term);
            }
            let from = person.term.from;
            let later = if from < today { Some(today) } else { from.succ_opt() };
            match later.filter(|later| stale && person.term.until.is_none_or(|until| *later <= until)) {
                Some(later) => person.term.from = later,
                None => return Ok(person),
            }
        }
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
        let mut statements = self.signed(enrolment, replica.space(), key, second)?;
        let new = statements.first().map(SignedStatement::hash);
        let ends = self.ended(replica, device, last_day, key)?;
        statements.extend(ends.into_iter().filter(|(held, _)| new != Some(*held)).map(|(_, end)| end));
        Ok(statements)
    }

    /// What ends after `last_day` that which a device holds for longer, by what it ends.
    fn ended<S: SpaceState>(
        &self,
        replica: &Replica<S>,
        device: DeviceId,
        last_day: Date,
        key: &SecretKey,
    ) -> Result<Vec<(ContentHash, SignedStatement)>, WorkspaceError> {
        let (space, municipality, today) = (replica.space(), self.code, self.clock.today());
        let own = |m: &Member| m.device == device && m.enrolment.municipality == municipality;
        let held: Vec<Member> = replica.look(|state| state.charter().members().filter(own).collect());
        let has_role = held.iter().any(|member| member.enrolment.term.contains(today));
        let after = held.into_iter().filter(|m| m.enrolment.term.until.is_none_or(|day| last_day < day));
        after
            .map(|member| {
                let from = member.enrolment.term.from;
                let before = from.pred_opt().filter(|_| !has_role && today < from);
                let last_day = before.map_or(last_day, |before| before.min(last_day));
                let end = EnrolmentEnd { space, municipality, enrolment: member.statement, last_day };
                let end = SignedStatement::sign(&Statement::EnrolmentEnd(end), key)?;
                Ok((member.statement, end))
            })
            .collect()
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

/// Whether an enrolment for `term` was stated before, and ended before that term does.
fn was_ended<S: SpaceState>(replica: &Replica<S>, statement: &ContentHash, term: Term) -> bool {
    replica.look(|state| {
        state.charter().members().any(|member| member.statement == *statement && member.enrolment.term != term)
    })
}
