//! The passphrase of this device's data, the words of the root keys that it holds, and letting others know a restored device.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use deelbaar_sync::store::{Kdf, Passphrase};
use deelbaar_sync::workspace::{BackupError, IntroductionFor, LARGEST_INTRODUCTION, WorkspaceError};

use super::command::Done;
use super::error::CommandError;
use super::executor::Executor;
use crate::document::Document;
use crate::since::Since;
use crate::{recovery, tr};

impl Executor {
    pub(super) fn confirm_passphrase(&mut self, given: &Passphrase) -> Result<Done, CommandError> {
        self.workspace().check_passphrase(Some(given))?;
        self.confirmed = Since::now();
        Ok(Done::Done)
    }

    pub(super) fn set_passphrase(
        &mut self,
        current: Option<&Passphrase>,
        chosen: Option<&Passphrase>,
    ) -> Result<Done, CommandError> {
        self.workspace().set_passphrase(current, chosen, Kdf::default())?;
        self.confirmed = Since::now();
        Ok(Done::Done)
    }

    pub(super) fn show_recovery(&self, current: Option<&Passphrase>) -> Result<Done, CommandError> {
        Ok(Done::Recovery(recovery::cards(self.workspace(), current)?))
    }

    pub(super) fn introduce(&self, audience: IntroductionFor) -> Result<Done, CommandError> {
        let bytes = self.workspace().introduction(audience)?;
        let (title, device) = (tr!("introduce-document"), self.workspace().device().short());
        let document = Document::new(title.clone(), &format!("{title} {device}"));
        Ok(Done::Document(document.form(String::new(), "deelbaar-apparaat", bytes)))
    }

    pub(super) fn take_introduction(&self, path: &Path) -> Result<Done, CommandError> {
        let file = File::open(path).map_err(|_error| BackupError::NoFile).map_err(WorkspaceError::from)?;
        let mut bytes = Vec::new();
        // A little more than the largest: what is larger is refused as what it is not.
        let read = file.take(LARGEST_INTRODUCTION as u64 + 1).read_to_end(&mut bytes);
        read.map_err(|_error| BackupError::NoFile).map_err(WorkspaceError::from)?;
        Ok(Done::Introduced(self.workspace().take_introduction(&bytes)?))
    }
}
