//! The passphrase of this device's data, and the words of the root keys that it holds.

use std::time::Instant;

use deelbaar_sync::store::{Kdf, Passphrase};

use super::command::Done;
use super::error::CommandError;
use super::executor::Executor;
use crate::recovery;

impl Executor {
    pub(super) fn confirm_passphrase(&mut self, given: &Passphrase) -> Result<Done, CommandError> {
        self.workspace().check_passphrase(Some(given))?;
        self.confirmed = Instant::now();
        Ok(Done::Done)
    }

    pub(super) fn set_passphrase(
        &mut self,
        current: Option<&Passphrase>,
        chosen: Option<&Passphrase>,
    ) -> Result<Done, CommandError> {
        self.workspace().set_passphrase(current, chosen, Kdf::default())?;
        self.confirmed = Instant::now();
        Ok(Done::Done)
    }

    pub(super) fn show_recovery(&self, current: Option<&Passphrase>) -> Result<Done, CommandError> {
        Ok(Done::Recovery(recovery::cards(self.workspace(), current)?))
    }
}
