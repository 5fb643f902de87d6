//! The passphrase of this device's data, and the words of the root keys that it holds.

use std::time::Instant;

use deelbaar_sync::store::{Kdf, Passphrase};
use deelbaar_sync::workspace::WorkspaceError;
use zeroize::Zeroizing;

use super::command::{Done, RecoveryText};
use super::error::CommandError;
use super::executor::Executor;
use crate::words;

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
        let all = self.workspace().recovery_words(current)?;
        if all.is_empty() {
            return Err(WorkspaceError::NoKey.into());
        }
        let cards: Vec<String> =
            all.iter().map(|(root, text)| words::recovery_card(self.workspace(), *root, text)).collect();
        Ok(Done::Recovery(RecoveryText(Zeroizing::new(cards.join("\n\n")))))
    }
}
