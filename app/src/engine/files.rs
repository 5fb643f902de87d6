//! The commands about files beside items.

use std::path::{Path, PathBuf};

use deelbaar_schema::attachment::MAX_FILES;
use deelbaar_schema::charter::CharterError;
use deelbaar_schema::id::{AttachmentId, FileHash, ItemId};
use deelbaar_schema::plan::{EditError, PlanEdit};
use deelbaar_schema::region::RegionState;
use deelbaar_schema::role::Action;
use deelbaar_sync::file::Existing;
use deelbaar_sync::files::Unswept;
use deelbaar_sync::workspace::random;

use super::command::Done;
use super::error::CommandError;
use super::executor::Executor;

impl Executor {
    /// Keeps the content of a file; the edit puts it in the plan, before the second is let go.
    pub(super) fn add_file(
        &self,
        item: ItemId,
        path: &Path,
        description: &str,
    ) -> Result<(PlanEdit, Unswept<'_>), CommandError> {
        let (device, today) = (self.workspace.device(), self.workspace.clock().today());
        // Before anything is read: it can take a while.
        self.look(item, |state, item| {
            state.bench().charter.authorise(&device, Action::EditPlan, state.municipality(), today).map_err(act)?;
            if item.files.len() < MAX_FILES { Ok(()) } else { Err(EditError::TooManyFiles.into()) }
        })?;
        let (attachment, unswept) = self.workspace.add_file(path, description)?;
        let (file, attachment) = (AttachmentId::from_bytes(*random::<16>()?), Some(attachment));
        Ok((PlanEdit::SetFile { item, file, attachment }, unswept))
    }

    pub(super) fn save_file(&self, file: FileHash, path: PathBuf) -> Result<Done, CommandError> {
        // Whoever does not read the plan has what the region shows.
        let today = self.workspace.clock().today();
        let is_shared = |region: &RegionState| region.shared_files(today).iter().any(|(_, shared)| shared.hash == file);
        if !self.workspace.reads_plan() && !self.workspace.region().look(is_shared) {
            return Err(act(CharterError::Role));
        }
        self.workspace.files().save(&file, &path, Existing::Keep)?;
        Ok(Done::Kept(path))
    }
}

fn act(error: CharterError) -> CommandError {
    CommandError::Act(error.into())
}
