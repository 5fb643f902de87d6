//! Who gets the municipality's private space: whose role reads the plan.
//!
//! A role is stated in both spaces at once, and arrives here in either order. So both charters are asked. What refuses wins:
//! whoever is known in the region in a role that does not read gets nothing more, though the private charter does not say so
//! yet. This device's own role follows the region, since that is the space that it always gets: when it stops reading, nobody
//! tells it so in the private one.

use deelbaar_schema::id::DeviceId;
use deelbaar_schema::role::Action;
use deelbaar_schema::space::SpaceState;
use deelbaar_schema::statement::Enrolment;

use super::{Identity, Person, Workspace, WorkspaceError};
use crate::poison::lock;
use crate::replica::Replica;

impl Workspace {
    /// Who sits here, in the role of today, or else in the last or next one: as the region has it, then as the municipality
    /// has it, then as it was when the plan [went off](Self::forget_plan) this device, then as this device was let in. The region
    /// knows no names, and other ids.
    pub fn person(&self) -> Person {
        let let_in = &self.identity.person;
        let left = *lock(&self.left_as);
        let (in_region, at_home) = (self.own_enrolment(&self.region), self.own_enrolment(&self.municipality));
        let own = in_region.as_ref().or(at_home.as_ref());
        let (role, term) = own.map_or(left.unwrap_or((let_in.role, let_in.term)), |own| (own.role, own.term));
        let id = at_home.as_ref().map_or(let_in.id, |own| own.person);
        let name = at_home.and_then(|own| own.name).unwrap_or_else(|| let_in.name.clone());
        Person { id, name, role, term }
    }

    /// Whether this device gets the private space: by its role today, or else by the one that it had or gets.
    pub fn reads_plan(&self) -> bool {
        self.person().role.may(Action::ReadPlan)
    }

    /// How many records of the private space lie here although this device gets it no more: from an earlier role. 0 where
    /// it does.
    pub fn plan_left(&self) -> u64 {
        if self.reads_plan() { 0 } else { self.municipality.count() }
    }

    /// Takes the private space off this device, which gets it no more: its records and what follows from them, the content of
    /// its files, and the store's key, so that nothing of it can be read back here. The role stays, and what the region
    /// shares. Who reads again gets everything again, but for what was written here and never reached a colleague.
    ///
    /// What was signed and does not stand in both spaces yet is finished first, or let go when the rules refuse it by now.
    ///
    /// Returns how many records there were. [`WorkspaceError::ReadsPlan`]: nothing was changed. When the disk refuses half way,
    /// what is left is removed by doing it again; a fresh key that is still due is made at the next opening.
    pub fn forget_plan(&self) -> Result<u64, WorkspaceError> {
        if self.reads_plan() {
            return Err(WorkspaceError::ReadsPlan);
        }
        self.finish_or_let_go()?;
        self.remember_role()?;
        let _turn = self.files.turn();
        self.files.forget_own()?;
        Ok(self.municipality.forget(&self.device())?)
    }

    /// The role of today, for when only the private space knows it: without it this device would go back to the one in which it
    /// was let in, and ask for the plan again.
    fn remember_role(&self) -> Result<(), WorkspaceError> {
        let Person { role, term, .. } = self.person();
        Identity::change(&self.store, |identity| {
            (identity.person.role, identity.person.term) = (role, term);
            Ok(())
        })?;
        *lock(&self.left_as) = Some((role, term));
        Ok(())
    }

    /// Whether the municipality let this device in, as far as it is told. A restored one may have to be let in again.
    pub fn is_enrolled(&self) -> bool {
        let own = self.device();
        if self.reads_plan() {
            self.member_of(&self.municipality, &own).is_some()
        } else {
            self.member_of(&self.region, &own).is_some()
        }
    }

    /// Whether this device knows its own enrolment in every space that it gets.
    pub fn has_arrived(&self) -> bool {
        self.member_of(&self.region, &self.device()).is_some() && self.is_enrolled()
    }

    fn member_of<S: SpaceState>(&self, replica: &Replica<S>, device: &DeviceId) -> Option<Enrolment> {
        replica.charter().member_of(self.code, device, self.clock.today())
    }

    /// The own enrolment: of today, or else another one.
    fn own_enrolment<S: SpaceState>(&self, replica: &Replica<S>) -> Option<Enrolment> {
        replica.charter().enrolled_by(self.code, &self.device(), self.clock.today())
    }

    /// Whether this device exchanges the private space with `device` today, if only to [take](Self::gives_plan_to) it from there.
    pub fn shares_plan_with(&self, device: &DeviceId) -> bool {
        let today = self.clock.today();
        // Whether the municipality takes part in the region does not matter here.
        let refused = || {
            let (charter, ended) = (self.region.charter(), |until| until < today);
            let known = charter.enrolled_by(self.code, device, today);
            charter.is_removed(device, self.code)
                || known.is_some_and(|e| !e.role.may(Action::ReadPlan) || e.term.until.is_some_and(ended))
        };
        if !self.reads_plan() || refused() {
            return false;
        }
        let charter = self.municipality.charter();
        match charter.member_of(self.code, device, today) {
            Some(enrolment) => enrolment.role.may(Action::ReadPlan),
            // Unknown here, or in a term that ended: it may have been renewed since.
            None => !charter.is_removed(device, self.code) && self.expects_plan_from(device),
        }
    }

    /// Whether `device` gets the private space from this one today. Until the own enrolment is here, a code that anybody can have
    /// replaced is all that tells who it is: from whoever gave that code this device takes, and gives nothing, unless the private
    /// charter that it has names that device.
    pub(crate) fn gives_plan_to(&self, device: &DeviceId) -> bool {
        let charter = self.municipality.charter();
        let named = || charter.member_of(self.code, device, self.clock.today()).is_some();
        self.shares_plan_with(device) && (named() || charter.knows(&self.device()).is_ok())
    }

    /// Whether this device waits for the private space and may get it from `device`, which the private charter that it has
    /// does not name: from the one that let it in, until its own enrolment is here; and from colleagues that the region names,
    /// as long as the region knows it in another role than the private charter does. What they bring is verified against
    /// the founding all the same.
    fn expects_plan_from(&self, device: &DeviceId) -> bool {
        let own = self.device();
        let unknown = self.municipality.charter().knows(&own).is_err();
        if unknown && self.identity.sponsor.as_ref() == Some(device) {
            return true;
        }
        let held = |enrolment: Enrolment| (enrolment.role, enrolment.term);
        let in_region = self.member_of(&self.region, &own).map(held);
        let waits = in_region.is_some() && in_region != self.member_of(&self.municipality, &own).map(held);
        // Not a municipality that somebody made up under this code.
        let founding = self.identity.municipality.keys;
        waits && self.region.charter().was_pair(&founding, self.code) && self.member_of(&self.region, device).is_some()
    }

    /// Whether this device exchanges the region's space with `device` today, if only to [take](Self::gives_region_to) it. Until its own enrolment has arrived this device knows no
    /// charter, and trusts the one that let it in to bring it; what that brings is verified against the founding all the same.
    pub(crate) fn shares_region_with(&self, device: &DeviceId) -> bool {
        let charter = self.region.charter();
        let sponsored = || self.identity.sponsor.as_ref() == Some(device) && charter.knows(&self.device()).is_err();
        charter.member_on(device, self.clock.today()).is_some() || sponsored()
    }

    /// Whether `device` gets the region's space from this one today: the charter that is here names it.
    pub(crate) fn gives_region_to(&self, device: &DeviceId) -> bool {
        self.region.charter().member_on(device, self.clock.today()).is_some()
    }
}
