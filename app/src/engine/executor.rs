//! Carries out commands on a workspace. The actor of the window and the command line both use this.

use std::sync::{Arc, Mutex, MutexGuard, OnceLock};
use std::time::Duration;

use deelbaar_schema::act::{External, Outcome, What};
use deelbaar_schema::charter::CharterError;
use deelbaar_schema::gate::{ActError, Phase};
use deelbaar_schema::id::{ItemId, RecordId};
use deelbaar_schema::municipality::MunicipalityState;
use deelbaar_schema::plan::Item;
use deelbaar_sync::audit::{self, Origin};
use deelbaar_sync::net::{Asked, Node};
use deelbaar_sync::poison::lock;
use deelbaar_sync::workspace::{Workspace, WorkspaceError, words_of};
use tokio::sync::{Notify, mpsc};

use super::command::{Command, Done};
use super::error::CommandError;
use super::news;
use super::undo::{Direction, Undo};
use crate::person::report;
use crate::since::Since;

/// How long after the passphrase was given one can sign without giving it again.
pub const GRACE: Duration = Duration::from_mins(5);

/// What a command takes that can be done beside everything else.
pub(super) type Work = Box<dyn FnOnce() -> Result<Done, CommandError> + Send>;

/// What became of a command at once.
pub(super) enum Begun {
    /// It was carried out, or not.
    Done(Result<Done, CommandError>),
    /// It takes a while.
    Apart(Work),
}

/// What all share who work on one workspace at the same time.
#[derive(Clone)]
pub struct Desk {
    workspace: Workspace,
    node: Arc<OnceLock<Node>>,
    undo: Arc<Mutex<Undo>>,
    changed: Arc<Notify>,
}

impl Desk {
    /// The workspace.
    pub fn workspace(&self) -> &Workspace {
        &self.workspace
    }

    /// Notified when something may be different that shows in no record, such as a passphrase. Holds nothing open.
    pub fn changed(&self) -> Arc<Notify> {
        Arc::clone(&self.changed)
    }
}

/// A workspace at work.
pub struct Executor {
    pub(super) workspace: Workspace,
    undo: Arc<Mutex<Undo>>,
    changed: Arc<Notify>,
    /// Empty while there is no network.
    pub(super) node: Arc<OnceLock<Node>>,
    /// When the passphrase was last given; opening the workspace counts.
    pub(super) confirmed: Since,
    /// Through what a person works here.
    pub(super) origin: Origin,
    /// How long it is not asked again.
    pub(super) grace: Duration,
    /// How many backups are being made now.
    pub(super) backing_up: usize,
    /// In the order in which they came.
    pub(super) applicants: Vec<Asked>,
    pub(super) doorkeeper: mpsc::Sender<Asked>,
    pub(super) asked: mpsc::Receiver<Asked>,
}

impl Executor {
    /// Works on `workspace`; `node` is there when it is on the network.
    pub fn new(workspace: Workspace, node: Option<Node>) -> Self {
        let undo = Arc::new(Mutex::new(Undo::load(workspace.store())));
        let node = Arc::new(node.map_or_else(OnceLock::new, OnceLock::from));
        Self::at(Desk { workspace, node, undo, changed: Arc::default() })
    }

    /// Works beside others on the same workspace.
    pub fn at(desk: Desk) -> Self {
        let Desk { workspace, node, undo, changed } = desk;
        let (doorkeeper, asked) = mpsc::channel(16);
        let (confirmed, grace) = (Since::now(), GRACE);
        let (origin, backing_up, applicants) = (Origin::Window, 0, Vec::new());
        Self { workspace, undo, changed, node, confirmed, origin, grace, backing_up, applicants, doorkeeper, asked }
    }

    /// What others need to work on this workspace at the same time.
    pub fn desk(&self) -> Desk {
        let (undo, changed) = (Arc::clone(&self.undo), Arc::clone(&self.changed));
        Desk { workspace: self.workspace.clone(), node: Arc::clone(&self.node), undo, changed }
    }

    /// What can be taken back. Not to be held while a view is built.
    pub(super) fn undo(&self) -> MutexGuard<'_, Undo> {
        lock(&self.undo)
    }

    /// Says in the log of the system that a person at the command line does it, not one at the window.
    #[must_use]
    pub fn at_the_command_line(mut self) -> Self {
        self.origin = Origin::CommandLine;
        self.with_grace(Duration::MAX)
    }

    /// Asks for the passphrase again after `grace` instead of after [`GRACE`].
    #[must_use]
    pub fn with_grace(mut self, grace: Duration) -> Self {
        self.grace = grace;
        self
    }

    /// The workspace.
    pub fn workspace(&self) -> &Workspace {
        &self.workspace
    }

    /// The node, when it runs.
    pub fn node(&self) -> Option<&Node> {
        self.node.get()
    }

    /// Carries out one command. When it fails, nothing was changed.
    ///
    /// Acts and security events leave a line in the log of the system, without any content (BIO2 8.15).
    pub fn execute(&mut self, command: Command) -> Result<Done, CommandError> {
        match self.begin(command) {
            Begun::Done(result) => result,
            Begun::Apart(work) => work(),
        }
    }

    /// Carries out one command, or hands back what it takes when that can be done beside everything else.
    pub(super) fn begin(&mut self, command: Command) -> Begun {
        let noted = command.noted();
        let (actor, origin) = (self.workspace.device().short(), self.origin);
        let note = move |result: &Result<Done, CommandError>| {
            if let Some((action, object)) = noted {
                let object = match result {
                    // Only now it has an id.
                    Ok(Done::Invited(_, open)) => open.id.short(),
                    _ => object,
                };
                audit::note(action, &object, result.is_ok(), origin, &actor);
            }
        };
        let result = match command {
            command if command.takes_plan() && !self.workspace.reads_plan() => {
                Err(ActError::from(CharterError::Role).into())
            }
            command if command.signs() && self.must_confirm() => Err(CommandError::PassphraseNeeded),
            Command::Backup { path, passphrase } => {
                let work = self.back_up(path, passphrase);
                return Begun::Apart(Box::new(move || {
                    let result = work();
                    note(&result);
                    result
                }));
            }
            command => self.carry_out(command),
        };
        note(&result);
        Begun::Done(result)
    }

    /// The passphrase was given too long ago to sign.
    fn must_confirm(&self) -> bool {
        self.workspace.has_passphrase() && self.confirmed.elapsed() >= self.grace
    }

    fn carry_out(&mut self, command: Command) -> Result<Done, CommandError> {
        match command {
            Command::Undo => self.step(Direction::Undo),
            Command::Redo => self.step(Direction::Redo),
            Command::Submit { item } => self.submit(item),
            Command::Recall { item } => self.recall(item),
            Command::Decide { request, outcome, external, note } => self.decide(request, outcome, external, note),
            Command::Start { item } => self.start(item),
            Command::Finish { item } => self.finish(item),
            Command::RequestConsent { item, without, files, sharing, confirmed, note } => {
                self.request_consent(item, (without, &files), sharing, confirmed, note)
            }
            Command::RecallConsent { item } => self.recall_consent(item),
            Command::GiveConsent { request, without, sharing, note } => {
                self.give_consent(request, &without, sharing, note)
            }
            Command::Revise { item, confirmed } => self.revise(item, confirmed),
            Command::DeclineConsent { request, returned, note } => self.decline_consent(request, returned, note),
            Command::Withdraw { item, version } => self.withdraw(item, version),
            Command::WithdrawAll => self.withdraw_all(),
            Command::ConfirmConsent { item } => self.confirm_consent(item),
            Command::Invite(invitee) => self.invite(&invitee),
            Command::CancelInvitation { invitation } => self.cancel(&invitation),
            Command::Answer { device, approve, second } => self.answer(device, approve, &second),
            Command::ShowSecond { of } => Ok(Done::SecondWords(of, words_of(&self.workspace.second_key(of)?).into())),
            Command::HandOverSecond { of, written } => {
                self.workspace.hand_over_second(of, &written.0)?;
                Ok(Done::Done)
            }
            Command::GiveMandate { device, kinds, asks, until } => self.give_mandate(device, kinds, asks, until),
            Command::EndMandate { mandate } => self.end_mandate(mandate),
            Command::SetCompetence { kind, body } => self.set_competence(kind, body),
            Command::RemoveDevice { device } => {
                self.workspace.remove(device)?;
                Ok(Done::Done)
            }
            Command::ChangeRole { device, role, term, second } => self.change_role(device, role, term, &second),
            Command::Renew { what, second } => self.renew(what, &second),
            Command::AgreeToAdmission { admission, second } => self.agree_to_admission(admission, &second),
            Command::Dismiss { municipality, last_day } => self.dismiss(municipality, last_day),
            Command::NameRelay { urls, token } => self.name_relay(urls, token),
            Command::SetProxy { url } => self.set_proxy(url.as_ref()),
            Command::SetPassphrase { current, chosen } => self.set_passphrase(current.as_ref(), chosen.as_ref()),
            Command::ConfirmPassphrase { given } => self.confirm_passphrase(&given),
            Command::ShowRecovery { current } => self.show_recovery(current.as_ref()),
            Command::Backup { path, passphrase } => self.back_up(path, passphrase)(),
            Command::ReportPerson { about } => {
                let view = self.view();
                Ok(Done::Document(report(&self.workspace, &view, &about)?.document(&view)))
            }
            Command::RestoreKey { words } => Ok(Done::KeyRestored(self.workspace.restore_key(&words.0)?)),
            Command::Introduce { audience } => self.introduce(audience),
            Command::TakeIntroduction { path } => self.take_introduction(&path),
            Command::ScheduleBackups { schedule, passphrase } => self.schedule_backups(schedule, passphrase.as_ref()),
            Command::ForgetPlan => self.forget_plan(),
            Command::ConfirmDate { day } if day != self.workspace.clock().today() => Err(CommandError::NotNow),
            Command::ConfirmDate { .. } => {
                self.workspace.confirm_date()?;
                Ok(Done::Done)
            }
            Command::Export(_) => Ok(Done::Done),
            Command::Verify => Ok(Done::Verified(self.workspace.verify().map_err(WorkspaceError::from)?)),
            Command::LookedAtRegion => {
                let region = self.region(self.workspace.clock().today());
                Ok(news::looked(self.workspace.store(), &region, self.workspace.code()).map(|()| Done::Done)?)
            }
            Command::SyncNow => {
                self.node().ok_or(CommandError::Offline)?.dial_now();
                Ok(Done::Done)
            }
            Command::SaveFile { file, path } => self.save_file(file, path),
            edit => self.edit(edit),
        }
    }

    fn forget_plan(&mut self) -> Result<Done, CommandError> {
        if self.workspace.reads_plan() {
            return Err(WorkspaceError::ReadsPlan.into());
        }
        // First: what can be taken back holds text, and is to lie under the old key only.
        self.undo().clear(self.workspace.store())?;
        self.workspace.forget_plan()?;
        Ok(Done::Done)
    }

    pub(super) fn act(&self, item: ItemId, what: What) -> Result<Done, CommandError> {
        Ok(Done::Recorded(self.workspace.act(item, what)?))
    }

    pub(super) fn look<T>(
        &self,
        item: ItemId,
        look: impl FnOnce(&MunicipalityState, &Item) -> Result<T, CommandError>,
    ) -> Result<T, CommandError> {
        self.workspace.municipality().look(|state| look(state, state.item(item).ok_or(CommandError::NoItem)?))
    }

    // --- the decision gate -------------------------------------------------------------------------------------------

    fn submit(&self, item: ItemId) -> Result<Done, CommandError> {
        let content = self.look(item, |state, item| {
            if !item.kind.needs_decision() {
                return Err(ActError::NotForDecision.into());
            }
            if !state.decision(item).may_submit() {
                return Err(CommandError::NotNow);
            }
            Ok(item.substance().map_err(ActError::from)?)
        })?;
        self.act(item, What::Submit { content })
    }

    fn recall(&self, item: ItemId) -> Result<Done, CommandError> {
        let submission = self.look(item, |state, item| {
            let decision = state.decision(item);
            decision.by.filter(|_| decision.phase == Phase::Submitted).ok_or(CommandError::NotNow)
        })?;
        self.act(item, What::Recall { submission })
    }

    fn decide(
        &self,
        request: RecordId,
        outcome: Outcome,
        external: Option<External>,
        note: String,
    ) -> Result<Done, CommandError> {
        let (device, today) = (self.workspace.device(), self.workspace.clock().today());
        let (item, content, under) = self.workspace.municipality().look(|state| {
            let kept = state.acts().get(&request).ok_or(CommandError::NoRequest)?;
            let What::Submit { content } = kept.act.what else { return Err(CommandError::NoRequest) };
            let item = state.item(kept.act.item).ok_or(CommandError::NoItem)?;
            let decision = state.decision(item);
            if decision.by != Some(request) {
                return Err(CommandError::NoRequest);
            }
            if decision.changed {
                return Err(ActError::ContentChanged.into());
            }
            Ok((item.id, content, state.may_decide(&device, kept, item.kind, today)?))
        })?;
        if matches!(outcome, Outcome::SentBack | Outcome::Refused) {
            require_remark(&note)?;
        }
        let under = under.map(|mandate| mandate.hash);
        self.act(item, What::Decide { submission: request, content, outcome, under, external, note })
    }

    fn start(&self, item: ItemId) -> Result<Done, CommandError> {
        let what = self.look(item, |state, item| {
            let decision = state.decision(item);
            match decision.by.filter(|_| decision.may_start()) {
                Some(by) => {
                    let content = item.substance().map_err(ActError::from)?;
                    Ok(What::Start { decision: by, content })
                }
                None if decision.changed => Err(ActError::ContentChanged.into()),
                None if matches!(decision.phase, Phase::Running | Phase::Finished) => Err(ActError::Done.into()),
                None => Err(ActError::NoDecision.into()),
            }
        })?;
        self.act(item, what)
    }

    fn finish(&self, item: ItemId) -> Result<Done, CommandError> {
        let start = self.look(item, |state, item| {
            let decision = state.decision(item);
            decision
                .by
                .filter(|_| decision.phase == Phase::Running && !decision.contradiction)
                .ok_or(CommandError::NotNow)
        })?;
        self.act(item, What::Finish { start })
    }
}

/// Whoever asked must be told why.
pub(super) fn require_remark(note: &str) -> Result<(), CommandError> {
    if note.trim().is_empty() { Err(CommandError::NoRemark) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use deelbaar_schema::id::PersonId;
    use deelbaar_schema::role::Role;
    use deelbaar_schema::time::Term;
    use deelbaar_sync::clock::Clock;
    use deelbaar_sync::store::{Kdf, Passphrase};
    use deelbaar_sync::workspace::{NewRegion, Person};

    use super::*;

    /// The lid went down a minute after the passphrase was given, and up the next day.
    #[test]
    fn sleep_of_the_machine_counts_for_the_grace() {
        let dir = tempfile::tempdir().unwrap();
        let clock = Clock::system();
        let term = Term::since(clock.today());
        let person = Person { id: PersonId::from_bytes([1; 16]), name: "Bo".into(), role: Role::PolicyOfficer, term };
        let (region, municipality_name) = ("Regio".into(), "Leusden".into());
        let new = NewRegion { region, municipality: "GM0327".parse().unwrap(), municipality_name, person };
        let workspace = Workspace::found(&dir.path().join("data"), new, clock).unwrap();
        let passphrase = Passphrase::new("vier woorden van papier");
        let quick = Kdf { memory: 8, passes: 1, lanes: 1 };
        workspace.set_passphrase(None, Some(&passphrase), quick).unwrap();
        let mut executor = Executor::new(workspace, None);
        let sign = |executor: &mut Executor| executor.execute(Command::WithdrawAll);
        assert!(!matches!(sign(&mut executor), Err(CommandError::PassphraseNeeded)));
        executor.confirmed = executor.confirmed.slept(GRACE);
        assert!(matches!(sign(&mut executor), Err(CommandError::PassphraseNeeded)));
        executor.execute(Command::ConfirmPassphrase { given: passphrase }).unwrap();
        assert!(!matches!(sign(&mut executor), Err(CommandError::PassphraseNeeded)));
    }
}
