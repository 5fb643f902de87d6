//! The commands about who takes part: a role or term that changes, a key that is replaced, a municipality that leaves.

use deelbaar_schema::id::{ContentHash, DeviceId, MunicipalityCode};
use deelbaar_schema::role::Role;
use deelbaar_schema::space::SpaceState;
use deelbaar_schema::time::{Date, Term};
use deelbaar_sync::workspace::{Renew, Root, WorkspaceError};

use super::command::Done;
use super::error::CommandError;
use super::executor::Executor;

impl Executor {
    pub(super) fn change_role(
        &self,
        device: DeviceId,
        role: Role,
        term: Term,
        second: &str,
    ) -> Result<Done, CommandError> {
        self.workspace.require_manager()?;
        let takes_second = self.workspace.change_takes_second(&device, role, term)?;
        let second = if takes_second { Some(self.second(Root::Municipality, second)?) } else { None };
        self.workspace.change_role(device, role, term, second.as_ref())?;
        Ok(Done::Done)
    }

    pub(super) fn renew(&self, what: Renew, second: &str) -> Result<Done, CommandError> {
        self.workspace.root_key(what.root()).ok_or(WorkspaceError::NoKey)?;
        self.workspace.renew(what, &self.second(what.root(), second)?)?;
        Ok(Done::Done)
    }

    pub(super) fn agree_to_admission(&self, admission: ContentHash, second: &str) -> Result<Done, CommandError> {
        let code = self.workspace.region().look(|region| {
            let charter = region.charter();
            let among = |code: &MunicipalityCode| charter.competing(*code).iter().any(|one| one.statement == admission);
            charter.municipalities().map(|named| named.municipality).find(among)
        });
        let code = code.ok_or(CommandError::NoAdmission)?;
        // Nobody would hear it: as long as it is not settled the others do not listen to this municipality's devices.
        if code == self.workspace.code() {
            return Err(CommandError::OwnAdmission);
        }
        self.workspace.agree_to_admission(admission, &self.second(Root::Region, second)?)?;
        Ok(Done::Done)
    }

    pub(super) fn dismiss(&self, code: MunicipalityCode, last_day: Date) -> Result<Done, CommandError> {
        self.workspace.root_key(Root::Region).ok_or(WorkspaceError::NoKey)?;
        let today = self.workspace.clock().today();
        let known = self.workspace.region().look(|region| region.charter().takes_part(code, today));
        if !known {
            return Err(CommandError::UnknownMunicipality);
        }
        // Not further back: what was shared meanwhile would vanish without anybody having withdrawn it.
        if last_day < today.pred_opt().unwrap_or(today) {
            return Err(CommandError::LastDayPast);
        }
        self.workspace.dismiss(code, last_day)?;
        Ok(Done::Done)
    }
}
