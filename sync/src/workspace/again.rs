//! Saying again what was stated about membership in a log that is closed since: whoever joins later learns it no other way.
//!
//! A statement is signed by itself, so any member may carry it. One is enough: the colleagues of whoever wrote it go first,
//! those who decide or write the plan before others, and each next one waits longer.

use std::collections::BTreeMap;
use std::sync::Mutex;

use deelbaar_schema::id::{DeviceId, SpaceId};
use deelbaar_schema::role::Role;
use deelbaar_schema::space::SpaceState;
use deelbaar_schema::time::Timestamp;

use super::sharing::COLLEAGUE_WAITS;
use super::{Workspace, WorkspaceError};
use crate::poison::lock;
use crate::replica::{Replica, Unreached};

/// How much longer each next device waits: milliseconds.
const NEXT_WAITS: i64 = COLLEAGUE_WAITS / 6;

/// What was found the last time, by space.
#[derive(Default)]
pub(super) struct Again(Mutex<BTreeMap<SpaceId, Found>>);

struct Found {
    /// Records about membership, and where logs are closed, at that time.
    of: (u64, BTreeMap<DeviceId, u64>),
    /// When this device's turn is; `None` when there is nothing for it to say.
    turn: Option<Timestamp>,
}

impl Workspace {
    /// Says again what is due from this device, in each space that it gets.
    pub(super) fn say_again(&self) -> Result<(), WorkspaceError> {
        if self.reads_plan() {
            self.say_again_in(&self.municipality)?;
        }
        self.say_again_in(&self.region)
    }

    fn say_again_in<S: SpaceState>(&self, replica: &Replica<S>) -> Result<(), WorkspaceError> {
        let Some(count) = replica.with_closed_charter() else { return Ok(()) };
        if replica.is_behind(&self.device()) {
            return Ok(());
        }
        let (now, of) = (self.clock.now(), (count, replica.closed()));
        let mut again = lock(&self.again.0);
        let known = again.get(&replica.space()).filter(|found| found.of == of);
        match known.map(|found| found.turn) {
            None => {
                let unreached = replica.unreached()?;
                let waits = unreached.statements.iter().filter_map(|(by, _)| self.waits(replica, &unreached, by));
                let turn = waits.min().map(|waits| Timestamp(now.0.saturating_add(waits)));
                again.insert(replica.space(), Found { of, turn });
                if turn.is_none_or(|turn| now < turn) {
                    return Ok(());
                }
            }
            Some(turn) if turn.is_none_or(|turn| now < turn) => return Ok(()),
            Some(_) => {}
        }
        again.remove(&replica.space());
        drop(again);
        // Looked at anew: in the meantime somebody else may have said it.
        for (_, statements) in replica.unreached()?.statements {
            self.state(replica, &statements)?;
        }
        Ok(())
    }

    /// How long this device waits before it says again what `author` stated. `None`: a newcomer would not hear it from here.
    fn waits<S: SpaceState>(&self, replica: &Replica<S>, unreached: &Unreached, author: &DeviceId) -> Option<i64> {
        let (own, today) = (self.device(), self.clock.today());
        replica.look(|state| {
            let charter = state.charter();
            let of = charter.named(author, today).map(|enrolment| enrolment.municipality);
            let place = |device: &DeviceId| -> Option<(bool, bool, DeviceId)> {
                let enrolment = charter.member_on(device, today)?;
                let first = matches!(enrolment.role, Role::Alderman | Role::PolicyOfficer);
                Some((Some(enrolment.municipality) != of, !first, *device))
            };
            let mut all: Vec<(bool, bool, DeviceId)> = unreached.heard.iter().filter_map(place).collect();
            all.sort_unstable();
            let turn = all.iter().position(|(_, _, device)| *device == own)?;
            let steps = i64::try_from(turn).ok()?.saturating_mul(NEXT_WAITS);
            Some(if all[turn].0 { steps.max(COLLEAGUE_WAITS) } else { steps })
        })
    }
}
