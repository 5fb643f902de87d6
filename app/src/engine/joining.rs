//! Inviting others, and answering who comes with a code.

use std::future::poll_fn;
use std::task::Poll;

use deelbaar_schema::crypto::SecretKey;
use deelbaar_schema::id::{DeviceId, MunicipalityCode};
use deelbaar_schema::role::Role;
use deelbaar_schema::space::SpaceState;
use deelbaar_schema::statement::Enrolment;
use deelbaar_schema::text::{MAX_NAME, cut};
use deelbaar_sync::net::{Applicant, Asked, Invitation, InvitationId, Joining, OpenInvitation, Verdict};
use deelbaar_sync::workspace::{Person, Root, WorkspaceError};

use super::command::{Done, Invitee};
use super::error::CommandError;
use super::executor::Executor;
use crate::municipalities;

/// What happened at the door.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AtTheDoor {
    /// Somebody asks to join.
    Came(Applicant),
    /// Somebody who asked does not wait any more: left, or the invitation ended.
    Left(Applicant),
}

impl Executor {
    /// Takes requests to join, also those that come with a code that an earlier run gave out.
    pub fn receive_applicants(&self) {
        if let Some(node) = self.node() {
            node.receive_applicants(self.doorkeeper.clone());
        }
    }

    /// Waits until somebody asks to join, and keeps the request until it is answered; or until somebody left.
    pub async fn at_the_door(&mut self) -> Option<AtTheDoor> {
        let applicants = &mut self.applicants;
        let left = poll_fn(|cx| {
            let gone = applicants.iter_mut().position(|asked| asked.answer.poll_closed(cx).is_ready());
            gone.map_or(Poll::Pending, |at| Poll::Ready(applicants.remove(at).applicant))
        });
        tokio::select! {
            left = left => Some(AtTheDoor::Left(left)),
            asked = self.asked.recv() => {
                let asked: Asked = asked?;
                let applicant = asked.applicant.clone();
                self.applicants.push(asked);
                Some(AtTheDoor::Came(applicant))
            }
        }
    }

    /// Who waits for an answer, in the order in which they came.
    pub fn applicants(&self) -> impl Iterator<Item = &Applicant> {
        self.applicants.iter().map(|asked| &asked.applicant)
    }

    /// The invitations that somebody may still use.
    pub fn invitations(&self) -> Vec<OpenInvitation> {
        let now = self.workspace.clock().now();
        let kept = || Joining::load(self.workspace.store().clone(), now).map(|joining| joining.open(now));
        self.node().map_or_else(|| kept().unwrap_or_default(), deelbaar_sync::net::Node::invitations)
    }

    pub(super) fn invite(&self, invitee: &Invitee) -> Result<Done, CommandError> {
        let invitation = match *invitee {
            Invitee::Municipality { code, ref name } => {
                self.workspace.root_key(Root::Region).ok_or(WorkspaceError::NoKey)?;
                let today = self.workspace.clock().today();
                let (takes_part, dismissed) = self.workspace.region().look(|region| {
                    (region.charter().takes_part(code, today), region.charter().dismissed(code).is_some())
                });
                if takes_part {
                    return Err(CommandError::AlreadyTakesPart);
                }
                if dismissed {
                    return Err(CommandError::WasDismissed);
                }
                let named = name.as_deref().map(str::trim).filter(|name| !name.is_empty());
                let name = named.map_or_else(|| municipalities::name_of(code), |name| cut(name, MAX_NAME).into_owned());
                Invitation::Municipality { code, name }
            }
            Invitee::Anew { code } => {
                self.workspace.root_key(Root::Region).ok_or(WorkspaceError::NoKey)?;
                if code == self.workspace.code() {
                    return Err(CommandError::OwnAdmission);
                }
                if !self.takes_other_keys(code) {
                    return Err(CommandError::NotAdmitted);
                }
                if self.workspace.holds_second(Root::Region)? {
                    return Err(CommandError::SecondNotHandedOver);
                }
                // As it was admitted: not every municipality is known here by its code.
                let admitted = self.workspace.region().look(|region| {
                    let found = region.charter().municipalities().find(|one| one.municipality == code);
                    found.map(|admission| admission.name.clone())
                });
                Invitation::Municipality { code, name: admitted.unwrap_or_else(|| municipalities::name_of(code)) }
            }
            Invitee::Colleague { role, term } => {
                self.require_letting_in(role)?;
                if term.until.is_some_and(|until| until < term.from) {
                    return Err(WorkspaceError::EmptyTerm.into());
                }
                Invitation::Colleague { role, term }
            }
            Invitee::Device { of } => {
                self.workspace.root_key(Root::Municipality).ok_or(WorkspaceError::NoKey)?;
                let person = self.person_of(&of)?;
                self.require_letting_in(person.role)?;
                Invitation::Device(person.id)
            }
        };
        let node = self.node().ok_or(CommandError::Offline)?;
        let code = node.invite(invitation, self.doorkeeper.clone())?;
        let open = node.invitations().into_iter().find(|open| open.id == code.invitation());
        Ok(Done::Invited(code.to_string(), Box::new(open.ok_or(CommandError::NoInvitation)?)))
    }

    /// Whether this municipality was admitted, and not removed since: whoever comes for it now brings other keys, and that takes
    /// the region's second person.
    fn takes_other_keys(&self, code: MunicipalityCode) -> bool {
        self.workspace.region().look(|region| {
            let charter = region.charter();
            charter.dismissed(code).is_none() && charter.municipalities().any(|one| one.municipality == code)
        })
    }

    /// Whether somebody can be let in here as `role`, perhaps with the second person.
    fn require_letting_in(&self, role: Role) -> Result<(), CommandError> {
        if self.workspace.letting_in_takes_second(role)? && self.workspace.holds_second(Root::Municipality)? {
            return Err(CommandError::SecondNotHandedOver);
        }
        Ok(())
    }

    /// Whose device it is today.
    pub(super) fn person_of(&self, device: &DeviceId) -> Result<Person, CommandError> {
        let today = self.workspace.clock().today();
        let enrolment = self.workspace.municipality().look(|state| state.charter().member_on(device, today));
        let Enrolment { person, name, role, term, .. } = enrolment.ok_or(CommandError::NoMember)?;
        Ok(Person { id: person, name: name.unwrap_or_default(), role, term })
    }

    pub(super) fn cancel(&self, invitation: &InvitationId) -> Result<Done, CommandError> {
        let cancelled = if let Some(node) = self.node() {
            node.cancel_invitation(invitation)?
        } else {
            let now = self.workspace.clock().now();
            Joining::load(self.workspace.store().clone(), now)?.cancel(invitation, now)?
        };
        if cancelled { Ok(Done::Done) } else { Err(CommandError::NoInvitation) }
    }

    pub(super) fn answer(&mut self, device: DeviceId, approve: bool, second: &str) -> Result<Done, CommandError> {
        let at = self.applicants.iter().position(|asked| asked.applicant.device == device);
        let at = at.ok_or(CommandError::NoApplicant)?;
        let verdict = match &self.applicants[at].applicant.invitation {
            _ if !approve => Verdict::Refuse,
            Invitation::Municipality { code, .. } if self.takes_other_keys(*code) => {
                Verdict::Admit(Some(Box::new(self.second(Root::Region, second)?)))
            }
            Invitation::Municipality { .. } => Verdict::Admit(None),
            colleague if self.workspace.letting_in_takes_second(self.role_of(colleague)?)? => {
                Verdict::Admit(Some(Box::new(self.second(Root::Municipality, second)?)))
            }
            Invitation::Colleague { .. } | Invitation::Device(_) => Verdict::Admit(None),
        };
        let asked = self.applicants.remove(at);
        let Applicant { name, invitation, id, .. } = asked.applicant;
        // One code, one answer: it lets in nobody else, whatever the answer is.
        let others = self.applicants().filter(|other| other.id == id).map(|other| other.name.clone()).collect();
        asked.answer.send(verdict).map_err(|_gone| CommandError::NoApplicant)?;
        Ok(Done::Answered { name, others, again: self.again(&invitation) })
    }

    /// How to invite to the same once more.
    fn again(&self, invitation: &Invitation) -> Option<Invitee> {
        Some(match invitation {
            Invitation::Municipality { code, .. } if self.takes_other_keys(*code) => Invitee::Anew { code: *code },
            Invitation::Municipality { code, name } => Invitee::Municipality { code: *code, name: Some(name.clone()) },
            Invitation::Colleague { role, term } => Invitee::Colleague { role: *role, term: *term },
            Invitation::Device(person) => {
                let of = self.workspace.municipality().look(|state| {
                    let members = state.charter().members().collect::<Vec<_>>();
                    members.into_iter().find(|one| one.enrolment.person == *person).map(|one| one.device)
                });
                Invitee::Device { of: of? }
            }
        })
    }

    /// As what an applicant is let in today.
    pub fn role_of(&self, invitation: &Invitation) -> Result<Role, CommandError> {
        match invitation {
            Invitation::Municipality { .. } => Ok(Role::PolicyOfficer),
            Invitation::Colleague { role, .. } => Ok(*role),
            Invitation::Device(person) => {
                let person = self.workspace.person_today(person);
                Ok(person.ok_or(WorkspaceError::TakesPartNoMore)?.role)
            }
        }
    }

    /// The second person's key from its words; checked here, before an invitation is used up.
    pub(super) fn second(&self, root: Root, words: &str) -> Result<SecretKey, CommandError> {
        if self.workspace.holds_second(root)? {
            return Err(CommandError::SecondNotHandedOver);
        }
        if words.trim().is_empty() {
            return Err(WorkspaceError::SecondNeeded.into());
        }
        Ok(self.workspace.second_from_words(root, words)?)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::time::Duration;

    use deelbaar_schema::role::Role;
    use deelbaar_schema::time::Term;
    use deelbaar_sync::clock::Clock;
    use deelbaar_sync::net::{Closed, Code, Invitation, JoinError, Listen, Node, Words, ask, ask_until};
    use tempfile::TempDir;
    use tokio::sync::oneshot;

    use crate::engine::{Command, CommandError, Done, Engine, Invitee, View};
    use crate::fixture::leusden;

    const PATIENCE: Duration = Duration::from_secs(30);

    async fn engine(dir: &TempDir) -> Engine {
        let workspace = leusden(&dir.path().join("data"));
        let node = Node::start(workspace.clone(), Listen::LOOPBACK).await.unwrap();
        Engine::start(workspace, Some(node), tokio::runtime::Handle::current())
    }

    async fn done(engine: &Engine, command: Command) -> Result<Done, CommandError> {
        let answer = engine.send(command);
        tokio::task::spawn_blocking(move || answer.recv_timeout(PATIENCE).unwrap()).await.unwrap()
    }

    async fn until(engine: &Engine, what: &str, shows: impl Fn(&View) -> bool) -> Arc<View> {
        let mut views = engine.views();
        let found = tokio::time::timeout(PATIENCE, views.wait_for(|view| shows(view))).await;
        Arc::clone(&found.unwrap_or_else(|_| panic!("never: {what}")).unwrap())
    }

    async fn invite(engine: &Engine) -> Code {
        let term = Term::since(Clock::system().today());
        let invited = done(engine, Command::Invite(Invitee::Colleague { role: Role::Reader, term })).await;
        let Ok(Done::Invited(code, _)) = invited else { panic!("{invited:?}") };
        code.parse().unwrap()
    }

    /// A code in the wrong hands lets nobody in any more, and whoever refused hears what became of the other.
    #[tokio::test(flavor = "multi_thread")]
    async fn refusing_one_of_two_with_one_code_ends_both_and_says_so() {
        let dir = TempDir::new().unwrap();
        let engine = engine(&dir).await;
        let code = invite(&engine).await;
        let asks = |name: &'static str| {
            let code = code.clone();
            tokio::spawn(async move { ask(&code, name, None, Listen::LOOPBACK, |_| {}).await })
        };
        let (kim, noor) = (asks("Kim"), asks("Noor"));
        let view = until(&engine, "who asks", |view| view.applicants.len() == 2).await;
        let device = view.applicants.iter().find(|one| one.name == "Kim").unwrap().device;
        let refused = done(&engine, Command::Answer { device, approve: false, second: String::new() }).await.unwrap();
        let Done::Answered { name, others, again } = refused else { panic!("{refused:?}") };
        assert_eq!((name.as_str(), others), ("Kim", vec!["Noor".to_owned()]));
        assert!(matches!(kim.await.unwrap(), Err(JoinError::Declined)));
        let other = noor.await.unwrap();
        assert!(matches!(other, Err(JoinError::Closed(Closed::Declined))), "{other:?}");
        // What is offered next is the same invitation, with another code.
        let invited = done(&engine, Command::Invite(again.unwrap())).await;
        let Ok(Done::Invited(next, open)) = invited else { panic!("{invited:?}") };
        assert_ne!(next, code.to_string());
        assert!(matches!(&open.invitation, Invitation::Colleague { role: Role::Reader, .. }));
        let stopping = engine.clone();
        tokio::task::spawn_blocking(move || stopping.stop()).await.unwrap();
    }

    /// What the window sees: who asks with which words, that they left, and that an invitation is used or taken back.
    #[tokio::test(flavor = "multi_thread")]
    async fn whoever_asks_shows_with_the_words_until_they_leave() {
        let dir = TempDir::new().unwrap();
        let engine = engine(&dir).await;
        let code = invite(&engine).await;
        until(&engine, "the invitation", |view| view.invitations.len() == 1).await;

        let (tell, told) = oneshot::channel::<Words>();
        let (leave, left) = oneshot::channel::<()>();
        let asking = code.clone();
        let joining = tokio::spawn(async move {
            let tell = |words| tell.send(words).unwrap();
            let stop = async { drop(left.await) };
            ask_until(&asking, "Kim", None, Listen::LOOPBACK, tell, stop).await
        });
        let words = told.await.unwrap();
        let view = until(&engine, "who asks", |view| view.applicants.len() == 1).await;
        assert_eq!((view.applicants[0].name.as_str(), view.applicants[0].words), ("Kim", words));
        assert_eq!(view.invitations[0].tries, 1);
        let device = view.applicants[0].device;
        leave.send(()).unwrap();
        until(&engine, "that they left", |view| view.applicants.is_empty()).await;
        assert!(matches!(joining.await.unwrap(), Err(JoinError::Stopped)));
        let late = done(&engine, Command::Answer { device, approve: true, second: String::new() }).await;
        assert!(matches!(late, Err(CommandError::NoApplicant)), "{late:?}");

        let asking = code.clone();
        let joining = tokio::spawn(async move { ask(&asking, "Kim", None, Listen::LOOPBACK, |_| {}).await });
        let view = until(&engine, "who asks again", |view| view.applicants.len() == 1).await;
        done(&engine, Command::Answer { device: view.applicants[0].device, approve: true, second: String::new() })
            .await
            .unwrap();
        assert!(joining.await.unwrap().is_ok());
        until(&engine, "that the code is used", |view| view.invitations.is_empty() && view.applicants.is_empty()).await;

        let code = invite(&engine).await;
        let cancel = Command::CancelInvitation { invitation: code.invitation() };
        done(&engine, cancel.clone()).await.unwrap();
        assert!(matches!(done(&engine, cancel).await, Err(CommandError::NoInvitation)));
        let vain = ask(&code, "Kim", None, Listen::LOOPBACK, |_| {}).await;
        assert!(matches!(vain, Err(JoinError::Closed(Closed::Cancelled))), "{vain:?}");
        let stopping = engine.clone();
        tokio::task::spawn_blocking(move || stopping.stop()).await.unwrap();
    }
}
