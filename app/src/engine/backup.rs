//! Backups: by hand, and those that are due. Both are made beside everything else: nobody waits for a disk.

use std::path::PathBuf;

use deelbaar_sync::audit::{self, Origin};
use deelbaar_sync::store::{Kdf, Passphrase};
use deelbaar_sync::workspace::{BackupStatus, Schedule, Workspace};

use super::command::Done;
use super::error::CommandError;
use super::executor::{Executor, Work};

impl Executor {
    /// A backup that somebody asks for, as work of its own.
    pub(super) fn back_up(&self, path: PathBuf, passphrase: Passphrase) -> Work {
        let workspace = self.workspace.clone();
        Box::new(move || {
            workspace.backup(&path, &passphrase, Kdf::default())?;
            Ok(Done::Kept(path))
        })
    }

    pub(super) fn schedule_backups(
        &self,
        schedule: Option<Schedule>,
        passphrase: Option<&Passphrase>,
    ) -> Result<Done, CommandError> {
        let passphrase = passphrase.map(|passphrase| (passphrase, Kdf::default()));
        self.workspace.schedule_backups(schedule, passphrase)?;
        Ok(Done::Done)
    }

    /// How it stands; nothing when that cannot be read now.
    pub(super) fn backup_status(&self) -> BackupStatus {
        self.workspace.backup_status().unwrap_or_else(|error| {
            tracing::warn!("how it stands with backups cannot be read: {error}");
            BackupStatus::default()
        })
    }
}

/// Makes the backup that is due, when one is. A failure is remembered in the workspace, where the window finds it.
pub fn make_due(workspace: &Workspace) {
    let made = workspace.make_due_backup();
    match &made {
        Ok(None) => return,
        Ok(Some(_)) => {}
        Err(error) => tracing::warn!("the backup on schedule was not made: {error}"),
    }
    audit::note("backup", "", made.is_ok(), Origin::Program, &workspace.device().short());
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::engine::{Command, Engine, View};
    use crate::fixture::leusden;

    const PATIENCE: Duration = Duration::from_mins(1);

    fn engine(dir: &std::path::Path) -> Engine {
        Engine::start(leusden(&dir.join("data")), None, tokio::runtime::Handle::current())
    }

    async fn done(engine: &Engine, command: Command) -> Result<Done, CommandError> {
        let answer = engine.send(command);
        tokio::task::spawn_blocking(move || answer.recv_timeout(PATIENCE).unwrap()).await.unwrap()
    }

    async fn until(engine: &Engine, what: &str, shows: impl Fn(&View) -> bool) {
        let mut views = engine.views();
        let found = tokio::time::timeout(PATIENCE, views.wait_for(|view| shows(view))).await;
        assert!(found.is_ok(), "never: {what}");
    }

    /// Nobody asks for it: the engine sees that it is due, makes it, and says so.
    #[tokio::test(flavor = "multi_thread")]
    async fn a_scheduled_backup_is_made_by_itself_and_a_failure_shows() {
        let dir = tempfile::tempdir().unwrap();
        let engine = engine(dir.path());
        let folder = dir.path().join("copies");
        std::fs::create_dir(&folder).unwrap();
        let schedule = Schedule { folder: folder.clone(), every_days: 7, keep: 3 };
        let passphrase = Some(Passphrase::new("reservekopie van leusden"));
        let set = Command::ScheduleBackups { schedule: Some(schedule.clone()), passphrase };
        assert_eq!(done(&engine, set).await.unwrap(), Done::Done);
        until(&engine, "that it was made", |view| {
            view.status.backup.made.is_some() && !view.status.backup.due && !view.status.backing_up
        })
        .await;
        assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 1);
        // By hand as well, to another place; a second time there is a file of that name.
        let path = dir.path().join("leusden.deelbaar");
        let by_hand = Command::Backup { path: path.clone(), passphrase: Passphrase::new("vier woorden van papier") };
        assert_eq!(done(&engine, by_hand.clone()).await.unwrap(), Done::Kept(path));
        assert!(done(&engine, by_hand).await.is_err());

        // A folder in which nobody may write, whoever they are.
        let schedule = Schedule { folder: "/proc/self".into(), ..schedule };
        if cfg!(target_os = "linux") {
            let elsewhere = Command::ScheduleBackups { schedule: Some(schedule), passphrase: None };
            done(&engine, elsewhere).await.unwrap();
            until(&engine, "that it failed", |view| {
                view.status.backup.failed.is_some() && view.status.backup.overdue && !view.status.backing_up
            })
            .await;
        }
        let stopping = engine.clone();
        tokio::task::spawn_blocking(move || stopping.stop()).await.unwrap();
    }
}
